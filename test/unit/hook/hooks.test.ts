import assert from 'node:assert/strict';
import { CodedError } from '../../../src/base/errors.ts';
import type { HookDefinition, HookFailure } from '../../../src/core/hook/hook.ts';
import type { HookNode, HookPoint } from '../../../src/core/hook/hookPayload.ts';
import { createHooks, type Hooks } from '../../../src/core/hook/hooks.ts';
import { ManualClock, settle } from '../../fakes/manualClock.ts';
import { type HookScript, ScriptedHookRunner } from '../../fakes/scriptedHookRunner.ts';

const never = new AbortController().signal;
const node: HookNode = { id: 'plan', path: 'each[2]/plan', kind: 'agent', agent: 'planner' };
const allow = '{"allow": true}';
const exits = new CodedError('hook.exit', 'It ended with exit code 1.');

function define(name: string, points: readonly HookPoint[], more: Partial<HookDefinition> = {}): HookDefinition {
  return {
    name,
    origin: 'person',
    points,
    action: { kind: 'command', argv: [name] },
    only: {},
    timeoutMs: 5_000,
    onError: 'refuse',
    env: [],
    ...more,
  };
}

interface Bench {
  readonly hooks: Hooks;
  readonly clock: ManualClock;
  readonly failures: HookFailure[];
  readonly host: ScriptedHookRunner;
  readonly sandbox: ScriptedHookRunner;
}

function bench(
  definitions: readonly HookDefinition[],
  scripts: Readonly<Record<string, (call: number) => HookScript>> = {},
  { sandboxed = true }: { readonly sandboxed?: boolean } = {},
): Bench {
  const clock = new ManualClock();
  const failures: HookFailure[] = [];
  const [host, sandbox] = [new ScriptedHookRunner(scripts), new ScriptedHookRunner(scripts)];
  const hooks = createHooks(definitions, {
    run: { id: 'abc', workflow: 'fix-test' },
    runners: { command: host, module: host, sandboxed: sandboxed ? sandbox : undefined },
    clock,
    redact: (text) => text.replaceAll('hunter22', '[redacted]'),
    onFailure: (failure) => failures.push(failure),
  });
  return { hooks, clock, failures, host, sandbox };
}

const after = { outcome: 'succeeded', result: 'fixed', line: 'fixed', ms: 7 } as const;
const codesOf = (failures: readonly HookFailure[]) => failures.map(({ name, code }) => `${name} ${code}`);

