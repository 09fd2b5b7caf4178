import assert from 'node:assert/strict';
import type { TestCase, TestRunOutcome } from '../../../src/core/evidence/testReport.ts';
import type { WarmRequest, WarmTests } from '../../../src/core/evidence/warmTests.ts';
import type { Reproduction } from '../../../src/core/run/reproduce.ts';
import { limitsAfter, openWarmLane } from '../../../src/core/run/warmLane.ts';

const { signal } = new AbortController();

function testCase(name: string, state: TestCase['state'], message = '1 !== 2'): TestCase {
  const base = { id: `t.js > ${name}`, file: 't.js', line: 1, path: [name], durationMs: 4 };
  return state === 'failed' ? { ...base, state, failure: { message } } : { ...base, state };
}

function reportOf(...cases: readonly TestCase[]): TestRunOutcome {
  const report = {
    runner: 'node:test',
    source: 'structured',
    cases,
    exitCode: 1,
    durationMs: 300,
    errors: [],
  } as const;
  return { kind: 'report', report, output: '' };
}

const red = testCase('red', 'failed', 'expected 10 at 0x1f');
const before = reportOf(red, testCase('other', 'passed'));
assert.equal(before.kind, 'report');
const reproduction: Reproduction = {
  command: { runner: 'node:test', display: '', argv: ['node', '--test'], cwd: '', why: '', env: {} },
  before: before.report,
  confirm: undefined,
  wanted: [red],
  red: [red],
  flaky: [],
  output: '',
};
const copy = { hostPath: '/c', originalPath: '/c', scratchPath: '/s', dependencies: [], files: 1, baseTree: '' };
const edited = { path: 'a.js', before: 'old', after: 'new' };
const candidate = { number: 1, edits: [], files: [edited], score: 1 };

/** Answers each run with the next outcome, and keeps what it was asked. */
async function openWith(outcomes: readonly TestRunOutcome[]) {
  const left = [...outcomes];
  const asked: WarmRequest[] = [];
  const state = { tidied: 0, disposed: 0 };
  const tests: WarmTests = {
    run(request) {
      asked.push(request);
      const outcome = left.shift();
      assert.ok(outcome, 'one run more than expected');
      return Promise.resolve({ outcome, wallMs: 20, cpuMs: 10 });
    },
    tidy: () => Promise.resolve(void state.tidied++),
    dispose: () => Promise.resolve(void state.disposed++),
  };
  const ports = {
    openWarm: () => Promise.resolve(tests),
    runTests: () => Promise.resolve(reportOf(red)),
  };
  const opening = openWarmLane(ports, { copy, reproduction }, signal);
  return { opening, asked, state, left };
}

const same = [reportOf(red), reportOf(red)];
const green = (...more: readonly TestCase[]) => reportOf(testCase('red', 'passed'), ...more);

