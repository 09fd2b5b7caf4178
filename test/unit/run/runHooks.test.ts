import assert from 'node:assert/strict';
import { CodedError } from '../../../src/base/errors.ts';
import { createRunId } from '../../../src/base/ids.ts';
import type { HookDefinition } from '../../../src/core/hook/hook.ts';
import type { HookNode, HookPoint } from '../../../src/core/hook/hookPayload.ts';
import { askGates } from '../../../src/core/run/askGates.ts';
import { conclude } from '../../../src/core/run/conclude.ts';
import type { GateWord } from '../../../src/core/run/gateWord.ts';
import { hookedModelCall, hookedNode, hookedTool } from '../../../src/core/run/hookedCalls.ts';
import type { RunEvent, RunEventBody } from '../../../src/core/run/runEvent.ts';
import { createRunHooks, recordedHooks } from '../../../src/core/run/runHooks.ts';
import { openRunLog } from '../../../src/core/run/runLog.ts';
import { emptyRunState, foldRunState } from '../../../src/core/run/runState.ts';
import { createMemoryRunStore } from '../../fakes/memoryRunStore.ts';
import { type HookScript, ScriptedHookRunner } from '../../fakes/scriptedHookRunner.ts';
import { VirtualClock } from '../../fakes/virtualClock.ts';

const never = new AbortController().signal;
const runId = createRunId(0, new Uint8Array(5));
const node: HookNode = { id: 'debug', path: 'rounds[1]/debug', kind: 'agent', agent: 'debug', attempt: 1 };
const everywhere: readonly HookPoint[] = [
  ...(['run.before', 'run.after', 'node.before', 'node.after', 'model.before', 'model.after'] as const),
  ...(['tool.before', 'tool.after', 'gate'] as const),
];

/** Hooks of a run with one hook at these points, which does what the script says. */
async function bench(points: readonly HookPoint[] = everywhere, script: HookScript = '') {
  const host = new ScriptedHookRunner({ one: () => script });
  const clock = new VirtualClock();
  const hook: HookDefinition = {
    name: 'one',
    origin: 'person',
    points,
    action: { kind: 'command', argv: ['one'] },
    only: {},
    timeoutMs: 1_000,
    onError: 'refuse',
    env: [],
  };
  const redact = (text: string) => text;
  const log = await openRunLog(runId, { store: createMemoryRunStore(), redact }, never);
  const runners = { command: host, module: host, sandboxed: host };
  const hooks = createRunHooks([hook], { log, workflow: 'fix-test', runners, clock, redact });
  const heard = () =>
    host.calls.map(({ event: { v: _v, type: _t, runId: _r, workflow: _w, atMs: _a, ...rest } }) => rest);
  return { hooks, log, heard, clock, own: hooks.within(node), nowMs: () => clock.monotonicMs() };
}

const usage = { inputTokens: 7, outputTokens: 3, cacheReadTokens: 0, cacheWriteTokens: 0 };
const reply = { text: 'yes', calls: [], finish: 'stop', model: 'm', usage, content: [] } as const;
const request = { system: 's', messages: [], tools: [], maxOutputTokens: 9 };

describe('what a node tells its hooks', () => {
  it('is its input before and its output after', async () => {
    const { own, heard, nowMs } = await bench();
    assert.equal(await hookedNode({ hooks: own, input: { a: 1 }, nowMs }, async () => 'out', never), 'out');
    assert.deepEqual(heard(), [
      { point: 'node.before', node, input: { a: 1 } },
      { point: 'node.after', node, outcome: 'succeeded', output: 'out', ms: 0 },
    ]);
  });

  it('is its failure, which stays what it was', async () => {
    const { own, heard, nowMs } = await bench();
    const failure = new CodedError('command.failed', 'It ended with 3.');
    const carryOut = () => Promise.reject(failure);
    await assert.rejects(hookedNode({ hooks: own, input: {}, nowMs }, carryOut, never), (error) => error === failure);
    assert.deepEqual(heard()[1], {
      point: 'node.after',
      node,
      outcome: 'failed',
      failure: { code: 'command.failed', message: 'It ended with 3.' },
      ms: 0,
    });
  });

  it('is told late when it was cancelled: the node does not wait, the end of the run does', async () => {
    const { own, hooks, heard, clock, nowMs } = await bench(['node.after'], 'hang');
    const controller = new AbortController();
    const carryOut = async () => {
      controller.abort();
      throw controller.signal.reason;
    };
    await assert.rejects(hookedNode({ hooks: own, input: {}, nowMs }, carryOut, controller.signal));
    assert.equal(nowMs(), 0);
    await clock.until(hooks.settled());
    assert.equal(nowMs(), 1_000);
    assert.equal(heard()[0]?.outcome, 'cancelled');
  });

  it('is the request, the reply and the cost of a model call, or that the budget did not allow it', async () => {
    const { own, heard, nowMs } = await bench();
    const call = { hooks: own, model: 'm/x', call: 4, request, price: undefined, nowMs };
    const answer = { kind: 'answer', reply } as const;
    assert.equal(await hookedModelCall(call, async () => answer, never), answer);
    await hookedModelCall(call, async () => ({ kind: 'exhausted' }), never);
    const [before, after, , exhausted] = heard();
    assert.deepEqual(before, { point: 'model.before', node, model: 'm/x', call: 4, request });
    const said = { text: 'yes', calls: [], finish: 'stop' };
    const told = { point: 'model.after', node, model: 'm/x', call: 4, ms: 0 };
    assert.deepEqual(after, { ...told, reply: said, tokensIn: 7, tokensOut: 3 });
    assert.equal((exhausted?.failure as { code: string } | undefined)?.code, 'budget.exhausted');
  });

  it('is the input and the output of a tool; a tool that nobody hears is left as it is', async () => {
    const tool = {
      ...{ name: 'read_file', description: 'd', inputSchema: {} },
      run: async () => ({ text: 'content', isError: false, summary: 's' }),
    };
    const { own, heard, nowMs } = await bench();
    assert.equal((await hookedTool(tool, { hooks: own, nowMs }).run({ path: 'a' }, never)).text, 'content');
    assert.deepEqual(heard(), [
      { point: 'tool.before', node, tool: 'read_file', input: { path: 'a' } },
      { point: 'tool.after', node, tool: 'read_file', isError: false, output: 'content', ms: 0 },
    ]);
    const silent = await bench(['run.after']);
    assert.equal(hookedTool(tool, { hooks: silent.own, nowMs }), tool);
  });

  it('does not fail with its hook, whose failure is on record once', async () => {
    const { own, hooks, log, nowMs } = await bench(['node.before'], new CodedError('hook.exit', 'It ended with 7.'));
    for (let i = 0; i < 2; i++)
      assert.equal(await hookedNode({ hooks: own, input: {}, nowMs }, async () => i, never), i);
    await hooks.settled();
    assert.deepEqual(log.state().hookFailures, [
      {
        ...{ name: 'one', from: 'person', point: 'node.before', code: 'hook.exit' },
        ...{ message: 'It ended with 7.', switchedOff: false },
      },
    ]);
  });
});

