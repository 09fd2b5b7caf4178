import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { childOf, namedChildren } from '../syntaxWalk.ts';

const wrappable = new Set(['argument', 'value', 'return', 'element', 'iterable', 'operand']);

/** A value put through something: bounded, made absolute, rounded, turned into text, copied. */
export const wrapEdits: EditOperator = {
  name: 'wrap',
  family: 'wrap',
  *drafts(site) {
    const { node, slot, profile } = site;
    if (slot === 'index') yield* throughOwn(site, site.text(node));
    if (!slot || !wrappable.has(slot) || /string|true|false|null|none|function|lambda/.test(node.type)) return;
    const text = site.text(node);
    const { words } = profile;
    if (text.length > 80) return;
    const isOperand = slot === 'operand';
    if (!profile.numberTypes.has(node.type) && mayBeNumber(site)) {
      yield replaceNode(site, node, words.callOf('abs', [text]), isOperand ? 0.06 : 0.12);
      for (const [i, converted] of words.numbers(text).entries())
        yield replaceNode(
          site,
          node,
          converted,
          ((isOperand ? 0.06 : 0.16) - 0.01 * i) * (isUsedNear(site, converted) ? 1.5 : 1),
        );
      yield* bounded(site, text, isOperand);
      if (isOperand) yield replaceNode(site, node, `${text} ** 2`, 0.08);
    }
    if (node.type === 'identifier' || profile.call(node) || profile.member(node))
      for (const converted of words.texts(text)) yield { ...replaceNode(site, node, converted, 0.07), family: 'text' };
    if (slot !== 'operand') yield* copied(site, text);
    yield* rounded(site, text);
    yield* throughOwn(site, text);
  },
};

