import assert from 'node:assert/strict';
import { CodedError } from '../../../src/base/errors.ts';
import { asBlobHash } from '../../../src/base/ids.ts';
import type { RunEventBody } from '../../../src/core/run/runEvent.ts';
import { spansOf } from '../../../src/core/run/runSpans.ts';
import { findNodesIn } from '../../../src/core/run/workflowNodes.ts';
import { profileReportOf } from '../../../src/core/trace/profileReport.ts';
import type { Trace } from '../../../src/core/trace/span.ts';
import type { NodeDefinition } from '../../../src/core/workflow/definition.ts';
import { forever, graph, plain, tool, workflow } from '../engine/workflowBuilder.ts';
import { asked, replied } from './someRun.ts';
import { doers, everyKind, failsTwice, finished, inner, retry } from './someWorkflow.ts';
import { agent, type Doer, LogBench, listOf, spanOf, traceOf, tree } from './workflowLog.ts';

describe('the spans of a workflow', () => {
  it('are one a node, below what it is inside of, with its calls below it', async () => {
    const run = await new LogBench().run(everyKind, doers(), { workflows: [inner], epilogue: [finished] });
    assert.deepEqual(tree(traceOf(run)), [
      'invoke_workflow test 0-346 not-fixed',
      ' execute_tool prepare 0-10',
      ' forEach each 10-220',
      '  invoke_agent fix-agent 10-110',
      '   chat claude-x 10-110',
      '  invoke_agent fix-agent 10-110',
      '   chat claude-x 10-110',
      '  execute_tool check 110-115',
      '  execute_tool check 110-115',
      '  invoke_agent fix-agent 115-215',
      '   chat claude-x 115-215',
      '  execute_tool check 215-220',
      ' race both 10-30',
      '  invoke_agent slow-agent 10-30 cancelled',
      '   chat claude-x 10-30 cancelled',
      '  execute_tool fast 10-30',
      ' invoke_workflow inner 30-60',
      '  node plan 30-60',
      ' execute_tool flaky 220-332',
      '  wait for retry 224-274',
      '  wait for retry 278-328',
      ' loop tries 332-346',
      '  invoke_agent ask-agent 332-339',
      '   chat claude-x 332-339',
      '  invoke_agent ask-agent 339-346',
      '   chat claude-x 339-346',
      ' execute_tool never 346-346 skipped',
    ]);
  });

  it('say of a node what it was, and of a call whose it was', async () => {
    const trace = traceOf(await new LogBench().run(everyKind, doers(), { workflows: [inner] }));
    assert.deepEqual(spanOf(trace, 'each[2]/fix').attributes, {
      'loopwright.node': 'each[2]/fix',
      'loopwright.node.kind': 'agent',
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'fix-agent',
      'loopwright.outcome': 'succeeded',
      'loopwright.attempts': 1,
    });
    const flaky = spanOf(trace, 'flaky');
    assert.equal(flaky.attributes['loopwright.attempts'], 3);
    assert.deepEqual(
      flaky.events.map(({ name, attributes }) => [name, attributes]),
      [1, 2].map((attempt) => [
        'retry',
        { 'error.type': 'x.broke', 'loopwright.attempt': attempt, 'loopwright.retry.wait_ms': 50 },
      ]),
    );
    assert.equal(spanOf(trace, 'never').attributes['loopwright.skipped.why'], 'when');
    assert.equal(spanOf(trace, 'sub/plan').attributes['loopwright.node.kind'], 'unknown');
    const call = trace.spans.find(({ parentId }) => parentId === spanOf(trace, 'tries[2]/ask').spanId);
    const { 'loopwright.node': node, 'gen_ai.agent.name': name, 'gen_ai.workflow.name': flow } = call?.attributes ?? {};
    assert.deepEqual([node, name, flow], ['tries[2]/ask', 'ask-agent', 'test']);
    const { toolCalls, attempts, nodeRetries, modelCalls } = profileReportOf(trace);
    assert.deepEqual(
      { toolCalls, attempts, nodeRetries, modelCalls },
      { toolCalls: 0, attempts: 15, nodeRetries: 2, modelCalls: 6 },
    );
  });

  it('know less without the definition, and lie in the same places', async () => {
    const { log, definition } = await new LogBench().run(everyKind, doers(), { workflows: [inner] });
    const shape = ({ spans }: Trace) =>
      spans.map(({ spanId, parentId, startMs, endMs }) => [spanId, parentId, startMs, endMs]);
    const bare = spansOf(log, { details: false });
    assert.deepEqual(shape(bare), shape(traceOf({ log, definition })));
    assert.equal(spanOf(bare, 'each[0]/fix').name, 'node fix');
  });

  it('know the nodes of a workflow that a node runs, when it was kept too', async () => {
    const { log } = await new LogBench().run(everyKind, doers(), { workflows: [inner] });
    const findNode = findNodesIn(everyKind, new Map([['inner', inner]]));
    assert.equal(spanOf(spansOf(log, { details: false, findNode }), 'sub/plan').name, 'execute_tool plan');
  });

  it('say by which prompt a node spoke, what a command ended with, and what was not asked again', async () => {
    const hash = asBlobHash('0'.repeat(64));
    const command: NodeDefinition = { ...plain, kind: 'run', id: 'lint', command: listOf('lint') };
    const ran: RunEventBody = { type: 'command.ran', command: 'lint', result: hash, exitCode: 0, ms: 1 };
    const trace = traceOf(
      await new LogBench().run(workflow([agent('ask'), command]), {
        async ask({ log }) {
          await log({ type: 'prompt.used', name: 'debug', version: 3, from: 'built-in', hash: 'abc' });
          await log({ type: 'model.recalled', request: hash, reply: hash });
          await log(ran);
        },
        lint: ({ log }) => log(ran),
      }),
    );
    const { attributes, events } = spanOf(trace, 'ask');
    assert.deepEqual(
      [attributes['gen_ai.prompt.name'], attributes['loopwright.prompt.version'], attributes['process.exit.code']],
      ['debug', 3, undefined],
    );
    assert.deepEqual(
      events.map(({ name }) => name),
      ['model.recalled'],
    );
    assert.equal(spanOf(trace, 'lint').attributes['process.exit.code'], 0);
  });

  it('take what happened in no node for the run itself', async () => {
    const bench = new LogBench();
    const run = await bench.run(workflow([tool('a')]), {
      async a({ sleep, context }) {
        await sleep(50);
        await bench.append(context.runId, [{ type: 'copy.opened', files: 1, baseTree: 't', ms: 20 }]);
        await sleep(50);
      },
    });
    const trace = traceOf(run);
    assert.deepEqual(tree(trace), ['invoke_workflow test 0-100', ' execute_tool a 0-100', ' open copy 30-50']);
    assert.deepEqual(
      profileReportOf(trace).nodes.map(({ node }) => node),
      ['a'],
    );
  });

  it('hold messages of failures only when asked for', async () => {
    const { log } = await new LogBench().run(workflow([tool('flaky', { retry: { ...retry, max: 2 } })]), {
      flaky: failsTwice(),
    });
    assert.doesNotMatch(JSON.stringify(spansOf(log, { details: false })), /secret words/);
    assert.equal(JSON.stringify(spansOf(log, { details: true })).match(/secret words/g)?.length, 3);
    assert.equal(spanOf(spansOf(log, { details: false }), 'flaky').attributes['error.type'], 'x.broke');
  });

  it('tell waiting for a place from work', async () => {
    const nodes = [tool('a'), tool('b')];
    const slow: Doer = ({ sleep }) => sleep(40);
    const run = await new LogBench().run(workflow(nodes, { run: { concurrency: 1 } }), { a: slow, b: slow });
    assert.equal(spanOf(traceOf(run), 'b').attributes['loopwright.queued_ms'], 40);
    assert.equal(spanOf(traceOf(run), 'a').attributes['loopwright.queued_ms'], undefined);
  });

  it('tell waiting for a person from work, also where the definition is not known', async () => {
    const approve: NodeDefinition = { ...plain, kind: 'approve', id: 'ship', message: listOf('ship it?') };
    const definition = workflow([approve, tool('go', { needs: ['ship'] })]);
    const bench = new LogBench();
    const { runId, handle, backend } = await bench.begin(definition);
    await bench.clock.until(bench.clock.sleep(5_000, forever));
    const waiting = traceOf({ log: await bench.read(runId), definition });
    assert.equal(spanOf(waiting, 'ship').attributes['loopwright.wait'], 'person');
    await backend.signal(runId, 'ship', { approved: true }, forever);
    await bench.clock.until(handle.finished);
    const log = await bench.read(runId);
    for (const trace of [traceOf({ log, definition }), spansOf(log, { details: false })]) {
      const { attributes, events, startMs, endMs } = spanOf(trace, 'ship');
      assert.equal(attributes['loopwright.wait'], 'person');
      assert.deepEqual(
        events.map(({ name }) => name),
        ['answered'],
      );
      assert.equal((endMs ?? 0) - startMs, 5_000);
    }
  });

  it('add what a cancelled call is charged afterwards', async () => {
    const race: NodeDefinition = {
      ...plain,
      kind: 'race',
      id: 'both',
      branches: { slow: graph([agent('slow')]), fast: graph([tool('fast')]) },
    };
    const run = await new LogBench().run(workflow([race, tool('rest', { needs: ['both'] })]), {
      async slow({ log, sleep }) {
        await log(asked(1));
        try {
          await sleep(1_000);
        } finally {
          const usage = { inputTokens: 10, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 };
          await log({ type: 'model.charged', call: 1, usage, usd: 0.125 });
        }
      },
      fast: ({ sleep }) => sleep(20),
      rest: ({ sleep }) => sleep(500),
    });
    const trace = traceOf(run);
    const call = trace.spans.find(({ name }) => name === 'chat claude-x');
    assert.equal(call?.attributes['loopwright.cost.usd'], 0.125);
    assert.equal(call?.attributes['error.type'], 'cancelled');
    assert.equal(call?.endMs, spanOf(trace, 'both.slow/slow').endMs);
  });

  it('tell what a node used, and what it took from an earlier run', async () => {
    const bench = new LogBench();
    const definition = workflow([tool('a', { cache: true, retry }), tool('b', { needs: ['a'], cache: true })]);
    let failures = 0;
    const first = await bench.run(definition, {
      a({ context }) {
        const reserved = context.ledger.reserve({ usd: 1, tokens: 10 });
        assert.ok(reserved.kind !== 'refused');
        reserved.commit({ usd: 0.5, tokensIn: 7, tokensOut: 3 });
        if (failures++ === 0) throw new CodedError('x.broke', 'no');
      },
    });
    const { attributes } = spanOf(traceOf(first), 'a');
    assert.deepEqual(
      Object.entries(attributes).filter(([name]) => name.startsWith('loopwright.spent')),
      [
        ['loopwright.spent.input_tokens', 14],
        ['loopwright.spent.output_tokens', 6],
        ['loopwright.spent.calls', 2],
        ['loopwright.spent.usd', 1],
      ],
    );
    const again = traceOf(await bench.run(definition));
    assert.equal(spanOf(again, 'a').attributes['loopwright.cached'], true);
  });

  it('hold tests, search, refused edits and attempts below the node they happened in', async () => {
    const counts = { passed: 1, failed: 1, skipped: 0 };
    const report = asBlobHash('0'.repeat(64));
    const run = await new LogBench().run(workflow([tool('all')]), {
      async all({ log, sleep }) {
        await sleep(100);
        await log({ type: 'copy.opened', files: 1, baseTree: 't', ms: 10 });
        await log({ type: 'test.reported', phase: 'before', counts, report, ms: 20 });
        await log({ type: 'repair.started', suspects: [] });
        await sleep(50);
        await log({ type: 'repair.finished', tried: 3, ms: 50, found: undefined, why: 'no' });
        await log(asked(1));
        await log(replied(1, 0));
        await log({ type: 'tool.called', name: 'read_file', summary: 's', isError: false, ms: 0 });
        await log({ type: 'edit.refused', attempt: 1, why: 'no' });
        await log({ type: 'attempt.finished', attempt: 1, proved: true, why: '', paths: [] });
        await sleep(1);
      },
    });
    const trace = traceOf(run);
    assert.deepEqual(tree(trace), [
      'invoke_workflow test 0-151',
      ' execute_tool all 0-151',
      '  tests before 80-100',
      '  open copy 90-100',
      '  repair search 100-150',
      '  chat claude-x 150-150',
      '  execute_tool read_file 150-150',
    ]);
    assert.deepEqual(
      spanOf(trace, 'all').events.map(({ name }) => name),
      ['edit.refused', 'attempt.finished'],
    );
    assert.equal(profileReportOf(trace).toolCalls, 1);
  });
});
