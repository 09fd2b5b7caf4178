import path from 'node:path';
import { createJsonlRunStore } from '../../src/adapters/store/jsonlRunStore.ts';
import { openPostgresRunStore } from '../../src/adapters/store/postgresRunStore.ts';
import { createSqliteRunStore } from '../../src/adapters/store/sqliteRunStore.ts';
import type { RunStore } from '../../src/core/run/runStore.ts';

/** The stores that outlive their process. */
export type StoreKind = 'SQLite' | 'PostgreSQL' | 'JSON lines';

/** Where a store of any kind lies: a folder of its own, and the address of a server. */
export interface StorePlace {
  readonly folder: string;
  readonly url: string;
}

/** Opens a store. The folder's name sets the runs of a server's store apart. */
export async function openStore(kind: StoreKind, { folder, url }: StorePlace, nowMs = Date.now): Promise<RunStore> {
  if (kind === 'SQLite') return createSqliteRunStore(path.join(folder, 'runs.db'), nowMs);
  if (kind === 'JSON lines') return createJsonlRunStore(folder, nowMs);
  return openPostgresRunStore({ url, workspace: path.basename(folder) }, nowMs, new AbortController().signal);
}
