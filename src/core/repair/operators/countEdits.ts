import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import { inNumeric } from './offByOneEdits.ts';

/** Counts that are one off where no bound is in sight: a base case, an element, the result of a call. */
export const countEdits: EditOperator = {
  name: 'offByOne',
  family: 'boundary',
  *drafts(site) {
    yield* baseCase(site);
    yield* elements(site);
    yield* results(site);
    yield* inBrackets(site);
  },
};

/** A base case that misses one size: `len(xs) == 0` meant `len(xs) <= 1`. */
function* baseCase(site: EditSite): Generator<EditDraft> {
  const parts = binaryParts(site.node);
  if (!parts || site.slot !== 'condition' || !/^={2,3}$/.test(parts.operator.type)) return;
  const right = site.text(parts.right);
  if (right !== '0' && right !== '1') return;
  const next = right === '0' ? '<= 1' : '<= 2';
  yield {
    ...replaceNode(site, site.node, `${site.text(parts.left)} ${next}`, right === '0' ? 0.3 : 0.1),
    family: 'boundary',
  };
}

/** `distance[a]` meant `distance[a] + 1`. */
function* elements(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  if (!profile.index(node) || !(slot === 'value' || slot === 'return' || inNumeric(node))) return;
  for (const sign of ['+', '-'])
    yield replaceNode(site, node, `${site.text(node)} ${sign} 1`, slot === 'return' ? 0.24 : 0.18);
}

/** `f(getMonth())` meant `f(getMonth() + 1)`: months count from 0. */
function* results(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  if (!profile.call(node) || node.type === 'new_expression' || !slot) return;
  const text = site.text(node);
  yield* weekdays(site, text);
  if (slot !== 'argument' && slot !== 'value') return;
  if (/get(UTC)?Month\(/.test(text)) yield replaceNode(site, node, `${text} + 1`, 0.5);
  for (const sign of ['+', '-']) yield replaceNode(site, node, `${text} ${sign} 1`, 0.1);
}

/** Weeks that begin on Sunday and weeks that begin on Monday. */
function* weekdays(site: EditSite, text: string): Generator<EditDraft> {
  if (/\.weekday\(\)$/.test(text)) {
    yield replaceNode(site, site.node, `(${text} + 1) % 7`, 0.24);
  }
  if (/get(UTC)?Day\(\)$/.test(text)) yield replaceNode(site, site.node, `(${text} + 6) % 7`, 0.24);
}

/** `i / 2` meant `(i - 1) / 2`: one side of a product, whose shift needs brackets. */
function* inBrackets(site: EditSite): Generator<EditDraft> {
  const { node, slot, file } = site;
  const parts = slot === 'operand' && node.parent ? binaryParts(node.parent) : undefined;
  if (!parts || !/^([*/%]|\/\/)$/.test(parts.operator.type) || node.type !== 'identifier') return;
  const roles = file.names.rolesOf(node);
  if (!roles.has('number') || roles.has('collection')) return;
  // The parent of a node in a heap, the middle of a range, the number of pages.
  const isHalved = parts.left === node && !/^[\d_.]{3,}$/.test(site.text(parts.right));
  for (const sign of ['-', '+'])
    yield replaceNode(site, node, `(${site.text(node)} ${sign} 1)`, isHalved ? 0.24 : 0.08);
}
