import { type EditDraft, type EditOperator, type EditSite, type ParsedFile, replaceNode } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { childOf, inPattern, namedChildren, textOf } from '../syntaxWalk.ts';

/** Tables: an entry that others of the same table have, and a constant collection that nothing looks into. */
export const tableEdits: EditOperator = {
  name: 'table',
  family: 'constant',
  *drafts(site) {
    yield* missingPair(site);
    yield* unreadCollection(site);
  },
};

const mostPairs = 6;
const mostValues = 2;

/** One of several literals in a table lacks a key: the value is an entry that none leads to, or one of the others' values. */
function* missingPair(site: EditSite): Generator<EditDraft> {
  const { node, text } = site;
  const siblings = siblingsOf(node);
  if (siblings.length < 2) return;
  const own = new Set(pairsOf(node).map(({ key }) => text(key)));
  const values = new Map<string, Set<string>>();
  const texts = new Set<string>();
  for (const { key, value } of [node, ...siblings].flatMap(pairsOf)) {
    if (value.type === 'string') texts.add(text(value));
    if (!own.has(text(key))) values.set(text(key), (values.get(text(key)) ?? new Set()).add(text(value)));
  }
  const drafts = [...values].flatMap(([key, known]) => {
    const unreached = texts.size > 0 ? unreachedOf(site, texts) : [];
    const offered = new Map([...known].slice(0, mostValues).map((value) => [value, 0.15]));
    for (const value of unreached) offered.set(value, 0.3);
    return [...offered].map(([value, prior]) => added(site, `${key}: ${value}`, prior));
  });
  yield* drafts.sort((a, b) => b.prior - a.prior).slice(0, mostPairs);
}

function siblingsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const holder = node.parent;
  if (!/^(object|dictionary)$/.test(node.type) || !holder) return [];
  const all =
    holder.type === 'pair'
      ? namedChildren(holder.parent ?? holder).map((pair) => childOf(pair, 'value'))
      : /^(array|list)$/.test(holder.type)
        ? namedChildren(holder)
        : [];
  return all.filter((each) => each !== undefined).filter((each) => each !== node && each.type === node.type);
}

function pairsOf(literal: SyntaxNode): readonly { readonly key: SyntaxNode; readonly value: SyntaxNode }[] {
  return namedChildren(literal).flatMap((pair) => {
    const [key, value] = [childOf(pair, 'key'), childOf(pair, 'value')];
    return pair.type === 'pair' && key && value ? [{ key, value }] : [];
  });
}

/** Keys of the outer table, written as its values are, that no entry has as a value. */
function unreachedOf({ node, text }: EditSite, values: ReadonlySet<string>): readonly string[] {
  const outer = node.parent?.type === 'pair' ? node.parent.parent : undefined;
  const quote = [...values][0]?.at(-1) ?? "'";
  const keys = outer ? pairsOf(outer).map(({ key }) => plain(text(key))) : [];
  // The values have to be keys of the table: names of states.
  const reached = new Set([...values].map(plain));
  if (!keys.some((key) => reached.has(key))) return [];
  return keys.filter((key) => !reached.has(key)).map((key) => `${quote}${key}${quote}`);
}

