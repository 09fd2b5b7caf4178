import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../src/adapters/host/systemClock.ts';
import type { HookFailure, HookRunner } from '../../../src/core/hook/hook.ts';
import { createHooks } from '../../../src/core/hook/hooks.ts';
import { eventually } from '../../eventually.ts';
import { neverAborted, skip } from '../sandbox/place.ts';
import { type HookHost, hookHosts, processesNaming, uniqueSeconds } from './hookHosts.ts';

/** What the port promises. */
const promptMs = 500;

for (const { name, create } of hookHosts) {
  describe(`HookRunner: ${name}`, () => {
    let host: HookHost;
    const isModule = name === 'module';
    before(async function () {
      const created = await create();
      if (created) host = created;
      else skip(this, `${name} does not work here`);
    });
    after(() => host?.dispose());

    const call = (behaviour: string, more: object = {}, signal: AbortSignal = neverAborted) =>
      host.runner.call(host.define(behaviour), JSON.stringify({ behaviour, ...more }), signal);

    it('hands the event over and gives the answer back', async () => {
      const event = { behaviour: 'echoes', text: 'ä "quoted"\n'.repeat(4_000) };
      assert.deepEqual(JSON.parse(await call('echoes', { text: event.text })), event);
      assert.equal(await call('allows'), '{"allow":true}');
      assert.equal(await call('refuses'), '{"allow":false,"reason":"too big"}');
      assert.equal(await call('silent'), '');
    });

    it('does not mind a hook that ignores a large event', async () => {
      assert.equal(await call('allows', { text: 'x'.repeat(256 * 1024) }), '{"allow":true}');
    });

    it('says so when it fails, and goes on', async () => {
      await assert.rejects(call('fails'), (error: Error & { code?: string }) => {
        assert.equal(error.code, isModule ? 'hook.threw' : 'hook.exit');
        if (isModule) assert.match(error.message, /the chat is down/);
        else assert.match(error.message, /exit code 1/);
        return true;
      });
      assert.equal(await call('allows'), '{"allow":true}');
    });

    it('refuses an answer that is too much', async () => {
      await assert.rejects(call('tooMuch'), { code: 'hook.output' });
      assert.equal(await call('allows'), '{"allow":true}');
    });

    it('survives its death', async () => {
      await assert.rejects(call('dies'), { code: isModule ? 'hook.crashed' : 'hook.exit' });
      assert.equal(await call('allows'), '{"allow":true}');
    });

    it('leaves nothing of a call behind that has ended well', async () => {
      const mark = uniqueSeconds();
      assert.equal(await call('leaves', { mark }), '{"allow":true}');
      // A module may go on between its calls: what it has started ends with its process.
      // One that is being killed can be seen for a moment longer on a loaded machine.
      if (!isModule)
        await eventually(() => processesNaming(mark).length === 0, 'no process of the call is left', 3_000);
    });

    for (const behaviour of ['hangs', 'loops', 'waits']) {
      it(`ends one that ${behaviour} when it is cancelled, with all its processes`, async () => {
        const mark = uniqueSeconds();
        const stop = new AbortController();
        const called = call(behaviour, { mark }, stop.signal);
        const rejected = assert.rejects(called, { name: 'AbortError' });
        if (behaviour === 'waits') while (processesNaming(mark).length === 0) await sleep(20);
        else await sleep(300);
        const startMs = performance.now();
        stop.abort();
        await rejected;
        assert.ok(performance.now() - startMs < promptMs, `${performance.now() - startMs} ms`);
        assert.deepEqual(processesNaming(mark), []);
        assert.equal(await call('allows'), '{"allow":true}');
      });
    }

    it('starts nothing once it is cancelled', async () => {
      await assert.rejects(call('allows', {}, AbortSignal.abort()), { name: 'AbortError' });
    });

    it('takes several calls at a time', async () => {
      const answers = await Promise.all([1, 2, 3].map((n) => call('echoes', { n })));
      assert.deepEqual(
        answers.map((answer) => JSON.parse(answer).n),
        [1, 2, 3],
      );
    });

    it('lets a run go on at the time limit, and is ended by then', async () => {
      const mark = uniqueSeconds();
      for (const behaviour of ['loops', 'waits']) {
        const { failures, tookMs } = await notifyOnce(host, behaviour, mark);
        assert.deepEqual(
          failures.map(({ code }) => code),
          ['hook.timeout'],
        );
        assert.ok(tookMs >= 590 && tookMs < 600 + promptMs, `${tookMs} ms`);
      }
      assert.deepEqual(processesNaming(mark), []);
    });
  });
}

async function notifyOnce(
  host: HookHost,
  behaviour: string,
  mark: string,
): Promise<{ readonly failures: readonly HookFailure[]; readonly tookMs: number }> {
  const failures: HookFailure[] = [];
  const hook = { ...host.define(behaviour), points: ['run.before'] as const, timeoutMs: 600 };
  const runner: HookRunner = host.runner;
  const hooks = createHooks([hook], {
    run: { id: 'abc', workflow: 'w' },
    runners: { command: runner, module: runner, sandboxed: runner },
    clock: systemClock,
    redact: (text) => text,
    onFailure: (failure) => failures.push(failure),
  });
  const startMs = performance.now();
  // The behaviours read their event from the payload.
  const event = { inputs: {}, behaviour, mark };
  await hooks.notify('run.before', event, neverAborted);
  return { failures, tookMs: performance.now() - startMs };
}
