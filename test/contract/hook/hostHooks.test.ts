import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { createCommandHook } from '../../../src/adapters/hook/commandHook.ts';
import { createModuleHook } from '../../../src/adapters/hook/moduleHook.ts';
import type { HookDefinition } from '../../../src/core/hook/hook.ts';
import { eventually } from '../../eventually.ts';
import { neverAborted } from '../sandbox/place.ts';
import { behavioursFile, defineHook, hostOptions, processesNaming, uniqueSeconds } from './hookHosts.ts';

describe('hooks as commands on the host', () => {
  const options = hostOptions({ ...process.env, CHAT_URL: 'http://chat', API_TOKEN: 'hidden', LANG: 'C' });
  const runner = createCommandHook(options);
  after(() => options.dispose());
  const call = (argv: readonly string[], more: Partial<HookDefinition> = {}) =>
    runner.call(defineHook({ action: { kind: 'command', argv }, ...more }), '{}', neverAborted);

  it('start in the folder of hooks.yaml, with the usual variables and those that were named', async () => {
    const script = 'console.log(JSON.stringify({ cwd: process.cwd(), env: process.env }))';
    const { cwd, env } = JSON.parse(await call(['node', '-e', script], { env: ['CHAT_URL', 'NOT_SET'] }));
    assert.equal(cwd, options.folder);
    const { PATH, HOME, LOOPWRIGHT_HOOK_CALL, LANG, CHAT_URL, ...rest } = env;
    assert.deepEqual([LANG, CHAT_URL], ['C', 'http://chat']);
    assert.ok(PATH && HOME && LOOPWRIGHT_HOOK_CALL);
    assert.deepEqual(
      Object.keys(rest).filter((name) => /TOKEN|KEY|LOOPWRIGHT|NODE|npm/.test(name)),
      [],
    );
  });

  const failing: [what: string, argv: readonly string[], code: string, message: RegExp][] = [
    ['that do not exist', ['no-such-program'], 'hook.start', /"no-such-program" .*there is no such program/],
    ['that may not be run', ['./plain.txt'], 'hook.start', /"\.\/plain\.txt" could not be started: .*EACCES/],
    ['with an argument that cannot be passed', ['node', 'a\0b'], 'hook.start', /could not be started/],
    [
      'that fail say their last line',
      ['node', '-e', 'console.error("a\\nno chat."); process.exit(4)'],
      'hook.exit',
      /^It ended with exit code 4: no chat\.$/,
    ],
    [
      'that are killed',
      ['node', '-e', 'process.kill(process.pid, "SIGKILL"); for(;;);'],
      'hook.exit',
      /^It was ended by SIGKILL\.$/,
    ],
  ];
  for (const [what, argv, code, message] of failing) {
    it(what, async () => {
      writeFileSync(path.join(options.folder, 'plain.txt'), 'x');
      chmodSync(path.join(options.folder, 'plain.txt'), 0o600);
      await assert.rejects(call(argv), (error: Error & { code?: string }) => {
        assert.equal(error.code, code, error.message);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  it('may complain at any length', async () => {
    const script = 'process.stderr.write("x".repeat(5e7)); console.log("1")';
    assert.equal(await call(['node', '-e', script]), '1\n');
  });

  it('do not wait for a child that keeps stdout open, and end it', async () => {
    const mark = uniqueSeconds();
    const startMs = performance.now();
    assert.equal(await call(['/bin/sh', '-c', `sleep ${mark} & echo 1`]), '1\n');
    assert.ok(performance.now() - startMs < 2_000);
    assert.deepEqual(processesNaming(mark), []);
  });
});

describe('hooks as modules', () => {
  const options = hostOptions({ ...process.env, CHAT_URL: 'http://chat', API_TOKEN: 'hidden' });
  const runner = createModuleHook(options);
  after(() => {
    runner.dispose();
    options.dispose();
  });

  let modules = 0;
  function write(source: string, more: Partial<HookDefinition> = {}): HookDefinition {
    modules += 1;
    const file = path.join(options.folder, `module${modules}.mjs`);
    writeFileSync(file, source);
    return defineHook({ name: `module${modules}`, action: { kind: 'module', file }, ...more });
  }
  const call = (hook: HookDefinition, event: object = {}, signal: AbortSignal = neverAborted) =>
    runner.call(hook, JSON.stringify(event), signal);

  it('are loaded once and keep their state', async () => {
    const hook = write('let n = 0; export const hook = () => ++n;');
    assert.deepEqual([await call(hook), await call(hook), await call(hook)], ['1', '2', '3']);
  });

  it('see the usual variables and those that were named', async () => {
    const hook = write('export const hook = () => [process.env.CHAT_URL, process.env.API_TOKEN ?? null];', {
      env: ['CHAT_URL'],
    });
    assert.equal(await call(hook), '["http://chat",null]');
  });

  const unloadable: [what: string, source: string, message: RegExp][] = [
    ['that are no JavaScript', 'export const hook = (', /could not be loaded: Unexpected/],
    ['without a function named hook', 'export default () => 1;', /it exports no function named hook/],
    ['that throw while they load', 'throw new Error("no chat")', /could not be loaded: no chat/],
    ['that import what is not there', 'import "./nothing.mjs";', /could not be loaded: Cannot find module/],
  ];
  for (const [what, source, message] of unloadable) {
    it(`${what} say so at every call`, async () => {
      const hook = write(source);
      for (let i = 0; i < 2; i += 1)
        await assert.rejects(call(hook), (error: Error & { code?: string }) => {
          assert.equal(error.code, 'hook.start', error.message);
          assert.match(error.message, message);
          return true;
        });
    });
  }

  it('that never finish loading are ended', async () => {
    await assert.rejects(call(write('for (;;);'), {}, AbortSignal.timeout(300)), { name: 'AbortError' });
  });

  it('that need too much memory break down alone', async () => {
    const hook = defineHook({ name: 'hungry', action: { kind: 'module', file: behavioursFile } });
    // The garbage collector may struggle for long before it gives up; then the time limit comes first.
    await assert.rejects(call(hook, { behaviour: 'hungry' }, AbortSignal.timeout(8_000)), (error: Error) =>
      /^Its process broke down: it was ended by SIGABRT|cancelled/.test(error.message),
    );
    assert.equal(await call(hook, { behaviour: 'allows' }), '{"allow":true}');
  });

  it('that break down behind their answer are told of at the next call, and begin anew', async () => {
    const hook = write('export const hook = () => { setTimeout(() => { throw new Error("late"); }, 1); return 1; };');
    assert.equal(await call(hook), '1');
    await sleep(300);
    await assert.rejects(call(hook), { code: 'hook.crashed', message: 'Its process broke down: late.' });
    assert.equal(await call(hook), '1');
  });

  it('answer the other calls when one is given up, and begin anew', async () => {
    const hook = write(
      'let n = 0; export const hook = async ({ ms }) => { n += 1; await new Promise((done) => setTimeout(done, ms)); return n; };',
    );
    const stop = new AbortController();
    const [given, kept] = [call(hook, { ms: 60_000 }, stop.signal), call(hook, { ms: 400 })];
    await sleep(200);
    stop.abort();
    await assert.rejects(given, { name: 'AbortError' });
    assert.equal(await call(hook, { ms: 1 }), '1');
    assert.equal(await kept, '2');
  });

  it('end with the run although a call that was given up still computes in them', async () => {
    const own = createModuleHook(options);
    const hook = write(
      'export const hook = ({ loop }) => { if (loop) for (;;); return new Promise(() => setInterval(() => 1, 9)); };',
    );
    const file = hook.action.kind === 'module' ? hook.action.file : '';
    const stop = new AbortController();
    const other = own.call(hook, '{"loop":false}', neverAborted);
    const given = own.call(hook, '{"loop":true}', stop.signal);
    await sleep(400);
    stop.abort();
    await assert.rejects(given, { name: 'AbortError' });
    assert.notEqual(processesNaming(file).length, 0);
    own.dispose();
    await assert.rejects(other, { code: 'hook.crashed' });
    assert.deepEqual(processesNaming(file), []);
  });

  it('cannot forge an answer, whatever they send', async () => {
    const hook =
      write(`export const hook = () => { for (const junk of [1, null, {}, { type: 'answered' }, { type: 'answered', id: 'x', text: 1 },
        { type: 'failed', id: 1 }, { type: 'ended' }, { type: 'answered', id: 99, text: '' }]) process.send(junk); return 'mine'; };`);
    assert.equal(await call(hook), '"mine"');
  });

  it('end with what they have started when the run ends', async () => {
    const own = createModuleHook(options);
    const mark = uniqueSeconds();
    const hook = defineHook({ action: { kind: 'module', file: behavioursFile } });
    const isThere = () => processesNaming(mark).length > 0;
    await own.call(hook, JSON.stringify({ behaviour: 'leaves', mark }), neverAborted);
    // A process bears the name of its parent until it has become its own program.
    await eventually(isThere, 'what the hook has started is there');
    own.dispose();
    await eventually(() => !isThere(), 'nothing of it is left');
  });

  it('print nothing into the program around them, and do not keep it running', () => {
    const script = path.join(import.meta.dirname, 'oneCall.ts');
    const hook = write(
      'export const hook = () => { console.log("LOUD"); console.error("LOUD"); setInterval(() => 1, 9); };',
    );
    const file = hook.action.kind === 'module' ? hook.action.file : '';
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, file], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    assert.deepEqual([status, stdout.trim(), stderr.includes('LOUD')], [0, 'answered ""', false], stderr);
  });

  it('end when the program that called them is killed', async () => {
    const hook = write('export const hook = () => new Promise(() => setInterval(() => 1, 9));');
    const file = hook.action.kind === 'module' ? hook.action.file : '';
    const caller = spawn(process.execPath, [path.join(import.meta.dirname, 'oneCall.ts'), file], { stdio: 'ignore' });
    const others = () => processesNaming(file).filter((pid) => pid !== caller.pid);
    while (others().length === 0) await sleep(20);
    await sleep(300);
    caller.kill('SIGKILL');
    const startMs = performance.now();
    while (others().length > 0 && performance.now() - startMs < 5_000) await sleep(20);
    assert.deepEqual(others(), []);
  });

  it('run from the bundle as they do from the sources', async () => {
    const out = mkdtempSync(path.join(tmpdir(), 'loopwright-bundle-'));
    try {
      const source = path.resolve(import.meta.dirname, '../../../src/adapters/hook');
      await esbuild.build({
        entryPoints: ['moduleHook', 'moduleHost'].map((name) => path.join(source, `${name}.ts`)),
        outdir: out,
        bundle: true,
        splitting: true,
        minify: true,
        keepNames: true,
        platform: 'node',
        format: 'esm',
        target: 'node22',
        chunkNames: 'chunk-[hash]',
        outExtension: { '.js': '.js' },
      });
      writeFileSync(path.join(out, 'package.json'), '{"type": "module"}');
      assert.ok(existsSync(path.join(out, 'moduleHost.js')));
      const built: { createModuleHook: typeof createModuleHook } = await import(
        pathToFileURL(path.join(out, 'moduleHook.js')).href
      );
      const bundled = built.createModuleHook(options);
      const hook = defineHook({ action: { kind: 'module', file: behavioursFile } });
      assert.equal(await bundled.call(hook, '{"behaviour":"allows"}', neverAborted), '{"allow":true}');
      await assert.rejects(bundled.call(hook, '{"behaviour":"loops"}', AbortSignal.timeout(300)), {
        name: 'AbortError',
      });
      bundled.dispose();
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  });

  it('have an entry in the build, beside those that load them', () => {
    const build = readFileSync(path.resolve(import.meta.dirname, '../../../esbuild.mjs'), 'utf8');
    assert.match(build, /moduleHost: 'src\/adapters\/hook\/moduleHost\.ts'/);
  });
});
