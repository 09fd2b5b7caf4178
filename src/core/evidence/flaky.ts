import type { TestReport } from './testReport.ts';

/** What differs between runs of the same tree. */
export interface Instability {
  /** Ids that passed in one run and failed in another. */
  readonly flaky: readonly string[];
  /** Ids that were reported in some runs and not in others. */
  readonly unsteady: readonly string[];
}

/** Compares reports of the same, unchanged tree. A test that was skipped in one run is not called flaky for it. */
export function findFlaky(reports: readonly TestReport[]): Instability {
  const seen = new Map<string, { passed: boolean; failed: boolean; runs: number }>();
  for (const { cases } of reports) {
    for (const { id, state } of cases) {
      const entry = seen.get(id) ?? { passed: false, failed: false, runs: 0 };
      seen.set(id, {
        passed: entry.passed || state === 'passed',
        failed: entry.failed || state === 'failed',
        runs: entry.runs + 1,
      });
    }
  }
  const ids = [...seen];
  return {
    flaky: ids.filter(([, entry]) => entry.passed && entry.failed).map(([id]) => id),
    unsteady: ids.filter(([, entry]) => entry.runs < reports.length).map(([id]) => id),
  };
}
