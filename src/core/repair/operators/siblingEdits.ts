import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import type { LanguageProfile } from '../language/languageProfile.ts';
import { hintFactor } from '../nameHints.ts';

/** What must be mentioned in the file for a method to exist on anything in it. */
const needs: Readonly<Record<string, RegExp>> = {
  appendleft: /deque/,
  popleft: /deque/,
  add: /\bset\b|Set\b|\.add\(/,
  discard: /\bset\b|\.add\(/,
  heappop: /heapq/,
  heappush: /heapq/,
  insert: /\.insert\(/,
};

/** Built-in methods exist everywhere; a property of one's own only where the file mentions it. */
function isPossible(name: string, called: boolean, site: EditSite): boolean {
  const { source } = site.file;
  const need = Object.hasOwn(needs, name) ? needs[name] : undefined;
  if (need) return need.test(source);
  return called || /^[A-Z_]+$/.test(name) || new RegExp(`\\b${name}\\b`).test(source);
}

const nameTypes = /^(identifier|property_identifier|shorthand_property_identifier|field_identifier)$/;

/** A name of the same family: `push` and `unshift`, `min` and `max`, `first` and `last`. */
export const siblingEdits = operatorOf(({ siblings }) => siblings);

/** Names that are taken for one another less often. */
export const rareSiblingEdits = operatorOf(({ idioms }) => idioms.siblings);

function operatorOf(familiesOf: (profile: LanguageProfile) => readonly (readonly string[])[]): EditOperator {
  return { name: 'sibling', family: 'method', drafts: (site) => names(site, familiesOf(site.profile)) };
}

function* names(site: EditSite, families: readonly (readonly string[])[]): Generator<EditDraft> {
  if (!nameTypes.test(site.node.type)) return;
  const parent = site.node.parent;
  const isProperty =
    site.node.field === 'property' || site.node.field === 'attribute' || site.node.type === 'field_identifier';
  if (!isProperty && site.slot === undefined) return;
  const own = site.text(site.node);
  const called = parent !== undefined && (site.slot === 'callee' || parent.field === 'function');
  const offered = new Set<string>([own]);
  for (const family of families) {
    if (!family.includes(own)) continue;
    const others = family.filter((other) => !offered.has(other) && isPossible(other, called, site));
    // The more members a family has, the less each of them says.
    const prior = (called ? 0.46 : isProperty ? 0.3 : 0.14) / (1 + 0.12 * (others.length - 1));
    for (const other of others) {
      offered.add(other);
      yield replaceNode(site, site.node, other, prior * hintFactor(site, own, other));
    }
  }
}
