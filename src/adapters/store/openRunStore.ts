import path from 'node:path';
import type { RunStore } from '../../core/run/runStore.ts';
import { createJsonlRunStore } from './jsonlRunStore.ts';
import { ownWorkspaceName, type StoreSettings } from './storeSettings.ts';

/** What a store is opened with. */
export interface StoreSurroundings {
  /** The workspace's own folder in the data folder. */
  readonly folder: string;
  readonly settings: StoreSettings;
  readonly nowMs: () => number;
  /** Told what the person should know. */
  readonly notice: (sentence: string) => void;
}

/**
 * The store of a workspace: the PostgreSQL database that the person's settings name; else SQLite, or JSON lines where this
 * Node has no `node:sqlite`.
 */
export async function openRunStore(
  { folder, settings, nowMs, notice }: StoreSurroundings,
  signal: AbortSignal,
): Promise<RunStore> {
  const { url } = settings;
  if (url !== undefined) {
    const [{ openPostgresRunStore }, { isOpenToListeners }] = await Promise.all([
      import('./postgresRunStore.ts'),
      import('./postgresServer.ts'),
    ]);
    if (isOpenToListeners(url)) notice('The run store is reached without TLS. Add sslmode=verify-full to its address.');
    const workspace = settings.workspace ?? ownWorkspaceName(folder);
    return openPostgresRunStore({ url, workspace }, nowMs, signal);
  }
  const sqlite = await import('./sqliteRunStore.ts').catch(() => undefined);
  if (sqlite) return sqlite.createSqliteRunStore(path.join(folder, 'runs.db'), nowMs);
  notice('This Node has no node:sqlite, so runs are kept as JSON lines.');
  return createJsonlRunStore(folder, nowMs);
}
