import { keepChangeSet } from '../changeSet.ts';
import { changedTexts } from '../cleanProof.ts';
import { recordProof } from '../keptProof.ts';
import { repairStep } from '../repairStep.ts';
import type { NodeHandler } from './nodeScope.ts';

/**
 * `repair.search`: looks for a small edit that makes the red tests green, without a model, and leaves the copy with it.
 * Output: `{passed, edit, tried, why, hints, suspects}`.
 */
export const repairNode: NodeHandler = async (_input, { run, ports }, signal) => {
  const reproduction = await run.reproduction(signal);
  const { concurrency } = run;
  const { repairMs } = run.settings;
  return run.copy.alone(async (copy) => {
    const result = await repairStep(ports, { copy, reproduction }, { repairMs, concurrency }, signal);
    const { tried } = result;
    if (result.kind === 'none') {
      if (result.touched) await run.copy.restore(copy, signal);
      const { why, hints, suspects } = result;
      return { passed: false, edit: { files: [] }, tried, why, hints, suspects };
    }
    const changed = changedTexts(result.proof);
    await run.copy.settle(changed, signal);
    await recordProof(result.proof, { log: ports.log, by: 'repair', summary: result.summary }, signal);
    const edit = await keepChangeSet({ texts: changed }, ports.log, signal);
    return { passed: true, edit, tried, why: result.summary, hints: '', suspects: [] };
  }, signal);
};
