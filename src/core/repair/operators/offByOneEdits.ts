import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { descendants, enclosing } from '../syntaxWalk.ts';

/** One more or one less: literals, indexes, slice and loop bounds, arguments, lengths, results. */
export const offByOneEdits: EditOperator = {
  name: 'offByOne',
  family: 'boundary',
  *drafts(site) {
    const { node, profile, slot } = site;
    if (profile.numberTypes.has(node.type) && /^\d+$/.test(site.text(node))) yield* literal(site);
    else if (slot && isCountable(site)) yield* shifted(site);
    yield* sliceDrafts(site);
    yield* oneDropped(site);
  },
};

function* literal(site: EditSite): Generator<EditDraft> {
  const value = Number(site.text(site.node));
  if (!Number.isSafeInteger(value)) return;
  // Counts and bounds are small; a hundred or a thousand is seldom one off.
  const prior = value <= 2 ? 0.36 : value <= 12 ? 0.24 : 0.08;
  yield replaceNode(site, site.node, String(value + 1), prior);
  if (value > 0 || site.slot === undefined) yield replaceNode(site, site.node, String(value - 1), prior);
  else yield replaceNode(site, site.node, '-1', 0.2);
}

const bySlot: Readonly<Record<string, number>> = { index: 0.3, argument: 0.16, return: 0.24 };

/** `x` becomes `x + 1` or `x - 1`, likelier where numbers are bounds. */
function* shifted(site: EditSite): Generator<EditDraft> {
  const { node, slot } = site;
  const text = site.text(node);
  const isLength = /length$|^len\(/.test(text);
  const callee = slot === 'argument' ? calleeText(site) : '';
  const inRange = callee === 'range';
  const isKept = /(append|push|add)$/.test(callee);
  const isBound =
    /(slice|substring|substr|splice|charAt|at|charCodeAt|fill|repeat)$/.test(callee) || callee === ownerName(site);
  const base = inRange
    ? 0.42
    : isBound || isNarrowing(site)
      ? 0.34
      : isKept
        ? 0.24
        : (bySlot[slot ?? ''] ?? (isLength ? 0.36 : 0.18));
  const closed = /^(binary_expression|binary_operator)$/.test(node.type) && slot === 'operand';
  const own = closed ? `(${text})` : text;
  const prior = slot === 'return' && isPredicate(site) ? base * 0.1 : base;
  yield replaceNode(site, node, `${own} + 1`, prior);
  yield replaceNode(site, node, `${own} - 1`, prior);
}

/** A name that a loop asks is given a value in it: `low = middle` has to come nearer each time. */
function isNarrowing({ node, slot, profile, text }: EditSite): boolean {
  const target = slot === 'value' && node.parent ? profile.assignment(node.parent)?.left : undefined;
  const loop = target && enclosing(node, profile.loopTypes);
  const condition = loop && profile.condition(loop);
  if (!target || !condition) return false;
  return [...descendants(condition)].some((at) => at.type === 'identifier' && text(at) === text(target));
}

/** What a predicate gives is true or false, and no count: the function handed to `every`, `filter` and their like. */
function isPredicate({ owner, profile, text }: EditSite): boolean {
  const call = owner?.parent?.parent && profile.call(owner.parent.parent);
  const name = call && profile.member(call.callee)?.property;
  return name !== undefined && /^(every|some|filter|find|findLast|findIndex|findLastIndex)$/.test(text(name));
}

/** `xs.length < 2`: the literal is moved, not the other side. */
function facesLiteral(site: EditSite): boolean {
  const parts = site.node.parent && binaryParts(site.node.parent);
  const other = parts && (parts.left === site.node ? parts.right : parts.left);
  return other !== undefined && site.profile.numberTypes.has(other.type) && /^[<>=!]/.test(parts?.operator.type ?? '');
}

function isCountable(site: EditSite): boolean {
  if (facesLiteral(site)) return false;
  const { node, slot, profile } = site;
  if (slot === 'callee' || slot === 'object' || slot === 'target' || slot === 'condition' || slot === 'iterable')
    return false;
  const text = site.text(node);
  const parts = binaryParts(node);
  if (parts)
    return (
      /^([-+*/]|\/\/)$/.test(parts.operator.type) &&
      !/^[+-] ?1$/.test(text.slice(parts.left.endIndex - node.startIndex).trim())
    );
  if (node.type === 'identifier') {
    const roles = site.file.names.rolesOf(node);
    if (roles.has('collection') || roles.has('object') || roles.has('function') || roles.has('text')) return false;
    return slot === 'operand' ? inNumeric(node) : roles.has('number') || slot === 'index' || slot === 'argument';
  }
  if (/length$|^len\(/.test(text)) return true;
  const call = profile.call(node);
  return call !== undefined && (slot === 'return' || inNumeric(node)) && node.type !== 'new_expression';
}

function ownerName(site: EditSite): string {
  const name = site.owner && site.profile.definedName(site.owner);
  return name ? site.text(name) : '';
}

/** The node is a side of arithmetic or of a comparison. */
export function inNumeric(node: SyntaxNode): boolean {
  const operator = node.parent && binaryParts(node.parent)?.operator.type;
  return operator !== undefined && /^([-*/%<>]|<=|>=|\/\/|\+|===?|!==?)$/.test(operator);
}

function calleeText(site: EditSite): string {
  const call = site.node.parent?.parent && site.profile.call(site.node.parent.parent);
  return call ? site.text(call.callee) : '';
}

/** `x - 1` and `x + 1` become `x`. */
function* oneDropped(site: EditSite): Generator<EditDraft> {
  const parts = binaryParts(site.node);
  if (!parts || !/^[-+]$/.test(parts.operator.type) || site.text(parts.right) !== '1') return;
  yield replaceNode(site, site.node, site.text(parts.left), 0.44);
}

/** A slice that begins or ends one element off, or at a name that is in scope. */
function* sliceDrafts(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  if (site.slot === 'iterable' && node.type === 'identifier') {
    for (const name of site.visible()) {
      if (!name.roles.has('number') || name.kind === 'module') continue;
      yield replaceNode(site, node, profile.idioms.slice(site.text(node), name.name, undefined), 0.12);
    }
    yield replaceNode(site, node, profile.idioms.slice(site.text(node), '1', undefined), 0.14);
  }
  const roles = node.type === 'identifier' ? site.file.names.rolesOf(node) : undefined;
  if (site.slot === 'argument' && roles?.has('collection')) {
    yield replaceNode(site, node, profile.idioms.slice(site.text(node), '1', undefined), 0.14);
  }
}
