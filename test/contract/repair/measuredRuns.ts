import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestReport } from '../../../src/core/evidence/testReport.ts';
import type { LineCoverage } from '../../../src/core/repair/localise.ts';
import { measureCoverage } from '../../../src/core/run/coverage.ts';
import { selectCases } from '../../../src/core/run/reproduce.ts';
import { type FixtureCopy, reportOf } from '../testRunner/runFixture.ts';

/** The report of a project's tests, and the coverage of the red ones, from two real runs. */
export async function runMeasured(
  copy: FixtureCopy,
  command: string,
): Promise<{ readonly report: TestReport; readonly coverage: LineCoverage }> {
  const first = await copy.run(command, { coverage: !command.startsWith('python3') });
  const report = reportOf(first);
  const red = report.cases.filter(({ state }) => state === 'failed');
  const again = await copy.run(command, { selection: selectCases(red), coverage: true });
  const coverage = await measureCoverage({
    copy: { originalPath: copy.workspacePath, hostPath: copy.workspacePath },
    red,
    before: { report, coverage: first.coverage ?? [] },
    confirm: { coverage: again.coverage ?? [] },
    read: (file) => readFile(path.join(copy.workspacePath, file), 'utf8').catch(() => undefined),
  });
  assert.ok(coverage, 'the runs were measured');
  return { report, coverage };
}
