import assert from 'node:assert/strict';
import type { BlobHash } from '../../../src/base/ids.ts';
import { fence } from '../../../src/core/prompt/fence.ts';
import type { RunEvent } from '../../../src/core/run/runEvent.ts';
import { pathsOfRun } from '../../../src/core/run/runPaths.ts';

/** Kept texts by their address, which is the key here. */
const request = (...texts: readonly string[]) =>
  JSON.stringify({ system: '', messages: texts.map((text) => ({ role: 'user', content: [{ type: 'text', text }] })) });
const reply = (...inputs: readonly unknown[]) =>
  JSON.stringify({ text: '', calls: inputs.map((input) => ({ type: 'toolCall', name: 'read_file', input })) });

async function paths(kept: Readonly<Record<string, string>>, more: readonly object[] = []) {
  const asked = Object.keys(kept).map((key) =>
    key.startsWith('q') ? { type: 'model.requested', request: key } : { type: 'model.replied', reply: key },
  );
  const read = async (hash: BlobHash) => kept[hash];
  const found = await pathsOfRun([...asked, ...more] as unknown as readonly RunEvent[], read);
  return { read: [...found.read].sort(), changed: [...found.changed].sort() };
}

describe('the files of a run', () => {
  it('are those that agents were shown', async () => {
    const text = `Look:\n${fence('source file src/a b.js', 'code')}\n${fence('test file test/a.js', 'x')}\n${fence('file c.py', '')}`;
    assert.deepEqual((await paths({ q1: request('nothing', text) })).read, ['c.py', 'src/a b.js', 'test/a.js']);
  });

  it('are those that they asked for by path', async () => {
    const found = await paths({ r1: reply({ path: 'src/x.js', from: 1 }, { text: 'search' }, null, 'x', { path: 7 }) });
    assert.deepEqual(found.read, ['src/x.js']);
  });

  it('are not those that a text only speaks of', async () => {
    const found = await paths({ q1: request('see src/far.js and <data name="rules">src/b.js</data>'), r1: 'no json' });
    assert.deepEqual(found.read, []);
  });

  it('count as changed when they differ in the copy at the end, and not as read then', async () => {
    const changes = [
      { type: 'copy.changed', files: { 'src/tried.js': 'h' } },
      { type: 'copy.changed', files: { 'src/a.js': 'h', 'src/gone.js': null } },
      { type: 'patch.proposed', proposal: { files: [{ path: 'src/new.js' }], refused: [] } },
    ];
    const found = await paths({ r1: reply({ path: 'src/a.js' }, { path: 'src/tried.js' }) }, changes);
    assert.deepEqual(found, { read: ['src/tried.js'], changed: ['src/a.js', 'src/gone.js', 'src/new.js'] });
  });

  it('are known without what is no longer kept', async () => {
    const events = [{ type: 'model.requested', request: 'gone' }] as unknown as readonly RunEvent[];
    assert.deepEqual([...(await pathsOfRun(events, async () => undefined)).read], []);
  });
});
