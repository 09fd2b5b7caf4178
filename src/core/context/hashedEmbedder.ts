import { throwIfAborted } from '../../base/abort.ts';
import { nextTurn } from '../../base/nextTurn.ts';
import { Concepts } from './concepts.ts';
import { type Embedder, normalise } from './embedder.ts';
import { mix } from './hash64.ts';

/** The length of its vectors. */
export const hashedDims = 256;
const dims = hashedDims;
/** Places that a feature adds to: more spread the noise of features that share a place. */
const placesPerFeature = 8;
/** What the kinds of features weigh. Found on the tuning half of the retrieval set. */
const weights = { term: 1, concept: 0.9, gram: 0.28 } as const;
/** How much rare words of a question stand out, and frequent ones of a chunk. */
const questionPower = 0.7;
const chunkPower = 1.2;
const knownAtMost = 20_000;
const inputsATurn = 200;

/** A term as a sparse vector: where it adds, and how much. */
export interface TermVector {
  readonly places: Int16Array;
  readonly values: Float32Array;
}

/**
 * The embedder that needs no model, no training and no network: terms, the concepts they stand for, and their groups of three
 * letters are hashed with signs into 256 places (feature hashing, Weinberger et al. 2009), damped by the logarithm of how often
 * a term occurs. Words of like spelling or of one concept come near each other; it knows no more of meaning than that.
 */
export function createHashedEmbedder(): Embedder {
  const terms = new TermVectors();
  return {
    id: 'hashed-256-v1',
    dims,
    remote: false,
    async embed(inputs, purpose, signal) {
      const vectors = new Float32Array(inputs.length * dims);
      for (const [index, input] of inputs.entries()) {
        if (index % inputsATurn === inputsATurn - 1) await nextTurn();
        throwIfAborted(signal);
        const vector = vectors.subarray(index * dims, (index + 1) * dims);
        for (const [term, weight] of input.terms) {
          const { places, values } = terms.of(term);
          // In a chunk the tenth time says less than the first.
          const damped = purpose === 'query' ? weight ** questionPower : Math.log1p(weight) ** chunkPower;
          for (let i = 0; i < places.length; i++) {
            const place = places[i] ?? 0;
            vector[place] = (vector[place] ?? 0) + damped * (values[i] ?? 0);
          }
        }
        normalise(vector);
      }
      return vectors;
    },
  };
}

/** The vectors of terms, kept while they are in use: the same terms come in most chunks. */
export class TermVectors {
  readonly #known = new Map<string, TermVector>();
  readonly #concepts = new Concepts();

  of(term: string): TermVector {
    const known = this.#known.get(term);
    if (known) return known;
    const made = this.#make(term);
    if (this.#known.size >= knownAtMost) this.#known.clear();
    this.#known.set(term, made);
    return made;
  }

  #make(term: string): TermVector {
    const sum = new Map<number, number>();
    const add = (feature: string, weight: number) => {
      let state = mix(feature, 0x51ed270b);
      for (let i = 0; i < placesPerFeature; i++) {
        // A step of xorshift32 (Marsaglia 2003) for each further place.
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        const place = (state >>> 8) % dims;
        sum.set(place, (sum.get(place) ?? 0) + (state & 1 ? weight : -weight));
      }
    };
    const share = shareOf(term);
    add(term, weights.term * share);
    for (const concept of this.#concepts.of(term)) add(concept, weights.concept * share);
    if (/^[a-z]/.test(term)) for (const gram of gramsOf(term)) add(`#${gram}`, weights.gram * share);
    return { places: Int16Array.from(sum.keys()), values: Float32Array.from(sum.values()) };
  }
}

/** Short words and numbers are in all code: they say less. */
function shareOf(term: string): number {
  if (/^\d+$/.test(term)) return 0.25;
  if (term.length <= 2) return 0.4;
  return term.length === 3 ? 0.75 : 1;
}

function gramsOf(term: string): readonly string[] {
  const padded = `<${term.slice(0, 24)}>`;
  return Array.from({ length: Math.max(0, padded.length - 2) }, (_, at) => padded.slice(at, at + 3));
}