describe('hooks', () => {
  it('get the event in its envelope, without secrets, and no field of it passes for the envelope', async () => {
    const { hooks, host, clock } = bench([define('a', ['run.after'])]);
    const output = { key: 'is hunter22', hunter22: 1 };
    const forged = { ...after, output, v: 9, runId: 'other' };
    await hooks.notify('run.after', forged, never);
    const envelope = { v: 1, type: 'hook', point: 'run.after', runId: 'abc', workflow: 'fix-test' };
    const body = { ...after, output: { key: 'is [redacted]', '[redacted]': 1 } };
    assert.deepEqual(host.calls[0]?.event, { ...envelope, atMs: clock.nowMs(), ...body });
  });

  it('hear the points and things they ask for', async () => {
    const { hooks, host } = bench([
      define('all', ['node.before', 'tool.after']),
      define('byPath', ['node.before'], { only: { nodes: ['each*/plan'] } }),
      define('byId', ['node.before'], { only: { nodes: ['plan'], agents: ['plan*'] } }),
      define('other', ['node.before'], { only: { agents: ['debug'] } }),
      define('tools', ['tool.after'], { only: { tools: ['read_*'] } }),
      define('elsewhere', ['node.before', 'tool.after'], { only: { workflows: ['committee'] } }),
      define('here', ['node.before'], { only: { workflows: ['fix-*'] } }),
    ]);
    await hooks.notify('node.before', { node }, never);
    assert.deepEqual(
      host.calls.map(({ hook }) => hook),
      ['all', 'byPath', 'byId', 'here'],
    );
    host.calls.length = 0;
    await hooks.notify('tool.after', { tool: 'read_file', isError: false, ms: 1 }, never);
    await hooks.notify('tool.after', { tool: 'search', isError: false, ms: 1 }, never);
    assert.deepEqual(
      host.calls.map(({ hook }) => hook),
      ['all', 'tools', 'all'],
    );
    assert.deepEqual([hooks.listens('node.before'), hooks.listens('model.before')], [true, false]);
  });

  it('of one point run side by side, eight at a time', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `hook${index}`);
    const { hooks, host, clock } = bench(
      names.map((name) => define(name, ['run.after'])),
      Object.fromEntries(names.map((name) => [name, () => 'hang' as const])),
    );
    const told = hooks.notify('run.after', after, never);
    await settle();
    assert.deepEqual([host.running, host.mostAtOnce], [8, 8]);
    await clock.advance(5_000);
    await told;
    assert.equal(host.mostAtOnce, 8);
  });

  it('never change or break a run, and are reported once, then once more when they are switched off', async () => {
    const { hooks, failures, host } = bench(
      [define('bad', ['node.after', 'run.after']), define('good', ['node.after']), define('mumbles', ['run.after'])],
      { bad: () => exits, mumbles: () => 'ok then' },
    );
    for (let i = 0; i < 5; i += 1) {
      const said = await hooks.notify('node.after', { node, outcome: 'succeeded', ms: 1 }, never);
      assert.equal(said, undefined);
    }
    await hooks.notify('run.after', after, never);
    assert.deepEqual(
      failures.map(({ name, code, switchedOff, point }) => [name, code, switchedOff, point]),
      [
        ['bad', 'hook.exit', false, 'node.after'],
        ['bad', 'hook.exit', true, 'node.after'],
        ['mumbles', 'hook.output', false, 'run.after'],
      ],
    );
    const called = (name: string) => host.calls.filter(({ hook }) => hook === name).length;
    assert.deepEqual([called('bad'), called('good')], [3, 5]);
  });

  it('that fail now and then are not switched off', async () => {
    const { hooks, failures, host } = bench([define('flaky', ['run.after'])], {
      flaky: (call) => (call % 3 === 0 ? '' : exits),
    });
    for (let i = 0; i < 9; i += 1) await hooks.notify('run.after', after, never);
    assert.deepEqual([host.calls.length, failures.length], [9, 1]);
  });

  it('that throw what is no failure of a hook are reported all the same, in one clean line', async () => {
    const { hooks, failures } = bench([define('a', ['run.after'])], {
      a: () => new TypeError(`no\u001b[2J\nhunter22 \u202e${'x'.repeat(2_000)}`),
    });
    await hooks.notify('run.after', after, never);
    const message = failures[0]?.message ?? '';
    assert.equal(failures[0]?.code, 'hook.failed');
    assert.match(message, /^no \[2J \[redacted\] x+…$/);
    assert.ok(message.length <= 501);
  });

  it('are ended at their limit, and hold up the run no longer even when they cannot be ended', async () => {
    for (const [script, message] of [
      ['hang', 'It took longer than 1000 ms and was ended.'],
      ['deaf', 'It took longer than 1000 ms and was ended.'],
    ] as const) {
      const { hooks, failures, clock } = bench([define('slow', ['run.after'], { timeoutMs: 1_000 })], {
        slow: () => script,
      });
      let settled = false;
      const told = hooks.notify('run.after', after, never).then(() => {
        settled = true;
      });
      await clock.advance(999);
      assert.equal(settled, false, script);
      await clock.advance(script === 'hang' ? 1 : 501);
      assert.equal(settled, true, script);
      await told;
      assert.deepEqual([codesOf(failures), failures[0]?.message], [['slow hook.timeout'], message]);
    }
  });

  it('pass a cancellation on, and it is no failure', async () => {
    const { hooks, failures, host, clock } = bench([define('hangs', ['run.after', 'gate'])], { hangs: () => 'hang' });
    for (const call of [
      (signal: AbortSignal) => hooks.notify('run.after', after, signal),
      (signal: AbortSignal) => hooks.gate({}, signal),
    ]) {
      const stop = new AbortController();
      const told = call(stop.signal);
      await settle();
      assert.equal(host.running, 1);
      stop.abort();
      await assert.rejects(told, { name: 'AbortError' });
      assert.equal(host.running, 0);
      await assert.rejects(call(stop.signal), { name: 'AbortError' });
    }
    await clock.advance(60_000);
    assert.deepEqual(failures, []);
  });

  it('that wait for their turn are cancelled too, and are late by the same clock', async () => {
    const names = Array.from({ length: 9 }, (_, index) => `hook${index}`);
    const scripts = Object.fromEntries(names.map((name) => [name, () => 'hang' as const]));
    const definitions = names.map((name, index) =>
      define(name, ['run.after'], { timeoutMs: index === 8 ? 100 : 1_000 }),
    );
    const { hooks, failures, clock, host } = bench(definitions, scripts);
    const told = hooks.notify('run.after', after, never);
    await clock.advance(100);
    assert.deepEqual(
      failures.map(({ message }) => message),
      ['It did not get its turn within 100 ms.'],
    );
    await clock.advance(900);
    await told;
    assert.equal(host.calls.length, 8);
    // Every turn has been given back.
    const again = hooks.notify('run.after', after, never);
    await settle();
    assert.equal(host.running, 8);
    await clock.advance(1_000);
    await again;
  });

  it("of the person do not wait for the workspace's", async () => {
    const names = Array.from({ length: 9 }, (_, index) => `theirs${index}`);
    const theirs = names.map((name) => define(name, ['run.before'], { origin: 'workspace' }));
    const scripts = Object.fromEntries(names.map((name) => [name, () => 'hang' as const]));
    const { hooks, clock, failures } = bench([...theirs, define('mine', ['run.after'])], scripts);
    const slow = hooks.notify('run.before', { inputs: {} }, never);
    await settle();
    await hooks.notify('run.after', after, never);
    assert.deepEqual(failures, []);
    await clock.advance(5_000);
    await slow;
    assert.equal(failures.length, 9);
  });

  it('cost nothing where there are none', async () => {
    const { hooks } = bench([define('a', ['gate'])]);
    const startMs = performance.now();
    for (let i = 0; i < 200_000; i += 1) await hooks.notify('node.before', { node }, never);
    const eachUs = ((performance.now() - startMs) * 1_000) / 200_000;
    assert.ok(eachUs < 50, `${eachUs} microseconds`);
  });
});

