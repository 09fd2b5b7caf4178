import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDotKernel, rowBytesOf } from '../../../src/adapters/context/dotKernel.ts';
import { FlatVectorIndex } from '../../../src/adapters/context/flatVectorIndex.ts';
import { createHammingKernel } from '../../../src/adapters/context/hammingKernel.ts';
import { Bitmap, bitsOf } from '../../../src/core/context/bitmap.ts';
import { normalise } from '../../../src/core/context/embedder.ts';
import { mix } from '../../../src/core/context/hash64.ts';
import type { Scored } from '../../../src/core/context/lexicalIndex.ts';

const { signal } = new AbortController();
const tie = (a: number, b: number) => a - b;

/** Numbers of about a normal distribution, the same for the same name. */
function randomVector(name: string, dims: number): Float32Array {
  let state = mix(name, 7) | 1;
  return Float32Array.from({ length: dims }, () => {
    let sum = 0;
    for (let i = 0; i < 4; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      sum += state / 2 ** 31;
    }
    return sum;
  });
}

/** Vectors in groups, as those of texts lie: each near one of a hundred centres. */
function clusteredVector(index: number, dims: number): Float32Array {
  const centre = randomVector(`centre ${index % 100}`, dims);
  const own = randomVector(`own ${index}`, dims);
  return centre.map((value, at) => value + 0.9 * (own[at] ?? 0));
}

function exact(vectors: readonly Float32Array[], question: Float32Array, k: number): readonly Scored[] {
  const unit = normalise(question.slice());
  const scored = vectors.map((vector, slot) => {
    const other = normalise(vector.slice());
    return { slot, score: unit.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0) };
  });
  return scored.sort((a, b) => b.score - a.score).slice(0, k);
}

