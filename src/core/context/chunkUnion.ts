import { Bitmap } from './bitmap.ts';
import type { ChunkPlace, LocatedChunks } from './contextIndex.ts';
import type { FilterField, FilterValue } from './filter.ts';
import type { Column } from './filterChunks.ts';
import { inverseFrequency, type LexicalStatistics, type Scored, type SearchBounds } from './lexicalIndex.ts';

interface Part {
  readonly chunks: LocatedChunks;
  /** Its first slot in the union. */
  readonly from: number;
  /** How many slots it takes. */
  readonly room: number;
}

/**
 * Several collections of chunks searched as one: scores are those that one index of all of them would give, since rarity of terms and
 * mean length are counted over all. Chunks that fit equally well stand in the order of their collections. What one of them
 * defines is nobody else's: links between chunks are not known here.
 */
export class ChunkUnion implements LocatedChunks {
  readonly lexical: LocatedChunks['lexical'];
  readonly vectors: LocatedChunks['vectors'];
  readonly attributes: LocatedChunks['attributes'];
  readonly #parts: readonly Part[];
  readonly #size: number;

  constructor(collections: readonly LocatedChunks[]) {
    let from = 0;
    this.#parts = collections.map((chunks) => {
      const part = { chunks, from, room: chunks.attributes.live.size };
      from += part.room;
      return part;
    });
    this.#size = from;
    this.lexical = this.#lexical();
    this.vectors = this.#vectors();
    this.attributes = this.#attributes();
  }

  /** Which collection a slot is of. */
  collectionOf(slot: number): number {
    return this.#parts.findLastIndex(({ from }) => from <= slot);
  }

  pathOf(slot: number): string {
    const { chunks, from } = this.#partOf(slot);
    return chunks.pathOf(slot - from);
  }

  place(slot: number): ChunkPlace {
    const { chunks, from } = this.#partOf(slot);
    return chunks.place(slot - from);
  }

  readonly tie = (a: number, b: number): number => {
    const [first, second] = [this.#partOf(a), this.#partOf(b)];
    return first === second ? first.chunks.tie(a - first.from, b - first.from) : first.from - second.from;
  };

  async termsOf(slots: readonly number[], signal: AbortSignal): Promise<readonly (readonly string[])[]> {
    const terms: (readonly string[])[] = slots.map(() => []);
    await this.#eachPart(slots, async ({ chunks }, own, places) => {
      const given = await chunks.termsOf(own, signal);
      for (const [at, place] of places.entries()) terms[place] = given[at] ?? [];
    });
    return terms;
  }

  #lexical(): LocatedChunks['lexical'] {
    const parts = this.#parts.map(({ chunks }) => chunks.lexical);
    const sum = (one: (lexical: LexicalStatistics) => number) => parts.reduce((total, part) => total + one(part), 0);
    const size = sum((one) => one.size);
    const totalLength = sum((one) => one.totalLength);
    const frequency = (term: string) => sum((one) => one.frequency(term));
    const statistics: LexicalStatistics = { size, totalLength, frequency };
    return {
      ...statistics,
      idf: (term) => inverseFrequency(size, frequency(term)),
      search: (terms, bounds, signal) => {
        const found = this.#parts.map((part) =>
          part.chunks.lexical.search(terms, { ...within(part, bounds), statistics }, signal),
        );
        return this.#best(found, bounds);
      },
    };
  }

  #vectors(): LocatedChunks['vectors'] {
    return {
      search: async (vector, bounds, signal) => {
        const found: (readonly Scored[])[] = [];
        for (const part of this.#parts)
          found.push(await part.chunks.vectors.search(vector, within(part, bounds), signal));
        return this.#best(found, bounds);
      },
      scores: async (vector, slots, signal) => {
        const scores = new Float32Array(slots.length);
        await this.#eachPart(slots, async ({ chunks }, own, places) => {
          const given = await chunks.vectors.scores(vector, own, signal);
          for (const [at, place] of places.entries()) scores[place] = given[at] ?? 0;
        });
        return scores;
      },
    };
  }

  #attributes(): LocatedChunks['attributes'] {
    const live = new Bitmap(this.#size);
    for (const { chunks, from } of this.#parts) for (const slot of chunks.attributes.live) live.add(from + slot);
    const column = (field: FilterField): Column => {
      const values: FilterValue[] = [];
      const codes = new Uint32Array(this.#size);
      for (const { chunks, from, room } of this.#parts) {
        const own = chunks.attributes.column(field);
        for (let slot = 0; slot < room; slot++) codes[from + slot] = values.length + (own.codes[slot] ?? 0);
        for (const value of own.values) values.push(value);
      }
      return { values, codes };
    };
    return { live, column };
  }

  #partOf(slot: number): Part {
    const part = this.#parts[this.collectionOf(slot)];
    if (!part) throw new Error(`no collection has the slot ${slot}`);
    return part;
  }

  /** The best of what each collection gave. */
  #best(found: readonly (readonly Scored[])[], { k, tie }: SearchBounds): readonly Scored[] {
    return found
      .flatMap((scored, at) => scored.map(({ slot, score }) => ({ slot: slot + (this.#parts[at]?.from ?? 0), score })))
      .sort((a, b) => b.score - a.score || tie(a.slot, b.slot))
      .slice(0, k);
  }

  /** Asks each collection for its own slots; `places` says where each stands in what was asked. */
  async #eachPart(
    slots: readonly number[],
    ask: (part: Part, own: readonly number[], places: readonly number[]) => Promise<void>,
  ): Promise<void> {
    for (const part of this.#parts) {
      const places = [...slots.keys()].filter((at) => this.#partOf(slots[at] ?? 0) === part);
      const own = places.map((at) => (slots[at] ?? 0) - part.from);
      if (own.length > 0) await ask(part, own, places);
    }
  }
}

/** The bounds of a search within one collection. */
function within({ chunks, from, room }: Part, { k, allowed }: SearchBounds): SearchBounds {
  const { tie } = chunks;
  if (!allowed) return { k, tie };
  const own = new Bitmap(room);
  for (let slot = 0; slot < room; slot++) if (allowed.has(from + slot)) own.add(slot);
  return { k, tie, allowed: own };
}
