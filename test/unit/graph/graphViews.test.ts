import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFileGraphs } from '../../../src/app/fileGraph.ts';
import { nodeDetail } from '../../../src/app/nodeDetail.ts';
import { createRunGraphs } from '../../../src/app/runGraphs.ts';
import { CodedError, isCoded } from '../../../src/base/errors.ts';
import { definitionOf, keepDefinition } from '../../../src/core/run/runBackend.ts';
import type { RunEvent, RunEventBody } from '../../../src/core/run/runEvent.ts';
import { emptyRunState, foldRunState } from '../../../src/core/run/runState.ts';
import type { WorkflowDefinition } from '../../../src/core/workflow/definition.ts';
import { forever, nextRunId } from '../engine/workflowBuilder.ts';
import { started } from '../trace/someRun.ts';
import { doers, everyKind, finished, inner } from '../trace/someWorkflow.ts';
import { LogBench } from '../trace/workflowLog.ts';

/** A run on record, read as the engine's worker reads it. */
async function recorded(definition: WorkflowDefinition = everyKind) {
  const bench = new LogBench();
  const { runId, log } = await bench.run(definition, doers(), { workflows: [inner], epilogue: [finished] });
  // The app keeps the workflows that others run before the engine begins.
  const used: RunEventBody = {
    type: 'workflow.used',
    name: 'inner',
    definition: await keepDefinition(bench.store, inner, forever),
  };
  const events = [...log.slice(0, 1), { ...used, seq: 0, atMs: 0, v: 1 } as RunEvent, ...log.slice(1)].map(
    // A process that no machine has: these runs are dead until their log says that they ended.
    (event, index): RunEvent =>
      ({
        ...event,
        ...(event.type === 'run.started' ? { owner: { pid: 4_194_303, startTime: undefined } } : {}),
        seq: index + 1,
      }) as RunEvent,
  );
  return { run: { workspace: '/w', runId }, events, app: appOver(events, bench) };
}

function appOver(events: readonly RunEvent[], bench: LogBench) {
  let shown = events.length;
  return {
    show: (count: number) => {
      shown = count;
    },
    listEvents: async () => events.slice(0, shown),
    listEventsAfter: async (_run: unknown, seq: number) => events.slice(seq, shown),
    getState: async (run: { readonly runId: Parameters<typeof emptyRunState>[0] }) =>
      foldRunState(emptyRunState(run.runId), events.slice(0, shown)),
    getWorkflow: (_run: unknown, hash: Parameters<typeof definitionOf>[1], signal: AbortSignal) =>
      definitionOf(bench.store, hash, signal),
  };
}

