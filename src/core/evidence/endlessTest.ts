import type { TestCase } from './testReport.ts';
import type { TestCommand } from './testRunner.ts';

/** How long one test may compute, in seconds: a variable of the test command's environment. Runners read it that can end a test. */
export const testSecondsVariable = 'LOOPWRIGHT_TEST_SECONDS';

/** What such a test says when it was ended. */
const saidEndless = /^Endless: The test did not come to an end/;

/** The test went on without end, and was stopped. */
export function isEndless({ failure }: TestCase): boolean {
  return saidEndless.test(failure?.message ?? '');
}

/** What the slowest test took that came to its end, in ms; 0 where none says. */
export function slowestMs(cases: readonly TestCase[]): number {
  return cases.reduce((most, test) => (isEndless(test) ? most : Math.max(most, test.durationMs ?? 0)), 0);
}

/**
 * The command for every further look at these tests: what went on without end once is not waited for as long again, but three times
 * as long as the slowest of the others took.
 */
export function withLessPatience(command: TestCommand, cases: readonly TestCase[]): TestCommand {
  if (!cases.some(isEndless)) return command;
  const seconds = Math.max(2, Math.ceil((3 * slowestMs(cases)) / 1000));
  return { ...command, env: { [testSecondsVariable]: String(seconds), ...command.env } };
}
