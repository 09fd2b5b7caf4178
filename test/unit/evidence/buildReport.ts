import { nameCases } from '../../../src/core/evidence/testId.ts';
import type { TestCase, TestReport } from '../../../src/core/evidence/testReport.ts';

/** A report from `file > title: state` lines, for tests. */
export function buildReport(
  states: Readonly<Record<string, TestCase['state']>>,
  rest: Partial<TestReport> = {},
): TestReport {
  const cases = Object.entries(states).map(([id, state]) => {
    const [file = '', ...path] = id.split(' > ');
    return {
      file,
      line: undefined,
      path,
      state,
      durationMs: 1,
      ...(state === 'failed' ? { failure: { message: 'red' } } : {}),
    };
  });
  return {
    runner: 'mocha',
    source: 'structured',
    cases: nameCases(cases),
    exitCode: 0,
    durationMs: 1,
    errors: [],
    ...rest,
  };
}
