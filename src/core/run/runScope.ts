import { CodedError } from '../../base/errors.ts';
import type { RunId } from '../../base/ids.ts';
import { readReproduction, writeReproduction } from './keptReproduction.ts';
import type { RunScope } from './node/nodeScope.ts';
import type { Reproduction } from './reproduce.ts';
import type { RunLog } from './runLog.ts';
import type { RunSettings } from './runSettings.ts';
import type { WorkingCopy } from './workingCopy.ts';

/** What the nodes of a run share, over its log and its copy. */
export function createRunScope(run: {
  readonly runId: RunId;
  readonly log: RunLog;
  readonly settings: RunSettings;
  readonly copy: WorkingCopy;
  readonly concurrency: number;
}): RunScope {
  const { log } = run;
  let known: { readonly hash: string; readonly reproduction: Reproduction } | undefined;
  return {
    ...run,
    async reproduction(signal) {
      const kept = log.state().reproduction;
      if (!kept)
        throw new CodedError(
          'tests.notReproduced',
          'The tests were not run before the change, so nothing can be proved.',
          {
            hint: 'Put a node `tool: tests.reproduce` in front of those that test a change.',
          },
        );
      if (known?.hash !== kept.hash)
        known = { hash: kept.hash, reproduction: readReproduction(await log.readText(kept.hash, signal)) };
      return known.reproduction;
    },
    async keepReproduction(reproduction, { log: nodeLog, nothing }, signal) {
      const hash = await nodeLog.keepText(writeReproduction(reproduction), signal);
      known = { hash, reproduction };
      const { red } = reproduction;
      const event = { type: 'tests.reproduced', reproduction: hash, red: red.length } as const;
      await nodeLog.append({ ...event, ...(nothing === undefined ? {} : { nothing }) }, signal);
      return hash;
    },
  };
}
