import assert from 'node:assert/strict';
import { createDashboardCalls } from '../../../src/app/dashboard.ts';
import type { Loopwright } from '../../../src/app/loopwright.ts';
import { dayBegin, localDay } from '../../../src/app/runCounts.ts';
import { createRunStates } from '../../../src/app/runStates.ts';
import { median } from '../../../src/app/runStatistics.ts';
import { statsCommand } from '../../../src/cli/commands/stats.ts';
import type { RunEventBody } from '../../../src/core/run/runEvent.ts';
import type { DashboardView } from '../../../src/protocol/dashboard.ts';
import { createMemoryRunStore } from '../../fakes/memoryRunStore.ts';
import { runCommand } from '../cli/commandBench.ts';
import { forever, nextRunId } from '../engine/workflowBuilder.ts';
import { asked, replied, started } from '../trace/someRun.ts';
import { doers, everyKind, inner } from '../trace/someWorkflow.ts';
import { LogBench } from '../trace/workflowLog.ts';

const dayMs = 24 * 3_600_000;
const noon = new Date(2026, 10, 21, 12).getTime();
/** Of a process that is not there. */
const begun = { ...started, owner: { pid: 4_999_999, startTime: 'x' } } as RunEventBody;
const ended = (outcome: 'fixed' | 'not-fixed' | 'paused', line = ''): RunEventBody => ({
  type: 'run.finished',
  outcome,
  line,
});

/** A workspace with runs, and how often their logs are read. */
function somePlace(path = '/ws') {
  let atMs = noon;
  const store = createMemoryRunStore(() => atMs);
  let reads = 0;
  const counting = {
    ...store,
    read: (...asking: Parameters<typeof store.read>) => {
      reads++;
      return store.read(...asking);
    },
  };
  const session = { path, store: counting, states: createRunStates(counting) };
  return {
    session,
    readsSince: () => {
      const since = reads;
      reads = 0;
      return since;
    },
    /** A run of so many seconds, with these events between its beginning and its end. */
    async run(begunMs: number, seconds: number, ...bodies: readonly RunEventBody[]) {
      const runId = nextRunId();
      atMs = begunMs;
      await store.append(runId, [begun], forever);
      for (const body of bodies) {
        atMs = body === bodies.at(-1) ? begunMs + seconds * 1_000 : begunMs + 500;
        await store.append(runId, [body], forever);
      }
      return runId;
    },
  };
}

const callsOver = (...places: readonly ReturnType<typeof somePlace>[]) =>
  createDashboardCalls(
    async (workspace) => {
      const found = places.find(({ session }) => session.path === workspace);
      if (!found) throw new Error(workspace);
      return found.session;
    },
    () => noon,
  );

const idsOf = (view: DashboardView, numbers: readonly number[]) => numbers.map((number) => view.runs[number]?.runId);

