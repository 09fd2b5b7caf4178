import type { WorkspaceCopy } from '../../workspace/workspace.ts';
import { type CheckedTests, checkNewTests, type TestTarget } from '../newTests.ts';
import { fields } from './nodeInput.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';

/**
 * `tests.check`: whether the tests that the copy holds beyond the workspace show anything: see `checkNewTests`. With `testsOf`
 * they are for code that is there, and the change may bring nothing else. Output:
 * `{passed, tests, red, redWithout, tried, killed, why, feedback}`; `feedback` is phrased for whoever wrote them.
 */
export const checkTestsNode: NodeHandler = async (input, scope, signal) => {
  const target = targetOf(input.testsOf);
  const { checked, feedback } = await scope.run.copy.alone(
    (copy) => checkTests(scope, { copy, target }, signal),
    signal,
  );
  const { counts, tests, red, redWithout, tried, killed, why } = checked;
  return { passed: counts, tests: tests.map(({ id }) => id), red, redWithout, tried, killed, why, feedback };
};

/** The code that tests were asked for; undefined when they are to show a change. */
export function targetOf(given: unknown): TestTarget | undefined {
  const { file, from, to } = fields(given);
  if (typeof file !== 'string' || typeof from !== 'number' || typeof to !== 'number') return undefined;
  return { path: file, from, to };
}

/** Checks the new tests of the copy, which the caller holds, and records what came of it. */
export async function checkTests(
  { run, ports }: NodeScope,
  { copy, target }: { readonly copy: WorkspaceCopy; readonly target: TestTarget | undefined },
  signal: AbortSignal,
): Promise<CheckedTests> {
  const reproduction = await run.reproduction(signal);
  const task = { copy, working: run.copy, reproduction, concurrency: run.concurrency, target };
  const checked = await checkNewTests(ports, task, signal);
  await ports.log.append({ type: 'tests.checked', ...checked.checked }, signal);
  return checked;
}
