import { throwIfAborted } from '../../base/abort.ts';
import { Bitmap } from '../../core/context/bitmap.ts';
import type { Scored, SearchBounds } from '../../core/context/lexicalIndex.ts';
import { TopScores } from '../../core/context/topScores.ts';
import type { VectorIndex } from '../../core/context/vectorIndex.ts';
import { createDotKernel, type DotKernel, rowBytesOf } from './dotKernel.ts';
import { createHammingKernel, type HammingKernel } from './hammingKernel.ts';
import { type QuantisedVector, quantise } from './quantise.ts';

/** Up to so many vectors are all compared exactly. */
const exactUpTo = 4_096;
/** Of more, those whose signs differ least are: at least so many, and at least this share. */
const fewestExact = 2_048;
const exactShare = 1 / 40;
const pageBytes = 65_536;
/** With it, the products of a question and a row of up to 8,192 numbers add up within 32 bits. */
const largestQuestion = 2_047;

/**
 * All vectors one after the other, a byte a number. A search first counts in how many signs each vector differs from the question
 * (their signs are kept as bits: a thirty-second of the size), then compares the nearest of them exactly. Which ones those are
 * depends on the vectors alone, so that the order in which they came makes no difference.
 */
export class FlatVectorIndex implements VectorIndex {
  readonly dims: number;
  readonly #words: number;
  readonly #rowBytes: number;
  readonly #signs: HammingKernel;
  readonly #rows: DotKernel;
  #capacity = 1_024;
  #scales: Float32Array;
  #live: Bitmap;
  #slots = 0;
  #size = 0;

  constructor(dims: number) {
    this.dims = dims;
    this.#words = Math.ceil(dims / 64);
    this.#rowBytes = rowBytesOf(dims);
    this.#scales = new Float32Array(this.#capacity);
    this.#live = new Bitmap(this.#capacity);
    this.#signs = createHammingKernel(this.#words, Math.ceil(this.#signBytes(this.#capacity) / pageBytes));
    this.#rows = createDotKernel(dims, Math.ceil(this.#allRowBytes(this.#capacity) / pageBytes));
  }

  get size(): number {
    return this.#size;
  }

  set(slot: number, vector: Float32Array): void {
    this.#requireDims(vector.length);
    this.setQuantised(slot, quantise(vector));
  }

