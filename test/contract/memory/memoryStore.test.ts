import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createFileMemoryStore } from '../../../src/adapters/memory/fileMemoryStore.ts';
import { withWriteLock } from '../../../src/adapters/workspace/writeLock.ts';
import { isCoded } from '../../../src/base/errors.ts';
import type { MemoryStore } from '../../../src/core/memory/memoryStore.ts';
import { createMemoryMemoryStore } from '../../fakes/memoryMemoryStore.ts';

const { signal } = new AbortController();
let base: string;
let folder: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'lwm-'));
  folder = path.join(base, 'memory');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

let now = 1_000;
function fileStore(at = folder): MemoryStore {
  const locks = path.join(base, 'locks');
  mkdirSync(locks, { recursive: true });
  return createFileMemoryStore(at, {
    nowMs: () => now++,
    alone: (action, lockSignal) => withWriteLock(locks, { waitMs: 5_000 }, action, lockSignal),
  });
}

const stores: readonly (readonly [string, () => MemoryStore])[] = [
  ['memory', () => createMemoryMemoryStore(() => now++)],
  ['files', () => fileStore()],
];
const isChanged = (error: unknown) => isCoded(error, 'memory.changed');
const textsOf = async (store: MemoryStore) =>
  Object.fromEntries((await store.list(signal)).files.map(({ id, text }) => [id, text]));

for (const [name, create] of stores) {
  describe(`memory store: ${name}`, () => {
    it('is empty at first, and lists by name what was written', async () => {
      const store = create();
      assert.deepEqual(await store.list(signal), { files: [], skipped: [] });
      await store.write({ id: 'b', text: 'two' }, undefined, signal);
      await store.write({ id: 'a', text: 'one' }, undefined, signal);
      assert.deepEqual(
        (await store.list(signal)).files.map(({ id }) => id),
        ['a', 'b'],
      );
    });

    it('gives the version that the list gives, the same for the same text', async () => {
      const store = create();
      const version = await store.write({ id: 'a', text: 'one' }, undefined, signal);
      assert.equal((await store.list(signal)).files[0]?.version, version);
      assert.equal(await store.write({ id: 'a', text: 'one' }, version, signal), version);
    });

    it('changes nothing when another version is there', async () => {
      const store = create();
      const first = await store.write({ id: 'a', text: 'one' }, undefined, signal);
      const second = await store.write({ id: 'a', text: 'two' }, first, signal);
      await assert.rejects(store.write({ id: 'a', text: 'three' }, first, signal), isChanged);
      await assert.rejects(store.write({ id: 'a', text: 'three' }, undefined, signal), isChanged);
      await assert.rejects(store.remove('a', first, signal), isChanged);
      await assert.rejects(store.write({ id: 'b', text: 'three' }, first, signal), isChanged);
      assert.deepEqual(await textsOf(store), { a: 'two' });
      await store.remove('a', second, signal);
      assert.deepEqual(await textsOf(store), {});
    });

    it('of writers that begin with the same version one wins', async () => {
      const store = create();
      const version = await store.write({ id: 'a', text: 'one' }, undefined, signal);
      const all = await Promise.allSettled(
        Array.from({ length: 8 }, (_, at) => store.write({ id: 'a', text: `text ${at}` }, version, signal)),
      );
      const won = all.filter(({ status }) => status === 'fulfilled');
      assert.equal(won.length, 1);
      for (const one of all) if (one.status === 'rejected') assert.ok(isChanged(one.reason), String(one.reason));
    });

    it('goes back to a snapshot, and back again', async () => {
      const store = create();
      const version = await store.write({ id: 'a', text: 'one' }, undefined, signal);
      await store.write({ id: 'b', text: 'keep' }, undefined, signal);
      const snapshot = await store.snapshot(signal);
      assert.equal(await store.snapshot(signal), snapshot, 'nothing has changed');
      await store.write({ id: 'a', text: 'two' }, version, signal);
      await store.write({ id: 'c', text: 'new' }, undefined, signal);
      const before = await store.rollback(snapshot, signal);
      assert.deepEqual(await textsOf(store), { a: 'one', b: 'keep' });
      await store.rollback(before, signal);
      assert.deepEqual(await textsOf(store), { a: 'two', b: 'keep', c: 'new' });
      const ids = (await store.snapshots(signal)).map(({ id }) => id);
      assert.ok(ids.includes(snapshot) && ids.includes(before));
      await assert.rejects(store.rollback('none', signal), (error) => isCoded(error, 'memory.noSnapshot'));
    });

    it('honours its signal before it changes anything', async () => {
      const store = create();
      const aborted = AbortSignal.abort();
      await assert.rejects(store.write({ id: 'a', text: 'one' }, undefined, aborted), { name: 'AbortError' });
      assert.deepEqual(await textsOf(store), {});
    });
  });
}

describe('memory store: files on a disk', () => {
  it('makes its folder with the first write, for this person alone', async () => {
    const store = fileStore();
    await store.list(signal);
    assert.equal(existsSync(folder), false);
    await store.write({ id: 'a', text: 'one' }, undefined, signal);
    assert.equal(readFileSync(path.join(folder, 'a.md'), 'utf8'), 'one');
  });

  it('sees what a person edits and deletes, and skips what is no fact, saying so', async () => {
    const store = fileStore();
    const version = await store.write({ id: 'a', text: 'one' }, undefined, signal);
    writeFileSync(path.join(folder, 'a.md'), 'edited');
    writeFileSync(path.join(folder, 'My Notes.md'), 'text');
    writeFileSync(path.join(folder, 'other.txt'), 'text');
    await assert.rejects(store.write({ id: 'a', text: 'two' }, version, signal), isChanged);
    const { files, skipped } = await store.list(signal);
    assert.deepEqual(
      files.map(({ id, text }) => [id, text]),
      [['a', 'edited']],
    );
    assert.deepEqual(
      skipped.map(({ file }) => path.basename(file)),
      ['My Notes.md'],
    );
  });

  it('follows no link: neither a file nor the folder', async () => {
    const store = fileStore();
    const outside = path.join(base, 'outside.md');
    writeFileSync(outside, 'mine');
    mkdirSync(folder);
    symlinkSync(outside, path.join(folder, 'a.md'));
    assert.deepEqual((await store.list(signal)).files, []);
    await assert.rejects(store.write({ id: 'a', text: 'two' }, undefined, signal), (error) =>
      isCoded(error, 'memory.unsafePath'),
    );
    const linked = path.join(base, 'linked');
    symlinkSync(base, linked);
    await assert.rejects(fileStore(linked).write({ id: 'b', text: 'x' }, undefined, signal), (error) => isCoded(error));
    assert.equal(readFileSync(outside, 'utf8'), 'mine');
    assert.equal(existsSync(path.join(base, 'b.md')), false);
  });

  it('reads past a snapshot that is half written, and keeps fifty', async () => {
    const store = fileStore();
    let version = await store.write({ id: 'a', text: '0' }, undefined, signal);
    await store.snapshot(signal);
    writeFileSync(path.join(folder, 'snapshots/000001-abcdef.json'), '{"atMs": 1, "files": {"a"');
    for (let at = 1; at <= 55; at++) {
      version = await store.write({ id: 'a', text: String(at) }, version, signal);
      await store.snapshot(signal);
    }
    const all = await store.snapshots(signal);
    assert.equal(all.length, 50);
    assert.equal(all[0]?.files.a, '55');
    assert.deepEqual(
      readdirSync(folder).filter((one) => one.startsWith('.')),
      [],
      'no temporary file is left',
    );
  });
});
