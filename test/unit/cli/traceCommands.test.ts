import assert from 'node:assert/strict';
import { costReportCommand } from '../../../src/cli/commands/costReport.ts';
import { profileReportCommand } from '../../../src/cli/commands/profileReport.ts';
import { traceCommand } from '../../../src/cli/commands/trace.ts';
import type { RunStore } from '../../../src/core/run/runStore.ts';
import { objectionsTo } from '../../fakes/servers/otlpSchema.ts';
import { doers, everyKind, finished, inner } from '../trace/someWorkflow.ts';
import { LogBench } from '../trace/workflowLog.ts';
import { readerOf, runCommand } from './commandBench.ts';

/** A run of every kind of node, kept in a store. */
async function someRun() {
  const bench = new LogBench();
  const { runId } = await bench.run(everyKind, doers(), { workflows: [inner], epilogue: [finished] });
  return { store: bench.store, positionals: [runId] };
}

describe('trace, profile-report and cost-report, of a workflow', () => {
  it('show nodes with their places, and what was not plain about them', async () => {
    const { store, positionals } = await someRun();
    const { stdout, exitCode } = await runCommand(traceCommand, readerOf(store), { positionals });
    assert.equal(exitCode, 0);
    const lines = stdout.split('\n').map((line) => line.trimEnd());
    for (const line of [
      '│  ├─ invoke_agent fix-agent [1]/fix  100 ms',
      '│  ├─ invoke_agent slow-agent .left/slow  20 ms  cancelled',
      '├─ invoke_workflow inner sub  30 ms',
      '│  └─ node plan  30 ms',
      '├─ execute_tool flaky  112 ms  3 attempts',
      '│    · retry: x.broke',
      '│  ├─ wait for retry  50 ms',
      '└─ execute_tool never  0 ms  skipped',
    ])
      assert.ok(lines.includes(line), `${line} in\n${stdout}`);
  });

  it('export what a strict collector takes', async () => {
    const { store, positionals } = await someRun();
    const { stdout } = await runCommand(traceCommand, readerOf(store), { positionals, options: { format: 'otlp' } });
    assert.deepEqual(objectionsTo(JSON.parse(stdout)), []);
    assert.doesNotMatch(stdout, /secret/);
  });

  it('say what was slow, what was waited for, and what the end waited for', async () => {
    const { store, positionals } = await someRun();
    const { stdout } = await runCommand(profileReportCommand, readerOf(store), { positionals });
    for (const line of [
      /^wall 346 ms, one after the other 421 ms, speed-up 1\.71$/m,
      /^waited 100 ms between attempts; 100 ms with nothing else going on$/m,
      /^15 attempts \(2 again\), 6 model calls/m,
      /^each\/fix +3 +3 +300 ms +0 ms +100 ms +87 %$/m,
      /^flaky: waits for the next attempt +\+224 ms +50 ms +14 %$/m,
    ])
      assert.match(stdout, line);
    const { profile } = JSON.parse(
      (await runCommand(profileReportCommand, readerOf(store), { positionals, options: { json: true } })).stdout,
    ) as { profile: { criticalPath: { node: string }[] } };
    assert.deepEqual(
      [...new Set(profile.criticalPath.map(({ node }) => node))],
      [
        'prepare',
        'each[0]/fix',
        'each[0]/check',
        'each[2]/fix',
        'each[2]/check',
        'flaky',
        'tries[1]/ask',
        'tries[2]/ask',
      ],
    );
  });

  it('say what one run cost, by provider', async () => {
    const { store, positionals } = await someRun();
    const app = readerOf(store);
    const { stdout } = await runCommand(costReportCommand, app, { positionals, options: { by: 'provider' } });
    assert.match(stdout, /^anthropic +6 +1 +5000 +500 +1000 +\$0\.05$/m);
    assert.match(stdout, /^total +6 /m);
    const byNode = await runCommand(costReportCommand, app, { positionals, options: { by: 'node' } });
    assert.match(byNode.stdout, /^test\/each\/fix +3 /m);
  });

  it('still show a run whose workflow is no longer kept', async () => {
    const { store, positionals } = await someRun();
    const lost: RunStore = { ...store, getBlob: async () => undefined };
    const { stdout } = await runCommand(traceCommand, readerOf(lost), { positionals });
    assert.match(stdout, /─ node fix \[1\]\/fix {2}100 ms/);
  });
});
