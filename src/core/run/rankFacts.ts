import { chunkTerms, type TermWeights } from '../context/chunkTerms.ts';
import { CodeTokens } from '../context/codeTokens.ts';
import { fullQuery } from '../context/contextQuery.ts';
import { fewChunks } from '../context/fewChunks.ts';
import { createHashedEmbedder, TermVectors } from '../context/hashedEmbedder.ts';
import { AdaptivePlanner } from '../context/planner.ts';
import { searchChunks } from '../context/searchChunks.ts';
import { confidenceOf, type Fact, isTrusted } from '../memory/fact.ts';

/** A fact and how well it answers a question. */
export interface RankedFact<F> {
  readonly fact: F;
  /** By words and by meaning, each as a share of the best, times the fact's confidence; above 0. */
  readonly score: number;
}

const longestQuestion = 10_000;
const mostRanked = 1_000;

/**
 * The facts that share words with a question, best first; equal ones by their name, so that the order is always the same. The search is that of
 * code, with its words and vectors; the words choose, since a fact that shares none would only be the least unlike one. A
 * handful of facts needs no index: all of them are read each time.
 */
export async function rankFacts<F extends { readonly fact: Fact }>(
  facts: readonly F[],
  question: string,
  signal: AbortSignal,
): Promise<readonly RankedFact<F>[]> {
  const trusted = facts.filter(({ fact }) => isTrusted(fact));
  const text = question.slice(0, longestQuestion);
  if (trusted.length === 0 || text.trim() === '') return [];
  const tokens = new CodeTokens();
  const embedder = createHashedEmbedder();
  const terms = trusted.map(({ fact }) => factTerms(tokens, fact));
  const inputs = terms.map((own) => ({ text: '', terms: own }));
  const vectors = await embedder.embed(inputs, 'document', signal);
  const nameOf = (at: number) => trusted[at]?.fact.id ?? '';
  const chunks = fewChunks({ terms, vectors, nameOf });
  const planner = new AdaptivePlanner();
  const tools = { tokens, embedder, termVectors: new TermVectors(), planner, nowMs: () => 0 };
  const query = fullQuery({ text, k: mostRanked, strategy: 'sparse-first', fusion: 'weighted', deterministic: true });
  const { found } = await searchChunks(query, { chunks, tools }, signal);
  return found
    .flatMap(({ slot, fusedScore }) => {
      const fact = trusted[slot];
      return fact ? [{ fact, score: fusedScore * confidenceOf(fact.fact) }] : [];
    })
    .sort((left, right) => right.score - left.score || (left.fact.fact.id < right.fact.fact.id ? -1 : 1));
}

/** What of a fact is searched: its change is long, and says less than its files and tests. */
export function factTerms(tokens: CodeTokens, { about, tests = [], files = [], body }: Fact): TermWeights {
  const text = [...tests, ...files, body.replace(/^```diff\n[\s\S]*?^```$/m, '')].join('\n');
  return chunkTerms(tokens, '', { ...piece, doc: about, text });
}

/** A fact as what is cut from a file. */
const piece = { kind: 'fact', name: '', within: [], startLine: 1, endLine: 1 } as const;
