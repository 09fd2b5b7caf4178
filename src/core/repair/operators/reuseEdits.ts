import type { EditFamily } from '../candidateEdit.ts';
import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import { type Slot, slotOf } from '../slot.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { descendants, namedChildren } from '../syntaxWalk.ts';

const places = new Set<Slot>(['argument', 'return', 'index', 'value', 'operand', 'condition', 'iterable', 'element']);

/**
 * An expression that stands elsewhere in the same function, put here. Most fixes are made of code that is already
 * near by: Barr et al., The Plastic Surgery Hypothesis, FSE 2014.
 */
export const reuseEdits: EditOperator = {
  name: 'reuse',
  family: 'name',
  *drafts(site) {
    const { node, slot, owner } = site;
    if (!slot || !owner || !places.has(slot) || isTrivial(node)) return;
    yield* ingredients(site, owner);
    yield* combined(site);
    yield* joined(site);
  },
};

function* ingredients(site: EditSite, owner: SyntaxNode): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const own = site.text(node);
  const offered = new Set<string>([own]);
  for (const other of descendants(owner)) {
    const place = slotOf(other, profile);
    if (!place || place === 'target' || place === 'callee' || other.endIndex - other.startIndex > 40) continue;
    const isWhole = /^[-+*/]/.test(binaryParts(other)?.operator.type ?? '') && holds(other, site);
    if (/^(true|false|none|null|undefined|string|identifier|number|integer)$/.test(other.type)) continue;
    if (covers(other, node)) continue;
    const text = site.text(other);
    if (offered.has(text)) continue;
    offered.add(text);
    const isRead = node.type === 'identifier' && (profile.index(other) ?? profile.member(other)) !== undefined;
    const sameShape = other.type === node.type || place === slot || isRead;
    if (isWhole) yield { ...replaceNode(site, node, text, 0.36), family: 'arithmetic' };
    else if (sameShape) yield replaceNode(site, node, text, other.type === node.type ? 0.13 : 0.08);
    if (offered.size > 24) return;
  }
}

/** `w` stands in `d + w` elsewhere: the sum may be meant here as well. */
function holds(sum: SyntaxNode, { node, text }: EditSite): boolean {
  const own = text(node);
  return node.type !== 'number' && node.type !== 'integer' && sum.children.some((side) => text(side) === own);
}

/** `k` meant `k - n`: a number combined with another one in scope. */
function* combined(site: EditSite): Generator<EditDraft> {
  const { node, slot } = site;
  if (node.type !== 'identifier' || !/^(argument|index|value|return|element)$/.test(slot ?? '')) return;
  const roles = site.file.names.rolesOf(node);
  if (roles.has('collection') || roles.has('object') || roles.has('function')) return;
  const family: EditFamily = 'arithmetic';
  const call = node.parent?.parent && site.profile.call(node.parent.parent);
  const name = site.owner && site.profile.definedName(site.owner);
  // A problem that is handed on to the function itself gets smaller.
  const share = call && name && site.text(call.callee) === site.text(name) ? 2.2 : 1;
  const carried = carriedOn(site);
  for (const name of site.visible()) {
    // Of a name that is used nowhere else nothing is known: it may be a number as well.
    const unused = name.uses === 0 ? 3 : 1;
    const isNumber = (name.roles.has('number') ? 1 : name.roles.size === 0 ? 0.7 : 0) * unused;
    if (name.kind === 'module' || isNumber === 0) continue;
    for (const [sign, prior] of [
      ['-', 0.1],
      ['+', 0.09],
      ['*', 0.05],
    ] as const)
      yield {
        ...replaceNode(site, node, `${site.text(node)} ${sign} ${name.name}`, prior * share * isNumber),
        family,
      };
    if (name.name === carried) yield { ...replaceNode(site, node, `${name.name} + ${site.text(node)}`, 0.36), family };
  }
}

/** After `cost, node = take(heap)`, in `put(heap, (step, next))`: the name that stood where the step is now, `cost`. */
function carriedOn({ node, slot, owner, profile, text }: EditSite): string | undefined {
  const own = slot === 'element' && node.parent ? namedChildren(node.parent) : [];
  if (own.length < 2 || !owner) return undefined;
  for (const at of descendants(owner)) {
    const left = profile.assignment(at)?.left;
    const names = left && /^(pattern_list|tuple_pattern|array_pattern)$/.test(left.type) ? namedChildren(left) : [];
    const before = names.length === own.length ? names[own.indexOf(node)] : undefined;
    if (before?.type === 'identifier' && text(before) !== text(node)) return text(before);
  }
  return undefined;
}

/** A list that is returned or kept meant to be joined to another one in scope. */
function* joined(site: EditSite): Generator<EditDraft> {
  const { node, slot } = site;
  if (
    (slot !== 'return' && slot !== 'value' && slot !== 'argument') ||
    !/^(array|list|list_comprehension)$/.test(node.type)
  )
    return;
  if (site.text(node).length < 3) return;
  const python = site.file.tree.language === 'python';
  for (const name of site.visible()) {
    if (name.kind === 'module' || !name.roles.has('collection')) continue;
    const own = site.text(node);
    const both = python
      ? [`${name.name} + ${own}`, `${own} + ${name.name}`]
      : [`[...${name.name}, ${own.slice(1)}`, `${own.slice(0, -1).replace(/,\s*$/, '')}, ...${name.name}]`];
    // What is handed on to another call goes on from what was handed in; what a comprehension went through is kept as well.
    const isOver = node.type === 'list_comprehension' && own.includes(` in ${name.name}`);
    const prior = isOver ? 0.4 : slot === 'argument' && name.kind === 'parameter' ? 0.2 : 0.14;
    for (const [place, text] of both.entries())
      yield { ...replaceNode(site, node, text, prior - 0.02 * place), family: 'statement' };
  }
}

function isTrivial(node: SyntaxNode): boolean {
  return node.type === 'parenthesized_expression' || binaryParts(node)?.operator.type === ',';
}

function covers(outer: SyntaxNode, inner: SyntaxNode): boolean {
  return outer.startIndex <= inner.startIndex && inner.endIndex <= outer.endIndex;
}
