import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { childOf, descendants, namedChildren } from '../syntaxWalk.ts';

/** Collections: an element that is missing, one list under two names, rows that are one list, what a loop runs over, slices. */
export const collectionEdits: EditOperator = {
  name: 'collection',
  family: 'constant',
  *drafts(site) {
    yield* missingElement(site);
    yield* aliased(site);
    yield* sharedRows(site);
    yield* iterated(site);
    yield* sliced(site);
    yield* placed(site);
  },
};

const literalTypes = /^(array|list|set|tuple)$/;
const most = 12;

/** A literal list lacks something that the file names elsewhere: a key of a table, an element of another list. */
function* missingElement(site: EditSite): Generator<EditDraft> {
  const { node } = site;
  if (!literalTypes.test(node.type)) return;
  const elements = namedChildren(node);
  const last = elements.at(-1);
  if (!last || elements.length < 2 || elements.some((each) => each.type !== last.type)) return;
  if (!/^(string|number|integer|float|identifier)$/.test(last.type)) return;
  const own = new Set(elements.map((each) => plain(site.text(each))));
  const quote = site.text(last)[0] ?? '"';
  const offered =
    last.type === 'string' ? textsOf(site).map((text) => `${quote}${text}${quote}`) : following(site, elements);
  for (const text of offered.filter((each) => !own.has(plain(each))).slice(0, most))
    yield {
      startIndex: last.endIndex,
      endIndex: last.endIndex,
      replacement: `, ${text}`,
      prior: 0.3 / (1 + 0.1 * offered.length),
      description: `adds the element \`${text}\``,
    };
}

