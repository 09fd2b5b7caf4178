import { asBlobHash, asHunkId, createTraceId } from '../../../src/base/ids.ts';
import type { RunEvent, RunEventBody } from '../../../src/core/run/runEvent.ts';

/** When the runs of these tests begin: 2026-11-21T08:00:00Z. */
export const startMs = Date.UTC(2026, 10, 21, 8);

export const traceId = createTraceId(new Uint8Array(16).map((_, i) => i + 1));

const blob = asBlobHash('0'.repeat(64));

/** Events with the times given, in seconds since the start. */
export function logOf(...timed: readonly (readonly [number, RunEventBody])[]): readonly RunEvent[] {
  return timed.map(([seconds, body], index) => ({ ...body, seq: index + 1, atMs: startMs + seconds * 1_000, v: 1 }));
}

export const started: RunEventBody = {
  type: 'run.started',
  workflow: 'fix-test',
  traceId,
  workspace: '/home/ada/place',
  named: ['secret title'],
  model: 'openai-compatible/mine@http://10.0.0.7:8000/v1',
  limits: { usd: 1, wallMs: 900_000 },
  isolated: true,
  sandbox: { name: 'bubblewrap', version: '0.8.0', gaps: [] },
  owner: { pid: 7, startTime: undefined },
};

export const tests = (phase: 'before' | 'confirm' | 'attempt' | 'after', ms: number): RunEventBody => ({
  type: 'test.reported',
  phase,
  counts: { passed: 3, failed: phase === 'after' ? 0 : 1, skipped: 0 },
  report: blob,
  ms,
});

export const asked = (call: number, model = 'anthropic/claude-x'): RunEventBody => ({
  type: 'model.requested',
  call,
  model,
  request: blob,
  reservedTokens: 5_000,
  reservedUsd: 0.05,
  maxOutputTokens: 4_096,
  temperature: 0,
});

/** 1,000 tokens in, 100 of them from the cache, and 200 out. */
export const replied = (call: number, usd: number | undefined): RunEventBody => ({
  type: 'model.replied',
  call,
  model: 'claude-x-20260901',
  reply: blob,
  usage: { inputTokens: 1_000, outputTokens: 200, cacheReadTokens: 100, cacheWriteTokens: 0 },
  usd,
  ms: 2_000,
  finish: 'toolCalls',
});

export const failed = (call: number, retryInMs: number | undefined): RunEventBody => ({
  type: 'model.failed',
  call,
  code: 'model.rateLimited',
  message: 'secret words of the provider',
  retryInMs,
});

export const tool = (isError = false): RunEventBody => ({
  type: 'tool.called',
  name: 'read_file',
  summary: 'secret/path.js',
  isError,
  ms: 500,
});

export const attempt: RunEventBody = {
  type: 'attempt.finished',
  attempt: 1,
  proved: true,
  why: 'secret',
  paths: ['a.js'],
};

/** A run from the copy to an applied proposal, with a retry, a tool and all phases of tests. */
export const wholeRun = logOf(
  [0, started],
  [1, { type: 'copy.opened', files: 12, baseTree: 'tree', ms: 800 }],
  [3, tests('before', 2_000)],
  [5, tests('confirm', 1_500)],
  [5, { type: 'repair.started', suspects: [] }],
  [9, { type: 'repair.finished', tried: 40, ms: 4_000, found: undefined, why: 'nothing fits' }],
  [9, asked(1)],
  [10, failed(1, 1_000)],
  [11, asked(2)],
  [13, replied(2, 0.02)],
  [13.5, tool()],
  [14, asked(3)],
  [16, replied(3, 0.03)],
  [18, tests('attempt', 1_800)],
  [18, attempt],
  [20, tests('after', 1_900)],
  [20, { type: 'run.finished', outcome: 'fixed', line: 'fixed by model' }],
  [60, { type: 'hunk.decided', hunkIds: [asHunkId('h1')], decision: 'accepted', reason: 'secret reason' }],
  [61, { type: 'apply.began', files: [], hunkIds: [asHunkId('h1')] }],
  [61.25, { type: 'apply.finished', written: true }],
);