describe('gates of a run', () => {
  const word = (allow: boolean): GateWord => ({
    ...{ name: 'small', from: 'workspace', allow, reason: '9 lines are changed.', code: undefined },
  });
  const proposed: RunEventBody = {
    type: 'patch.proposed',
    proposal: { files: [{ path: 'a.js' } as never], refused: [] },
    ...{ by: 'model', summary: '', hunks: 1, lines: 9 },
  };
  const decided = (allow: boolean): RunEventBody => ({ type: 'gate.decided', allow, gates: [word(allow)] });
  const reproduced: RunEventBody = { type: 'tests.reproduced', reproduction: '' as never, red: 1 };
  const fold = (...bodies: readonly RunEventBody[]) =>
    foldRunState(
      emptyRunState(runId),
      bodies.map((body, i): RunEvent => ({ ...body, seq: i + 1, atMs: i, v: 1 })),
    );
  const end = { kind: 'succeeded', output: 'out' } as const;

  it('are not asked when there are none: the question is not made and nothing is recorded', async () => {
    const { hooks, log } = await bench(['run.after']);
    const question = () => Promise.reject(new Error('asked'));
    assert.deepEqual(await askGates({ hooks, log }, question, never), []);
    assert.equal(log.state().lastSeq, 0);
  });

  it('refuse on record, and in a replay they say the same without being called', async () => {
    const { hooks, log, heard } = await bench(['gate'], '{"allow": false, "reason": "Too much."}');
    const refusals = await askGates({ hooks, log }, async () => ({ output: 1 }), never);
    const expected = [{ name: 'one', from: 'person', allow: false, reason: 'Too much.', code: undefined }];
    assert.deepEqual(refusals, expected);
    const recorded: RunEvent = { type: 'gate.decided', allow: false, gates: expected as never, seq: 1, atMs: 0, v: 1 };
    const again = recordedHooks(node, [recorded]);
    assert.deepEqual(await askGates({ hooks: again, log }, async () => ({ output: 1 }), never), expected);
    assert.equal(heard().length, 1);
  });

  it('end a fix as not fixed, and anything else as failed, with what they said', () => {
    const fix = conclude(fold(reproduced, decided(false), proposed), end);
    const line = 'refused by the gate small: 9 lines are changed (9 lines in a.js)';
    assert.deepEqual(fix, { type: 'run.finished', outcome: 'not-fixed', line });
    const other = conclude(fold(decided(false), proposed), end);
    assert.ok(other.type === 'run.failed');
    assert.equal(other.code, 'gate.refused');
    assert.match(other.hint ?? '', /loopwright review/);
    const result = conclude(fold(decided(false)), end);
    assert.ok(result.type === 'run.failed');
    assert.equal(result.message, 'What the run came to was refused by the gate small: 9 lines are changed.');
  });

  it('speak of the last proposal: one that they allow, or that nobody asked about, is not refused', () => {
    const allowed = fold(reproduced, decided(false), proposed, decided(true), proposed);
    assert.notEqual(conclude(allowed, end).type, 'run.failed');
    assert.deepEqual(
      allowed.gates.map(({ allow }) => allow),
      [true],
    );
    assert.deepEqual(fold(decided(false), proposed, proposed).gates, []);
  });
});
