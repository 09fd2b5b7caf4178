import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CliBench, type CliResult } from './loopwrightCli.ts';

const jsonOf = ({ stdout, stderr }: CliResult) => {
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout);
};

describe('restarting runs, and counting over them', function () {
  this.timeout(120_000);
  let bench: CliBench;
  beforeEach(() => {
    bench = new CliBench('workflows-js');
  });
  afterEach(() => bench.dispose());

  it('begins anew with the same inputs, on the workflow and the files as they are now', async () => {
    const first = jsonOf(await bench.run(['run', 'fan', '--input', 'count=1', '--model', 'none', '--json']));
    const again = jsonOf(await bench.run(['restart', first.runId, '--max-minutes', '3', '--json']));
    assert.notEqual(again.runId, first.runId);
    assert.deepEqual([again.outcome, again.output], ['done', first.output]);
    const { runs } = jsonOf(await bench.run(['runs', '--json']));
    assert.deepEqual([runs[0].workflow, runs[0].limits.minutes, runs[1].limits.minutes], ['fan', 3, 15]);
    // The definition on record serves where the workspace has none of the name any more.
    rmSync(path.join(bench.workspace, '.loopwright/workflows/fan.yaml'));
    assert.deepEqual(jsonOf(await bench.run(['restart', first.runId, '--json'])).output, first.output);
    writeFileSync(path.join(bench.workspace, '.loopwright/workflows/fan.yaml'), 'version: 1\nname: fan\n');
    assert.match((await bench.run(['restart', first.runId])).stderr, /workflow\.invalid/);
  });

  it('says with stats how runs came out, and which nodes were slow', async () => {
    assert.match((await bench.run(['stats'])).stdout, /^Last 30 days: no runs\n$/);
    await bench.run(['run', 'fails', '--model', 'none']);
    await bench.run(['run', 'slow', '--input', 'seconds=1', '--model', 'none']);
    const { stdout } = await bench.run(['stats', '--days', '1']);
    assert.match(stdout, /^Today: 2 runs, 1 reached the goal, 0 did not, 1 failed, 0 stopped/);
    assert.match(stdout, /\nfails +1 +0%/);
    const stats = jsonOf(await bench.run(['stats', '--json']));
    assert.deepEqual([stats.nodes[0].workflow, stats.nodes[0].node], ['slow', 'two']);
    assert.ok(stats.nodes[0].medianMs >= 1_000, JSON.stringify(stats.nodes[0]));
    assert.equal(
      stats.runs[stats.workflows.find((one: { workflow: string }) => one.workflow === 'fails').failed[0]].status,
      'failed',
    );
  });
});
