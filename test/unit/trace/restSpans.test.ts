import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CodedError } from '../../../src/base/errors.ts';
import { asBlobHash } from '../../../src/base/ids.ts';
import { forkRun } from '../../../src/core/engine/fork.ts';
import type { RunEventBody } from '../../../src/core/run/runEvent.ts';
import { createRunSpanFold, spansOf } from '../../../src/core/run/runSpans.ts';
import { findNodesIn } from '../../../src/core/run/workflowNodes.ts';
import { profileReportOf } from '../../../src/core/trace/profileReport.ts';
import { innerSpanIdOf, type Span, spanIdOf } from '../../../src/core/trace/span.ts';
import type { NodeDefinition } from '../../../src/core/workflow/definition.ts';
import { randomWorkflow } from '../engine/randomWorkflow.ts';
import { expression, forever, graph, nextRunId, plain, tool, workflow } from '../engine/workflowBuilder.ts';
import { traceId } from './someRun.ts';
import { doers, everyKind, failsTwice, finished, inner, retry } from './someWorkflow.ts';
import { assertProfile, assertSound } from './soundTrace.ts';
import { agent, type Doer, LogBench, spanOf, traceOf, tree } from './workflowLog.ts';

describe('the spans of a workflow that did not go through at once', () => {
  const budget = (calls: number) => ({ usd: undefined, tokens: undefined, calls, minutes: undefined });
  const spend: Doer = async ({ context, sleep }) => {
    const reserved = context.ledger.reserve({ usd: 0, tokens: 1 });
    if (reserved.kind === 'refused')
      throw new CodedError('budget.exhausted', 'No more.', { details: { scope: reserved.scope } });
    reserved.commit({ usd: 0, tokensIn: 1, tokensOut: 0 });
    await sleep(10);
  };
  const loop: NodeDefinition = {
    ...plain,
    kind: 'loop',
    id: 'tries',
    until: expression('loop.round == 3'),
    max: 4,
    body: graph([tool('a')]),
  };

  it('go on after a pause, which is a time of rest', async () => {
    const bench = new LogBench();
    const definition = workflow([loop], { run: { budget: budget(2) } });
    const paused = await bench.run(
      definition,
      { a: spend },
      { epilogue: [{ type: 'run.finished', outcome: 'paused', line: '' }] },
    );
    assert.deepEqual(tree(traceOf(paused)), [
      'invoke_workflow test 0-20 paused',
      ' loop tries 0-20 paused',
      '  execute_tool a 0-10',
      '  execute_tool a 10-20',
      '  execute_tool a 20-20 paused',
    ]);
    await bench.clock.until(bench.clock.sleep(1_000, forever));
    const run = await bench.resume(paused, { a: spend }, { budget: budget(9), epilogue: [finished] });
    const trace = traceOf(run);
    assert.deepEqual(tree(trace), [
      'invoke_workflow test 0-1030 not-fixed',
      ' loop tries 0-1030',
      '  execute_tool a 0-10',
      '  execute_tool a 10-20',
      '  execute_tool a 20-20 paused',
      '  execute_tool a 1020-1030',
      ' paused 20-1020',
    ]);
    const ids = new Set(trace.spans.map(({ spanId }) => spanId));
    assert.ok(
      traceOf(paused).spans.every(({ spanId }) => ids.has(spanId)),
      'the spans of the first part are still there',
    );
    const { wallMs, serialMs, idleMs, speedUp, waited } = profileReportOf(trace);
    assert.deepEqual([wallMs, serialMs, idleMs, speedUp, waited.restMs], [1_030, 30, 1_000, 1, 1_000]);
  });

  it('say what was interrupted when the process died, and go on in another', async () => {
    const definition = workflow([
      tool('flaky', { retry }),
      { ...loop, needs: ['flaky'], body: graph([agent('ask')]) } as NodeDefinition,
    ]);
    const bench = new LogBench();
    const whole = await bench.run(definition, { flaky: failsTwice(), ask: ({ ask }) => ask(10) });
    const call = whole.log.findIndex((event) => event.type === 'model.requested' && event.node === 'tries[2]/ask');
    const next = await bench.after(whole.log.slice(0, call + 1), whole.runId, { ms: 500 });
    const run = await next.resume(whole, { ask: ({ ask }) => ask(10) }, { epilogue: [finished] });
    assert.deepEqual(tree(traceOf(run)), [
      'invoke_workflow test 0-642 not-fixed',
      ' execute_tool flaky 0-112',
      '  wait for retry 4-54',
      '  wait for retry 58-108',
      ' loop tries 112-642',
      '  invoke_agent ask-agent 112-122',
      '   chat claude-x 112-122',
      '  invoke_agent ask-agent 122-122 interrupted interrupted',
      '   chat claude-x 122-122 interrupted',
      '  invoke_agent ask-agent 622-632',
      '   chat claude-x 622-632',
      '  invoke_agent ask-agent 632-642',
      '   chat claude-x 632-642',
      ' interrupted 122-622',
    ]);
    assert.equal(spanOf(traceOf(run), 'tries[2]/ask', 1).attributes['loopwright.again'], true);
  });

  it('are sound wherever the process died', async () => {
    const bench = new LogBench();
    const options = { workflows: [inner], epilogue: [finished] };
    const whole = await bench.run(everyKind, doers(), options);
    // With nothing but its beginning on record, a run that is resumed is a new one.
    const first = whole.log.findIndex(({ type }) => type === 'engine.recorded') + 2;
    for (let cut = first; cut < whole.log.length - 1; cut++) {
      const next = await bench.after(whole.log.slice(0, cut), whole.runId, { ms: 300 });
      const dead = traceOf({ log: await next.read(whole.runId), definition: everyKind });
      const run = await next.resume(whole, { ...doers(), flaky: () => null }, options);
      const trace = traceOf(run);
      assertSound(trace, run.log, `cut at ${cut}`);
      const ids = new Set(trace.spans.map(({ spanId }) => spanId));
      assert.ok(
        dead.spans.every(({ spanId }) => ids.has(spanId)),
        'what was seen keeps its id',
      );
      assert.ok(
        trace.spans.every(({ endMs }) => endMs !== undefined),
        `cut at ${cut}: all has ended`,
      );
      assert.equal(profileReportOf(trace).waited.restMs, 300);
    }
  });

  it('mark what a fork took over', async () => {
    const bench = new LogBench();
    const definition = workflow([tool('a'), tool('b', { needs: ['a'] })]);
    const slow: Doer = ({ sleep }) => sleep(10);
    const whole = await bench.run(definition, { a: slow, b: slow });
    const { backend } = await bench.begin(workflow([tool('other')]));
    for (let from = whole.runId, depth = 0; depth < 2; depth++) {
      const runId = nextRunId();
      await forkRun(backend, { from, at: 'b', runId, changes: {} }, forever);
      const fork = await bench.resume({ runId, definition }, { a: slow, b: slow }, { epilogue: [finished] });
      const trace = traceOf(fork);
      assert.deepEqual(tree(trace), [
        'invoke_workflow test 0-10 not-fixed',
        ' execute_tool a 0-0',
        ' forked 0-0',
        ' execute_tool b 0-10',
      ]);
      assert.equal(trace.spans[0]?.attributes['loopwright.forked_from'], from);
      assert.equal(spanOf(trace, 'a').attributes['loopwright.taken_over'], true);
      assert.equal(spanOf(trace, 'b').attributes['loopwright.taken_over'], undefined);
      assert.equal(profileReportOf(trace).attempts, 1);
      from = runId;
    }
  });

  it('say of a fork what was in flight where it was made', async () => {
    const bench = new LogBench();
    const definition = workflow([
      { ...loop, until: expression('true') } as NodeDefinition,
      tool('side'),
      tool('b', { needs: ['side'] }),
    ]);
    const takes =
      (ms: number): Doer =>
      ({ sleep }) =>
        sleep(ms);
    const whole = await bench.run(definition, { a: takes(30), side: takes(10), b: takes(5) });
    const { backend } = await bench.begin(workflow([tool('other')]));
    const runId = nextRunId();
    await forkRun(backend, { from: whole.runId, at: 'b', runId, changes: {} }, forever);
    await bench.clock.until(bench.clock.sleep(7, forever));
    const fork = await bench.resume({ runId, definition }, { a: takes(30), b: takes(5) }, { epilogue: [finished] });
    const trace = traceOf(fork);
    assert.deepEqual(tree(trace), [
      'invoke_workflow test 0-37 not-fixed',
      ' loop tries 0-37',
      '  execute_tool a 0-0 interrupted interrupted',
      '  execute_tool a 7-37',
      ' execute_tool side 0-0',
      ' forked 0-7',
      ' execute_tool b 7-12',
    ]);
    const marked = trace.spans.filter(({ attributes }) => attributes['loopwright.taken_over'] === true);
    assert.deepEqual(
      marked.map(({ name }) => name),
      ['execute_tool side', 'execute_tool a'],
    );
    const { attempts, waited, nodes } = profileReportOf(trace);
    assert.deepEqual([attempts, waited.restMs], [2, 7]);
    assert.equal(nodes.find(({ node }) => node === 'tries')?.workMs, 0, 'nobody worked before the fork went on');
  });

  it('mark what a fork took over tick by tick, and tell nothing of what happened in it', async () => {
    const bench = new LogBench();
    const definition = workflow([tool('a'), tool('b', { needs: ['a'] })]);
    const report = asBlobHash('0'.repeat(64));
    const tests: RunEventBody = {
      type: 'test.reported',
      phase: 'before',
      counts: { passed: 1, failed: 0, skipped: 0 },
      report,
      ms: 5,
    };
    const slow: Doer = async ({ sleep, log }) => {
      await sleep(10);
      await log(tests);
    };
    const whole = await bench.run(definition, { a: slow, b: slow });
    const forkedFrom = { runId: whole.runId, at: 'b' };
    const startedB = (events: readonly { type: string }[]) =>
      events.findIndex((event) => event.type === 'node.started' && 'node' in event && event.node === 'b');
    const taken: RunEventBody[] = [];
    for (const { seq: _seq, atMs: _atMs, v: _v, ...body } of whole.log) {
      if (body.type === 'run.started') taken.push({ ...body, forkedFrom });
      else if (body.type !== 'engine.recorded' || startedB(body.events) < 0) taken.push(body);
      else {
        taken.push({ ...body, events: body.events.slice(0, startedB(body.events)) });
        break;
      }
    }
    const runId = nextRunId();
    await bench.append(runId, [
      ...taken,
      { type: 'engine.recorded', events: [{ type: 'run.forked', from: whole.runId, at: 'b' }] },
    ]);
    const fork = await bench.resume({ runId, definition }, { b: slow }, { epilogue: [finished] });
    const trace = traceOf(fork);
    assert.deepEqual(tree(trace), [
      'invoke_workflow test 0-10 not-fixed',
      ' execute_tool a 0-0',
      ' forked 0-0',
      ' execute_tool b 0-10',
      '  tests before 5-10',
    ]);
    assert.deepEqual(
      ['a', 'b'].map((node) => spanOf(trace, node).attributes['loopwright.taken_over']),
      [true, undefined],
    );
  });

  it('end with the engine when the run says no more, and with the run when it does', async () => {
    const bench = new LogBench();
    const run = await bench.run(workflow([tool('a')]), { a: ({ sleep }) => sleep(10) });
    const fold = createRunSpanFold({ details: false });
    const ended = run.log.flatMap((event) => fold.add(event));
    assert.deepEqual(
      ended.map(({ name }) => name),
      ['node a'],
      'the run may say more',
    );
    assert.equal(fold.trace().spans[0]?.attributes['loopwright.outcome'], 'succeeded');
    assert.deepEqual(fold.finish(), [fold.trace().spans[0]]);
    assert.deepEqual(fold.finish(), []);
    await bench.store.append(run.runId, [finished], forever);
    assert.equal(
      spansOf(await bench.read(run.runId), { details: false }).spans[0]?.attributes['loopwright.outcome'],
      'not-fixed',
    );
  });
});