describe('VectorIndex: FlatVectorIndex', () => {
  for (const dims of [64, 256, 384]) {
    it(`finds the nearest of few vectors of ${dims} numbers exactly, save for rounding`, async () => {
      const index = new FlatVectorIndex(dims);
      const vectors = Array.from({ length: 300 }, (_, slot) => randomVector(`few ${slot}`, dims));
      for (const [slot, vector] of vectors.entries()) index.set(slot, vector);
      for (let i = 0; i < 10; i++) {
        const question = randomVector(`question ${i}`, dims);
        const found = await index.search(question, { k: 10, tie }, signal);
        const expected = exact(vectors, question, 300);
        for (const { slot, score } of found) {
          assert.ok(Math.abs(score - (expected.find((one) => one.slot === slot)?.score ?? 9)) < 0.02);
        }
        // Random vectors lie close to each other: the best may be the second best by less than rounding.
        assert.ok(expected.slice(0, 3).some(({ slot }) => slot === found[0]?.slot));
      }
    });
  }

  it('of many finds nine of ten nearest on average', async () => {
    const dims = 256;
    const index = new FlatVectorIndex(dims);
    const vectors = Array.from({ length: 5_000 }, (_, slot) => clusteredVector(slot, dims));
    for (const [slot, vector] of vectors.entries()) index.set(slot, vector);
    let hits = 0;
    for (let i = 0; i < 20; i++) {
      const question = clusteredVector(10_000 + i, dims);
      const found = new Set((await index.search(question, { k: 10, tie }, signal)).map(({ slot }) => slot));
      hits += exact(vectors, question, 10).filter(({ slot }) => found.has(slot)).length;
    }
    assert.ok(hits >= 180, `${hits} of 200`);
  });

  it('finds what vectra finds', async function () {
    const vectra = join(import.meta.dirname, '../../../bench/node_modules/vectra/lib/index.js');
    if (!existsSync(vectra)) {
      console.log('      (skipped: vectra comes with the peers of the benchmarks, and they are not installed)');
      return this.skip();
    }
    const { LocalIndex } = (await import(vectra)) as typeof import('vectra');
    const folder = mkdtempSync(join(tmpdir(), 'loopwright-vectra-'));
    try {
      const other = new LocalIndex(folder);
      await other.createIndex();
      await other.beginUpdate();
      const ours = new FlatVectorIndex(64);
      for (let slot = 0; slot < 1_000; slot++) {
        const vector = clusteredVector(slot, 64);
        ours.set(slot, vector);
        await other.insertItem({ id: String(slot), vector: [...vector], metadata: {} });
      }
      await other.endUpdate();
      let same = 0;
      for (let i = 0; i < 20; i++) {
        const question = clusteredVector(5_000 + i, 64);
        const expected = new Map(
          (await other.queryItems([...question], '', 10)).map((one) => [Number(one.item.id), one.score]),
        );
        for (const { slot, score } of await ours.search(question, { k: 10, tie }, signal)) {
          const theirs = expected.get(slot);
          if (theirs === undefined) continue;
          same++;
          assert.ok(Math.abs(score - theirs) < 0.02);
        }
      }
      assert.ok(same >= 180, `${same} of 200`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('gives the same for the same vectors, in whatever order they came', async () => {
    const dims = 64;
    const vectors = Array.from({ length: 5_000 }, (_, at) => clusteredVector(at, dims));
    const question = clusteredVector(9_999, dims);
    const found: string[][] = [];
    for (const step of [1, 4_999]) {
      const index = new FlatVectorIndex(dims);
      const nameOf: number[] = [];
      for (let i = 0; i < vectors.length; i++) {
        nameOf[i] = (i * step) % vectors.length;
        index.set(i, vectors[nameOf[i] ?? 0] ?? new Float32Array(dims));
      }
      const byName = (a: number, b: number) => (nameOf[a] ?? 0) - (nameOf[b] ?? 0);
      const answer = await index.search(question, { k: 20, tie: byName }, signal);
      found.push(answer.map(({ slot, score }) => `${nameOf[slot]} ${score}`));
    }
    assert.deepEqual(found[0], found[1]);
  });

  it('gives only what is allowed and there, and replaces what a slot had', async () => {
    const index = new FlatVectorIndex(64);
    for (let slot = 0; slot < 50; slot++) index.set(slot, randomVector(`v${slot}`, 64));
    const question = randomVector('v7', 64);
    const slots = async (allowed?: Bitmap) =>
      (await index.search(question, { k: 3, allowed, tie }, signal)).map(({ slot }) => slot);
    assert.equal((await slots())[0], 7);
    const allowed = new Bitmap(50);
    for (const slot of [3, 9, 30]) allowed.add(slot);
    for (const slot of await slots(allowed)) assert.ok(allowed.has(slot));
    index.remove(7);
    index.remove(7);
    assert.equal(index.size, 49);
    assert.ok(!(await slots()).includes(7));
    index.set(20, question);
    assert.equal((await slots())[0], 20);
    assert.deepEqual(
      [...(await index.scores(question, [7, 20], signal))].map((one) => Math.round(one * 100)),
      [0, 100],
    );
  });

  it('keeps an all-zero vector, which fits nothing', async () => {
    const index = new FlatVectorIndex(64);
    index.set(0, new Float32Array(64));
    assert.deepEqual(await index.search(randomVector('q', 64), { k: 5, tie }, signal), []);
    assert.deepEqual(await index.search(new Float32Array(64), { k: 5, tie }, signal), []);
    assert.equal(index.size, 1);
  });

  it('refuses vectors of another length, and honours a signal that has fired', async () => {
    const index = new FlatVectorIndex(64);
    assert.throws(() => index.set(0, new Float32Array(65)), /65 numbers in an index of 64/);
    await assert.rejects(index.search(new Float32Array(64), { k: 1, tie }, AbortSignal.abort()), {
      name: 'AbortError',
    });
  });
});

describe('the kernel that multiplies rows', () => {
  for (const dims of [16, 100, 256, 1_536]) {
    it(`multiplies rows of ${dims} bytes as plain arithmetic does`, () => {
      const bytes = rowBytesOf(dims);
      const [rows, count] = [20, 12];
      const slotsAt = bytes * (2 + rows);
      const { memory, dots } = createDotKernel(dims, Math.ceil((slotsAt + count * 4) / 65_536));
      const question = new Int16Array(memory.buffer, 0, dims);
      for (let i = 0; i < dims; i++) question[i] = (mix(`q${i}`, 1) % 4_095) - 2_047;
      const all = new Int8Array(memory.buffer, bytes * 2, bytes * rows);
      for (let row = 0; row < rows; row++) {
        for (let i = 0; i < dims; i++) all[row * bytes + i] = (mix(`${row} ${i}`, 1) % 255) - 127;
      }
      const slots = Array.from({ length: count }, (_, i) => (i * 7) % rows);
      const sums = new Int32Array(memory.buffer, slotsAt, count);
      sums.set(slots);
      dots(count, slotsAt, bytes * 2);
      const expected = slots.map((slot) =>
        question.reduce((sum, value, i) => sum + value * (all[slot * bytes + i] ?? 0), 0),
      );
      assert.deepEqual([...sums], expected);
    });
  }
});

describe('the kernel that counts differing bits', () => {
  for (const words of [1, 4, 6, 17, 200]) {
    it(`counts rows of ${words} words as plain arithmetic does`, () => {
      const rows = 40;
      const bytes = words * 8;
      const { memory, scan } = createHammingKernel(words, Math.ceil((bytes * (rows + 1) + rows * 2) / 65_536));
      const all = new Uint32Array(memory.buffer, 0, words * 2 * (rows + 1));
      for (let i = 0; i < all.length; i++) all[i] = mix(`word ${i}`, 3);
      scan(rows, bytes, bytes * (rows + 1));
      const distances = new Uint16Array(memory.buffer, bytes * (rows + 1), rows);
      for (let row = 0; row < rows; row++) {
        let expected = 0;
        for (let i = 0; i < words * 2; i++) expected += bitsOf((all[i] ?? 0) ^ (all[(row + 1) * words * 2 + i] ?? 0));
        assert.equal(distances[row], expected, `row ${row}`);
      }
    });
  }
});
