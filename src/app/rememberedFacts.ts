import type { RunId } from '../base/ids.ts';
import type { Fact, StoredFact } from '../core/memory/fact.ts';
import { writeFact } from '../core/memory/factFile.ts';
import type { MemoryFile } from '../core/memory/memoryStore.ts';
import type { Dropping } from '../core/run/runMemory.ts';
import { openMemory, quietly, type WorkspaceMemory } from './memoryFiles.ts';
import type { RunEnvironment } from './runEnvironment.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

type Surroundings = Pick<RunEnvironment, 'dataFolder' | 'notice'>;

/** The facts that a run may use. Those of the run itself are left out: after a pause it is told what it was told before. */
export async function usableFacts(
  session: WorkspaceSession,
  { runId, environment }: { readonly runId: RunId; readonly environment: Surroundings },
  signal: AbortSignal,
): Promise<readonly StoredFact[]> {
  const { facts } = await openMemory(session, environment.dataFolder).read(signal);
  return facts.filter(({ fact }) => (fact.scope === 'task' ? fact.run === runId : fact.run !== runId));
}

/** Keeps that a fact did not hold. What the team keeps is left to the team. Never fails. */
export async function dropFact(
  session: WorkspaceSession,
  {
    stored,
    how,
    environment,
  }: { readonly stored: StoredFact; readonly how: Dropping; readonly environment: Surroundings },
  signal: AbortSignal,
): Promise<void> {
  if (stored.place === 'kept') return;
  const memory = openMemory(session, environment.dataFolder);
  const fact = droppedFact(stored.fact, how);
  await quietly(() => replaceFact(memory, { stored, fact }, signal), environment.notice);
}

/** undefined: it is forgotten. */
function droppedFact(fact: Fact, how: Dropping): Fact | undefined {
  if (how === 'forget') return undefined;
  return how === 'refute' ? { ...fact, refuted: fact.refuted + 1 } : fact;
}

/** Writes a fact in the place of what was read, merged with what others made of it meanwhile; undefined forgets it. */
async function replaceFact(
  memory: WorkspaceMemory,
  { stored, fact }: { readonly stored: StoredFact; readonly fact: Fact | undefined },
  signal: AbortSignal,
): Promise<void> {
  const store = stored.place === 'global' ? memory.global : memory.learnt;
  const { id } = stored.fact;
  const base: MemoryFile = { id, text: stored.text, version: stored.version };
  if (!fact) {
    await store.snapshot(signal);
    await store.remove(id, stored.version, signal);
    return;
  }
  const text = writeFact(fact);
  if (text === stored.text) return;
  const { saveFact } = await import('../core/memory/saveFact.ts');
  const { merge3 } = await import('../core/patch/threeWayMerge.ts');
  await saveFact({ store, merge: merge3 }, { id, text, base }, signal);
}
