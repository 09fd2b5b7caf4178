import { type EditDraft, type EditOperator, type EditSite, nameOfFunction, replaceNode } from '../editSite.ts';
import { slotOf } from '../slot.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { descendants } from '../syntaxWalk.ts';

/** From nothing nothing grows: an empty list that a loop combines with more has to begin with one element. */
export const seedEdits: EditOperator = {
  name: 'seed',
  family: 'constant',
  *drafts(site): Generator<EditDraft> {
    const { node, slot, owner } = site;
    if (!/^(array|list)$/.test(node.type) || !owner || site.text(node).replace(/\s/g, '') !== '[]') return;
    const prior = slot === 'value' ? firstUse(site, owner) : slot === 'return' ? ownResult(site, owner) : undefined;
    if (!prior) return;
    const seeds = seedsOf(site, owner);
    const ordered = prior === 'counted' ? ['[0]', '[1]'] : seeds;
    for (const [place, seed] of ordered.entries())
      yield replaceNode(site, node, seed, (prior === 'unknown' ? 0.06 : 0.35) / (1 + 0.25 * place));
  },
};

type Use = 'combined' | 'counted' | 'unknown';

const grows = /^(map|flatMap|forEach|reduce|flat)$/;
const fills = /^(push|append|extend|unshift|insert|add)$/;

/** What the function does first with the name that the list is given to. */
function firstUse(site: EditSite, owner: SyntaxNode): Use | undefined {
  const { node, profile, text } = site;
  const target = node.parent && profile.assignment(node.parent)?.left;
  if (target?.type !== 'identifier') return undefined;
  const name = text(target);
  for (const at of descendants(owner)) {
    if (at.startIndex <= node.endIndex || at.type !== 'identifier' || text(at) !== name) continue;
    const use = slotOf(at, profile);
    const parent = at.parent;
    if (use === 'target' || !parent) continue;
    const isMethod = (names: RegExp): boolean => {
      const property = profile.member(parent)?.property;
      return property !== undefined && names.test(text(property));
    };
    if (use === 'iterable' || isMethod(grows)) return parent.type === 'spread_element' ? 'unknown' : 'combined';
    // What is put in is made of what is there already: `dp.append(dp[i - 1] + i)`.
    const filling = isMethod(fills) ? parent.parent : undefined;
    if (filling) return text(filling).slice(name.length).includes(`${name}[`) ? 'counted' : 'unknown';
    if (profile.index(parent)?.object === at && parent.field !== 'left') return 'counted';
    return use === 'return' ? undefined : 'unknown';
  }
  return undefined;
}

/** The function runs over what it gives itself. */
function ownResult(site: EditSite, owner: SyntaxNode): Use | undefined {
  const { profile, text } = site;
  const own = nameOfFunction(site, owner);
  if (!own) return undefined;
  for (const at of descendants(owner)) {
    const call = profile.call(at);
    if (!call || text(call.callee) !== own) continue;
    const property = at.parent && profile.member(at.parent)?.property;
    const isWalked = slotOf(at, profile) === 'iterable' && at.parent?.type !== 'spread_element';
    if (isWalked || (property && grows.test(text(property)))) return 'combined';
  }
  return undefined;
}

/** Texts first where the function joins texts, lists where it joins lists, numbers otherwise. */
function seedsOf(site: EditSite, owner: SyntaxNode): readonly string[] {
  const body = site.text(owner);
  const isPython = site.file.tree.language === 'python';
  const quote = /['"]/.exec(site.file.source)?.[0] ?? (isPython ? '"' : "'");
  const text = `[${quote}${quote}]`;
  const joinsLists = isPython ? /\+ \[|\[\*\w|\] \+|\+ \(/.test(body) : /\[\.\.\.|concat\(/.test(body);
  const joinsTexts = /['"][^'"\n]*['"] \+|\+ f?['"]|`|\+ \w+\b(?!\s*\[)/.test(body);
  if (joinsLists) return ['[[]]', text, '[0]', '[1]'];
  return joinsTexts ? [text, '[0]', '[1]', '[[]]'] : ['[0]', '[1]', text, '[[]]'];
}
