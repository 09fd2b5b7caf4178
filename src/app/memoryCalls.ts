import { createHostCopyFiles } from '../adapters/workspace/hostCopyFiles.ts';
import { CodedError } from '../base/errors.ts';
import { nearestName } from '../core/manifest/nearest.ts';
import type { Problem } from '../core/manifest/problem.ts';
import { confidenceOf, type FactPlace, type StoredFact } from '../core/memory/fact.ts';
import type { MemoryStore } from '../core/memory/memoryStore.ts';
import { factPath, keptPath, openMemory, type WorkspaceMemory } from './memoryFiles.ts';
import type { RunEnvironment } from './runEnvironment.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** Something that is remembered, for a person. `file` is a path: relative to the workspace for what the team keeps, else absolute. */
export interface FactView {
  readonly id: string;
  readonly kind: string;
  readonly about: string;
  readonly scope: 'global' | 'session' | 'task';
  readonly place: 'kept' | 'learnt' | 'global';
  readonly file: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly confirmed: number;
  readonly refuted: number;
  readonly evidence: string | null;
  readonly run: string | null;
  readonly verified: string | null;
  readonly accepted: string | null;
  readonly tests: readonly string[];
  readonly files: readonly string[];
  readonly command: string | null;
  /** The whole file. */
  readonly text: string;
}

/** Everything that is remembered for a workspace, and what of it cannot be read, with file and line. */
export interface MemoryView {
  readonly facts: readonly FactView[];
  readonly problems: readonly Problem[];
}

/** The learnt memory as it was at a moment. */
export interface MemorySnapshotView {
  readonly id: string;
  readonly atMs: number;
  readonly facts: number;
}

/** The part of Loopwright that shows and changes what is remembered. */
export interface MemoryCalls {
  getMemory(workspace: string, signal: AbortSignal): Promise<MemoryView>;
  /** Removes a fact from wherever it is read, and gives that file. Throws `memory.unknown`. */
  forgetFact(workspace: string, id: string, signal: AbortSignal): Promise<string>;
  /**
   * Moves a learnt fact to where the team keeps facts, or with `everywhere` to what holds for the person in every workspace, and gives
   * the file. Throws `memory.unknown`, and `memory.exists` rather than overwrite another text.
   */
  keepFact(
    workspace: string,
    what: { readonly id: string; readonly everywhere: boolean },
    signal: AbortSignal,
  ): Promise<string>;
  /** What the learnt memory was before each change, newest first. */
  listMemorySnapshots(workspace: string, signal: AbortSignal): Promise<readonly MemorySnapshotView[]>;
  /** Makes the learnt memory what it was; gives the snapshot of what it was until now. Throws `memory.noSnapshot`. */
  rollbackMemory(workspace: string, snapshot: string, signal: AbortSignal): Promise<string>;
}

/** What a person does with memory. */
export function createMemoryCalls(
  open: (workspace: string) => Promise<WorkspaceSession>,
  surroundings: () => Pick<RunEnvironment, 'dataFolder'>,
): MemoryCalls {
  const at = async (workspace: string) => {
    const session = await open(workspace);
    const { dataFolder } = surroundings();
    const fileOf = (place: FactPlace, id: string) => factPath({ place, id }, { session, dataFolder });
    return { session, memory: openMemory(session, dataFolder), fileOf };
  };
  return {
    async getMemory(workspace, signal) {
      const { memory, fileOf } = await at(workspace);
      const { facts, problems } = await memory.read(signal);
      return { facts: facts.map((stored) => viewOf(stored, fileOf(stored.place, stored.fact.id))), problems };
    },
    async forgetFact(workspace, id, signal) {
      const { session, memory, fileOf } = await at(workspace);
      const stored = await findFact(memory, id, signal);
      const { place, version } = stored;
      if (place === 'kept') await createHostCopyFiles(session.path).write(keptPath(id), undefined, signal);
      else await removeFrom(storeOf(memory, place), { id, version }, signal);
      return fileOf(place, id);
    },
    async keepFact(workspace, { id, everywhere }, signal) {
      const { session, memory, fileOf } = await at(workspace);
      const stored = await findFact(memory, id, signal);
      const place = everywhere ? 'global' : 'kept';
      if (stored.place === place) return fileOf(place, id);
      if (everywhere) await writeNew(memory.global, stored, signal);
      else await writeKept(session.path, stored, signal);
      if (stored.place === 'learnt') await removeFrom(memory.learnt, { id, version: stored.version }, signal);
      return fileOf(place, id);
    },
    async listMemorySnapshots(workspace, signal) {
      const { memory } = await at(workspace);
      const all = await memory.learnt.snapshots(signal);
      return all.map(({ id, atMs, files }) => ({ id, atMs, facts: Object.keys(files).length }));
    },
    async rollbackMemory(workspace, snapshot, signal) {
      const { memory } = await at(workspace);
      return memory.learnt.rollback(snapshot, signal);
    },
  };
}

const storeOf = (memory: WorkspaceMemory, place: 'learnt' | 'global') =>
  place === 'learnt' ? memory.learnt : memory.global;

async function findFact(memory: WorkspaceMemory, id: string, signal: AbortSignal): Promise<StoredFact> {
  const { facts } = await memory.read(signal);
  const found = facts.find(({ fact }) => fact.id === id);
  if (found) return found;
  const near = nearestName(
    id,
    facts.map(({ fact }) => fact.id),
  );
  throw new CodedError('memory.unknown', `Nothing is remembered as ${JSON.stringify(id)}.`, {
    hint: near === undefined ? 'See: loopwright memory list' : `Did you mean ${near}?`,
  });
}

/** What is removed can be had again: a snapshot is taken first. */
async function removeFrom(
  store: MemoryStore,
  { id, version }: { readonly id: string; readonly version: string },
  signal: AbortSignal,
): Promise<void> {
  await store.snapshot(signal);
  await store.remove(id, version, signal);
}

async function writeNew(store: MemoryStore, { fact, text }: StoredFact, signal: AbortSignal): Promise<void> {
  const there = (await store.list(signal)).files.find(({ id }) => id === fact.id);
  if (there && there.text !== text) throw exists(fact.id, 'what holds in every workspace');
  await store.write({ id: fact.id, text }, there?.version, signal);
}

/** Written as the files of an agent are: through no link, and over nothing. */
async function writeKept(workspace: string, { fact, text }: StoredFact, signal: AbortSignal): Promise<void> {
  const files = createHostCopyFiles(workspace);
  const file = keptPath(fact.id);
  const there = await files.read(file, signal);
  if (there !== undefined && there !== text) throw exists(fact.id, file);
  if (there === undefined) await files.write(file, text, signal);
}

function exists(id: string, where: string): CodedError {
  return new CodedError('memory.exists', `There is another text of ${id} in ${where} already; it was not touched.`, {
    hint: `Compare them, then forget one: loopwright memory forget ${id}`,
  });
}

function viewOf({ fact, place, text }: StoredFact, file: string): FactView {
  const { id, kind, about, scope, confirmed, refuted } = fact;
  return {
    id,
    kind,
    about,
    scope,
    place,
    file,
    confidence: Math.round(100 * confidenceOf(fact)) / 100,
    confirmed,
    refuted,
    evidence: fact.evidence ?? null,
    run: fact.run ?? null,
    verified: fact.verified ?? null,
    accepted: fact.accepted ?? null,
    tests: fact.tests ?? [],
    files: fact.files ?? [],
    command: fact.command ?? null,
    text,
  };
}
