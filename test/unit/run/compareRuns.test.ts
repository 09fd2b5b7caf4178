import assert from 'node:assert/strict';
import { CodedError } from '../../../src/base/errors.ts';
import { asBlobHash, type RunId } from '../../../src/base/ids.ts';
import { forkRun, readNodeChanges } from '../../../src/core/engine/fork.ts';
import { compareRuns, type RunComparison } from '../../../src/core/run/compareRuns.ts';
import type { RunEvent, RunEventBody } from '../../../src/core/run/runEvent.ts';
import type { NodeDefinition } from '../../../src/core/workflow/definition.ts';
import { expression, forever, graph, nextRunId, plain, tool, workflow } from '../engine/workflowBuilder.ts';
import { asked, replied, wholeRun } from '../trace/someRun.ts';
import { doers, everyKind, finished, inner } from '../trace/someWorkflow.ts';
import { agent, type Doer, LogBench, type LogOptions } from '../trace/workflowLog.ts';

const loop: NodeDefinition = {
  ...plain,
  kind: 'loop',
  id: 'tries',
  needs: ['plan'],
  until: expression('nodes.test.output >= 2 || loop.round >= 4'),
  max: 4,
  body: graph([agent('fix'), tool('test', { needs: ['fix'], with: { got: expression('nodes.fix.output') } })]),
};
const definition = workflow([tool('plan'), loop, tool('last', { needs: ['tries'] })], {
  inputs: { goal: { type: 'string', description: undefined, default: 'a', enum: undefined } },
});

/** A run of the workflow above: `fix` answers with what is given, by rounds. */
async function run(bench: LogBench, answers: readonly number[], more: LogOptions & { readonly model?: string } = {}) {
  let round = 0;
  const fix: Doer = async ({ ask }) => {
    await ask(10, 0.25, more.model);
    return answers[round++];
  };
  const test: Doer = ({ input }) => (input as { got: number }).got;
  return bench.run(definition, { fix, test }, { epilogue: [finished], ...more });
}

const differing = ({ nodes }: RunComparison) =>
  nodes.filter(({ differs }) => differs.length > 0).map(({ node, differs }) => `${node}: ${differs.join(' ')}`);

