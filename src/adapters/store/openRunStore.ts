import path from 'node:path';
import type { RunStore } from '../../core/run/runStore.ts';
import { createJsonlRunStore } from './jsonlRunStore.ts';

/** The store of a workspace's data folder: SQLite, or JSON lines where this Node has no `node:sqlite` (told by `notice`). */
export async function openRunStore(
  folder: string,
  nowMs: () => number,
  notice: (sentence: string) => void,
): Promise<RunStore> {
  const sqlite = await import('./sqliteRunStore.ts').catch(() => undefined);
  if (sqlite) return sqlite.createSqliteRunStore(path.join(folder, 'runs.db'), nowMs);
  notice('This Node has no node:sqlite, so runs are kept as JSON lines.');
  return createJsonlRunStore(folder, nowMs);
}
