import assert from 'node:assert/strict';
import { readLineRun } from '../../../src/adapters/testRunner/readLineRun.ts';
import type { RawTestRun } from '../../../src/core/evidence/testRunner.ts';

const place = { workspacePath: '/w', scratchPath: '/s', runName: 'key' };
const counts = { passed: 0, failed: 0, skipped: 0, errors: 0 };
const write = (...states: readonly ('passed' | 'failed' | 'skipped' | 'errors')[]) => {
  const total = { ...counts };
  const body = states.map((state, index) => {
    total[state]++;
    const rest = state === 'errors' ? { t: 'error', message: 'hook broke' } : { t: 'case', state, path: [`t${index}`] };
    return { k: 'key', s: 'a', n: index + 1, ...rest };
  });
  const all = [
    { k: 'key', s: 'a', n: 0, t: 'start' },
    ...body,
    { k: 'key', s: 'a', n: states.length + 1, t: 'end', ...total },
  ];
  return all.map((line) => JSON.stringify(line)).join('\n');
};
const raw = (rest: Partial<RawTestRun>): RawTestRun => ({
  exitCode: 0,
  signal: undefined,
  limit: undefined,
  stdout: '',
  stderr: '',
  reportText: undefined,
  wallMs: 12.4,
  ...rest,
});

describe('readLineRun', () => {
  const rows: readonly (readonly [string, Partial<RawTestRun>, string, RegExp?])[] = [
    ['a whole report', { reportText: write('passed', 'failed'), exitCode: 1 }, 'report'],
    ['red with exit code 0', { reportText: write('failed') }, 'report'],
    ['only skipped tests', { reportText: write('skipped') }, 'no-tests'],
    ['no tests at all', { reportText: write() }, 'no-tests'],
    ['no tests but an error', { reportText: write('errors'), exitCode: 1 }, 'crashed', /hook broke/],
    ['no report, exit code 0', {}, 'report-missing', /wrote no report/],
    ['no report, exit code 1', { exitCode: 1, stderr: 'x\nTypeError: y\nz' }, 'crashed', /TypeError: y/],
    ['no such program', { exitCode: 127 }, 'crashed', /not found/],
    [
      'a report cut by a signal',
      { exitCode: undefined, signal: 'SIGKILL', reportText: write('passed').slice(0, -3) },
      'crashed',
      /SIGKILL/,
    ],
    ['a cut report', { reportText: write('passed').slice(0, -3) }, 'report-missing', /cut/],
    [
      'another run’s report',
      { reportText: write('passed').replaceAll('"key"', '"other"') },
      'report-missing',
      /no line/,
    ],
    [
      'time was up, though a report is there',
      { reportText: write('passed'), limit: 'wallMs', exitCode: undefined },
      'timed-out',
    ],
    ['too much memory', { limit: 'memoryBytes', exitCode: undefined }, 'crashed', /memoryBytes/],
    ['mocha found no files', { exitCode: 1, stderr: 'Error: No test files found: "x"' }, 'no-tests'],
    ['jest found no tests', { exitCode: 1, stdout: 'No tests found, exiting with code 1' }, 'no-tests'],
  ];
  for (const [title, rest, kind, why] of rows) {
    it(`${title}: ${kind}`, () => {
      const outcome = readLineRun(raw(rest), 'mocha', place);
      assert.equal(outcome.kind, kind);
      if (why) assert.match('why' in outcome ? outcome.why : '', why);
    });
  }

  it('tells when exit code and report disagree', () => {
    const outcome = readLineRun(raw({ reportText: write('passed'), exitCode: 2 }), 'mocha', place);
    assert.match(outcome.kind === 'report' ? outcome.report.errors.join() : '', /exit code 2 though no test failed/);
    const killed = readLineRun(
      raw({ reportText: write('passed'), exitCode: undefined, signal: 'SIGSEGV' }),
      'mocha',
      place,
    );
    assert.match(killed.kind === 'report' ? killed.report.errors.join() : '', /ended by SIGSEGV/);
  });

  it('keeps the end of a long output', () => {
    const outcome = readLineRun(
      raw({ reportText: write('passed'), stdout: `${'x'.repeat(500_000)}the end` }),
      'mocha',
      place,
    );
    assert.ok(outcome.output.length < 210_000 && outcome.output.endsWith('the end'));
  });

  it('reads an output of blank lines', () => {
    const started = process.cpuUsage();
    readLineRun(raw({ stdout: '\n'.repeat(190_000) }), 'mocha', place);
    // Milliseconds; a minute if the blank lines were gone over again from each of them.
    assert.ok(process.cpuUsage(started).user < 10_000_000);
  });
});