describe('the dashboard', () => {
  it('counts how runs came out, by workflow and by day, and links each figure to its runs', async () => {
    const place = somePlace();
    const old = await place.run(noon - 40 * dayMs, 5, ended('fixed'));
    const bad = await place.run(noon - dayMs, 30, ended('not-fixed'));
    const good = await place.run(noon - 60_000, 10, ended('fixed'));
    const view = await callsOver(place).getDashboard({ workspaces: ['/ws'], days: 30 }, forever);
    assert.deepEqual(
      view.runs.map(({ runId }) => runId),
      [good, bad],
      `without ${old}`,
    );
    assert.deepEqual([idsOf(view, view.outcomes.reached), idsOf(view, view.outcomes.notReached)], [[good], [bad]]);
    assert.equal(view.medianMs, 20_000);
    const [fix] = view.workflows;
    assert.deepEqual([fix?.workflow, fix?.reached.length, fix?.notReached.length], ['fix-test', 1, 1]);
    assert.equal(view.perDay.length, 30);
    assert.deepEqual(
      view.perDay.slice(-2).map(({ day, runs }) => [day, idsOf(view, runs)]),
      [
        ['2026-11-20', [bad]],
        ['2026-11-21', [good]],
      ],
    );
  });

  it('shows what goes on and what waits to be resumed, whenever it began', async () => {
    const place = somePlace();
    const paused = await place.run(noon - 90 * dayMs, 5, ended('paused'));
    const dead = await place.run(noon - 80 * dayMs, 5);
    const view = await callsOver(place).getDashboard({ workspaces: ['/ws'], days: 7 }, forever);
    assert.deepEqual(
      view.now.map(({ row }) => [row.runId, row.status]),
      [
        [dead, 'interrupted'],
        [paused, 'paused'],
      ],
    );
    assert.deepEqual(view.runs, []);
  });

  it('sums spend by model and day; unknown prices are counted, not guessed', async () => {
    const place = somePlace();
    const a = await place.run(noon - dayMs, 9, asked(1), replied(1, 0.25), ended('fixed'));
    await place.run(noon - 60_000, 9, asked(1), replied(1, undefined), ended('fixed'));
    const view = await callsOver(place).getDashboard({ workspaces: ['/ws'], days: 2 }, forever);
    assert.deepEqual([view.usd, view.callsOfUnknownPrice], [0.25, 1]);
    assert.deepEqual(
      view.models.map(({ model, calls, usd }) => [model, calls, usd]),
      [['anthropic/claude-x', 2, 0.25]],
    );
    assert.deepEqual(
      view.perDay.map(({ spend }) => spend),
      [{ 'anthropic/claude-x': 0.25 }, { 'anthropic/claude-x': 0 }],
    );
    assert.deepEqual(idsOf(view, view.perDay[0]?.spenders ?? []), [a]);
  });

  it('knows nodes and agents of workflows, and leaves out those that only hold others', async () => {
    const bench = new LogBench();
    const { runId } = await bench.run(everyKind, doers(), { workflows: [inner] });
    const session = { path: '/ws', store: bench.store, states: createRunStates(bench.store) };
    const calls = createDashboardCalls(
      async () => session,
      () => bench.clock.nowMs(),
    );
    const view = await calls.getDashboard({ workspaces: ['/ws'], days: 1 }, forever);
    const nodes = view.nodes.map(({ node }) => node);
    for (const node of ['each/fix', 'sub/plan', 'flaky']) assert.ok(nodes.includes(node), nodes.join());
    for (const node of ['each', 'both', 'sub', 'tries']) assert.ok(!nodes.includes(node), nodes.join());
    const fix = view.agents.find(({ agent }) => agent === 'fix-agent');
    assert.deepEqual([fix?.times, fix?.failed, fix && idsOf(view, fix.runs)], [3, 0, [runId]]);
  });

  it('reads each log once: a second look touches only what is new', async () => {
    const place = somePlace();
    for (let i = 0; i < 50; i++) await place.run(noon - i * 60_000, 5, ended('fixed'));
    const calls = callsOver(place);
    const look = () => calls.getDashboard({ workspaces: ['/ws'], days: 30 }, forever);
    await look();
    assert.ok(place.readsSince() >= 50);
    assert.equal((await look()).outcomes.reached.length, 50);
    assert.equal(place.readsSince(), 0);
    await place.run(noon, 1, ended('not-fixed'));
    assert.equal((await look()).outcomes.notReached.length, 1);
    assert.equal(place.readsSince(), 2);
  });

  it('takes several workspaces together, newest first', async () => {
    const [one, two] = [somePlace('/one'), somePlace('/two')];
    await one.run(noon - 3_000, 1, ended('fixed'));
    await two.run(noon - 2_000, 1, ended('fixed'));
    await one.run(noon - 1_000, 1, ended('fixed'));
    const view = await callsOver(one, two).getDashboard({ workspaces: ['/one', '/two'], days: 1 }, forever);
    assert.deepEqual(
      view.runs.map(({ workspace }) => workspace),
      ['/one', '/two', '/one'],
    );
  });

  it('is printed by loopwright stats, as tables or as JSON', async () => {
    const place = somePlace('/');
    await place.run(noon - 60_000, 9, asked(1), replied(1, 0.25), ended('fixed'));
    const app = callsOver(place) as unknown as Loopwright;
    const { stdout } = await runCommand(statsCommand, app, {});
    assert.match(
      stdout,
      /^Last 30 days: 1 run, 1 reached the goal, 0 did not, 0 failed, 0 stopped, median 9\.0 s, \$0\.25\n/,
    );
    assert.match(stdout, /\nfix-test +1 +100% +9\.0 s +\$0\.25\n/);
    const json = JSON.parse((await runCommand(statsCommand, app, { options: { json: true, days: '7' } })).stdout);
    assert.deepEqual([json.ok, json.days, json.outcomes.reached], [true, 7, [0]]);
    await assert.rejects(runCommand(statsCommand, app, { options: { days: '1.5' } }), { code: 'usage.badNumber' });
  });
});

describe('days and medians', () => {
  it('begin at midnight of this machine', () => {
    assert.equal(localDay(dayBegin(noon, 0)), '2026-11-21');
    assert.equal(localDay(dayBegin(noon, 21)), '2026-10-31');
    assert.equal(new Date(dayBegin(noon, 3)).getHours(), 0);
  });

  for (const { values, want } of [
    { values: [], want: undefined },
    { values: [3], want: 3 },
    { values: [9, 1, 5], want: 5 },
    { values: [4, 1, 2, 9], want: 3 },
  ])
    it(`the median of [${values}] is ${want}`, () => assert.equal(median(values), want));
});
