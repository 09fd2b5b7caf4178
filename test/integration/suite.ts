// VS Code calls run() inside the extension host. The bundle of this file also holds every *.test.ts beside it.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import type { SuiteResults } from '../../scripts/resultsReporter.ts';

/** Runs mocha and leaves the results in LOOPWRIGHT_INTEGRATION_RESULTS. Rejects when a test failed. */
export async function run(): Promise<void> {
  const file = process.env.LOOPWRIGHT_INTEGRATION_RESULTS;
  if (file === undefined) throw new Error('LOOPWRIGHT_INTEGRATION_RESULTS is not set');
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'min', color: false });
  const { LOOPWRIGHT_INTEGRATION_GREP: chosen } = process.env;
  if (chosen !== undefined) mocha.grep(chosen);
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  // Loaded here, not at the top: the tests need mocha's globals.
  await import('./tests.ts');
  const lines: string[] = [];
  const failures: { title: string; message: string }[] = [];
  const results = await new Promise<SuiteResults>((resolve) => {
    const runner = mocha.run(() => {
      const { passes = 0, pending = 0, duration = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed: failures.length, skipped: pending, durationMs: duration, failures });
    });
    runner.on('pass', (test) => lines.push(`  ✔ ${test.fullTitle()} (${test.duration ?? 0} ms)`));
    runner.on('fail', (test, error: Error) => {
      lines.push(`  ✘ ${test.fullTitle()}\n${error.stack ?? error.message}`);
      failures.push({ title: test.fullTitle(), message: error.message });
    });
  });
  writeFileSync(file, JSON.stringify({ ...results, lines }));
  if (failures.length > 0) throw new Error(`${failures.length} tests failed`);
}
