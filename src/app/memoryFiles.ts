import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../adapters/host/systemClock.ts';
import { createFileMemoryStore } from '../adapters/memory/fileMemoryStore.ts';
import { createHostCopyFiles } from '../adapters/workspace/hostCopyFiles.ts';
import { isAbort, isCoded, messageOf } from '../base/errors.ts';
import type { Problem } from '../core/manifest/problem.ts';
import type { FactPlace, StoredFact } from '../core/memory/fact.ts';
import { isFactId, readFact } from '../core/memory/factFile.ts';
import type { MemoryFile, MemoryStore } from '../core/memory/memoryStore.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** Where the team keeps facts, relative to the workspace. */
export const keptFolder = '.loopwright/memory';
const mostKept = 500;

/** Everything that is remembered for a workspace, and what of it cannot be read. */
export interface RememberedFacts {
  /** By name; a fact that the team keeps hides one of its name that was learnt, and that one a global one. */
  readonly facts: readonly StoredFact[];
  readonly problems: readonly Problem[];
}

/** The memory of a workspace: what its runs learnt, what holds for the person everywhere, and what the team keeps. */
export interface WorkspaceMemory {
  readonly learnt: MemoryStore;
  readonly global: MemoryStore;
  read(signal: AbortSignal): Promise<RememberedFacts>;
}

/** Opens the memory of a workspace; nothing is made or read before it is asked for. */
export function openMemory(session: WorkspaceSession, dataFolder: string): WorkspaceMemory {
  const learnt = storeAt(session, path.join(session.folders.root, 'memory'));
  const global = storeAt(session, path.join(dataFolder, 'memory'));
  return {
    learnt,
    global,
    async read(signal) {
      const [kept, own, everywhere] = await Promise.all([
        readKept(session.path, signal),
        readStore(learnt, 'learnt', signal),
        readStore(global, 'global', signal),
      ]);
      const facts = new Map<string, StoredFact>();
      for (const stored of [...everywhere.facts, ...own.facts, ...kept.facts]) facts.set(stored.fact.id, stored);
      const sorted = [...facts.values()].sort((a, b) => (a.fact.id < b.fact.id ? -1 : 1));
      return { facts: sorted, problems: [...kept.problems, ...own.problems, ...everywhere.problems] };
    },
  };
}

/** A store in a folder of the data folder, changed by one process at a time. */
function storeAt(session: WorkspaceSession, folder: string): MemoryStore {
  return createFileMemoryStore(folder, {
    nowMs: systemClock.nowMs,
    alone: (action, signal) => session.aloneIn(path.join(folder, 'locks'), action, signal),
  });
}

async function readStore(store: MemoryStore, place: FactPlace, signal: AbortSignal): Promise<RememberedFacts> {
  try {
    const { files, skipped } = await store.list(signal);
    const read = await readFiles(files, place, ({ id }) => `${id}.md`);
    return { ...read, problems: [...read.problems, ...skipped.map(({ file, why }) => unreadable(file, why))] };
  } catch (error) {
    if (isCoded(error)) return { facts: [], problems: [unreadable('memory', error.message)] };
    throw error;
  }
}

/** What the team keeps, read as the files of an agent are: no link on the way, no pipe, UTF-8. */
async function readKept(workspace: string, signal: AbortSignal): Promise<RememberedFacts> {
  const entries = await readdir(path.join(workspace, keptFolder)).catch(() => []);
  const names = entries.filter((name) => name.endsWith('.md')).sort();
  if (names.length === 0) return { facts: [], problems: [] };
  const reader = createHostCopyFiles(workspace);
  const files: MemoryFile[] = [];
  const problems: Problem[] = [];
  for (const name of names.slice(0, mostKept)) {
    try {
      const text = await reader.read(`${keptFolder}/${name}`, signal);
      if (text !== undefined) files.push({ id: name.slice(0, -3), text, version: versionOf(text) });
    } catch (error) {
      if (!isCoded(error)) throw error;
      problems.push(unreadable(`${keptFolder}/${name}`, messageOf(error)));
    }
  }
  const read = await readFiles(files, 'kept', ({ id }) => `${keptFolder}/${id}.md`);
  return { ...read, problems: [...problems, ...read.problems] };
}

async function readFiles(
  files: readonly MemoryFile[],
  place: FactPlace,
  nameOf: (file: MemoryFile) => string,
): Promise<RememberedFacts> {
  const facts: StoredFact[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const parsed = await readFact(file.text, { id: file.id, file: nameOf(file) });
    if (parsed.kind === 'fact') facts.push({ fact: parsed.fact, place, text: file.text, version: file.version });
    else problems.push(...parsed.problems);
  }
  return { facts, problems };
}

function unreadable(file: string, message: string): Problem {
  const place = { file, line: 1, column: 1, endLine: 1, endColumn: 2 };
  return { ...place, severity: 'error', code: 'memory.unreadable', message };
}

/** The version of a file that the team keeps, as the stores count theirs. */
export function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The path of a kept fact, relative to the workspace. */
export function keptPath(id: string): string {
  if (!isFactId(id)) throw new Error(`not the name of a fact: ${JSON.stringify(id)}`);
  return `${keptFolder}/${id}.md`;
}

/** The file of a fact: relative to the workspace for what the team keeps, else absolute. */
export function factPath(
  { place, id }: { readonly place: FactPlace; readonly id: string },
  { session, dataFolder }: { readonly session: Pick<WorkspaceSession, 'folders'>; readonly dataFolder: string },
): string {
  if (place === 'kept') return keptPath(id);
  return path.join(place === 'learnt' ? session.folders.root : dataFolder, 'memory', `${id}.md`);
}

/** What goes wrong with memory is said and stops nothing. */
export async function quietly(action: () => Promise<unknown>, notice: (sentence: string) => void): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (isAbort(error)) throw error;
    notice(`The memory of this workspace could not be changed: ${messageOf(error)}`);
  }
}
