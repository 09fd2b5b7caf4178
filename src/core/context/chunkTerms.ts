import type { Chunk } from './chunk.ts';
import type { CodeTokens } from './codeTokens.ts';

/** How often a term counts where it stands. Found on the tuning half of the retrieval set (docs/benchmarks.md). */
export const fieldWeights = { name: 5, within: 2, path: 2, doc: 3, text: 1 } as const;

/** The largest weight of a term in a chunk: one byte in the index. */
export const greatestWeight = 255;

/** The terms of a chunk with their weights, 1 to 255, in the order in which they are first met. */
export type TermWeights = ReadonlyMap<string, number>;

/** The terms of a chunk, each counted by the fields it stands in. */
export function chunkTerms(tokens: CodeTokens, path: string, chunk: Omit<Chunk, 'id'>): TermWeights {
  const weights = new Map<string, number>();
  const count = (terms: Iterable<string>, weight: number) => {
    for (const term of terms) weights.set(term, Math.min(greatestWeight, (weights.get(term) ?? 0) + weight));
  };
  count(tokens.read(chunk.name), fieldWeights.name);
  for (const name of chunk.within) count(tokens.read(name), fieldWeights.within);
  count(pathTerms(tokens, path), fieldWeights.path);
  count(tokens.read(chunk.doc), fieldWeights.doc);
  count(tokens.read(chunk.text), fieldWeights.text);
  return weights;
}

/** Folders near the root say least and are many chunks' own: a term counts once, and the file's name twice. */
function pathTerms(tokens: CodeTokens, path: string): readonly string[] {
  const parts = path.replace(/\.\w{1,5}$/, '').split('/');
  const file = parts.at(-1) ?? '';
  return [...new Set(parts.flatMap((part) => tokens.read(part))), ...tokens.read(file)];
}

/** The terms of a question, each once, with how often it is said. */
export function queryTerms(tokens: CodeTokens, text: string): TermWeights {
  const weights = new Map<string, number>();
  for (const term of tokens.read(text)) weights.set(term, Math.min(greatestWeight, (weights.get(term) ?? 0) + 1));
  return weights;
}
