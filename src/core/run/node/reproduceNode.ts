import { countCases } from '../../evidence/testReport.ts';
import { findCommand, type Reproduction, reproduce } from '../reproduce.ts';
import { texts } from './nodeInput.ts';
import type { NodeHandler } from './nodeScope.ts';

/**
 * `tests.reproduce`: runs the tests as they are, and the red ones again. With `fix: false` the red ones are not what the run is
 * for: a change then only has to break nothing. Output: `{passed, failed, flaky, reproduction}`.
 */
export const reproduceNode: NodeHandler = async (input, { run, ports }, signal) => {
  const { testCommand, commandKey, repairMs } = run.settings;
  const named = texts(input.tests);
  const isFix = input.fix !== false;
  const wanted = { workspacePath: ports.workspace.path, named, testCommand, commandKey };
  const found = await findCommand(ports.finder, wanted, signal);
  await ports.log.append({ type: 'tests.found', ...found }, signal);
  const { command } = found;
  return run.copy.alone(async (copy) => {
    const coverage = isFix && repairMs !== 0;
    const reproduction = await reproduce(ports, { copy, command, named, coverage }, signal);
    const kept = await run.keepReproduction(
      isFix ? reproduction : { ...reproduction, red: [] },
      { log: ports.log, nothing: isFix ? sayNothing(reproduction, named) : undefined },
      signal,
    );
    const { before, red, flaky } = reproduction;
    const { passed } = countCases(before.cases);
    return { passed, failed: red.map(({ id }) => id), flaky, reproduction: kept };
  }, signal);
};

/** Why there is nothing to fix; undefined when there is. */
function sayNothing({ before, flaky, wanted, red }: Reproduction, named: readonly string[]): string | undefined {
  if (red.length > 0) return undefined;
  if (flaky.length > 0) return `what was red once was green the next time (flaky: ${flaky.join(', ')})`;
  if (before.source === 'exit-code') return 'the test command succeeds';
  const { passed, skipped } = countCases(wanted);
  const tests = named.length > 0 ? `${passed} of the tests named pass` : `all ${passed} tests pass`;
  return skipped > 0 ? `${tests}, ${skipped} skipped` : tests;
}
