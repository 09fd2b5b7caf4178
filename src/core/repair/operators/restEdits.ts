import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { descendants, enclosing, namedChildren } from '../syntaxWalk.ts';

/** A part of a result that was left out: what stands before or after it, the other half of a list, the way back through it. */
export const restEdits: EditOperator = {
  name: 'rest',
  family: 'arithmetic',
  *drafts(site) {
    yield* joined(site);
    yield* otherBranch(site);
    yield* allButOne(site);
    yield* backwards(site);
  },
};

const mostParts = 8;
const joinable =
  /^(call|call_expression|subscript|subscript_expression|attribute|member_expression|identifier|list|array|list_comprehension)$/;

/** `walk(rest)` meant `first + walk(rest)`: what a function that calls itself has in hand is part of what it gives. */
function* joined(site: EditSite): Generator<EditDraft> {
  const { node, slot, owner } = site;
  if (!owner || (slot !== 'return' && slot !== 'value') || !joinable.test(node.type)) return;
  const isOwn = callsItself(site, node);
  if (!isOwn && slot !== 'return') return;
  const text = site.text(node);
  const prior = isOwn ? 0.3 : 0.08;
  const isList = givesLists(owner);
  for (const [place, part] of partsOf(site, owner).entries()) {
    if (text === part) continue;
    const share = prior / (1 + 0.08 * place);
    for (const [order, whole] of wholes(site, isList, { part, text }).entries())
      yield replaceNode(site, node, whole, share * (order === 0 ? 1 : 0.7));
  }
}

/** `walk(left)` meant `walk(left) + walk(right)`: a function that calls itself for one part only. */
function* otherBranch(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile, owner } = site;
  const call = profile.call(node);
  const isSpread = node.parent?.type === 'spread_element';
  const [arg] = call?.args ?? [];
  if (!call || !arg || !owner || (!slot && !isSpread) || !callsItself(site, node)) return;
  const text = site.text(node);
  for (const [part, prior] of partners(site, arg)) {
    const other = text.slice(0, arg.startIndex - node.startIndex) + part + text.slice(arg.endIndex - node.startIndex);
    if (site.text(owner).includes(other)) continue;
    if (isSpread) yield replaceNode(site, node, `${text}, ...${other}`, prior);
    else {
      yield replaceNode(site, node, `${text} + ${other}`, prior);
      const { or, and, callOf } = profile.words;
      for (const whole of [`${text} ${or} ${other}`, `${text} ${and} ${other}`, callOf('max', [text, other])])
        yield replaceNode(site, node, whole, prior * 0.7);
    }
  }
}

/** What the call could be given as well: a name that nothing reads, or the other one of a pair of fields. */
function partners(site: EditSite, arg: SyntaxNode): readonly (readonly [string, number])[] {
  const { profile, text } = site;
  const found: (readonly [string, number])[] = [];
  for (const name of site.visible())
    if (name.kind !== 'module' && name.uses === 0 && name.name !== text(arg)) found.push([name.name, 0.4]);
  const member = profile.member(arg);
  const own = member ? text(member.property) : '';
  for (const pair of profile.siblings) {
    if (pair.length !== 2 || !member || !pair.includes(own)) continue;
    for (const other of pair) if (other !== own) found.push([`${text(member.object)}.${other}`, 0.3]);
  }
  return found;
}

/** The part before and behind the text, as an element where the function gives lists. */
function wholes(
  site: EditSite,
  isList: boolean,
  { part, text }: { readonly part: string; readonly text: string },
): readonly string[] {
  const sums = [`${part} + ${text}`, `${text} + ${part}`];
  if (!isList) return sums;
  const { list } = site.profile.words;
  const isPython = site.file.tree.language === 'python';
  const lists = isPython
    ? [`${list(part)} + ${text}`, `${text} + ${list(part)}`]
    : [`[${part}, ...${text}]`, `[...${text}, ${part}]`, `[...${part}, ...${text}]`];
  return isPython ? [...lists, ...sums] : lists;
}

function callsItself({ owner, profile, text }: EditSite, node: SyntaxNode): boolean {
  const name = owner && profile.definedName(owner);
  if (!name) return false;
  return [...descendants(node)].some((at) => {
    const callee = profile.call(at)?.callee;
    return callee !== undefined && text(profile.member(callee)?.property ?? callee) === text(name);
  });
}

