import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MemoryFile, MemoryStore } from '../../../src/core/memory/memoryStore.ts';
import { saveFact } from '../../../src/core/memory/saveFact.ts';
import { merge3 } from '../../../src/core/patch/threeWayMerge.ts';
import { createMemoryMemoryStore } from '../../fakes/memoryMemoryStore.ts';

const { signal } = new AbortController();
const id = 'a-fact';

async function fileOf(store: MemoryStore, name = id): Promise<MemoryFile | undefined> {
  return (await store.list(signal)).files.find((file) => file.id === name);
}

async function storeWith(text: string): Promise<{ store: MemoryStore; base: MemoryFile }> {
  const store = createMemoryMemoryStore();
  const version = await store.write({ id, text }, undefined, signal);
  return { store, base: { id, text, version } };
}

const save = (store: MemoryStore, text: string, base: MemoryFile | undefined) =>
  saveFact({ store, merge: merge3 }, { id, text, base }, signal);

const lines = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 10 })
  .map((all) => `${all.join('\n')}\n`);

describe('saving a fact', () => {
  it('writes a new one, and nothing where nothing has changed', async () => {
    const store = createMemoryMemoryStore();
    assert.equal((await save(store, 'a\n', undefined)).kind, 'written');
    assert.equal((await save(store, 'a\n', await fileOf(store))).kind, 'unchanged');
    assert.equal((await save(store, 'a\n', undefined)).kind, 'merged', 'two that write the same agree');
  });

  it('one-sided change: whoever alone has changed a text is taken', async () => {
    await fc.assert(
      fc.asyncProperty(lines, lines, async (before, changed) => {
        const { store, base } = await storeWith(before);
        await store.write({ id, text: changed }, base.version, signal);
        await save(store, before === changed ? changed : before, base);
        // Saving what one has read changes nothing of what another has written.
        assert.equal((await fileOf(store))?.text, changed);
      }),
    );
  });

  it('the same change twice is one change', async () => {
    await fc.assert(
      fc.asyncProperty(lines, lines, async (before, changed) => {
        const { store, base } = await storeWith(before);
        await save(store, changed, base);
        const second = await save(store, changed, base);
        assert.notEqual(second.kind, 'conflict');
        assert.equal((await fileOf(store))?.text, changed);
      }),
    );
  });

  it('disjoint changes are both in the text', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), async (middle, top, end) => {
        const [first, last] = [`top ${JSON.stringify(top)}\n`, `end ${JSON.stringify(end)}\n`];
        const before = `1\n2\n3\n${middle}7\n8\n9\n`;
        const { store, base } = await storeWith(before);
        await store.write({ id, text: first + before }, base.version, signal);
        const saved = await save(store, before + last, base);
        assert.equal(saved.kind, 'merged');
        assert.equal((await fileOf(store))?.text, first + before + last);
      }),
    );
  });

  it('a conflict is reported, and neither text is lost', async () => {
    await fc.assert(
      fc.asyncProperty(lines, lines, lines, async (before, theirs, ours) => {
        const { store, base } = await storeWith(before);
        await store.write({ id, text: theirs }, base.version, signal);
        const saved = await save(store, ours, base);
        const standing = (await fileOf(store))?.text ?? '';
        if (saved.kind === 'conflict') {
          assert.equal(standing, theirs);
          assert.equal((await fileOf(store, saved.beside))?.text, ours);
          assert.ok(saved.regions.length > 0);
        } else {
          const expected = merge3(before, theirs, ours);
          assert.deepEqual(expected, { kind: 'merged', text: standing });
        }
      }),
    );
  });

  it('many writers at once: every line that any of them added is somewhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 6 }),
        async (words) => {
          const before = '1\n2\n3\n4\n5\n';
          const { store, base } = await storeWith(before);
          await Promise.all(words.map((word) => save(store, `${before}${JSON.stringify(word)}\n`, base)));
          const all = (await store.list(signal)).files.map(({ text }) => text).join('\n');
          for (const word of words) assert.ok(all.includes(JSON.stringify(word)), `${word} is lost`);
        },
      ),
    );
  });

  it('what somebody removed meanwhile is written anew', async () => {
    const { store, base } = await storeWith('a\n');
    await store.remove(id, base.version, signal);
    assert.equal((await save(store, 'b\n', base)).kind, 'written');
    assert.equal((await fileOf(store))?.text, 'b\n');
  });
});
