import type { CandidateEdit } from './candidateEdit.ts';
import type { RankedEdit } from './rank.ts';

/** Best single edits that are combined with each other when no single one was enough. */
const widest = 60;
/** Best single edits that are combined with one that helped by itself. */
const deepest = 300;

/** Two edits that are tried together. */
export interface RankedPair {
  readonly edits: readonly [CandidateEdit, CandidateEdit];
  readonly score: number;
}

/** Pairs of an edit that fixed part of the failures with every good other one, nearest in rank first. */
export function* pairsWith(partly: RankedEdit, tried: readonly RankedEdit[]): Generator<RankedPair> {
  for (const other of tried.slice(0, deepest)) {
    const pair = pairOf(partly, other);
    if (pair) yield pair;
  }
}

/** All pairs of the best single edits, by the sum of their places. */
export function* pairsAmong(tried: readonly RankedEdit[]): Generator<RankedPair> {
  const best = tried.slice(0, widest);
  for (let sum = 1; sum < 2 * best.length; sum++)
    for (let i = Math.max(0, sum - best.length + 1); 2 * i < sum; i++) {
      const [first, second] = [best[i], best[sum - i]];
      const pair = first && second && pairOf(first, second);
      if (pair) yield pair;
    }
}

/** Operators whose mistakes are made alike in several places. A wrong name is not: two of them fit weak tests too easily. */
const repeated: ReadonlySet<string> = new Set([
  'relational',
  'sibling',
  'call',
  'presence',
  'text',
  'wrap',
  'value',
  'shape',
  'collection',
]);

/**
 * The same change on two lines: a bound that is wrong twice is wrong in the same way, and so are two nodes without their `.next` and two
 * calls whose results are lost.
 */
export function isTwin(a: CandidateEdit, b: CandidateEdit): boolean {
  if (a.operator !== b.operator || a.path !== b.path || a.line === b.line || !repeated.has(a.operator)) return false;
  if (isInsertion(a) && isInsertion(b) && a.replacement === b.replacement) return true;
  return a.operator === 'call' ? kindOf(a) === kindOf(b) : a.description === b.description;
}

const kindOf = ({ description }: CandidateEdit): string => description.replace(/`[^`]*`/g, '');

const isInsertion = ({ startIndex, endIndex, replacement }: CandidateEdit): boolean =>
  startIndex === endIndex && !replacement.includes('\n');

/** Twins that are so near to one another that they may be one mistake, though neither of them helps by itself. */
export function isNearTwin(a: CandidateEdit, b: CandidateEdit): boolean {
  return Math.abs(a.line - b.line) <= nearLines && isTwin(a, b);
}

const nearLines = 12;

/** Two edits as a pair; undefined for edits of the same place, as one would overwrite the other. */
export function pairOf(a: RankedEdit, b: RankedEdit): RankedPair | undefined {
  if (a.edit === b.edit || overlap(a.edit, b.edit)) return undefined;
  return { edits: [a.edit, b.edit], score: a.score * b.score };
}

function overlap(a: CandidateEdit, b: CandidateEdit): boolean {
  return a.path === b.path && a.startIndex <= b.endIndex && b.startIndex <= a.endIndex;
}