function givesLists(owner: SyntaxNode): boolean {
  return [...descendants(owner)].some(
    (at) =>
      at.type === 'return_statement' && /^(array|list|list_comprehension)$/.test(namedChildren(at)[0]?.type ?? ''),
  );
}

/** Elements and fields that the function reads, then its names: what it has in hand. */
function partsOf(site: EditSite, owner: SyntaxNode): readonly string[] {
  const { profile, node } = site;
  const found = new Set<string>();
  for (const at of descendants(owner)) {
    const isRead = profile.index(at) !== undefined || profile.member(at) !== undefined;
    const isCallee = at.field === 'function' || at.field === 'constructor';
    if (!isRead || isCallee || at.type === 'slice' || at.endIndex - at.startIndex > 20) continue;
    if (/\.length$|:/.test(site.text(at)) || found.size >= mostParts / 2) continue;
    found.add(site.text(at));
  }
  for (const name of site.visible()) {
    if (name.kind === 'module' || name.roles.has('function') || name.roles.has('boolean')) continue;
    if (found.size < mostParts && name.row <= node.startRow) found.add(name.name);
  }
  return [...found];
}

/** `xs[i + 1:]` meant all but one: `xs[:i] + xs[i + 1:]`. */
function* allButOne(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const text = site.text(node);
  const index = profile.index(node);
  const call = profile.call(node);
  const member = call && profile.member(call.callee);
  const cut = index?.indexes[0]?.type === 'slice' ? index.indexes[0] : undefined;
  const bounds = cut ? boundsOf(site.text(cut)) : undefined;
  if (index && bounds) {
    const list = site.text(index.object);
    const { from, to } = bounds;
    if (from !== undefined) yield replaceNode(site, node, `${list}[:${less(from)}] + ${text}`, 0.24);
    if (to !== undefined) yield replaceNode(site, node, `${text} + ${list}[${to} + 1:]`, 0.2);
  }
  if (!member || site.text(member.property) !== 'slice' || !call || call.args.length === 0) return;
  const list = site.text(member.object);
  const [from, to] = call.args.map(site.text);
  if (to === undefined && from !== undefined)
    yield replaceNode(site, node, `${list}.slice(0, ${less(from)}).concat(${text})`, 0.24);
  if (to !== undefined && from === '0') yield replaceNode(site, node, `${text}.concat(${list}.slice(${to} + 1))`, 0.2);
}

/** The one bound of a slice that is open at the other end, unless it is a plain number. */
function boundsOf(slice: string): { readonly from?: string; readonly to?: string } | undefined {
  const [from = '', to = '', step] = slice.split(':').map((part) => part.trim());
  if (step !== undefined || (from === '') === (to === '')) return undefined;
  if (/^-?\d+$/.test(from || to)) return undefined;
  return from === '' ? { to } : { from };
}

/** `i + 1` less one. */
function less(bound: string): string {
  const plain = /^(.*\S)\s*\+ ?1$/.exec(bound)?.[1];
  return plain ?? `${bound} - 1`;
}

/** What is walked through, mapped or joined from the end. */
function* backwards(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile, file } = site;
  const isWalked = slot === 'iterable' && node.parent?.type !== 'spread_element';
  const method = slot === 'object' && node.parent ? profile.member(node.parent)?.property : undefined;
  const isMapped = method !== undefined && /^(map|join|forEach|reduce|filter|entries)$/.test(site.text(method));
  const isGiven = (slot === 'return' || slot === 'argument') && isCollection(site);
  if (!isWalked && !isMapped && !isGiven) return;
  const text = site.text(node);
  if (/revers|::-1/.test(text) || text.length > 40 || enclosing(node, profile.functionTypes) === undefined) return;
  const isPython = file.tree.language === 'python';
  const turned = isPython
    ? isWalked
      ? [`reversed(${text})`, `${text}[::-1]`]
      : [`${text}[::-1]`]
    : [`[...${text}].reverse()`];
  for (const whole of turned) yield { ...replaceNode(site, node, whole, isGiven ? 0.1 : 0.16), family: 'order' };
}

function isCollection({ node, file }: EditSite): boolean {
  return node.type === 'identifier' && file.names.rolesOf(node).has('collection');
}
