import { throwIfAborted } from '../../base/abort.ts';
import { Bitmap } from './bitmap.ts';
import type { TermWeights } from './chunkTerms.ts';
import {
  inverseFrequency,
  type LexicalIndex,
  type LexicalStatistics,
  type Scored,
  type SearchBounds,
} from './lexicalIndex.ts';
import { TermDictionary } from './termDictionary.ts';
import { TopScores } from './topScores.ts';

/** How fast further occurrences of a term lose weight, and how much long chunks are held back. Larger than usual, since a
 * term in a name counts several times. Found on the tuning half of the retrieval set. */
const k1 = 4.5;
const b = 0.6;
/** A posting is the slot times this plus the term's weight in the chunk, so that it stays a small integer up to four million slots. */
const weightSpan = 256;
/** Of a posting: what is left of the slot's bits. */
const weightBits = 8;
const deadShare = 0.1;
const deadAtLeast = 2_000;

/**
 * BM25 in memory: for each term a list of where it is and how much it weighs there. What is removed is only marked, and swept
 * out when it is a tenth; until then frequencies are counted anew, so that scores are those of an index without it.
 */
export class Bm25Index implements LexicalIndex {
  readonly #dictionary: TermDictionary;
  readonly #postings: (number[] | undefined)[] = [];
  #lengths = new Uint32Array(1024);
  #norms: Float64Array | undefined;
  #scores = new Float64Array(1024);
  #touched = new Uint32Array(1024);
  #live = new Bitmap(1024);
  #slots = 0;
  #size = 0;
  #dead = 0;
  #totalLength = 0;

  constructor(dictionary: TermDictionary = new TermDictionary()) {
    this.#dictionary = dictionary;
  }

  get size(): number {
    return this.#size;
  }

  get totalLength(): number {
    return this.#totalLength;
  }

  add(slot: number, terms: TermWeights): void {
    const ids = [...terms.keys()].map((term) => this.#dictionary.idOf(term) ?? this.#dictionary.add(term));
    this.addIds(slot, ids, [...terms.values()]);
  }

  /** The same with numbers of the dictionary. */
  addIds(slot: number, ids: ArrayLike<number>, weights: ArrayLike<number>): void {
    this.#reserve(slot + 1);
    if (this.#live.has(slot)) throw new Error(`slot ${slot} is taken`);
    let length = 0;
    for (let i = 0; i < ids.length; i++) {
      const weight = weights[i] ?? 0;
      const list = this.#postings[ids[i] ?? 0];
      const posting = slot * weightSpan + weight;
      if (list) list.push(posting);
      else this.#postings[ids[i] ?? 0] = [posting];
      length += weight;
    }
    this.#lengths[slot] = length;
    this.#totalLength += length;
    this.#live.add(slot);
    this.#size++;
    this.#norms = undefined;
  }

  remove(slot: number): void {
    if (slot >= this.#slots || !this.#live.has(slot)) return;
    this.#live.remove(slot);
    this.#totalLength -= this.#lengths[slot] ?? 0;
    this.#size--;
    this.#dead++;
    this.#norms = undefined;
  }

  /** True when so much is marked as removed that sweeping pays. */
  get wantsSweep(): boolean {
    return this.#dead > Math.max(deadAtLeast, this.#size * deadShare);
  }

  /** Drops what was removed; only then may its slots be taken again. */
  sweep(): void {
    for (const [id, list] of this.#postings.entries()) {
      if (!list) continue;
      const rest = list.filter((posting) => this.#live.has(posting >>> weightBits));
      this.#postings[id] = rest.length > 0 ? rest : undefined;
    }
    this.#dead = 0;
  }

  frequency(term: string): number {
    const list = this.#listOf(term);
    return list ? this.#countLive(list) : 0;
  }

  /** The slots that have a term, in no particular order. */
  having(term: string): readonly number[] {
    const slots = (this.#listOf(term) ?? []).map((posting) => posting >>> weightBits);
    return this.#dead === 0 ? slots : slots.filter((slot) => this.#live.has(slot));
  }

  idf(term: string): number {
    return inverseFrequency(this.#size, this.frequency(term));
  }

  search(terms: TermWeights, { statistics, ...bounds }: SearchBounds, signal: AbortSignal): readonly Scored[] {
    throwIfAborted(signal);
    const norms = statistics ? this.#normsOf(statistics) : this.#readNorms();
    let touched = 0;
    for (const [term, weight] of terms) {
      const list = this.#listOf(term);
      if (!list) continue;
      const { size = this.#size } = statistics ?? {};
      const rarity = inverseFrequency(size, statistics?.frequency(term) ?? this.#countLive(list));
      touched = this.#score(list, { factor: weight * (k1 + 1) * rarity, norms, touched });
    }
    return this.#best(touched, bounds);
  }

  /** Adds what one term is worth to every chunk that has it; gives how many chunks have any term so far. */
  #score(
    list: readonly number[],
    { factor, norms, touched }: { readonly factor: number; readonly norms: Float64Array; readonly touched: number },
  ): number {
    const scores = this.#scores;
    const slots = this.#touched;
    let count = touched;
    for (let i = 0; i < list.length; i++) {
      const posting = list[i] ?? 0;
      const slot = posting >>> weightBits;
      const often = posting & (weightSpan - 1);
      const before = scores[slot] ?? 0;
      if (before === 0) slots[count++] = slot;
      scores[slot] = before + (factor * often) / (often + (norms[slot] ?? 0));
    }
    return count;
  }

  #best(touched: number, { k, allowed, tie }: SearchBounds): readonly Scored[] {
    const top = new TopScores(k, tie);
    const live = this.#dead > 0 ? this.#live : undefined;
    for (let i = 0; i < touched; i++) {
      const slot = this.#touched[i] ?? 0;
      const score = this.#scores[slot] ?? 0;
      this.#scores[slot] = 0;
      if (score < top.floor) continue;
      if (live && !live.has(slot)) continue;
      if (allowed && !allowed.has(slot)) continue;
      top.offer(slot, score);
    }
    return top.sorted();
  }

  #listOf(term: string): number[] | undefined {
    const id = this.#dictionary.idOf(term);
    return id === undefined ? undefined : this.#postings[id];
  }

  #countLive(list: readonly number[]): number {
    if (this.#dead === 0) return list.length;
    let count = 0;
    for (const posting of list) if (this.#live.has(posting >>> weightBits)) count++;
    return count;
  }

  #readNorms(): Float64Array {
    this.#norms ??= this.#normsOf(this);
    return this.#norms;
  }

  /** By how much each chunk is held back for its length, measured against the mean of all that are searched. */
  #normsOf({ size, totalLength }: LexicalStatistics): Float64Array {
    const mean = size === 0 ? 1 : totalLength / size || 1;
    const norms = new Float64Array(this.#lengths.length);
    for (let slot = 0; slot < this.#slots; slot++) norms[slot] = k1 * (1 - b + (b * (this.#lengths[slot] ?? 0)) / mean);
    return norms;
  }

  #reserve(slots: number): void {
    this.#slots = Math.max(this.#slots, slots);
    if (slots <= this.#lengths.length) return;
    const capacity = Math.max(slots, this.#lengths.length * 2);
    const lengths = new Uint32Array(capacity);
    lengths.set(this.#lengths);
    this.#lengths = lengths;
    this.#scores = new Float64Array(capacity);
    this.#touched = new Uint32Array(capacity);
    this.#live = this.#live.grown(capacity);
  }
}
