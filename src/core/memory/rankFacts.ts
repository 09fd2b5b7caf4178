import { confidenceOf, type Fact, isTrusted } from './fact.ts';

/** A fact and how well it answers a question. */
export interface RankedFact<F> {
  readonly fact: F;
  /** BM25 by the words they share, times the fact's confidence; above 0. */
  readonly score: number;
}

/** The usual parameters (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009). */
const k1 = 1.2;
const b = 0.75;

/**
 * The facts that share words with a question, best first; equal ones by their name, so that the order is always the same. A handful
 * of facts needs no index: all of them are read each time.
 */
export function rankFacts<F extends { readonly fact: Fact }>(
  facts: readonly F[],
  question: string,
): readonly RankedFact<F>[] {
  const trusted = facts.filter(({ fact }) => isTrusted(fact));
  const documents = trusted.map((stored) => ({ stored, words: wordsOf(textOf(stored.fact)) }));
  const average = documents.reduce((sum, { words }) => sum + words.length, 0) / Math.max(1, documents.length);
  const asked = [...new Set(wordsOf(question))];
  const holding = new Map(asked.map((word) => [word, documents.filter(({ words }) => words.includes(word)).length]));
  return documents
    .map(({ stored, words }) => {
      const counts = new Map<string, number>();
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
      let score = 0;
      for (const word of asked) {
        const count = counts.get(word) ?? 0;
        const held = holding.get(word) ?? 0;
        // With 1 inside the logarithm a word that most facts hold still counts a little, never against one.
        const rarity = Math.log(1 + (documents.length - held + 0.5) / (held + 0.5));
        score += (rarity * count * (k1 + 1)) / (count + k1 * (1 - b + (b * words.length) / Math.max(1, average)));
      }
      return { fact: stored, score: score * confidenceOf(stored.fact) };
    })
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score || (left.fact.fact.id < right.fact.fact.id ? -1 : 1));
}

/** What of a fact is searched: its change is long, and says less than its files and tests. */
export function textOf({ about, tests = [], files = [], body }: Fact): string {
  return [about, ...tests, ...files, body.replace(/^```diff\n[\s\S]*?^```$/m, '')].join('\n');
}

const tooCommon = new Set(
  'a an and are as at be by for from in is it not of on or that the this to was with'.split(' '),
);

/** Words in lower case, cut at dashes, underscores and inner capitals. */
export function wordsOf(text: string): readonly string[] {
  const cut = text.slice(0, 20_000).replace(/([a-z0-9])([A-Z])/g, '$1 $2');
  return (cut.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length > 1 && !tooCommon.has(word));
}
