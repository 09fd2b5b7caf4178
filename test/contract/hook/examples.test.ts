import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../../src/adapters/host/systemClock.ts';
import { createHookRunners } from '../../../src/app/hookRunners.ts';
import { readHookSettings } from '../../../src/app/hookSettings.ts';
import type { HookFailure } from '../../../src/core/hook/hook.ts';
import { createHooks, type Hooks } from '../../../src/core/hook/hooks.ts';
import { hookPointNames } from '../../../src/core/workflow/hooksSchema.ts';
import { backEnds, makePlace, neverAborted, type Place, skip } from '../sandbox/place.ts';
import { runSandboxedIn } from './hookHosts.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/hooks.md'), 'utf8');

/** The files of the page: a line with the path, and the code behind it. */
const files = new Map(
  [...page.matchAll(/^`([^`\n]+)`:\n\n```\w+\n([\s\S]*?)```$/gm)].map(([, name = '', text = '']) => [name, text]),
);

describe('the examples of docs/hooks.md', () => {
  let place: Place;
  let hooks: Hooks;
  let failures: HookFailure[];
  let dispose: () => void = () => undefined;
  const chat = () => path.join(place.root, 'chat.txt');

  before(async function () {
    place = makePlace();
    const sandbox = backEnds[0]?.create(place.runs);
    if (!sandbox || !(await sandbox.probe(neverAborted)).works) return skip(this, 'bubblewrap does not work here');
    const dataFolder = path.join(place.root, 'home');
    for (const [name, text] of files) {
      const whole = name.startsWith('DATA/')
        ? [path.join(dataFolder, name.slice('DATA/'.length))]
        : [place.workspace, place.copy].map((folder) => path.join(folder, name));
      for (const file of whole) {
        mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
        writeFileSync(file, text, { mode: 0o600 });
      }
    }
    const places = { dataFolder, workspace: place.workspace };
    const settings = await readHookSettings(places, neverAborted);
    assert.deepEqual(settings.problems, []);
    const env = { ...process.env, CHAT_FILE: chat() };
    const runners = createHookRunners({ ...places, env, runSandboxed: runSandboxedIn(sandbox, place) });
    dispose = () => runners.dispose();
    failures = [];
    hooks = createHooks(settings.hooks ?? [], {
      run: { id: 'abc', workflow: 'fix-test' },
      runners,
      clock: systemClock,
      redact: (text) => text,
      onFailure: (failure) => failures.push(failure),
    });
  });
  after(() => {
    dispose();
    place.dispose();
  });

  it('are all there', () => {
    assert.deepEqual(
      [...files.keys()],
      ['DATA/hooks.yaml', 'DATA/notify.mjs', '.loopwright/hooks.yaml', '.loopwright/gates/small-change.mjs'],
    );
  });

  it('tell the chat how a run ended', async () => {
    await hooks.notify('run.before', { inputs: {} }, neverAborted);
    const failure = { code: 'x', message: 'no tests' };
    await hooks.notify(
      'run.after',
      { outcome: 'failed', result: 'failed', line: 'no tests', failure, ms: 4 },
      neverAborted,
    );
    assert.match(readFileSync(chat(), 'utf8'), /^fix-test failed after \d+ s: no tests\n$/);
    assert.deepEqual(failures, []);
  });

  it('refuse a proposal of more than fifty lines, in the sandbox', async () => {
    const ask = (changedLines: number) => hooks.gate({ proposal: { changedLines, files: [] } }, neverAborted);
    assert.deepEqual(await ask(50), {
      allow: true,
      gates: [{ name: 'small-change', origin: 'workspace', allow: true, reason: undefined, code: undefined }],
    });
    const { allow, gates } = await ask(51);
    assert.deepEqual([allow, gates[0]?.reason], [false, '51 lines are changed, 50 are the most.']);
    assert.equal((await hooks.gate({}, neverAborted)).allow, true);
    assert.deepEqual(failures, []);
  });

  it('are fenced in when they come with a repository', async () => {
    const decoy = path.join(place.root, 'home', 'planted');
    const gate = `import { writeFileSync, readFileSync } from 'node:fs';
      const tried = [];
      for (const act of [() => writeFileSync(${JSON.stringify(decoy)}, 'x'), () => readFileSync(${JSON.stringify(path.join(place.root, 'home/notify.mjs'))})])
        try { act(); tried.push('open'); } catch { tried.push('closed'); }
      console.log(JSON.stringify({ allow: tried.every((one) => one === 'closed') && !process.env.CHAT_FILE, reason: tried.join() }));`;
    writeFileSync(path.join(place.copy, '.loopwright/gates/small-change.mjs'), gate);
    const { allow, gates } = await hooks.gate({}, neverAborted);
    assert.deepEqual([allow, gates[0]?.reason, existsSync(decoy)], [true, 'closed,closed', false]);
  });
});

describe('docs/hooks.md', () => {
  it('names every point and every code of a failure', () => {
    for (const point of hookPointNames) assert.ok(page.includes(`\n| \`${point}\` |`), point);
    const sources = [
      'core/hook/hook.ts',
      'adapters/hook/commandHook.ts',
      'adapters/hook/moduleHook.ts',
      'core/hook/hooks.ts',
    ];
    const text = sources
      .map((file) => readFileSync(path.resolve(import.meta.dirname, '../../../src', file), 'utf8'))
      .join('');
    const codes = new Set([...text.matchAll(/[`'](hook\.[a-zA-Z]+)[`']/g)].map(([, code = '']) => code));
    assert.ok(codes.size >= 8, [...codes].join());
    for (const code of codes) assert.ok(page.includes(`\n| \`${code}\` |`), code);
  });
});
