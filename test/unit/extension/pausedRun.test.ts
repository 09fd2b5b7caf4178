import assert from 'node:assert/strict';
import { toRunRow } from '../../../src/app/runViews.ts';
import { createRunId } from '../../../src/base/ids.ts';
import type { RunEvent, RunEventBody } from '../../../src/core/run/runEvent.ts';
import { emptyRunState, foldRunState } from '../../../src/core/run/runState.ts';

const runId = createRunId(0, new Uint8Array(5));
const started: RunEventBody = {
  type: 'run.started',
  workflow: 'fix-test',
  traceId: '0'.repeat(32) as never,
  workspace: '/ws',
  named: [],
  model: 'openai/x',
  limits: { usd: 1, calls: 4, wallMs: 90_000 },
  isolated: true,
  sandbox: { name: 'bubblewrap', version: '0.8', gaps: [] },
  owner: { pid: 1, startTime: 'x' },
};
const paused: RunEventBody = { type: 'run.finished', outcome: 'paused', line: 'paused' };
const rowOf = (...bodies: readonly RunEventBody[]) =>
  toRunRow(
    foldRunState(
      emptyRunState(runId),
      bodies.map((body, i): RunEvent => ({ ...body, seq: i + 1, atMs: i, v: 1 })),
    ),
  );
const exhausted = (limit: 'usd' | 'calls' | 'wallMs'): RunEventBody => ({
  type: 'budget.exhausted',
  limit,
  needed: 1,
  left: 0,
  total: 1,
});

describe('the row of a paused run', () => {
  it('says what it ran out of, and how much that was, in the units of the person', async () => {
    assert.deepEqual((await rowOf(started, exhausted('usd'), paused)).paused, { limit: 'usd', at: 1 });
    assert.deepEqual((await rowOf(started, exhausted('calls'), paused)).paused, { limit: 'calls', at: 4 });
    assert.deepEqual((await rowOf(started, exhausted('wallMs'), paused)).paused, { limit: 'minutes', at: 1.5 });
  });

  it('says it of paused runs only: one that was resumed goes on', async () => {
    const reopened: RunEventBody = { type: 'run.reopened', owner: { pid: 1, startTime: 'x' }, limits: { wallMs: 1 } };
    assert.equal((await rowOf(started, exhausted('usd'), paused, reopened)).paused, undefined);
    const done: RunEventBody = { type: 'run.finished', outcome: 'fixed', line: 'fixed' };
    assert.equal((await rowOf(started, exhausted('usd'), paused, reopened, done)).paused, undefined);
  });
});
