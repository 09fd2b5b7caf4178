import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { namedChildren } from '../syntaxWalk.ts';

const wrappable = new Set(['argument', 'value', 'return', 'element', 'iterable', 'operand']);

/** A value put through something: bounded, made absolute, rounded, turned into text, copied. */
export const wrapEdits: EditOperator = {
  name: 'wrap',
  family: 'wrap',
  *drafts(site) {
    const { node, slot, profile } = site;
    if (!slot || !wrappable.has(slot) || /string|true|false|null|none|function|lambda/.test(node.type)) return;
    const text = site.text(node);
    const { words } = profile;
    if (text.length > 80) return;
    const isOperand = slot === 'operand';
    if (!profile.numberTypes.has(node.type) && mayBeNumber(site)) {
      yield replaceNode(site, node, words.callOf('abs', [text]), isOperand ? 0.06 : 0.12);
      for (const [i, converted] of words.numbers(text).entries())
        yield replaceNode(site, node, converted, (isOperand ? 0.06 : 0.16) - 0.01 * i);
      yield* bounded(site, text, isOperand);
      if (isOperand) yield replaceNode(site, node, `${text} ** 2`, 0.08);
    }
    if (node.type === 'identifier' || profile.call(node) || profile.member(node))
      for (const converted of words.texts(text)) yield { ...replaceNode(site, node, converted, 0.07), family: 'text' };
    if (slot !== 'operand') yield* copied(site, text);
  },
};

function* bounded(site: EditSite, text: string, isOperand: boolean): Generator<EditDraft> {
  const { words, assignment } = site.profile;
  const limits = new Set(['0', '1']);
  for (const name of site.visible()) if (name.kind !== 'module' && name.roles.has('number')) limits.add(name.name);
  const parent = site.node.parent;
  const target = parent && assignment(parent);
  const own = target && target.right === site.node ? site.text(target.left) : undefined;
  const isKept = own !== undefined && site.visible().some((name) => name.name === own && name.row < site.node.startRow);
  if (own !== undefined && isKept) limits.add(own);
  else if (own !== undefined) limits.delete(own);
  yield* sameProperty(site, text);
  if (isOperand && limits.size > 4) return;
  for (const limit of limits)
    for (const kind of ['max', 'min'] as const)
      yield replaceNode(
        site,
        site.node,
        words.callOf(kind, [limit, text]),
        limit === own ? 0.3 : isOperand ? 0.07 : 0.13,
      );
}

/** `b.end` next to `a`: the larger or smaller of `a.end` and `b.end`. */
function* sameProperty(site: EditSite, text: string): Generator<EditDraft> {
  const member = site.profile.member(site.node);
  if (member?.object.type !== 'identifier' || site.slot === 'operand') return;
  for (const name of site.visible()) {
    if (name.kind === 'module' || !name.roles.has('object') || name.name === site.text(member.object)) continue;
    const other = `${name.name}.${site.text(member.property)}`;
    for (const kind of ['max', 'min'] as const)
      yield replaceNode(site, site.node, site.profile.words.callOf(kind, [other, text]), 0.22);
  }
}

/** A collection handed on is shared; a copy is not. */
function* copied(site: EditSite, text: string): Generator<EditDraft> {
  const { node, profile } = site;
  const roles = node.type === 'identifier' ? site.file.names.rolesOf(node) : undefined;
  const isField = profile.member(node) !== undefined;
  if (!roles?.has('collection') && !isField && !(roles && roles.size === 0)) return;
  for (const copy of profile.words.copies(text))
    yield { ...replaceNode(site, node, copy, roles?.has('collection') ? 0.18 : 0.1), family: 'copy' };
}

function mayBeNumber(site: EditSite): boolean {
  const { node } = site;
  if (/^(binary_expression|binary_operator|call|call_expression)$/.test(node.type)) {
    const operator = node.children[1]?.type ?? '';
    return namedChildren(node).length > 0 && !/^(&&|\|\||===?|!==?|<|>|<=|>=|in|instanceof)$/.test(operator);
  }
  if (node.type !== 'identifier')
    return site.profile.index(node) !== undefined || site.profile.member(node) !== undefined;
  const roles = site.file.names.rolesOf(node);
  return roles.has('number') || (roles.size === 0 && site.slot !== 'operand');
}
