import { systemClock } from '../adapters/host/systemClock.ts';
import type { BlobHash } from '../base/ids.ts';
import type { Fact } from '../core/memory/fact.ts';
import { readFact, writeFact } from '../core/memory/factFile.ts';
import type { MemoryFile } from '../core/memory/memoryStore.ts';
import { saveFact } from '../core/memory/saveFact.ts';
import { mostLearnt, surplusFacts } from '../core/memory/surplus.ts';
import { merge3 } from '../core/patch/threeWayMerge.ts';
import { learnFacts, provedAgain } from '../core/run/learnFacts.ts';
import type { RunState } from '../core/run/runState.ts';
import { openMemory, quietly, type WorkspaceMemory } from './memoryFiles.ts';
import type { RunEnvironment } from './runEnvironment.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

type Surroundings = Pick<RunEnvironment, 'dataFolder' | 'redact' | 'notice'>;

/** Keeps what a run proved in the person's data folder. Never fails: what goes wrong is said. */
export async function learnFromRun(
  session: WorkspaceSession,
  { state, environment }: { readonly state: RunState; readonly environment: Surroundings },
  signal: AbortSignal,
): Promise<void> {
  if (state.settings?.memory === false) return;
  await quietly(async () => {
    const events = await session.store.read(state.runId, 0, signal);
    const run = { state, events, readText: textReader(session), nowMs: systemClock.nowMs() };
    const facts = await learnFacts(run, signal);
    if (facts.length === 0) return;
    const memory = openMemory(session, environment.dataFolder);
    await memory.learnt.snapshot(signal);
    const { files } = await memory.learnt.list(signal);
    for (const fact of facts) await saveLearnt(memory, { fact, files, environment }, signal);
    if (files.length + facts.length > mostLearnt) await forgetSurplus(memory, signal);
  }, environment.notice);
}

/** The snapshot that was taken before has what goes. */
async function forgetSurplus({ learnt }: WorkspaceMemory, signal: AbortSignal): Promise<void> {
  const read: { readonly fact: Fact; readonly file: MemoryFile }[] = [];
  for (const file of (await learnt.list(signal)).files) {
    const parsed = await readFact(file.text, { id: file.id, file: `${file.id}.md` });
    if (parsed.kind === 'fact') read.push({ fact: parsed.fact, file });
  }
  for (const { file } of surplusFacts(read)) await learnt.remove(file.id, file.version, signal);
}

async function saveLearnt(
  memory: WorkspaceMemory,
  task: { readonly fact: Fact; readonly files: readonly MemoryFile[]; readonly environment: Surroundings },
  signal: AbortSignal,
): Promise<void> {
  const { files, environment } = task;
  const base = files.find((file) => file.id === task.fact.id);
  const parsed = base && (await readFact(base.text, { id: base.id, file: `${base.id}.md` }));
  // A file that a person has made unreadable is theirs to mend: nothing takes its place.
  if (parsed?.kind === 'broken') return;
  const text = redacted(provedAgain(task.fact, parsed?.fact), environment.redact);
  const saved = await saveFact({ store: memory.learnt, merge: merge3 }, { id: task.fact.id, text, base }, signal);
  if (saved.kind !== 'conflict') return;
  environment.notice(
    `The memory ${task.fact.id} was changed while the run went on, in the same lines. Your text stays; what the run proved is in ${saved.beside}.`,
  );
}

/** The file of a fact without secrets. A change that held one is of no use any more, and is left out. */
function redacted(fact: Fact, redact: (text: string) => string): string {
  const text = writeFact(fact);
  if (redact(text) === text) return text;
  const body = fact.body.replace(/\n*^```diff\n[\s\S]*?^```$/m, '\n\n(The change holds a secret and is not kept.)');
  return redact(writeFact({ ...fact, body }));
}

function textReader({ store }: WorkspaceSession) {
  return async (hash: BlobHash, signal: AbortSignal): Promise<string | undefined> => {
    const bytes = await store.getBlob(hash, signal);
    try {
      return bytes && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return undefined;
    }
  };
}

/**
 * Keeps what a person made of a change that a run proposed: accepted once all of it is in the workspace as it was proved, refuted
 * when they rejected a part of it. Never fails: what goes wrong is said.
 */
export async function rememberReview(
  session: WorkspaceSession,
  { state, environment }: { readonly state: RunState; readonly environment: Surroundings },
  signal: AbortSignal,
): Promise<void> {
  await quietly(async () => {
    const memory = openMemory(session, environment.dataFolder);
    for (const base of (await memory.learnt.list(signal)).files) {
      if (!base.text.includes(state.runId)) continue;
      const parsed = await readFact(base.text, { id: base.id, file: `${base.id}.md` });
      if (parsed.kind === 'broken' || parsed.fact.kind !== 'fix' || parsed.fact.run !== state.runId) continue;
      const text = writeFact(reviewed(parsed.fact, state));
      if (text !== base.text)
        await saveFact({ store: memory.learnt, merge: merge3 }, { id: base.id, text, base }, signal);
    }
  }, environment.notice);
}

function reviewed(fact: Fact, state: RunState): Fact {
  const { decisions, edited, applied, hunks, choices } = state;
  // What is remembered is the first choice: whoever takes another one does not want it.
  const choseOther = choices !== undefined && choices.chosen !== 1 && applied.size > 0;
  const rejected = choseOther || [...decisions.values()].some(({ decision }) => decision === 'rejected');
  const isWhole = applied.size >= hunks && hunks > 0 && edited.size === 0 && !rejected;
  const { accepted, ...rest } = fact;
  const kept = isWhole ? { ...rest, accepted: accepted ?? new Date(systemClock.nowMs()).toISOString() } : rest;
  // Counted once, however often a person changes their mind.
  const refuted = rejected ? Math.max(1, fact.refuted) : isWhole ? 0 : fact.refuted;
  return { ...kept, refuted };
}
