import { keepChangeSet } from '../changeSet.ts';
import { type CleanProof, changedTexts } from '../cleanProof.ts';
import { recordProof } from '../keptProof.ts';
import { tryRememberedFixes } from '../rememberedFix.ts';
import { type RepairStepResult, repairStep } from '../repairStep.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';

/**
 * `repair.search`: looks for a small edit that makes the red tests green, without a model, and leaves the copy with it. A change
 * that did so before, and that a person took over, is tried first.
 * Output: `{passed, edit, tried, why, hints, suspects}`.
 */
export const repairNode: NodeHandler = async (_input, { run, ports }, signal) => {
  const reproduction = await run.reproduction(signal);
  const { concurrency } = run;
  const { repairMs } = run.settings;
  return run.copy.alone(async (copy) => {
    const known = ports.memory ? await tryRememberedFixes(ports, { copy, reproduction }, signal) : undefined;
    if (known?.kind === 'green') return settle(known, { run, ports, tried: 0 }, signal);
    if (known?.touched) await run.copy.restore(copy, signal);
    const result = await repairStep(ports, { copy, reproduction }, { repairMs, concurrency }, signal);
    const { tried } = result;
    if (result.kind === 'none') {
      if (result.touched) await run.copy.restore(copy, signal);
      const { why, hints, suspects } = result;
      return { passed: false, edit: { files: [] }, tried, why, hints, suspects };
    }
    const output = await settle(result, { run, ports, tried }, signal);
    if (result.choices) await recordChoices(result, result.choices, { ports }, signal);
    return output;
  }, signal);
};

type Green = Extract<RepairStepResult, { kind: 'green' }>;

/** The other edits that hold, for the person who reviews. */
async function recordChoices(
  { proof }: Green,
  { what, alternatives, inputs, found }: NonNullable<Green['choices']>,
  { ports }: Pick<NodeScope, 'ports'>,
  signal: AbortSignal,
): Promise<void> {
  const instead = proof.proposal.files.map(({ path, result }) => ({ path, hash: result.hash }));
  await ports.log.append({ type: 'alternatives.recorded', what, instead, alternatives, inputs, found }, signal);
}

/** Leaves the copy with a proved change, and records the proof. */
async function settle(
  { proof, summary }: { readonly proof: CleanProof; readonly summary: string },
  { run, ports, tried }: Pick<NodeScope, 'run' | 'ports'> & { readonly tried: number },
  signal: AbortSignal,
) {
  const changed = changedTexts(proof);
  await run.copy.settle(changed, signal);
  await recordProof(proof, { log: ports.log, by: 'repair', summary }, signal);
  const edit = await keepChangeSet({ texts: changed }, ports.log, signal);
  return { passed: true, edit, tried, why: summary, hints: '', suspects: [] };
}