describe('the graph of a run', () => {
  it('has the nodes of the workflow, loops and lists closed until they are opened', async () => {
    const { app, run } = await recorded();
    const graphs = createRunGraphs(app);
    const closed = await graphs.getGraph(run, { level: '', open: [] }, forever);
    assert.deepEqual(
      closed.nodes.map(({ id, open, level }) => [id, open, level]),
      [
        ['prepare', undefined, false],
        ['each', false, false],
        ['both', false, false],
        ['sub', undefined, true],
        ['flaky', undefined, false],
        ['tries', false, false],
        ['never', undefined, false],
      ],
    );
    assert.ok(closed.edges.some(({ from, to }) => from === 'both' && to === 'sub'));
    const opened = await graphs.getGraph(run, { level: '', open: ['each', 'both', 'unknown'] }, forever);
    const ids = opened.nodes.map(({ id }) => id);
    for (const id of ['each/fix', 'each/check', 'both.left/slow', 'both.right/fast']) assert.ok(ids.includes(id), id);
    assert.deepEqual(opened.labels.map(({ text }) => text).sort(), ['left', 'right']);
  });

  it('has a level for each workflow that a node runs, with the way to it', async () => {
    const { app, run } = await recorded();
    const graphs = createRunGraphs(app);
    const sub = await graphs.getGraph(run, { level: 'sub', open: [] }, forever);
    assert.deepEqual(sub.crumbs, [
      { name: 'test', level: '' },
      { name: 'sub', level: 'sub' },
    ]);
    assert.deepEqual(
      sub.nodes.map(({ id }) => id),
      ['sub/plan'],
    );
    for (const level of ['each', 'nothing', 'sub/plan'])
      await assert.rejects(graphs.getGraph(run, { level, open: [] }, forever), (error: unknown) =>
        isCoded(error, 'graph.unknownNode'),
      );
  });

  it('is told in pieces while the run goes on, the same as at once', async () => {
    const { app, run, events } = await recorded();
    const graphs = createRunGraphs(app);
    const known = new Map<string, unknown>();
    let mark: { readonly seq: number; readonly atRest: boolean } | undefined;
    for (let count = 3; count <= events.length; count += 2) {
      app.show(count);
      const told = await graphs.getStates(run, mark, forever);
      if (told.whole) known.clear();
      for (const state of told.states) known.set(state.id, state);
      mark = told.mark;
    }
    app.show(events.length);
    const last = await graphs.getStates(run, mark, forever);
    for (const state of last.states) known.set(state.id, state);
    const whole = await createRunGraphs(app).getStates(run, undefined, forever);
    assert.equal(whole.whole, true);
    assert.deepEqual([...known.values()].toSorted(byId), [...whole.states].sort(byId));
    const each = whole.states.find(({ id }) => id === 'each');
    assert.deepEqual([each?.status, each?.count], ['succeeded', { done: 3, total: 3 }]);
    assert.deepEqual(whole.states.find(({ id }) => id === 'tries')?.count, { done: 2, total: 4 });
    assert.ok(Math.abs((each?.budgetShare ?? 0) - 0.03) < 1e-9, String(each?.budgetShare));
  });

  it('stops with its run: what was in work is not shown as running', async () => {
    const { app, run, events } = await recorded();
    const graphs = createRunGraphs(app);
    app.show(events.findIndex(({ type }) => type === 'model.requested') + 1);
    // The process of these logs is not alive.
    const { status, states } = await graphs.getStates(run, undefined, forever);
    assert.equal(status, 'interrupted');
    assert.ok(states.some((one) => one.status === 'stopped'));
    assert.ok(!states.some((one) => one.status === 'running' || one.status === 'ready'));
  });

  it('is refused for a log of an older version, and poorer for a workflow that is gone', async () => {
    const bench = new LogBench();
    const runId = nextRunId();
    const events = [{ ...started, seq: 1, atMs: 1, v: 1 }] as RunEvent[];
    await assert.rejects(
      createRunGraphs(appOver(events, bench)).getGraph({ workspace: '/w', runId }, { level: '', open: [] }, forever),
      (error: unknown) => isCoded(error, 'run.noWorkflow'),
    );
    const { app, run } = await recorded();
    const getWorkflow = async () => {
      throw new CodedError('run.damaged', 'gone');
    };
    const graph = await createRunGraphs({ ...app, getWorkflow }).getGraph(run, { level: '', open: [] }, forever);
    assert.equal(graph.notice, 'damaged');
    assert.deepEqual(graph.edges, []);
    assert.ok(graph.nodes.some(({ id, kind }) => id === 'flaky' && kind === 'unknown'));
  });
});

const byId = (a: unknown, b: unknown) => ((a as { id: string }).id < (b as { id: string }).id ? -1 : 1);

