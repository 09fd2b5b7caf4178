import assert from 'node:assert/strict';
import type { RunRef } from '../../../src/app/loopwright.ts';
import { abortError } from '../../../src/base/abort.ts';
import { CodedError } from '../../../src/base/errors.ts';
import { Emitter } from '../../../src/base/event.ts';
import { bestOf, type CandidateTask } from '../../../src/cli/candidates.ts';
import type { EndedRun } from '../../../src/cli/runToEnd.ts';

const total = { usd: 4, tokens: 400, calls: 40, wallMs: 60_000 };

/** How a candidate comes out: how many lines, or that its run fails, or that it cannot begin. */
interface Script {
  readonly lines?: number;
  readonly fails?: boolean;
  readonly breaks?: boolean;
}

/** Candidates whose plans and ends the test releases one by one. `plans` false: their workflow makes none. */
function openBench(scripts: readonly Script[], plans = true) {
  const changed = new Emitter<{ readonly workspace: string; readonly runId: string }>();
  const planned = new Set<string>();
  const going = new Map<string, { readonly task: CandidateTask; end(): void; readonly aborted: () => boolean }>();
  const tasks: CandidateTask[] = [];
  const said: string[] = [];
  let most = 0;
  const app = {
    onDidChangeRun: changed.event,
    listEvents: async () => [{ type: 'workflow.defined', definition: 'd' }],
    getWorkflow: async () => ({ graph: { nodes: plans ? [{ id: 'plan' }] : [{ id: 'code' }] } }),
    getWorkflowRun: async ({ runId }: RunRef) => ({
      nodes: [
        { node: 'plan', status: planned.has(runId) ? 'succeeded' : 'running', output: { summary: `way of ${runId}` } },
      ],
    }),
  };
  const run = (task: CandidateTask, signal: AbortSignal): Promise<EndedRun> => {
    tasks.push(task);
    const { lines = 1, fails, breaks } = scripts[task.number - 1] ?? {};
    if (breaks) return Promise.reject(new CodedError('workflow.invalid', 'no such workflow'));
    const runId = `r${task.number}`;
    task.begun({ workspace: '/w', runId } as unknown as RunRef);
    return new Promise((resolve, reject) => {
      const end = (outcome: string) => {
        going.delete(runId);
        if (fails) reject(new CodedError('model.unauthorized', 'refused', { details: { runId } }));
        const spent = { usd: 0.5, tokensIn: 10, tokensOut: 0, calls: 1, wallMs: 1 };
        const state = {
          runId,
          outcome,
          line: `${lines} lines`,
          lines,
          spent,
          summary: 'done',
          shown: {},
          proposal: {},
          feature: { accepted: true },
        };
        resolve({ run: { runId }, state, review: {} } as unknown as EndedRun);
      };
      going.set(runId, { task, end: () => end('added'), aborted: () => signal.aborted });
      most = Math.max(most, going.size);
      signal.addEventListener('abort', () => end('cancelled'), { once: true });
    });
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    tasks,
    said,
    going,
    most: () => most,
    running: { app: app as never, nowMs: () => 0, run, say: (text: string) => void said.push(text) },
    settle,
    async plan(number: number) {
      planned.add(`r${number}`);
      changed.fire({ workspace: '/w', runId: `r${number}` });
      await settle();
    },
    async end(number: number) {
      const one = going.get(`r${number}`);
      assert.ok(one, `candidate ${number} goes on`);
      one.end();
      await settle();
    },
  };
}

const start = (
  bench: ReturnType<typeof openBench>,
  count: number,
  jobs: number,
  signal = new AbortController().signal,
) => {
  const best = bestOf({ count, jobs, total }, bench.running, signal);
  best.catch(() => undefined);
  return best;
};

describe('candidates that go on at once', () => {
  it('each begin when the one before has shown its way, so many at once, with what is left for them', async () => {
    const bench = openBench([{}, {}, {}]);
    const best = start(bench, 3, 2);
    await bench.settle();
    assert.equal(bench.tasks.length, 1, 'its plan is not there yet');
    await bench.plan(1);
    assert.deepEqual(bench.tasks[1]?.earlier, ['way of r1']);
    await bench.plan(2);
    assert.equal(bench.tasks.length, 2, 'there is no place for a third');
    await bench.end(2);
    const [first, second, third] = bench.tasks;
    assert.deepEqual(third?.earlier, ['way of r1', 'way of r2']);
    assert.deepEqual([first?.limits.maxCalls, second?.limits.maxCalls], [13, 13]);
    assert.equal(
      third?.limits.maxCalls,
      40 - 13 - 1,
      'what the second left is for the third, what the first may use is not',
    );
    await bench.plan(3);
    await bench.end(1);
    await bench.end(3);
    assert.equal((await best).candidates.length, 3);
    assert.equal(bench.most(), 2);
  });

  it('are told and chosen from in their order, whichever ends first', async () => {
    for (const order of [
      [1, 2, 3],
      [3, 2, 1],
      [2, 3, 1],
    ]) {
      const bench = openBench([{ lines: 5 }, { lines: 2 }, { lines: 2 }]);
      const going = start(bench, 3, 3);
      await bench.settle();
      for (const number of [1, 2, 3]) await bench.plan(number);
      for (const number of order) await bench.end(number);
      const { best, candidates } = await going;
      assert.equal(best.state.runId, 'r2', String(order));
      assert.deepEqual(
        candidates.map(({ runId }) => runId),
        ['r1', 'r2', 'r3'],
      );
    }
  });

  it('of a workflow without a plan begin at once', async () => {
    const bench = openBench([{}, {}], false);
    const going = start(bench, 2, 2);
    for (let i = 0; i < 5; i++) await bench.settle();
    assert.equal(bench.going.size, 2);
    await bench.end(1);
    await bench.end(2);
    assert.equal((await going).best.state.runId, 'r1');
  });

  it('pass one over that fails; the last failure is thrown when all do', async () => {
    const bench = openBench([{ fails: true }, { lines: 9 }]);
    const going = start(bench, 2, 1);
    await bench.settle();
    await bench.end(1);
    await bench.plan(2);
    await bench.end(2);
    assert.equal((await going).best.state.runId, 'r2');
    assert.ok(bench.said.includes('candidate 1 failed: refused'));
    const all = openBench([{ fails: true }]);
    const none = start(all, 1, 1);
    await all.settle();
    await all.end(1);
    await assert.rejects(none, { code: 'model.unauthorized' });
  });

  it('all end with the signal, and none begins after it', async () => {
    const bench = openBench([{}, {}, {}]);
    const controller = new AbortController();
    const going = start(bench, 3, 2, controller.signal);
    await bench.settle();
    await bench.plan(1);
    controller.abort();
    const { candidates } = await going;
    assert.deepEqual(
      candidates.map(({ outcome }) => outcome),
      ['cancelled', 'cancelled'],
    );
    assert.equal(bench.tasks.length, 2);
    const never = openBench([{}]);
    await assert.rejects(start(never, 1, 1, AbortSignal.abort(abortError(AbortSignal.abort()))), {
      name: 'AbortError',
    });
    assert.equal(never.tasks.length, 0);
  });

  it('end when one of them cannot even begin', async () => {
    const bench = openBench([{}, { breaks: true }, {}]);
    const going = start(bench, 3, 3);
    await bench.settle();
    await bench.plan(1);
    await assert.rejects(going, { code: 'workflow.invalid' });
    assert.equal(bench.going.size, 0, 'the one that had begun was cancelled');
  });
});