describe('gates', () => {
  it('let a run pass when there are none', async () => {
    assert.deepEqual(await bench([]).hooks.gate({}, never), { allow: true, gates: [] });
  });

  it('refuse when one refuses, whoever comes first; the reasons are clean and in order', async () => {
    const definitions = [
      define('theirs', ['gate'], { origin: 'workspace' }),
      define('mine', ['gate']),
      define('silent', ['gate']),
    ];
    const { hooks } = bench(definitions, {
      theirs: () => allow,
      mine: () => '{"allow": false, "reason": "too\\u001b[31m\\nbig: hunter22"}',
      silent: () => '{"allow": false}',
    });
    const { allow: allowed, gates } = await hooks.gate({}, never);
    assert.equal(allowed, false);
    assert.deepEqual(
      gates.map(({ name, allow: one, reason }) => [name, one, reason]),
      [
        ['mine', false, 'too [31m big: [redacted]'],
        ['silent', false, 'It gave no reason.'],
        ['theirs', true, undefined],
      ],
    );
  });

  const table: [answer: HookScript, code: string][] = [
    [exits, 'hook.exit'],
    ['', 'hook.output'],
    ['yes', 'hook.output'],
    ['{"allow": "true"}', 'hook.output'],
    ['{"allowed": true}', 'hook.output'],
    ['[{"allow": true}]', 'hook.output'],
    ['null', 'hook.output'],
    ['{"allow": true} {"allow": true}', 'hook.output'],
  ];
  for (const [answer, code] of table) {
    it(`that answer ${answer instanceof Error ? 'by failing' : JSON.stringify(answer)} count as their setting says`, async () => {
      for (const onError of ['refuse', 'allow'] as const) {
        const { hooks, failures } = bench([define('g', ['gate'], { onError })], { g: () => answer });
        const { allow: allowed, gates } = await hooks.gate({}, never);
        assert.equal(allowed, onError === 'allow');
        assert.equal(gates[0]?.code, code);
        assert.match(gates[0]?.reason ?? '', onError === 'allow' ? /counts as allowing\.$/ : /counts as refusing\.$/);
        assert.deepEqual(codesOf(failures), [`g ${code}`]);
      }
    });
  }

  it('out of time count as their setting says', async () => {
    const { hooks, clock } = bench([define('g', ['gate'], { timeoutMs: 300 })], { g: () => 'hang' });
    const asked = hooks.gate({}, never);
    await clock.advance(300);
    const { allow: allowed, gates } = await asked;
    assert.deepEqual([allowed, gates[0]?.code], [false, 'hook.timeout']);
    assert.match(gates[0]?.reason ?? '', /It took longer than 300 ms/);
  });

  it("of the workspace never allow what the person's refused, and their failure is theirs alone", async () => {
    const theirs = define('g', ['gate'], { origin: 'workspace', onError: 'allow' });
    const { hooks } = bench([theirs, define('g', ['gate'])], { g: () => exits });
    const { allow: allowed, gates } = await hooks.gate({}, never);
    assert.deepEqual(
      [allowed, gates.map((one) => [one.origin, one.allow])],
      [
        false,
        [
          ['person', false],
          ['workspace', true],
        ],
      ],
    );
  });

  it('are asked even when they were switched off elsewhere, and whatever else they filter by', async () => {
    const { hooks } = bench([define('g', ['run.after', 'gate'], { only: { nodes: ['x'] } })], { g: () => allow });
    assert.equal((await hooks.gate({}, never)).gates.length, 1);
    const off = bench([define('g', ['run.after', 'gate'])], { g: (call) => (call <= 3 ? exits : allow) });
    for (let i = 0; i < 4; i += 1) await off.hooks.notify('run.after', after, never);
    assert.equal(off.host.calls.length, 3);
    assert.equal((await off.hooks.gate({}, never)).allow, true);
    const failing = bench([define('g', ['gate'])], { g: () => exits });
    for (let i = 0; i < 5; i += 1) assert.equal((await failing.hooks.gate({}, never)).allow, false);
    assert.deepEqual([failing.host.calls.length, codesOf(failing.failures)], [5, ['g hook.exit']]);
  });
});

describe('hooks of a workspace', () => {
  it('run in the sandbox, never on the host', async () => {
    const { hooks, host, sandbox } = bench(
      [define('a', ['run.after'], { origin: 'workspace' }), define('b', ['gate'])],
      {
        b: () => allow,
      },
    );
    await hooks.notify('run.after', after, never);
    await hooks.gate({}, never);
    assert.deepEqual([sandbox.calls.map(({ hook }) => hook), host.calls.map(({ hook }) => hook)], [['a'], ['b']]);
  });

  it('fail where there is no sandbox, and their gates refuse', async () => {
    const definitions = [define('a', ['run.after', 'gate'], { origin: 'workspace' })];
    const { hooks, host, failures } = bench(definitions, {}, { sandboxed: false });
    await hooks.notify('run.after', after, never);
    assert.equal((await hooks.gate({}, never)).allow, false);
    assert.deepEqual([host.calls.length, codesOf(failures)], [0, ['a hook.noSandbox']]);
  });

  it('are no modules', () => {
    const wrong = define('m', ['gate'], { origin: 'workspace', action: { kind: 'module', file: '/x.mjs' } });
    assert.throws(() => bench([wrong]), /no command/);
  });
});
