import type { Fact } from './fact.ts';

/** More facts than these are not kept of what runs learn: each is read before every run. */
export const mostLearnt = 300;

/**
 * The facts to be forgotten so that at most `most` stay, the least useful first: what turned out wrong, then what nobody took over,
 * and of these what was proved longest ago. What a person wrote down stays.
 */
export function surplusFacts<F extends { readonly fact: Fact }>(facts: readonly F[], most = mostLearnt): readonly F[] {
  const learnt = facts.filter(({ fact }) => fact.kind !== 'note');
  const inOrder = [...learnt].sort((a, b) => byWorth(a.fact, b.fact));
  return inOrder.slice(0, Math.max(0, facts.length - most));
}

function byWorth(a: Fact, b: Fact): number {
  const worth = (fact: Fact) => (fact.refuted > 0 ? 0 : fact.kind === 'fix' && fact.accepted === undefined ? 1 : 2);
  const [older, newer] = [a.verified ?? '', b.verified ?? ''];
  return worth(a) - worth(b) || (older === newer ? (a.id < b.id ? -1 : 1) : older < newer ? -1 : 1);
}
