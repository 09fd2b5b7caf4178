import assert from 'node:assert/strict';
import { parseJson } from '../../../src/base/parseJson.ts';
import { readJestJson } from '../../../src/core/evidence/jestJson.ts';
import { readJunitXml } from '../../../src/core/evidence/junitXml.ts';
import { readLineReport } from '../../../src/core/evidence/lineReport.ts';
import { readMochaJson } from '../../../src/core/evidence/mochaJson.ts';
import { readPrintedReport } from '../../../src/core/evidence/printedReport.ts';
import type { ReportReading } from '../../../src/core/evidence/reportReading.ts';
import { readTap } from '../../../src/core/evidence/tap.ts';
import { nameCases } from '../../../src/core/evidence/testId.ts';
import type { FuzzTarget } from '../fuzzTarget.ts';

const key = 'run-1';
const where = { root: '/ws/place', cwd: 'pkg' };
const place = (path: string) => (path.startsWith('/') ? undefined : path);

/** Reports of test runners: TAP, JUnit XML, the JSON of jest, vitest and mocha, and our own lines. None may show more passes than it says. */
export const target: FuzzTarget = {
  name: 'reports',
  seeds: () => [],
  open: async () => ({ check, close: () => Promise.resolve() }),
};

function check(text: string): string {
  const json = parseJson(text);
  const readings: Record<string, ReportReading> = {
    tap: readTap(text),
    junit: readJunitXml(text, place),
    jest: readJestJson(json, place),
    mocha: readMochaJson(json, place),
    lines: readLineReport(text, key),
    printed: readPrintedReport(text, where),
  };
  for (const [name, reading] of Object.entries(readings)) checkReading(name, reading, text);
  return Object.values(readings)
    .map((reading) =>
      reading.kind === 'complete'
        ? `complete ${statesOf(reading)}`
        : `${reading.kind} ${reading.why.replace(/\d+/g, '').split(' ', 4).join(' ')}`,
    )
    .join('; ')
    .slice(0, 600);
}

function statesOf({ cases, errors }: Extract<ReportReading, { kind: 'complete' }>): string {
  return [...new Set(cases.map(({ state }) => state)), errors.length > 0].join(',');
}

function checkReading(name: string, reading: ReportReading, text: string): void {
  if (reading.kind !== 'complete') return void assert.ok(reading.why.length > 0);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { state, failure, line, file, durationMs, path } of reading.cases) {
    counts[state] += 1;
    if (state === 'failed') assert.ok(failure, `${name}: a failed case without its failure`);
    else assert.equal(failure, undefined, `${name}: a failure of a case that did not fail`);
    assert.ok(line === undefined || (Number.isInteger(line) && line > 0), `${name}: line ${line}`);
    assert.ok(
      durationMs === undefined || (Number.isFinite(durationMs) && durationMs >= 0),
      `${name}: ${durationMs} ms`,
    );
    assert.ok(
      file === undefined || !/^\/|(?:^|\/)\.\.(?:\/|$)/.test(file) || name !== 'printed',
      `${name}: file ${file}`,
    );
    assert.ok(path.every((title) => typeof title === 'string' && title.length < 3_000));
  }
  if (reading.cases.length < 2_000) {
    const ids = nameCases(reading.cases).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, `${name}: two cases with one id`);
  }
  for (const [said, most] of saidOf(name, text)) {
    assert.ok(counts.passed <= most, `${name}: ${counts.passed} passed, and the report says ${most} (${said})`);
  }
}

/** What a report says of its passes, counted without the reader. */
function saidOf(name: string, text: string): readonly (readonly [string, number])[] {
  const json = parseJson(text) as { numPassedTests?: unknown; stats?: { passes?: unknown } } | null | undefined;
  const number = (said: string, value: unknown) =>
    typeof value === 'number' && value >= 0 ? [[said, value] as const] : [];
  if (name === 'jest') return number('numPassedTests', json?.numPassedTests);
  if (name === 'mocha') return number('stats.passes', json?.stats?.passes);
  if (name === 'tap') return [['ok lines', [...text.matchAll(/^[ \t]*ok\b/gm)].length]];
  if (name === 'lines') return [['passed lines', text.split('"passed"').length - 1]];
  if (name !== 'junit' || /<!--|CDATA|<\?/.test(text)) return [];
  const root = /<(?:testsuites|testsuite)\b[^<>]*>/.exec(text)?.[0] ?? '';
  const attribute = (key: string) => Number(new RegExp(`\\s${key}="(\\d{1,6})"`).exec(root)?.[1] ?? Number.NaN);
  const [tests, failures] = [attribute('tests'), attribute('failures')];
  const cases = text.split('<testcase').length - 1;
  return [
    ['testcase elements', cases],
    ...(failures <= tests ? [['tests without failures', Math.max(tests, cases) - failures] as const] : []),
  ];
}
