/** A set of slots, a bit each. */
export class Bitmap {
  readonly size: number;
  readonly words: Uint32Array;

  constructor(size: number) {
    this.size = size;
    this.words = new Uint32Array((size + 31) >>> 5);
  }

  has(slot: number): boolean {
    return ((this.words[slot >>> 5] ?? 0) & (1 << (slot & 31))) !== 0;
  }

  add(slot: number): void {
    this.words[slot >>> 5] = (this.words[slot >>> 5] ?? 0) | (1 << (slot & 31));
  }

  remove(slot: number): void {
    this.words[slot >>> 5] = (this.words[slot >>> 5] ?? 0) & ~(1 << (slot & 31));
  }

  /** The same set with room for more slots. */
  grown(size: number): Bitmap {
    const larger = new Bitmap(size);
    larger.words.set(this.words);
    return larger;
  }

  /** Keeps what is in the other as well; slots that it has no room for count as not in it. */
  intersect(other: Bitmap): this {
    for (let i = 0; i < this.words.length; i++) this.words[i] = (this.words[i] ?? 0) & (other.words[i] ?? 0);
    return this;
  }

  unite(other: Bitmap): this {
    for (let i = 0; i < this.words.length; i++) this.words[i] = (this.words[i] ?? 0) | (other.words[i] ?? 0);
    return this;
  }

  /** What is in `all` and not in this. */
  complementIn(all: Bitmap): Bitmap {
    const rest = new Bitmap(this.size);
    for (let i = 0; i < rest.words.length; i++) rest.words[i] = (all.words[i] ?? 0) & ~(this.words[i] ?? 0);
    return rest;
  }

  count(): number {
    let total = 0;
    for (const word of this.words) total += bitsOf(word);
    return total;
  }

  /** In ascending order. */
  *[Symbol.iterator](): Generator<number> {
    for (let i = 0; i < this.words.length; i++) {
      for (let word = this.words[i] ?? 0; word !== 0; word &= word - 1) yield i * 32 + 31 - Math.clz32(word & -word);
    }
  }
}

/** How many bits of a 32-bit word are set (Warren, Hacker's Delight, 5-2). */
export function bitsOf(word: number): number {
  let rest = word - ((word >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