describe('a node of a run', () => {
  it('tells its attempts, what it cost, what it gave, and its spans', async () => {
    const { app, run } = await recorded();
    const flaky = await nodeDetail(app, { run, node: 'flaky' }, forever);
    assert.deepEqual(
      flaky.attempts.map(({ number, outcome, failure }) => [number, outcome, failure?.code]),
      [
        [1, 'failed', 'x.broke'],
        [2, 'failed', 'x.broke'],
        [3, 'succeeded', undefined],
      ],
    );
    assert.equal(flaky.canFork, true);
    assert.ok(flaky.spans.some(({ name }) => name === 'execute_tool flaky'));
    const fix = await nodeDetail(app, { run, node: 'each[1]/fix' }, forever);
    assert.equal(fix.path, 'each[1]/fix');
    assert.deepEqual(
      fix.instances.map(({ path: at }) => at),
      ['each[0]/fix', 'each[1]/fix', 'each[2]/fix'],
    );
    assert.deepEqual([fix.costUsd, fix.calls, fix.tokensIn, fix.tokensOut], [0.01, 1, 1_000, 200]);
    assert.ok(fix.spans.length >= 2, 'the node and its model call');
  });

  it('is the newest instance when only its place is named, and empty before anything happened there', async () => {
    const { app, run, events } = await recorded();
    assert.equal((await nodeDetail(app, { run, node: 'tries/ask' }, forever)).path, 'tries[2]/ask');
    app.show(events.findIndex(({ type }) => type === 'engine.recorded') + 1);
    const waiting = await nodeDetail(app, { run, node: 'flaky' }, forever);
    assert.deepEqual([waiting.status, waiting.canFork, waiting.instances], ['pending', false, []]);
    await assert.rejects(nodeDetail(app, { run, node: 'nothing' }, forever), (error: unknown) =>
      isCoded(error, 'graph.unknownNode'),
    );
  });
});

describe('the graph of a workflow file', () => {
  const file = '.loopwright/workflows/a.yaml';
  let workspace: string;

  before(() => {
    workspace = mkdtempSync(path.join(tmpdir(), 'lw-graph-'));
    mkdirSync(path.join(workspace, '.loopwright/workflows'), { recursive: true });
    writeFileSync(path.join(workspace, file), 'version: 1\nname: a\nnodes:\n  saved: { run: [old] }\n');
  });

  after(() => rmSync(workspace, { recursive: true, force: true }));

  const draw = (text: string, open: readonly string[] = []) =>
    createFileGraphs()({ workspace, documents: [{ file, text }], file, open }, forever);

  it('has what is typed, where each node stands, and what is wrong with it', async () => {
    const { graph } = await draw(
      `version: 1
name: a
nodes:
  make:
    run: [make]
  check:
    needs: make
    loop: { until: "true", max: 2 }
    nodes:
      test: { run: [test], timeout: 5 minutes }
`,
      ['check'],
    );
    assert.deepEqual(
      graph?.nodes.map(({ id }) => id),
      ['make', 'check', 'check/test'],
    );
    assert.deepEqual(
      graph?.nodes.map(({ range }) => range?.line),
      [4, 6, 10],
    );
    assert.deepEqual(
      graph?.nodes.map(({ problems }) => problems.map(({ code }) => code)),
      [[], [], ['schema.value']],
    );
    assert.deepEqual(
      graph?.edges.map(({ from, to }) => `${from} ${to}`),
      ['make check'],
    );
  });

  it('shows a circle, with the line that closes it marked and the problem on a node', async () => {
    const { graph } = await draw(
      'version: 1\nname: a\nnodes:\n  one: { run: [a], needs: two }\n  two: { run: [b], needs: one }\n  three: { needs: one }\n',
    );
    assert.deepEqual(graph?.edges.map(({ back }) => back).sort(), [false, false, true]);
    const codes = graph?.nodes.flatMap(({ problems }) => problems.map(({ code }) => code)) ?? [];
    assert.ok(codes.includes('graph.cycle') && codes.includes('graph.noKind'), codes.join(', '));
  });

  it('is none when nothing can be made out, with the problems that say why', async () => {
    for (const text of ['', '{', 'version: 1\nname: a\nnodes: {}\n', 'version: 99\nname: a\nnodes: {}\n', '- [']) {
      const { graph, problems } = await draw(text);
      assert.equal(graph, undefined, text);
      assert.ok(problems.length > 0, text);
    }
    const other = { file: '.loopwright/agents.yaml', text: 'version: 1\n' };
    const request = { workspace, documents: [other], file: other.file, open: [] };
    assert.deepEqual(await createFileGraphs()(request, forever), { graph: undefined, problems: [] });
  });
});