describe('two runs side by side', () => {
  it('are the same when all came out alike, whatever the time', async () => {
    const bench = new LogBench();
    const options = { workflows: [inner], epilogue: [finished] };
    const a = await bench.run(everyKind, doers(), options);
    await bench.clock.until(bench.clock.sleep(1_000, forever));
    const b = await bench.run(everyKind, { ...doers(), prepare: ({ sleep }) => sleep(99) }, options);
    const compared = compareRuns(a, b);
    assert.deepEqual(differing(compared), []);
    assert.deepEqual([compared.same, compared.sameDefinition, compared.parting], [true, true, undefined]);
    const prepare = compared.nodes.find(({ node }) => node === 'prepare');
    assert.deepEqual([prepare?.a?.ms, prepare?.b?.ms], [10, 99]);
  });

  it('part at the node whose output is another one first, and what follows from it is told after it', async () => {
    const bench = new LogBench();
    const compared = compareRuns(await run(bench, [1, 2]), await run(bench, [1, 3]));
    assert.deepEqual(differing(compared), ['tries: output', 'tries[2]/fix: output', 'tries[2]/test: input output']);
    assert.equal(compared.parting?.node, 'tries[2]/fix');
    assert.deepEqual(compared.parting?.output.places, [{ at: '', a: '2', b: '3' }]);
    assert.equal(compared.same, false);
  });

  it('part at a round that only one of them has', async () => {
    const bench = new LogBench();
    // The second test says 2 in both: only what fix says differs, in the second round.
    const a = await run(bench, [2]);
    const b = await run(bench, [1, 2]);
    const compared = compareRuns(a, b);
    assert.equal(compared.parting?.node, 'tries[1]/fix');
    const only = compared.nodes.filter((node) => !node.a).map(({ node }) => node);
    assert.deepEqual(only, ['tries[2]/fix', 'tries[2]/test']);
    const [longer, shorter] = [await run(bench, [1, 1, 2]), await run(bench, [1, 1], { limits: {} })];
    assert.equal(
      compareRuns(longer, { ...shorter, log: endAfter(shorter.log, 'tries[2]/test') }).parting?.node,
      'tries[3]/fix',
    );
  });

  it('tell models, parameters, prompts, calls, tokens and cost of each node', async () => {
    const bench = new LogBench();
    const ask = (changes: Partial<Extract<RunEventBody, { type: 'model.requested' }>>): Record<string, Doer> => ({
      async fix({ log }) {
        await log({ ...(asked(1) as Extract<RunEventBody, { type: 'model.requested' }>), ...changes });
        await log(replied(1, 0.5));
      },
    });
    const nodes = workflow([agent('fix')]);
    const a = await bench.run(nodes, ask({}));
    const request = asBlobHash('1'.repeat(64));
    const b = await bench.run(nodes, ask({ model: 'openai/other', request, temperature: 1 }));
    const compared = compareRuns(a, b);
    assert.deepEqual(differing(compared), ['fix: model parameters request']);
    const [fix] = compared.nodes;
    const prompted = (version: number, hash: string): Record<string, Doer> => ({
      fix: ({ log }) => log({ type: 'prompt.used', name: 'debug', version, from: 'workspace', hash }),
    });
    const spoke = compareRuns(await bench.run(nodes, prompted(1, 'a')), await bench.run(nodes, prompted(2, 'b')));
    assert.deepEqual(differing(spoke), ['fix: prompt']);
    assert.deepEqual([spoke.nodes[0]?.a?.prompts, spoke.nodes[0]?.b?.prompts], [['debug 1 (a)'], ['debug 2 (b)']]);
    assert.deepEqual(fix?.parameters.places, [{ at: 'temperature', a: '0', b: '1' }]);
    assert.deepEqual(fix?.b?.models, ['openai/other']);
    assert.deepEqual([fix?.a?.usd, fix?.a?.tokensIn, fix?.a?.tokensOut, fix?.a?.calls], [0.5, 1_000, 200, 1]);
    assert.deepEqual([compared.b.usd, compared.b.calls], [0.5, 1]);
    const unknown = await bench.run(nodes, {
      async fix({ log }) {
        await log(asked(1));
        await log(replied(1, undefined));
      },
    });
    assert.equal(compareRuns(a, unknown).nodes[0]?.b?.usd, null);
  });

  it('tell other inputs, other outcomes, and how a node failed', async () => {
    const bench = new LogBench();
    const a = await run(bench, [2]);
    const b = await bench.run(
      definition,
      {
        fix() {
          throw new CodedError('x.broke', 'no');
        },
      },
      { inputs: { goal: 'b' }, epilogue: [{ type: 'run.failed', code: 'x.broke', message: 'no', hint: undefined }] },
    );
    const compared = compareRuns(a, b);
    assert.deepEqual(compared.inputs.places, [{ at: 'goal', a: '"a"', b: '"b"' }]);
    assert.deepEqual([compared.a.outcome, compared.b.outcome], ['not-fixed', 'failed']);
    assert.equal(compared.parting?.node, 'tries[1]/fix');
    assert.ok(compared.parting?.differs.includes('status'));
    assert.equal(compared.parting?.b?.failure?.code, 'x.broke');
  });

  it('tell of a fork where it was made, and take what it took over for the same', async () => {
    const bench = new LogBench();
    const a = await run(bench, [1, 2]);
    const { backend } = await bench.begin(workflow([tool('other')]));
    const runId = nextRunId();
    const changes = readNodeChanges(['input.extra=7']);
    await forkRun(backend, { from: a.runId, at: 'last', runId, changes }, forever);
    const fork = await bench.resume({ runId, definition }, {}, { epilogue: [finished] });
    const compared = compareRuns(a, fork);
    assert.equal(compared.sameDefinition, false);
    assert.deepEqual(differing(compared), ['last: input']);
    assert.deepEqual(
      compared.nodes.map(({ b }) => b?.takenOver),
      [true, true, true, true, true, true, false],
    );
  });

  it('tell which files both propose, and whether they become the same', async () => {
    const bench = new LogBench();
    const hash = (digit: string) => asBlobHash(digit.repeat(64));
    const proposed = (files: Readonly<Record<string, string>>): RunEventBody => ({
      type: 'patch.proposed',
      proposal: {
        files: Object.entries(files).map(([path, digit]) => ({
          path,
          kind: 'modified',
          binary: false,
          base: { hash: hash('0'), executable: false },
          result: { hash: hash(digit), executable: false },
        })),
        refused: [],
      },
      by: 'model',
      summary: '',
      hunks: 1,
    });
    const a = await run(bench, [2], { epilogue: [proposed({ 'a.js': '1', 'b.js': '2', 'c.js': '3' }), finished] });
    const b = await run(bench, [2], { epilogue: [proposed({ 'b.js': '2', 'c.js': '4', 'd.js': '5' }), finished] });
    const { proposal, same } = compareRuns(a, b);
    assert.deepEqual(proposal, { onlyA: ['a.js'], onlyB: ['d.js'], alike: ['b.js'], different: ['c.js'] });
    assert.equal(same, false);
    assert.equal(
      compareRuns(
        a,
        await run(bench, [2], { epilogue: [proposed({ 'a.js': '1', 'b.js': '2', 'c.js': '3' }), finished] }),
      ).same,
      true,
    );
  });

  it('can be a run that has not ended', async () => {
    const bench = new LogBench();
    const a = await run(bench, [1, 2]);
    const compared = compareRuns(a, { runId: 'b' as RunId, log: endAfter(a.log, 'plan') });
    assert.equal(compared.b.outcome, undefined);
    assert.equal(compared.parting?.node, 'tries[1]/fix');
  });

  it('are refused when there is nothing to compare', async () => {
    const bench = new LogBench();
    const a = await run(bench, [2]);
    const other = await bench.run({ ...workflow([tool('x')]), name: 'other' });
    const old = { runId: 'old' as RunId, log: wholeRun };
    for (const [one, two, code, words] of [
      [a, a, 'compare.sameRun', /Both are the run/],
      [a, other, 'compare.otherWorkflow', /is a run of test, .* one of other/],
      [a, old, 'compare.noNodes', /The log of old does not say/],
      [old, a, 'compare.noNodes', /The log of old does not say/],
    ] as const)
      assert.throws(
        () => compareRuns(one, two),
        (error: CodedError) => error.code === code && words.test(error.message),
      );
  });
});

/** The log up to the tick in which a node came out, as when its process died then. */
function endAfter(log: readonly RunEvent[], node: string): readonly RunEvent[] {
  const tick = log.findIndex(
    (event) =>
      event.type === 'engine.recorded' &&
      event.events.some((inner) => inner.type === 'node.succeeded' && inner.node === node),
  );
  const last = log[tick];
  assert.ok(last?.type === 'engine.recorded');
  const at = last.events.findIndex((inner) => inner.type === 'node.succeeded' && inner.node === node);
  return [...log.slice(0, tick), { ...last, events: last.events.slice(0, at + 1) }];
}