describe('a lane with a process that stays', () => {
  it('takes numbers and addresses in a message for the same', async () => {
    const { opening } = await openWith([reportOf(testCase('red', 'failed', 'expected 12 at 0xffff')), reportOf(red)]);
    await opening;
  });

  for (const [name, outcome] of [
    ['is green there', green()],
    ['fails otherwise there', reportOf(testCase('red', 'failed', 'chdir is not supported'))],
    ['gives no report there', { kind: 'timed-out', limitMs: 1, output: '' }],
  ] as const)
    it(`is not used when the red test ${name}`, async () => {
      const { opening, state } = await openWith([outcome]);
      await assert.rejects(opening, { code: 'tests.notWarm' });
      assert.equal(state.disposed, 1);
    });

  it('is not used when a second run says something else than the first', async () => {
    const { opening } = await openWith([reportOf(red), green()]);
    await assert.rejects(opening, { code: 'tests.notWarm' });
  });

  it('refutes by the red tests alone', async () => {
    const { opening, asked, left } = await openWith([...same, reportOf(red)]);
    const verdict = await (await opening).judge(candidate, signal);
    assert.deepEqual(verdict, { kind: 'refuted', outcome: { kind: 'still-failing' } });
    assert.deepEqual(asked.at(-1)?.files, [{ path: 'a.js', text: 'new' }]);
    assert.deepEqual(left, []);
  });

  it('does not take a red test that has gone for a green one', async () => {
    const { opening } = await openWith([...same, reportOf(testCase('other', 'passed'))]);
    const verdict = await (await opening).judge(candidate, signal);
    assert.deepEqual(verdict, { kind: 'refuted', outcome: { kind: 'still-failing' } });
  });

  it('refutes what breaks another test twice, and says which', async () => {
    const broken = green(testCase('other', 'failed'));
    const { opening } = await openWith([...same, green(), green(testCase('other', 'passed')), broken, broken]);
    const verdict = await (await opening).judge(candidate, signal);
    assert.deepEqual(verdict, { kind: 'refuted', outcome: { kind: 'partly', fixed: 1, info: 'breaks t.js > other' } });
  });

  it('does not hold a test that is red only once against a candidate', async () => {
    const whole = green(testCase('other', 'passed'));
    const { opening, state } = await openWith([...same, green(), whole, green(testCase('other', 'failed')), whole]);
    assert.deepEqual(await (await opening).judge(candidate, signal), { kind: 'green', ran: 'all' });
    assert.equal(state.tidied, 1);
  });

  it('knows that a file is loaded anew when one that cannot be loaded makes a difference', async () => {
    const { opening, asked } = await openWith([...same, { kind: 'crashed', why: '', output: '', exitCode: 1 }]);
    const files = { list: () => Promise.resolve([]), read: () => Promise.resolve(''), write: () => Promise.resolve() };
    assert.equal(await (await opening).reloads(edited, { files, copy }, signal), true);
    assert.equal(asked.at(-1)?.files[0]?.text, 'throw new Error("unloadable");\nold');
  });

  it('asks the runner itself when it makes none', async () => {
    const written: (string | undefined)[] = [];
    const files = {
      list: () => Promise.resolve([]),
      read: () => Promise.resolve(''),
      write: (_path: string, text: string | undefined) => Promise.resolve(void written.push(text)),
    };
    const { opening } = await openWith([...same, reportOf(red)]);
    // It is as red when started with that file: the tests do not load it at all.
    assert.equal(await (await opening).reloads(edited, { files, copy }, signal), true);
    assert.deepEqual(written, ['throw new Error("unloadable");\nold', 'old']);
  });

  it('gives a candidate more time than the red tests took', () => {
    assert.deepEqual(limitsAfter({ wallMs: 20, cpuMs: 10 }, reproduction), { cpuMs: 500, wallMs: 2_000, testMs: 300 });
    assert.deepEqual(limitsAfter({ wallMs: 900, cpuMs: 400 }, reproduction), {
      cpuMs: 4_000,
      wallMs: 12_000,
      testMs: 300,
    });
    const slow = { ...reproduction.before, cases: [{ ...testCase('other', 'passed'), durationMs: 700 }] };
    assert.equal(limitsAfter({ wallMs: 20, cpuMs: 10 }, { ...reproduction, before: slow }).cpuMs, 2_100);
    assert.equal(limitsAfter({ wallMs: 20, cpuMs: 10 }, { ...reproduction, before: slow }).testMs, 14_000);
  });

  it('gives a candidate no more time because the red tests never ended', () => {
    const failure = { message: 'Endless: The test did not come to an end and was stopped.' };
    const endless = { ...testCase('hangs', 'failed'), durationMs: 10_000, failure };
    const hung = { before: { ...reproduction.before, cases: [endless] }, red: [endless] };
    const { cpuMs, wallMs, testMs } = limitsAfter({ wallMs: 9_000, cpuMs: 8_000 }, hung);
    assert.equal(testMs, 300);
    assert.ok(cpuMs < 1_000 && wallMs < 3_000, `${cpuMs} and ${wallMs} ms`);
  });
});
