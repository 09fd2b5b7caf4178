import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isAbort, messageOf } from '../base/errors.ts';
import type { RunId } from '../base/ids.ts';
import type { StoredFact } from '../core/memory/fact.ts';
import { tokensRoughly } from '../core/model/tokenEstimate.ts';
import type { RunLog } from '../core/run/runLog.ts';
import type { RunMemory } from '../core/run/runMemory.ts';
import type { RunEnvironment } from './runEnvironment.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** The memory that the nodes of a run see: read once, when the first of them asks, so that all of them see the same. */
export function runMemories(
  session: WorkspaceSession,
  { runId, environment }: { readonly runId: RunId; readonly environment: RunEnvironment },
): (log: RunLog, node: string) => RunMemory {
  let reading: Promise<readonly StoredFact[]> | undefined;
  const dropped = new Set<string>();
  const read = async (signal: AbortSignal) =>
    (await import('./rememberedFacts.ts')).usableFacts(session, { runId, environment }, signal);
  const all = async (signal: AbortSignal) => {
    reading ??= read(signal).catch((error: unknown) => {
      reading = undefined;
      if (isAbort(error)) throw error;
      // A memory that cannot be read stops no run.
      environment.notice(`The memory of this workspace cannot be read: ${messageOf(error)}`);
      return [];
    });
    return (await reading).filter(({ fact }) => !dropped.has(fact.id));
  };
  return (log, node) => ({
    all,
    async keeps() {
      const names = await readdir(path.join(session.path, '.loopwright/memory')).catch(() => []);
      return names.some((name) => name.endsWith('.md'));
    },
    async recall(question, signal) {
      const kept = log.state().recalled[node];
      if (kept) return { facts: kept.facts, files: kept.files, text: await log.readText(kept.text, signal) };
      const facts = await all(signal);
      if (facts.length === 0) return undefined;
      const { knownFacts } = await import('../core/run/knownFacts.ts');
      return knownFacts(facts, { question, count: tokensRoughly }, signal);
    },
    async drop(stored, how, signal) {
      dropped.add(stored.fact.id);
      const { dropFact } = await import('./rememberedFacts.ts');
      await dropFact(session, { stored, how, environment }, signal);
    },
  });
}
