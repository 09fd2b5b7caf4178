import type { RepairCandidate } from '../repair/candidateEdit.ts';

const maxDescribed = 3;

/** A candidate for a person: each edit's place and what it does. */
export function describeCandidate({ edits }: RepairCandidate): string {
  return edits.map((edit) => `${edit.path}:${edit.line} ${edit.description}`).join('; ');
}

/**
 * The reservation that the tests were green with other edits as well: then they do not tell which one is right, and a person
 * must. Undefined when no other edit was green.
 */
export function sayOtherFixes(chosen: RepairCandidate, found: readonly RepairCandidate[]): string | undefined {
  const others = distinctFixes(chosen, found);
  if (others.length === 0) return undefined;
  const described = others.slice(0, maxDescribed).map(describeCandidate);
  const more = others.length > maxDescribed ? [`and ${others.length - maxDescribed} more`] : [];
  const [edits, make] = others.length === 1 ? ['edit', 'makes'] : ['edits', 'make'];
  return `${others.length} other ${edits} ${make} the tests green too, so they do not decide between them: ${[...described, ...more].join('; ')}.`;
}

/** Those that leave other files than the chosen one and than each other, in their order. */
export function distinctFixes(chosen: RepairCandidate, found: readonly RepairCandidate[]): readonly RepairCandidate[] {
  const seen = new Set([resultOf(chosen)]);
  return found.filter((candidate) => {
    const result = resultOf(candidate);
    return !seen.has(result) && seen.add(result);
  });
}

const resultOf = ({ files }: RepairCandidate) => JSON.stringify(files.map(({ path, after }) => [path, after]).sort());