function plain(text: string): string {
  return text.replace(/^(['"`])(.*)\1$/s, '$2');
}

function added(site: EditSite, pair: string, prior: number): EditDraft {
  const { node } = site;
  const last = namedChildren(node).at(-1);
  const isPython = site.file.tree.language === 'python';
  const description = `adds the entry \`${pair}\``;
  if (!last) return { ...replaceNode(site, node, isPython ? `{${pair}}` : `{ ${pair} }`, prior), description };
  return { startIndex: last.endIndex, endIndex: last.endIndex, replacement: `, ${pair}`, prior, description };
}

/** A question or an answer where a module-level collection that nothing reads could be asked. */
function* unreadCollection(site: EditSite): Generator<EditDraft> {
  const { node, slot, owner, profile } = site;
  if (!slot || !owner || !/^(return|condition|operand|value)$/.test(slot)) return;
  const above = node.parent && binaryParts(node.parent);
  if (
    slot === 'operand' &&
    !(above ? /^(&&|\|\||and|or)$/.test(above.operator.type) : profile.negated(node.parent ?? node))
  )
    return;
  const asked = askedIn(site);
  if (asked.length === 0) return;
  for (const constant of unreadConstants(site))
    for (const { value, isNegative } of asked) {
      const [is, isNot] = memberships(site, constant, value);
      if (is === undefined || isNot === undefined) continue;
      // Of a text, single characters would be asked for.
      const share = constant.value.type === 'string' ? 0.4 : 1;
      yield { ...replaceNode(site, node, isNegative ? isNot : is, 0.4 * share), family: 'logic' };
      yield { ...replaceNode(site, node, isNegative ? is : isNot, 0.15 * share), family: 'logic' };
    }
}

interface Asked {
  readonly value: string;
  readonly isNegative: boolean;
}

/** What the node asks about: `x` of `x`, `x is None` and `x !== undefined`; the parameters where it is a plain yes or no. */
function askedIn({ node, slot, owner, profile, text }: EditSite): readonly Asked[] {
  const parts = binaryParts(node);
  const isNothing = parts && /^(None|null|undefined)$/.test(text(parts.right));
  if (parts && isNothing) return [{ value: text(parts.left), isNegative: /^(is|===?)$/.test(parts.operator.type) }];
  const own = text(node);
  if (slot !== 'value' && (node.type === 'identifier' || profile.member(node) || profile.index(node)))
    return [{ value: own, isNegative: false }];
  if (!owner || (own !== profile.words.yes && own !== profile.words.no)) return [];
  const names = profile.bound(owner).map(text);
  const isNegative = own === profile.words.no;
  return names
    .filter((name) => !/^(self|cls)$/.test(name))
    .slice(0, 2)
    .map((value) => ({ value, isNegative }));
}

interface Constant {
  readonly name: string;
  readonly value: SyntaxNode;
}

const unreadIn = new WeakMap<ParsedFile, readonly Constant[]>();

/** The constants of a file that nothing mentions besides where they are defined; looked for once. */
function unreadConstants({ file }: EditSite): readonly Constant[] {
  const known = unreadIn.get(file) ?? [...constantsOf(file)].filter(({ name }) => mentions(file, name) === 1);
  unreadIn.set(file, known);
  return known;
}

function mentions({ source }: ParsedFile, name: string): number {
  return source.match(new RegExp(`(?<![\\w$])${inPattern(name)}(?![\\w$])`, 'g'))?.length ?? 0;
}

function* constantsOf({ tree, profile, source }: ParsedFile): Generator<Constant> {
  for (const statement of namedChildren(tree.root)) {
    const declared = statement.type === 'export_statement' ? childOf(statement, 'declaration') : statement;
    for (const at of declared ? namedChildren(declared) : []) {
      const assigned = profile.assignment(at);
      if (assigned?.left.type === 'identifier')
        yield { name: textOf(assigned.left, source), value: bareOf(assigned.right) };
    }
  }
}

/** Without `as const` and the like. */
function bareOf(value: SyntaxNode): SyntaxNode {
  const inner = /^(as|satisfies)_expression$/.test(value.type) ? namedChildren(value)[0] : undefined;
  return inner ? bareOf(inner) : value;
}

/** In it and not in it, as the collection is asked. */
function memberships({ file, profile, text }: EditSite, { name, value }: Constant, x: string): readonly string[] {
  const made = profile.call(value);
  const kind = made ? text(made.callee) : value.type;
  if (file.tree.language === 'python')
    return /^(list|tuple|set|dictionary|frozenset|dict|string)$/.test(kind)
      ? [`${x} in ${name}`, `${x} not in ${name}`]
      : [];
  if (/^(array|string)$/.test(kind)) return [`${name}.includes(${x})`, `!${name}.includes(${x})`];
  if (/^(Set|Map)$/.test(kind)) return [`${name}.has(${x})`, `!${name}.has(${x})`];
  return kind === 'object' ? [`${x} in ${name}`, `!(${x} in ${name})`] : [];
}