describe('the spans of any workflow', () => {
  it('are sound, alike at every step and all at once, and none ends twice', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(randomWorkflow(9), async ({ definition, attempts, limit }) => {
        const scripted = Object.fromEntries(
          Object.entries(attempts).map(([id, tries]): [string, Doer] => [
            id,
            async ({ context, sleep }) => {
              const { durationMs, failsWith } = tries[Math.min(context.attempt, tries.length) - 1] ?? { durationMs: 1 };
              await sleep(durationMs);
              if (failsWith === 'node.bug') throw new Error('a bug');
              if (failsWith !== undefined) throw new CodedError(failsWith, 'It broke.');
            },
          ]),
        );
        const run = await new LogBench().run(definition, scripted, { limits: { '*': limit }, epilogue: [finished] });
        const trace = traceOf(run);
        assertSound(trace, run.log, '');
        const fold = createRunSpanFold({ details: false, findNode: findNodesIn(definition) });
        const ended = run.log.flatMap((event) => fold.add(event));
        assert.deepEqual(fold.trace(), trace);
        assert.deepEqual([...ended].sort(byId), [...trace.spans].sort(byId));
        assertProfile(trace, definition);
      }),
      { numRuns: 300 },
    );
  });

  it('have ids that no other event gives', () => {
    const ids = new Set<string>();
    for (let seq = 1; seq <= 30; seq++) {
      for (let part = 0; part < 8; part++) ids.add(spanIdOf(traceId, seq, part));
      for (let index = 0; index < 30; index++) ids.add(innerSpanIdOf(traceId, { seq, index, part: 0 }));
    }
    assert.equal(ids.size, 30 * 38);
  });
});

const byId = (a: Span, b: Span) => (a.spanId < b.spanId ? -1 : 1);
