import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** What one suite leaves behind in the file named by LOOPWRIGHT_TEST_RESULTS. Times in milliseconds. */
export interface SuiteResults {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly durationMs: number;
  readonly failures: readonly { readonly title: string; readonly message: string }[];
}

/**
 * Mocha's own reporter for people plus a results file for scripts/test.ts. The file is written at the end of the run
 * only, so a process that dies in the middle leaves none, and that counts as a failure: an exit code alone can lie.
 * LOOPWRIGHT_TEST_STYLE chooses what people see: spec (default) or dot.
 */
// Mocha loads a reporter by its default export.
export default class ResultsReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    const Shown = process.env.LOOPWRIGHT_TEST_STYLE === 'dot' ? Mocha.reporters.Dot : Mocha.reporters.Spec;
    new Shown(runner, options);
    const failures: { title: string; message: string }[] = [];
    runner.on('fail', (test, error: Error) =>
      failures.push({ title: test.fullTitle(), message: String(error?.message) }),
    );
    runner.once('end', () => {
      const file = process.env.LOOPWRIGHT_TEST_RESULTS;
      if (file === undefined) return;
      const { passes = 0, pending = 0, duration = 0 } = runner.stats ?? {};
      // Failed hooks count too: runner.stats.failures holds them, and so does the list.
      const failed = failures.length;
      const results: SuiteResults = { passed: passes, failed, skipped: pending, durationMs: duration, failures };
      writeFileSync(file, JSON.stringify(results));
    });
  }
}
