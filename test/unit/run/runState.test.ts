import assert from 'node:assert/strict';
import { asHunkId, createRunId } from '../../../src/base/ids.ts';
import type { RunEvent, RunEventBody } from '../../../src/core/run/runEvent.ts';
import { emptyRunState, foldRunState } from '../../../src/core/run/runState.ts';

const runId = createRunId(0, new Uint8Array(5));
const [one, two] = [asHunkId('h1'), asHunkId('h2')];
const file = {
  path: 'a',
  before: { hash: undefined, executable: false },
  after: { hash: undefined, executable: false },
};

const fold = (...bodies: readonly RunEventBody[]) =>
  foldRunState(
    emptyRunState(runId),
    bodies.map((body, i): RunEvent => ({ ...body, seq: i + 1, atMs: 1_000 * (i + 1), v: 1 })),
  );

const started: RunEventBody = {
  type: 'run.started',
  workflow: 'fix-test',
  traceId: '0'.repeat(32) as never,
  workspace: '/ws',
  named: ['a test'],
  model: 'openai/x',
  limits: { usd: 1, wallMs: 9 },
  isolated: true,
  sandbox: { name: 'bubblewrap', version: '0.8', gaps: [] },
  owner: { pid: 1, startTime: 'x' },
};
const requested: RunEventBody = {
  type: 'model.requested',
  call: 1,
  model: 'm',
  request: '' as never,
  reservedTokens: 1,
  reservedUsd: 1,
};
const replied = (usd: number | undefined): RunEventBody => ({
  type: 'model.replied',
  call: 1,
  model: 'm',
  reply: '' as never,
  usd,
  ms: 1,
  usage: { inputTokens: 10, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 },
});

describe('run state', () => {
  it('has no outcome while the run goes on, and says what happens', () => {
    const state = fold(started, {
      type: 'test.reported',
      phase: 'before',
      counts: { passed: 1, failed: 2, skipped: 0 },
      report: '' as never,
      ms: 1,
    });
    assert.equal(state.outcome, undefined);
    assert.equal(state.line, 'reproduced: 2 of 3 red');
    assert.deepEqual(state.before, { passed: 1, failed: 2, skipped: 0 });
    assert.equal(state.spent.wallMs, 1_000);
  });

  for (const [body, outcome] of [
    [{ type: 'run.finished', outcome: 'fixed', line: 'x' }, 'fixed'],
    [{ type: 'run.cancelled' }, 'cancelled'],
    [{ type: 'run.failed', code: 'c', message: 'm', hint: undefined }, 'failed'],
  ] as const) {
    it(`ends as ${outcome}, and the time stands still from then on`, () => {
      const state = fold(started, body, { type: 'copy.disposed' });
      assert.equal(state.outcome, outcome);
      assert.equal(state.endedAtMs, 2_000);
      assert.equal(state.spent.wallMs, 1_000);
      assert.ok(state.disposed);
    });
  }

  it('adds up calls, tokens and money; an unknown price stays unknown', () => {
    assert.deepEqual(fold(started, requested, replied(0.25), requested, replied(0.5)).spent, {
      usd: 0.75,
      tokensIn: 20,
      tokensOut: 10,
      calls: 2,
      wallMs: 4_000,
    });
    assert.equal(fold(started, requested, replied(undefined), requested, replied(0.5)).spent.usd, undefined);
  });

  it('keeps the last decision on each hunk, and takes one back', () => {
    const state = fold(
      started,
      { type: 'hunk.decided', hunkIds: [one, two], decision: 'accepted', reason: undefined },
      { type: 'hunk.decided', hunkIds: [two], decision: 'rejected', reason: 'no' },
      { type: 'hunk.decided', hunkIds: [one], decision: 'undecided', reason: undefined },
    );
    assert.deepEqual([...state.decisions], [[two, { decision: 'rejected', reason: 'no' }]]);
  });

  it('counts hunks as applied only when the write was done, and forgets them after an undo', () => {
    const began: RunEventBody = { type: 'apply.began', files: [file], hunkIds: [one] };
    assert.deepEqual(fold(started, began).applying?.hunkIds, [one]);
    assert.deepEqual([...fold(started, began, { type: 'apply.finished', written: false }).applied], []);
    const done = fold(started, began, { type: 'apply.finished', written: true });
    assert.deepEqual([[...done.applied], done.appliedFiles, done.applying], [[one], [[file]], undefined]);
    assert.equal(
      fold(started, began, { type: 'apply.finished', written: true }, { type: 'undo.finished', paths: ['a'] })
        .appliedFiles.length,
      0,
    );
  });

  it('is the same however the log is cut into pieces', () => {
    const bodies: RunEventBody[] = [
      started,
      requested,
      replied(0.1),
      { type: 'run.finished', outcome: 'paused', line: 'p' },
    ];
    const events = bodies.map((body, i): RunEvent => ({ ...body, seq: i + 1, atMs: i, v: 1 }));
    const whole = foldRunState(emptyRunState(runId), events);
    for (let cut = 0; cut <= events.length; cut++) {
      const first = foldRunState(emptyRunState(runId), events.slice(0, cut));
      assert.deepEqual(foldRunState(first, events.slice(cut)), whole);
    }
  });
});
