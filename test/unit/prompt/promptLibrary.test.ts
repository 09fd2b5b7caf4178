import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { diffPrompt, ejectPrompt, listPrompts, loadPrompt } from '../../../src/app/promptLibrary.ts';
import { CodedError } from '../../../src/base/errors.ts';

const signal = new AbortController().signal;
const own =
  '---\nname: explain\nversion: 2\nagent: explain\ndescription: Explains.\ninputs: [code]\n---\nExplain it.\n';

describe('prompt library', () => {
  let base: string;
  let workspace: string;
  const folder = () => path.join(workspace, '.loopwright/prompts');
  const write = (name: string, text: string | Uint8Array) => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(path.join(folder(), name), text);
  };

  beforeEach(() => {
    base = mkdtempSync(path.join(tmpdir(), 'lwp-'));
    workspace = path.join(base, 'ws');
    mkdirSync(workspace);
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  it("takes the workspace's file in the place of the built-in one of that name", async () => {
    const builtIn = await loadPrompt(workspace, 'debug', signal);
    assert.deepEqual([builtIn.from, builtIn.file], ['built-in', 'debug.md']);
    assert.equal(await ejectPrompt(workspace, 'debug', signal), '.loopwright/prompts/debug.md');
    const copy = await loadPrompt(workspace, 'debug', signal);
    assert.deepEqual([copy.from, copy.file, copy.overrides], ['workspace', '.loopwright/prompts/debug.md', true]);
    assert.equal(copy.hash, builtIn.hash);
    write('debug.md', builtIn.text.replace('smallest change', 'very smallest change'));
    const changed = await loadPrompt(workspace, 'debug', signal);
    assert.notEqual(changed.hash, builtIn.hash);
    assert.equal(changed.hash, createHash('sha256').update(changed.text).digest('hex'));
    const { diff } = await diffPrompt(workspace, 'debug', signal);
    assert.match(diff, /^-- The smallest change .*\n\+- The very smallest change /m);
  });

  it("has prompts of the workspace's own beside them", async () => {
    write('explain.md', own);
    write('README.txt', 'x');
    write('Not A Name.md', 'x');
    const listed = await listPrompts(workspace, signal);
    const [mine] = listed.filter(({ from }) => from === 'workspace');
    assert.deepEqual([mine?.name, mine?.overrides, mine?.prompt?.version], ['explain', false, 2]);
    assert.equal((await loadPrompt(workspace, 'explain', signal)).prompt.inputs.code?.stable, false);
  });

  it('never passes over a file that is broken', async () => {
    write('debug.md', own);
    await assert.rejects(loadPrompt(workspace, 'debug', signal), (error) => {
      assert.ok(error instanceof CodedError);
      assert.equal(error.code, 'prompt.invalid');
      assert.match(error.message, /^\.loopwright\/prompts\/debug\.md:2:7: name: found "explain", expected "debug"/);
      return true;
    });
    const [debug] = (await listPrompts(workspace, signal)).filter(({ name }) => name === 'debug');
    assert.equal(debug?.prompt, undefined);
  });

  const elsewhere = () => {
    const file = path.join(base, 'outside.md');
    writeFileSync(file, own);
    return file;
  };
  const places: [name: string, make: () => void][] = [
    [
      'a link',
      () => {
        mkdirSync(folder(), { recursive: true });
        symlinkSync(elsewhere(), path.join(folder(), 'explain.md'));
      },
    ],
    [
      'a file of a folder that is a link',
      () => {
        write('explain.md', own);
        renameSync(folder(), path.join(base, 'prompts'));
        symlinkSync(path.join(base, 'prompts'), folder());
      },
    ],
    [
      'a file of a folder above that is a link',
      () => {
        write('explain.md', own);
        renameSync(path.join(workspace, '.loopwright'), path.join(base, 'dot'));
        symlinkSync(path.join(base, 'dot'), path.join(workspace, '.loopwright'));
      },
    ],
    ['a folder', () => mkdirSync(path.join(folder(), 'explain.md'), { recursive: true })],
    ['a binary file', () => write('explain.md', new Uint8Array([0, 1, 2]))],
    ['a file of many megabytes', () => write('explain.md', 'x'.repeat(3 * 1024 * 1024))],
  ];
  for (const [name, make] of places) {
    it(`refuses ${name}, and says so`, async () => {
      make();
      await assert.rejects(loadPrompt(workspace, 'explain', signal), { code: 'prompt.unreadable' });
    });
  }

  it('refuses a file that is far too long', async () => {
    write('explain.md', own + 'x'.repeat(200_000));
    await assert.rejects(loadPrompt(workspace, 'explain', signal), { code: 'prompt.invalid' });
  });

  it('knows no names that are paths', async () => {
    for (const name of ['../debug', 'prompts/debug', 'debug.md', 'Debug', '', '__proto__'])
      await assert.rejects(loadPrompt(workspace, name, signal), { code: 'prompt.unknown' });
    await assert.rejects(loadPrompt(workspace, 'debgu', signal), { hint: 'Did you mean debug?' });
  });

  it('copies no prompt over another, nor out of the workspace', async () => {
    write('debug.md', 'mine');
    await assert.rejects(ejectPrompt(workspace, 'debug', signal), { code: 'prompt.exists' });
    assert.equal(readFileSync(path.join(folder(), 'debug.md'), 'utf8'), 'mine');
    rmSync(folder(), { recursive: true });
    symlinkSync(base, folder());
    await assert.rejects(ejectPrompt(workspace, 'debug', signal), { code: 'prompt.unreadable' });
    await assert.rejects(ejectPrompt(workspace, 'explain', signal), { code: 'prompt.unknown' });
  });
});
