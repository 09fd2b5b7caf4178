import type { WorkspaceCopy } from '../../workspace/workspace.ts';
import { type CheckedTests, checkNewTests } from '../newTests.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';

/**
 * `tests.check`: whether the tests that the copy holds beyond the workspace show anything: see `checkNewTests`. Output:
 * `{passed, tests, red, redWithout, tried, killed, why, feedback}`; `feedback` is phrased for whoever wrote them.
 */
export const checkTestsNode: NodeHandler = async (_input, scope, signal) => {
  const { checked, feedback } = await scope.run.copy.alone((copy) => checkTests(scope, copy, signal), signal);
  const { counts, tests, red, redWithout, tried, killed, why } = checked;
  return { passed: counts, tests: tests.map(({ id }) => id), red, redWithout, tried, killed, why, feedback };
};

/** Checks the new tests of the copy, which the caller holds, and records what came of it. */
export async function checkTests(
  { run, ports }: NodeScope,
  copy: WorkspaceCopy,
  signal: AbortSignal,
): Promise<CheckedTests> {
  const reproduction = await run.reproduction(signal);
  const task = { copy, working: run.copy, reproduction, concurrency: run.concurrency };
  const checked = await checkNewTests(ports, task, signal);
  await ports.log.append({ type: 'tests.checked', ...checked.checked }, signal);
  return checked;
}