/** Texts of the file that stand for themselves: keys, elements, sides of comparisons. */
function textsOf(site: EditSite): readonly string[] {
  const found = new Set<string>();
  for (const node of descendants(site.file.tree.root)) {
    if (!/^(string|property_identifier)$/.test(node.type) || found.size > 40) continue;
    const isKey = node.parent?.type === 'pair' && node.field === 'key';
    if (node.type === 'property_identifier' && !isKey) continue;
    if (!isKey && !literalTypes.test(node.parent?.type ?? '') && !binaryParts(node.parent ?? node)) continue;
    const text = plain(site.text(node));
    if (text !== '' && text.length < 30 && !/['"\\\n]/.test(text)) found.add(text);
  }
  return [...found];
}

/** Numbers that go on as the list does. */
function following({ text }: EditSite, elements: readonly SyntaxNode[]): readonly string[] {
  const numbers = elements.map((each) => Number(text(each)));
  const [a, b] = numbers.slice(-2);
  if (a === undefined || b === undefined || !numbers.every(Number.isFinite)) return [];
  return [...new Set([b + (b - a), a === 0 ? Number.NaN : (b * b) / a])].filter(Number.isInteger).map(String);
}

function plain(text: string): string {
  return text.replace(/^(['"`])(.*)\1$/s, '$2');
}

/** `no = yes` makes one list of two. */
function* aliased(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile, file } = site;
  if (slot !== 'value' || node.type !== 'identifier' || !node.parent) return;
  const target = profile.assignment(node.parent)?.left;
  if (!target) return;
  const isCollection = file.names.rolesOf(node).has('collection') || file.names.rolesOf(target).has('collection');
  for (const [place, empty] of profile.idioms.empties.entries())
    yield { ...replaceNode(site, node, empty, (isCollection ? 0.3 : 0.08) / (1 + place)), family: 'copy' };
}

/** `[[0] * n] * m` and `Array(m).fill([])`: every row is the same list. */
function* sharedRows(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const parts = binaryParts(node);
  if (parts?.operator.type === '*' && parts.left.type === 'list') {
    const inner = namedChildren(parts.left)[0];
    const isShared =
      inner && (/^(list|dictionary|set|call)$/.test(inner.type) || binaryParts(inner)?.left.type === 'list');
    if (inner && isShared)
      yield {
        ...replaceNode(site, node, `[${site.text(inner)} for _ in range(${site.text(parts.right)})]`, 0.6),
        family: 'copy',
      };
  }
  const call = profile.call(node);
  const member = call && profile.member(call.callee);
  const [filler] = call?.args ?? [];
  if (
    !member ||
    !filler ||
    site.text(member.property) !== 'fill' ||
    !/^(array|object|new_expression|call_expression)$/.test(filler.type)
  )
    return;
  const value = filler.type === 'object' ? `(${site.text(filler)})` : site.text(filler);
  const length = /^(?:new )?Array\((.+)\)$/.exec(site.text(member.object))?.[1];
  if (length !== undefined)
    yield { ...replaceNode(site, node, `Array.from({ length: ${length} }, () => ${value})`, 0.6), family: 'copy' };
}

/** What a loop runs over: pairs for two names, the keys or values of a table, a copy of what the loop changes. */
function* iterated(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  if (slot !== 'iterable' || !node.parent || /string/.test(node.type)) return;
  const target = childOf(node.parent, 'left');
  const isPair = target !== undefined && /^(pattern_list|tuple_pattern|array_pattern)$/.test(target.type);
  const text = site.text(node);
  for (const [form, prior] of profile.idioms.iterations) {
    const givesPairs = /entries|items|enumerate/.test(form);
    const value = form.replaceAll('$', () => text);
    if (!text.includes(form.replace('$', '')))
      yield { ...replaceNode(site, node, value, givesPairs === isPair ? prior : prior * 0.3), family: 'method' };
  }
}

/** `tails.push(x)` meant `tails[i] = x`: what is put at the end belongs to the place that was found. */
function* placed(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const call = node.parent?.type === 'expression_statement' ? profile.call(node) : undefined;
  const member = call && profile.member(call.callee);
  const [element] = call?.args ?? [];
  if (!call || !member || !element || call.args.length !== 1) return;
  if (!/^(push|append)$/.test(site.text(member.property))) return;
  for (const name of site.visible())
    if (name.kind !== 'module' && name.roles.has('number') && name.name !== site.text(element))
      yield replaceNode(site, node, `${site.text(member.object)}[${name.name}] = ${site.text(element)}`, 0.16);
}

/** A slice with a bound more, less or elsewhere; a list cut where none was. */
function* sliced(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const slice = node.type === 'slice' ? node : undefined;
  if (slice) yield* bounds(site, slice);
  const call = profile.call(node);
  const member = call && profile.member(call.callee);
  if (call && member && /^(slice|substring)$/.test(site.text(member.property)) && call.args.length === 1) {
    const [from] = call.args;
    const start = from ? site.text(from) : '0';
    yield { ...replaceNode(site, call.list, `(0, ${start})`, 0.2), family: 'boundary' };
    if (start.startsWith('-'))
      yield { ...replaceNode(site, call.list, `(0, ${start.slice(1)})`, 0.24), family: 'boundary' };
    if (start === '1') yield { ...replaceNode(site, call.list, '(0, -1)', 0.2), family: 'boundary' };
    for (const name of numbers(site))
      yield { ...insertAt(from?.endIndex ?? node.endIndex, `, ${name}`, 0.14), family: 'boundary' };
    for (const name of numbers(site))
      yield { ...insertAt(from?.endIndex ?? node.endIndex, `, ${start} + ${name}`, 0.1), family: 'boundary' };
  }
  const roles = node.type === 'identifier' ? site.file.names.rolesOf(node) : undefined;
  if (!roles?.has('collection') || (slot !== 'return' && slot !== 'argument' && slot !== 'value')) return;
  for (const name of [...numbers(site), '-1'])
    yield {
      ...replaceNode(site, node, profile.idioms.slice(site.text(node), undefined, name), 0.1),
      family: 'boundary',
    };
  for (const name of [...numbers(site), '1'])
    yield {
      ...replaceNode(site, node, profile.idioms.slice(site.text(node), name, undefined), 0.1),
      family: 'boundary',
    };
}

/** Python's `a:b`: a bound put in or taken out. */
function* bounds(site: EditSite, slice: SyntaxNode): Generator<EditDraft> {
  const text = site.text(slice);
  const at = text.indexOf(':');
  const [from, to] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (to.includes(':')) return;
  const offer = (next: string, prior: number): EditDraft => ({
    ...replaceNode(site, slice, next, prior),
    family: 'boundary',
  });
  if (from === '') for (const start of ['1', ...numbers(site)]) yield offer(`${start}:${to}`, 0.16);
  else yield offer(`:${to === '' ? from : to}`, 0.18);
  if (to === '') for (const end of ['-1', ...numbers(site)]) yield offer(`${from}:${end}`, 0.16);
  else yield offer(`${from === '' ? to : from}:`, 0.18);
  if (from !== '' && to !== '') yield offer(`${from}:${from} + ${to}`, 0.16);
  if (from.startsWith('-') && to === '') yield offer(`:${from.slice(1)}`, 0.24);
  if (from === '1' && to === '') yield offer(':-1', 0.2);
  if (from === '' && to === '-1') yield offer('1:', 0.2);
  if (from === '' && /^\w+$/.test(to)) yield offer(`-${to}:`, 0.08);
}

function numbers(site: EditSite): readonly string[] {
  const names = site.visible().filter((name) => name.kind !== 'module' && name.roles.has('number'));
  return names.map(({ name }) => name).slice(0, 5);
}

function insertAt(at: number, replacement: string, prior: number): EditDraft {
  return {
    startIndex: at,
    endIndex: at,
    replacement,
    prior,
    description: `adds \`${replacement.replace(/^, /, '')}\``,
  };
}
