import type { TestCase } from './testReport.ts';
import type { TestCommand } from './testRunner.ts';

/** How long one test may compute, in seconds: a variable of the test command's environment. Runners read it that can end a test. */
export const testSecondsVariable = 'LOOPWRIGHT_TEST_SECONDS';

/** What such a test says when it was ended. */
const saidEndless = /^Endless: The test did not come to an end/;

/** The command for the second look at red tests: what went on without end once is not waited for as long again. */
export function withLessPatience(command: TestCommand, red: readonly TestCase[]): TestCommand {
  if (!red.some(({ failure }) => saidEndless.test(failure?.message ?? ''))) return command;
  return { ...command, env: { [testSecondsVariable]: '2', ...command.env } };
}
