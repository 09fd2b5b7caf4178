import assert from 'node:assert/strict';
import type { CodedError } from '../../../src/base/errors.ts';
import { compareCommand } from '../../../src/cli/commands/compare.ts';
import { expression, graph, plain, tool, workflow } from '../engine/workflowBuilder.ts';
import { finished } from '../trace/someWorkflow.ts';
import { agent, type Doer, LogBench, listOf } from '../trace/workflowLog.ts';
import { readerOf, runCommand } from './commandBench.ts';

const definition = workflow([
  tool('plan'),
  {
    ...plain,
    kind: 'forEach',
    id: 'each',
    needs: ['plan'],
    items: listOf(...Array.from({ length: 40 }, (_, i) => i)),
    as: 'item',
    concurrency: 4,
    body: graph([agent('fix', { with: { item: expression('item') } })]),
  },
]);

/** Two runs that part at one item, whose answer holds what a terminal must not obey. */
async function twoRuns() {
  const bench = new LogBench();
  const answering =
    (odd: string): Doer =>
    async ({ input, ask }) => {
      await ask(10);
      return { text: (input as { item: number }).item === 7 ? odd : 'fine' };
    };
  const options = { epilogue: [finished] };
  const a = await bench.run(definition, { fix: answering('one\u001b[2J') }, options);
  const b = await bench.run(definition, { fix: answering('two') }, options);
  return { app: readerOf(bench.store), positionals: [a.runId, b.runId] };
}

describe('loopwright compare', () => {
  it('says where two runs part and how, and lists what differs', async () => {
    const { app, positionals } = await twoRuns();
    const { stdout, exitCode } = await runCommand(compareCommand, app, { positionals });
    assert.equal(exitCode, 0);
    for (const line of [
      /^A +\w+ +not-fixed +\d+ ms +\$0\.40 +40 /m,
      /^Both went through the same test\.$/m,
      /^They part at each\[7\]\/fix: another output\.$/m,
      /^ {4}text: "one\\u001b\[2J" → "two"$/m,
      /^≠ each\[7\]\/fix +succeeded +10 ms +\$0\.01 +succeeded +10 ms +\$0\.01 +output$/m,
      /^40 more nodes came out alike: --all lists them$/m,
    ])
      assert.match(stdout, line);
    assert.ok(!stdout.includes('\u001b'));
    const all = await runCommand(compareCommand, app, { positionals, options: { all: true } });
    assert.equal(all.stdout.match(/^[=≠] /gm)?.length, 42);
  });

  it('prints one object with --json', async () => {
    const { app, positionals } = await twoRuns();
    const { stdout } = await runCommand(compareCommand, app, { positionals, options: { json: true } });
    const { ok, comparison } = JSON.parse(stdout) as {
      ok: boolean;
      comparison: { same: boolean; parting: { node: string; output: unknown }; nodes: unknown[] };
    };
    assert.deepEqual(
      [ok, comparison.same, comparison.parting.node, comparison.nodes.length],
      [true, false, 'each[7]/fix', 42],
    );
    assert.deepEqual(comparison.parting.output, {
      places: [{ at: 'text', a: '"one\\u001b[2J"', b: '"two"' }],
      more: 0,
    });
  });

  it('says that nothing differs', async () => {
    const bench = new LogBench();
    const run = () => bench.run(workflow([tool('a')]), {}, { epilogue: [finished] });
    const positionals = [(await run()).runId, (await run()).runId];
    const { stdout } = await runCommand(compareCommand, readerOf(bench.store), { positionals });
    assert.match(stdout, /^They came out alike\.$/m);
  });

  for (const positionals of [[], ['one'], ['one', 'two', 'three']])
    it(`refuses ${positionals.length} runs`, async () => {
      const { app } = await twoRuns();
      await assert.rejects(
        runCommand(compareCommand, app, { positionals }),
        (error: CodedError) =>
          error.code === 'usage.badArguments' && error.message.includes(String(positionals.length)),
      );
    });
});
