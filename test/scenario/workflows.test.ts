import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliBench, type CliResult, finished } from './loopwrightCli.ts';

interface RunJson {
  readonly ok: boolean;
  readonly runId: string;
  readonly outcome: string;
  readonly output: unknown;
  readonly nodes: readonly { readonly node: string; readonly status: string }[];
  readonly error: { readonly code: string; readonly message: string; readonly hint: string };
}

const jsonOf = ({ stdout, stderr }: CliResult) => {
  assert.equal(stdout.trim().split('\n').length, 1, `${stdout}\n${stderr}`);
  return JSON.parse(stdout) as RunJson;
};

interface EngineBody {
  readonly type: string;
  readonly node?: string;
  readonly again?: boolean;
}

/** The engine's own events of the newest run, or of the one that is named. */
async function engineEvents(bench: CliBench, runId?: string): Promise<readonly EngineBody[]> {
  const { stdout } = await bench.run(['show', ...(runId ? [runId] : []), '--json']);
  const { events } = JSON.parse(stdout) as { events: readonly { type: string; events?: readonly EngineBody[] }[] };
  return events.flatMap((event) => (event.type === 'engine.recorded' ? (event.events ?? []) : []));
}

const startsOf = (events: readonly EngineBody[], node: string) =>
  events.filter((event) => event.type === 'node.started' && event.node === node);

/** Waits until the newest run satisfies the test; its id. */
async function until(
  bench: CliBench,
  holds: (show: {
    review: { run: { status: string } };
    workflow: { waiting: unknown[]; nodes: { node: string; status: string }[] } | null;
  }) => boolean,
): Promise<string> {
  for (let i = 0; i < 150; i++) {
    const { stdout } = await bench.run(['show', '--json']);
    const shown = stdout === '' ? undefined : JSON.parse(stdout);
    if (shown?.ok && holds(shown)) return shown.review.run.runId;
    await sleep(200);
  }
  assert.fail('the run did not get there within half a minute');
}

