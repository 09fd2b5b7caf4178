import assert from 'node:assert/strict';
import { asBlobHash, createRunId } from '../../../src/base/ids.ts';
import { type EndedRun, learnFacts, provedAgain } from '../../../src/core/run/learnFacts.ts';
import { diffOf } from '../../../src/core/run/rememberedFix.ts';
import { emptyRunState, type RunState } from '../../../src/core/run/runState.ts';

const { signal } = new AbortController();
const [before, after] = [asBlobHash('a'.repeat(64)), asBlobHash('b'.repeat(64))];
const texts = new Map([
  [before, 'one\ntwo\nthree\n'],
  [after, 'one\n2\nthree\n'],
]);
const red = 'test/a.test.js > adds';
const counts = { passed: 3, failed: 1, skipped: 0 };
const fixed: RunState = {
  ...emptyRunState(createRunId(0, new Uint8Array(5))),
  outcome: 'fixed',
  by: 'model',
  summary: 'Two was spelt out.',
  before: counts,
  command: {
    runner: 'mocha',
    display: 'npm test',
    argv: ['npm', 'test'],
    cwd: '',
    why: 'package.json: scripts.test',
    env: {},
  },
  evidence: {
    before: counts,
    after: { passed: 4, failed: 0, skipped: 0 },
    fixed: [red],
    broken: [],
    stillFailing: [],
    flaky: [],
    missing: [],
    addedIds: [],
    byExitCodeOnly: false,
    goalReached: true,
    notProved: [],
  },
  proposal: {
    baseTree: '',
    files: [
      {
        path: 'src/a.js',
        kind: 'modified',
        binary: false,
        base: { hash: before, executable: false },
        result: { hash: after, executable: false },
      },
    ],
  } as unknown as NonNullable<RunState['proposal']>,
};
const run = (state: Partial<RunState>): EndedRun => ({
  state: { ...fixed, ...state },
  events: [],
  readText: async (hash) => texts.get(hash),
  nowMs: Date.UTC(2026, 10, 27),
});
const kindsOf = async (state: Partial<RunState>) => (await learnFacts(run(state), signal)).map(({ kind }) => kind);

describe('what a run teaches', () => {
  it('a fix: tests, files, the change, and how it is known', async () => {
    const [command, fix] = await learnFacts(run({}), signal);
    assert.equal(command?.command, 'npm test');
    assert.equal(command?.by, 'found');
    assert.equal(command?.evidence, '4 tests ran');
    assert.deepEqual([fix?.kind, fix?.tests, fix?.files], ['fix', [red], ['src/a.js']]);
    assert.equal(fix?.verified, '2026-11-27T00:00:00.000Z');
    assert.match(fix?.evidence ?? '', /1 red before and green after, none broken, in a clean copy; made by a model/);
    assert.match(diffOf(fix?.body ?? ''), /-two\n\+2\n/);
    assert.equal(fix?.accepted, undefined, 'nobody has taken it over');
  });

  it('nothing where a run failed, was stopped or waits', async () => {
    for (const outcome of ['failed', 'cancelled', 'paused', undefined] as const)
      assert.deepEqual(await kindsOf({ outcome }), []);
  });

  it('no fix without a proof: not green, tests changed, nothing proposed', async () => {
    assert.deepEqual(await kindsOf({ outcome: 'not-fixed' }), ['test-command']);
    assert.deepEqual(await kindsOf({ testsChanged: ['test/a.test.js'] }), ['test-command']);
    assert.deepEqual(await kindsOf({ proposal: undefined }), ['test-command']);
  });

  it('no command that ran no test', async () => {
    assert.deepEqual(await kindsOf({ before: { passed: 0, failed: 0, skipped: 0 }, outcome: 'not-fixed' }), []);
  });

  it('which tests are unsteady', async () => {
    const facts = await learnFacts(run({ flaky: ['test/b.test.js > sometimes'] }), signal);
    assert.deepEqual(
      facts.filter(({ kind }) => kind === 'flaky-test').map(({ tests }) => tests),
      [['test/b.test.js > sometimes']],
    );
  });

  it('a long change by its files only', async () => {
    const long = { ...run({}), readText: async (hash: string) => `${hash}\n${'x'.repeat(200)}\n`.repeat(100) };
    const fix = (await learnFacts(long, signal)).find(({ kind }) => kind === 'fix');
    assert.equal(diffOf(fix?.body ?? ''), '');
    assert.deepEqual(fix?.files, ['src/a.js']);
  });

  it('the same once more is a further proof and keeps what a person wrote; another change takes its place', async () => {
    const fix = (await learnFacts(run({}), signal)).find(({ kind }) => kind === 'fix');
    assert.ok(fix);
    const edited = { ...fix, about: 'mine', accepted: '2026-11-28T00:00:00Z', confirmed: 4 };
    const again = provedAgain(fix, edited);
    assert.deepEqual([again.about, again.accepted, again.confirmed], ['mine', '2026-11-28T00:00:00Z', 5]);
    const other = provedAgain({ ...fix, body: fix.body.replace('+2', '+II') }, edited);
    assert.deepEqual([other.accepted, other.confirmed], [undefined, 1]);
  });

  it('a command that a person gave, beside the one that is found', async () => {
    const [given] = await learnFacts(run({ settings: { testCommand: 'npm test' } as RunState['settings'] }), signal);
    const [found] = await learnFacts(run({}), signal);
    assert.deepEqual([given?.id, given?.by], ['given-test-command', 'given']);
    assert.deepEqual([found?.id, found?.by], ['test-command', 'found']);
  });
});
