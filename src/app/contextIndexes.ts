import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import * as z from 'zod';
import { openSqliteContextIndex } from '../adapters/context/sqliteContextIndex.ts';
import { workspaceFolders } from '../adapters/workspace/dataFolder.ts';
import { throwIfAborted } from '../base/abort.ts';
import { parseJson } from '../base/parseJson.ts';
import type { ContextIndex } from '../core/context/contextIndex.ts';
import type { Embedder } from '../core/context/embedder.ts';
import { hash64 } from '../core/context/hash64.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** Where the index of a workspace lies, below its folder in the data folder. */
export function contextFolder(root: string): string {
  return path.join(root, 'context');
}

/** An index for each embedder: whoever has two of them in use builds neither anew again and again. */
function indexFile(root: string, embedder: Pick<Embedder, 'id' | 'remote'>): string {
  const name = embedder.remote ? `index-${hash64(embedder.id)}.db` : 'index.db';
  return path.join(contextFolder(root), name);
}

/** Whether there is an index of any embedder. */
export function hasIndex(root: string): boolean {
  const folder = contextFolder(root);
  return existsSync(folder) && readdirSync(folder).some((name) => /^index(-[0-9a-f]+)?\.db$/.test(name));
}

/** Opens the index of a workspace, or makes it. */
export function openContextIndex(
  root: string,
  { embedder, notice }: { readonly embedder: Embedder; readonly notice: (sentence: string) => void },
): ContextIndex {
  return openSqliteContextIndex({
    file: indexFile(root, embedder),
    embedder,
    nowMs: () => performance.now(),
    notice,
  });
}

/** What is written beside an index, so that it can be told whose it is without opening it. */
const noteSchema = z.object({ workspace: z.string() });
const mostOthers = 20;

const noteOf = (root: string) => path.join(contextFolder(root), 'workspace.json');

/** Writes down of which workspace an index is. Never fails: without it others do not find the index. */
export function noteWorkspace({ path: workspace, folders }: WorkspaceSession): void {
  const text = `${JSON.stringify({ workspace })}\n`;
  try {
    if (readNote(folders.root) !== text) writeFileSync(noteOf(folders.root), text, { mode: 0o600 });
  } catch {
    // The data folder is full or read-only: whoever needs it is told by the index itself.
  }
}

/** An index of another workspace. */
export interface OtherIndex {
  /** The workspace: an absolute path. */
  readonly folder: string;
  /** Opens it; whoever does so disposes of it. */
  open(): ContextIndex;
}

/**
 * The indexes of the person's other workspaces as they are, in the order of their folders: those whose folder is still there, and whose vectors
 * are of the same embedder. Of more than twenty those that were written last.
 */
export async function findOtherIndexes(
  {
    session,
    dataFolder,
    embedder,
  }: { readonly session: WorkspaceSession; readonly dataFolder: string; readonly embedder: Embedder },
  signal: AbortSignal,
): Promise<readonly OtherIndex[]> {
  const all = path.dirname(session.folders.root);
  const found: { readonly folder: string; readonly root: string; readonly writtenMs: number }[] = [];
  for (const name of await readdir(all)) {
    throwIfAborted(signal);
    const root = path.join(all, name);
    const note = noteSchema.safeParse(parseJson(readNote(root) ?? ''));
    if (root === session.folders.root || !note.success) continue;
    const folder = note.data.workspace;
    const written = statSync(indexFile(root, embedder), { throwIfNoEntry: false });
    const isThere = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
    // A folder of data that was renamed or copied is nobody's.
    if (!written || !isThere || path.basename(workspaceFolders(dataFolder, folder).root) !== name) continue;
    found.push({ folder, root, writtenMs: written.mtimeMs });
  }
  return found
    .sort((a, b) => b.writtenMs - a.writtenMs)
    .slice(0, mostOthers)
    .sort((a, b) => (a.folder < b.folder ? -1 : 1))
    .map(({ folder, root }) => ({ folder, open: () => openContextIndex(root, { embedder, notice: () => undefined }) }));
}

function readNote(root: string): string | undefined {
  try {
    return readFileSync(noteOf(root), 'utf8');
  } catch {
    // There is none.
    return undefined;
  }
}