/** The function calls it somewhere else as well. */
function isUsedNear(site: EditSite, converted: string): boolean {
  const name = /^[\w.]+\(/.exec(converted)?.[0];
  return name !== undefined && site.owner !== undefined && site.text(site.owner).includes(name);
}

function* bounded(site: EditSite, text: string, isOperand: boolean): Generator<EditDraft> {
  const { words, assignment } = site.profile;
  const limits = new Set(['0', '1']);
  for (const name of site.visible()) if (name.kind !== 'module' && name.roles.has('number')) limits.add(name.name);
  if (!isOperand) for (const end of ends(site, text)) limits.add(end);
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

const mostEnds = 3;

/** Where the function's lists end, and the limits that an object keeps in its fields. */
function ends({ file, profile, visible, node }: EditSite, text: string): readonly string[] {
  const { words } = profile;
  const isIndexLike = /[-+*/]/.test(text) || file.names.rolesOf(node).has('number');
  const lists = isIndexLike ? visible().filter(({ kind, roles }) => kind !== 'module' && roles.has('collection')) : [];
  const fields = [...(file.members.read.get(words.self ?? '') ?? [])].filter((name) =>
    /max|min|limit|cap|size|total|end/i.test(name),
  );
  return [
    ...lists.slice(0, mostEnds).map(({ name }) => words.length(name)),
    ...fields.slice(0, mostEnds).map((name) => `${words.self}.${name}`),
  ].filter((each) => !text.includes(each));
}

/** `b.end` next to `a`: the larger or smaller of `a.end` and `b.end`; most of all where both objects make up one value. */
function* sameProperty(site: EditSite, text: string): Generator<EditDraft> {
  const member = site.profile.member(site.node);
  if (member?.object.type !== 'identifier' || site.slot === 'operand') return;
  for (const name of site.visible()) {
    if (name.kind === 'module' || !name.roles.has('object') || name.name === site.text(member.object)) continue;
    const other = `${name.name}.${site.text(member.property)}`;
    const isBeside = site.node.parent && site.text(site.node.parent).includes(`${name.name}.`);
    for (const kind of ['max', 'min'] as const)
      yield replaceNode(site, site.node, site.profile.words.callOf(kind, [other, text]), isBeside ? 0.7 : 0.22);
  }
}

/** A collection handed on is shared; a copy is not. */
function* copied(site: EditSite, text: string): Generator<EditDraft> {
  const { node, profile } = site;
  const roles = node.type === 'identifier' ? site.file.names.rolesOf(node) : undefined;
  const isField = profile.member(node) !== undefined;
  if (!roles?.has('collection') && !isField && !(roles && roles.size === 0)) return;
  for (const copy of profile.words.copies(text))
    yield {
      ...replaceNode(site, node, copy, isKept(site) ? 0.34 : roles?.has('collection') ? 0.18 : 0.1),
      family: 'copy',
    };
}

/** What a caller gave is kept in a field: the caller may change it later (Bloch, Effective Java, item 50). */
function isKept(site: EditSite): boolean {
  const { node, profile } = site;
  const target = node.parent && profile.assignment(node.parent)?.left;
  const object = target && profile.member(target)?.object;
  if (!object || site.text(object) !== profile.words.self) return false;
  return site.file.names.visibleAt(node).some(({ name, kind }) => kind === 'parameter' && name === site.text(node));
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

/** Rounded before it is compared, as it is when it is written: to the places that the file writes elsewhere. */
function* rounded(site: EditSite, text: string): Generator<EditDraft> {
  const { node, slot, file } = site;
  const compared = node.parent && /^[<>]=?$/.test(binaryParts(node.parent)?.operator.type ?? '');
  if (slot !== 'operand' || !compared || node.type !== 'identifier') return;
  const isPython = file.tree.language === 'python';
  const places = new Set(
    [...file.source.matchAll(/:\.(\d)f|round\([^()]*, (\d)\)|toFixed\((\d)\)/g)].map((found) =>
      found.slice(1).join(''),
    ),
  );
  for (const digits of [...places].slice(0, 2)) {
    const isWritten = site.owner && new RegExp(`\\b${text}(:\\.${digits}f|\\.toFixed)`).test(site.text(site.owner));
    const call = isPython ? `round(${text}, ${digits})` : `Number(${text}.toFixed(${digits}))`;
    yield replaceNode(site, node, call, isWritten ? 0.4 : 0.12);
  }
}

const mostOwn = 4;

/** Through a function of the file that takes one argument: the escape, the copy, the clean-up that was forgotten. */
function* throughOwn(site: EditSite, text: string): Generator<EditDraft> {
  const { node, slot, profile, file } = site;
  if (!slot || !/^(argument|value|return|element|index)$/.test(slot)) return;
  if (node.type !== 'identifier' && !profile.member(node) && !profile.index(node)) return;
  const own = site.owner && profile.definedName(site.owner);
  let offered = 0;
  for (const each of [...nestedIn(site), ...namedChildren(file.tree.root)]) {
    if (offered >= mostOwn) return;
    const defined = each.type === 'export_statement' ? childOf(each, 'declaration') : each;
    const name = defined && profile.functionTypes.has(defined.type) ? profile.definedName(defined) : undefined;
    if (!defined || !name || profile.bound(defined).length === 0 || takesMore(defined)) continue;
    const called = site.text(name);
    if (own && site.text(own) === called) continue;
    offered++;
    const isCopy = /clone|copy/i.test(called);
    // What an index is put through elsewhere: `parent[find(a)]`.
    const isUsual = slot === 'index' && site.owner !== undefined && site.text(site.owner).includes(`${called}(`);
    const prior = isCopy ? 0.3 : isUsual ? 0.3 : 0.08;
    yield { ...replaceNode(site, node, `${called}(${text})`, prior), family: isCopy ? 'copy' : 'wrap' };
  }
}

/** The functions that the function defines for itself. */
function nestedIn({ owner, profile, node }: EditSite): readonly SyntaxNode[] {
  const body = owner && childOf(owner, 'body');
  return (body ? namedChildren(body) : []).filter(
    (at) => profile.functionTypes.has(at.type) && at.endIndex < node.startIndex,
  );
}

/** More than one argument has to be given. */
function takesMore(definition: SyntaxNode): boolean {
  const list = childOf(definition, 'parameters');
  return (list ? namedChildren(list) : []).filter(({ type }) => !/default|assignment/.test(type)).length > 1;
}