describe('workflows on the command line', function () {
  this.timeout(120_000);
  let bench: CliBench;
  beforeEach(() => {
    bench = new CliBench('workflows-js');
  });
  afterEach(() => bench.dispose());

  it('route by a former output, go round until a condition holds, and collect in order', async () => {
    const before = bench.fingerprint();
    const many = jsonOf(await bench.run(['run', 'fan', '--model', 'none', '--json']));
    assert.deepEqual(many.output, { many: ['1\n', '4\n', '9\n'], few: 'skipped', rounds: 3 });
    assert.equal(many.outcome, 'done');
    const few = jsonOf(await bench.run(['run', 'fan', '--input', 'count=1', '--model', 'none', '--json']));
    assert.deepEqual(few.output, { many: null, few: 'succeeded', rounds: 3 });
    assert.equal(bench.fingerprint(), before, 'what commands wrote, they wrote into the copy');
  });

  it('wait for a person, who answers from another process', async () => {
    const running = finished(bench.start(['run', 'ask', '--input', 'word=tea', '--model', 'none', '--json']));
    const runId = await until(bench, ({ workflow }) => (workflow?.waiting.length ?? 0) > 0);
    const asked = await bench.run(['approve', runId]);
    assert.match(asked.stdout, /Go on with tea\?\nApproved: confirm/);
    const ended = jsonOf(await running);
    assert.deepEqual([ended.outcome, ended.output], ['done', 'tea\n']);
    const late = await bench.run(['approve', runId]);
    assert.equal(late.exitCode, 2);
    assert.match(late.stderr, /approval\.notWaiting/);
    const replay = await bench.run(['replay', runId]);
    assert.equal(replay.exitCode, 0, replay.stdout + replay.stderr);
    assert.match(replay.stdout, /replays to the same log/);
  });

  it('a failing step names itself, ends the run with exit code 1, and what needs it is not run', async () => {
    const run = await bench.run(['run', 'fails', '--model', 'none', '--json']);
    assert.equal(run.exitCode, 1);
    const { error, runId } = jsonOf(run);
    assert.equal(error.code, 'command.failed');
    assert.match(error.message, /^bad: node .*ended with 3.*it broke on purpose/);
    const shown = await bench.run(['show', runId]);
    assert.match(shown.stdout, /✓ good[\s\S]*✗ bad/);
    assert.doesNotMatch(shown.stdout, /✓ after/);
    const resumed = await bench.run(['resume', runId]);
    assert.equal(resumed.exitCode, 2);
    assert.match(resumed.stderr, /has ended.*run\.ended[\s\S]*loopwright fork/);
  });

  it('go on after kill -9: what is on record is not run again, and its files are there', async () => {
    const child = bench.start(['run', 'slow', '--input', 'seconds=8', '--model', 'none']);
    const killed = finished(child);
    const runId = await until(bench, ({ workflow }) =>
      Boolean(workflow?.nodes.some(({ node, status }) => node === 'two' && status === 'running')),
    );
    const held = await bench.run(['resume', runId]);
    assert.match(held.stderr, /run\.held/);
    child.kill('SIGKILL');
    await killed;
    assert.match((await bench.run(['runs'])).stdout, /interrupted/);
    const resumed = jsonOf(await bench.run(['resume', runId, '--json']));
    assert.deepEqual([resumed.outcome, resumed.output], ['done', 'one,two\n']);
    const events = await engineEvents(bench, runId);
    assert.equal(startsOf(events, 'one').length, 1);
    assert.deepEqual(
      startsOf(events, 'two').map(({ again }) => again ?? false),
      [false, true],
    );
    assert.equal((await bench.run(['replay', runId])).exitCode, 0);
  });

  it('pause when their time is used up, and go on when it is raised', async () => {
    const paused = await bench.run([
      'run',
      'slow',
      '--input',
      'seconds=3',
      '--max-minutes',
      '0.04',
      '--model',
      'none',
      '--json',
    ]);
    assert.equal(paused.exitCode, 4, paused.stderr);
    const { runId, outcome } = jsonOf(paused);
    assert.equal(outcome, 'paused');
    const again = await bench.run(['resume', runId, '--json']);
    assert.equal(again.exitCode, 4, 'nothing was raised');
    const resumed = jsonOf(await bench.run(['resume', runId, '--max-minutes', '5', '--json']));
    assert.deepEqual([resumed.outcome, resumed.output], ['done', 'one,two\n']);
  });

  it('end within a second when another process says so, and leave no process behind', async () => {
    const child = bench.start(['run', 'slow', '--input', 'seconds=60', '--model', 'none', '--json']);
    const running = finished(child);
    const runId = await until(bench, ({ workflow }) =>
      Boolean(workflow?.nodes.some(({ node, status }) => node === 'two' && status === 'running')),
    );
    const toldAtMs = performance.now();
    const told = await bench.run(['cancel', runId, '--reason', 'enough']);
    assert.equal(told.exitCode, 0, told.stderr);
    const ended = await running;
    assert.equal(ended.exitCode, 130);
    assert.ok(performance.now() - toldAtMs < 5_000, `${performance.now() - toldAtMs} ms, two process starts included`);
    assert.equal(sleepersOf(runId), 0);
  });

  it('go on without a node that was ended by its path, which is not tried again', async () => {
    const child = bench.start(['run', 'tries', '--model', 'none', '--json']);
    const running = finished(child);
    const runId = await until(bench, ({ workflow }) =>
      Boolean(workflow?.nodes.some(({ node, status }) => node === 'long' && status === 'running')),
    );
    const idle = await bench.run(['cancel', runId, '--node', 'after']);
    assert.equal(idle.exitCode, 2);
    assert.match(idle.stderr, /The node after is not at work/);
    const told = await bench.run(['cancel', runId, '--node', 'long', '--reason', 'not needed']);
    assert.match(told.stdout, /^Node long of run .* was told to end/);
    assert.equal(jsonOf(await running).output, 'node.cancelled: not needed\n');
    const events = await engineEvents(bench, runId);
    assert.equal(startsOf(events, 'long').length, 1);
    assert.equal((await bench.run(['replay', runId])).exitCode, 0);
  });

  it('fork: what came before the node is taken over, the rest runs with what was set', async () => {
    const first = finished(bench.start(['run', 'ask', '--model', 'none', '--json']));
    await bench.run(['approve', await until(bench, ({ workflow }) => (workflow?.waiting.length ?? 0) > 0)]);
    const { runId } = jsonOf(await first);
    const forked = finished(bench.start(['fork', runId, '--at', 'confirm', '--json']));
    const id = await until(bench, (shown) => (shown.workflow?.waiting.length ?? 0) > 0);
    assert.notEqual(id, runId);
    await bench.run(['approve', id, '--reject', '--reason', 'no thanks']);
    const ended = jsonOf(await forked);
    assert.equal(ended.output, 'no thanks\n');
    assert.equal(startsOf(await engineEvents(bench, id), 'before').length, 1, 'taken over, not run again');
    const changed = finished(bench.start(['fork', runId, '--at', 'before', '--set', 'input.word=cake', '--json']));
    const other = await until(bench, (shown) => (shown.workflow?.waiting.length ?? 0) > 0);
    await bench.run(['approve', other]);
    assert.equal(jsonOf(await changed).output, 'cake\n');
    const unknown = await bench.run(['fork', runId, '--at', 'nowhere']);
    assert.equal(unknown.exitCode, 2);
    assert.match(unknown.stderr, /No node "nowhere" has started[\s\S]*before, confirm, yes/);
  });

  it('the same key gives the same run', async () => {
    const args = ['run', 'fan', '--idempotency-key', 'k1', '--model', 'none', '--json'];
    const [one, two] = [jsonOf(await bench.run(args)), jsonOf(await bench.run(args))];
    assert.equal(one.runId, two.runId);
    assert.deepEqual(one.output, two.output);
    const others = jsonOf(await bench.run(['run', 'fan', '--idempotency-key', 'k2', '--model', 'none', '--json']));
    assert.notEqual(others.runId, one.runId);
  });

  it('a workflow of the workspace cannot raise what a run may cost', async () => {
    const file = path.join(bench.workspace, '.loopwright/workflows/fails.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('nodes:', 'budget: { usd: 1000, minutes: 600 }\nnodes:'));
    await bench.run(['run', 'fails', '--model', 'none', '--json']);
    const started = (await bench.events()).find(({ type }) => type === 'run.started') as unknown as {
      limits: { usd: number; wallMs: number };
    };
    assert.deepEqual([started.limits.usd, started.limits.wallMs], [1, 15 * 60_000]);
  });

  for (const [what, args, code, said] of [
    ['an unknown workflow', ['run', 'nope'], 'workflow.unknown', /There are: ask, fails, fan/],
    ['an unknown input', ['run', 'fan', '--input', 'size=1'], 'input.invalid', /no input "size"/],
    [
      'an input of a wrong type',
      ['run', 'fan', '--input', 'count=some'],
      'input.invalid',
      /"count" must be of type integer/,
    ],
    ['an input without a value', ['run', 'fan', '--input', 'count'], 'usage.badInput', /NAME=VALUE/],
    ['no workflow at all', ['run'], 'usage.noWorkflow', /loopwright workflows/],
    ['a task that is no JSON', ['run', '--file', 'src/slug.js'], 'task.invalid', /not JSON/],
    ['a task of a newer version', ['run', '--file', 'newer.json'], 'task.newer', /version 7/],
    ['a task with a wrong field', ['run', '--file', 'wrong.json'], 'task.invalid', /id.*agnet|agnet.*id/],
    ['a task for an unknown agent', ['run', '--file', 'nobody.json'], 'task.noAgent', /There are: .*review/],
  ] as const)
    it(`${what} is told before anything is recorded`, async () => {
      const write = (name: string, value: unknown) =>
        writeFileSync(path.join(bench.workspace, name), JSON.stringify(value));
      write('newer.json', { type: 'AgentTask', version: 7, id: 't' });
      write('wrong.json', { type: 'AgentTask', version: 1, agnet: 'review' });
      write('nobody.json', { type: 'AgentTask', version: 1, id: 't', agent: 'nobody' });
      const run = await bench.run([...args]);
      assert.equal(run.exitCode, 2, run.stderr);
      assert.ok(run.stderr.includes(code), run.stderr);
      assert.match(run.stderr, said);
      assert.match((await bench.run(['runs', '--json'])).stdout, /"runs":\[\]/);
    });

  it('the queue holds new runs back until it is started, and says so', async () => {
    assert.equal((await bench.run(['queue', 'stop'])).exitCode, 0);
    const waiting = finished(bench.start(['run', 'fails', '--model', 'none', '--json']));
    let queue = { queued: 0, stopped: false, workers: null as number | null };
    for (let i = 0; i < 100 && queue.queued === 0; i++) {
      await sleep(100);
      queue = JSON.parse((await bench.run(['queue', '--json'])).stdout);
    }
    assert.deepEqual([queue.queued, queue.stopped], [1, true]);
    assert.match((await bench.run(['runs', '--json'])).stdout, /"runs":\[\]/);
    await bench.run(['queue', 'start']);
    assert.equal((await waiting).exitCode, 1);
    await bench.run(['queue', 'workers', '1']);
    const both = await Promise.all([1, 2].map(() => bench.run(['run', 'fan', '--model', 'none', '--json'])));
    assert.deepEqual(
      both.map(({ exitCode }) => exitCode),
      [0, 0],
    );
    assert.equal((await bench.run(['queue', 'workers', 'many'])).exitCode, 2);
  });
});

/** Processes of the sandbox of a run that are still there. */
function sleepersOf(runId: string): number {
  const pids = readdirNumbers('/proc');
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(runId);
    } catch {
      return false;
    }
  }).length;
}

function readdirNumbers(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => /^\d+$/.test(name));
}