  /** The same with a vector as it is kept. */
  setQuantised(slot: number, { bytes, scale }: QuantisedVector): void {
    this.#requireDims(bytes.length);
    this.#reserve(slot + 1);
    if (!this.#live.has(slot)) this.#size++;
    this.#live.add(slot);
    new Int8Array(this.#rows.memory.buffer, this.#rowAt(slot), this.dims).set(bytes);
    this.#scales[slot] = scale;
    this.#putSigns(bytes, this.#signsAt(slot));
  }

  remove(slot: number): void {
    if (slot >= this.#slots || !this.#live.has(slot)) return;
    this.#live.remove(slot);
    this.#size--;
  }

  async search(vector: Float32Array, bounds: SearchBounds, signal: AbortSignal): Promise<readonly Scored[]> {
    throwIfAborted(signal);
    this.#requireDims(vector.length);
    const { allowed, k, tie } = bounds;
    const chosen = allowed ? new Bitmap(this.#live.size).unite(this.#live).intersect(allowed) : this.#live;
    const many = allowed ? chosen.count() : this.#size;
    const slots = many <= Math.max(exactUpTo, k) ? [...chosen] : this.#nearBySigns(vector, { chosen, many, k });
    const scores = this.#cosines(vector, slots);
    const top = new TopScores(k, tie);
    for (let i = 0; i < slots.length; i++) {
      const score = scores[i] ?? 0;
      if (score > 0 && score >= top.floor) top.offer(slots[i] ?? 0, score);
    }
    return top.sorted();
  }

  async scores(vector: Float32Array, slots: readonly number[], signal: AbortSignal): Promise<Float32Array> {
    throwIfAborted(signal);
    this.#requireDims(vector.length);
    const known = slots.filter((slot) => this.#live.has(slot));
    const scores = this.#cosines(vector, known);
    let at = 0;
    return Float32Array.from(slots, (slot) => (this.#live.has(slot) ? (scores[at++] ?? 0) : 0));
  }

  /** Those whose signs differ least: all up to the distance at which there are enough. */
  #nearBySigns(
    vector: Float32Array,
    { chosen, many, k }: { readonly chosen: Bitmap; readonly many: number; readonly k: number },
  ): readonly number[] {
    this.#putSigns(vector, 0);
    const out = this.#signsAt(this.#capacity);
    this.#signs.scan(this.#slots, this.#signsAt(0), out);
    const distances = new Uint16Array(this.#signs.memory.buffer, out, this.#slots);
    const histogram = new Uint32Array(this.#words * 64 + 1);
    const { words } = chosen;
    for (let slot = 0; slot < distances.length; slot++) {
      if (((words[slot >>> 5] ?? 0) & (1 << (slot & 31))) === 0) continue;
      const distance = distances[slot] ?? 0;
      histogram[distance] = (histogram[distance] ?? 0) + 1;
    }
    const enough = Math.max(fewestExact, Math.ceil(many * exactShare), 4 * k);
    let furthest = 0;
    for (let found = histogram[0] ?? 0; found < enough && furthest < histogram.length - 1; ) {
      found += histogram[++furthest] ?? 0;
    }
    const near: number[] = [];
    for (let slot = 0; slot < distances.length; slot++) {
      if ((distances[slot] ?? 0) <= furthest && ((words[slot >>> 5] ?? 0) & (1 << (slot & 31))) !== 0) near.push(slot);
    }
    return near;
  }

  /** The cosines of some slots with a vector. */
  #cosines(vector: Float32Array, slots: readonly number[]): Float64Array {
    const scores = new Float64Array(slots.length);
    let largest = 0;
    let squares = 0;
    for (const value of vector) {
      largest = Math.max(largest, Math.abs(value));
      squares += value * value;
    }
    if (largest === 0 || slots.length === 0) return scores;
    const { memory, dots } = this.#rows;
    const question = new Int16Array(memory.buffer, 0, this.dims);
    for (let i = 0; i < vector.length; i++) question[i] = Math.round(((vector[i] ?? 0) / largest) * largestQuestion);
    const at = this.#rowAt(this.#capacity);
    const sums = new Int32Array(memory.buffer, at, slots.length);
    sums.set(slots);
    dots(slots.length, at, this.#rowAt(0));
    const factor = largest / largestQuestion / Math.sqrt(squares);
    for (let i = 0; i < slots.length; i++) scores[i] = (sums[i] ?? 0) * factor * (this.#scales[slots[i] ?? 0] ?? 0);
    return scores;
  }

  /** A bit for each number, set where it is above 0. */
  #putSigns(numbers: ArrayLike<number>, at: number): void {
    const bytes = new Uint8Array(this.#signs.memory.buffer, at, this.#words * 8);
    bytes.fill(0);
    for (let i = 0; i < numbers.length; i++) {
      if ((numbers[i] ?? 0) > 0) bytes[i >>> 3] = (bytes[i >>> 3] ?? 0) | (1 << (i & 7));
    }
  }

  /** In the memory of signs: the question's row, the rows, the distances. */
  #signsAt(slot: number): number {
    return (slot + 1) * this.#words * 8;
  }

  #signBytes(capacity: number): number {
    return this.#signsAt(capacity) + capacity * 2;
  }

  /** In the memory of rows: the question in 16 bits, the rows, numbers of rows that are asked for. */
  #rowAt(slot: number): number {
    return (slot + 2) * this.#rowBytes;
  }

  #allRowBytes(capacity: number): number {
    return this.#rowAt(capacity) + capacity * 4;
  }

  #reserve(slots: number): void {
    this.#slots = Math.max(this.#slots, slots);
    if (slots <= this.#capacity) return;
    this.#capacity = Math.max(slots, Math.ceil(this.#capacity * 1.5));
    const scales = new Float32Array(this.#capacity);
    scales.set(this.#scales);
    this.#scales = scales;
    this.#live = this.#live.grown(this.#capacity);
    // The rows stay where they are; what lies behind them is written anew by each search.
    grow(this.#signs.memory, this.#signBytes(this.#capacity));
    grow(this.#rows.memory, this.#allRowBytes(this.#capacity));
  }

  #requireDims(length: number): void {
    if (length !== this.dims) throw new Error(`a vector of ${length} numbers in an index of ${this.dims}`);
  }
}

function grow(memory: HammingKernel['memory'], bytes: number): void {
  const missing = Math.ceil(bytes / pageBytes) - memory.buffer.byteLength / pageBytes;
  if (missing > 0) memory.grow(missing);
}
