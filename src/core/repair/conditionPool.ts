import type { EditSite, ParsedFile } from './editSite.ts';
import { binaryParts } from './language/languageProfile.ts';
import type { ScopeName } from './scopeNames.ts';
import type { SyntaxNode } from './syntaxParser.ts';
import { descendants, enclosing, inPattern, textOf, unwrap } from './syntaxWalk.ts';

/** A condition that could be meant, and how likely it is beside others. */
export interface PooledCondition {
  readonly text: string;
  readonly prior: number;
}

/** A condition that stands in the file, with the names that it needs. */
interface Written {
  readonly text: string;
  readonly names: readonly string[];
  readonly owner: SyntaxNode | undefined;
  readonly node: SyntaxNode;
}

const mostWritten = 10;
const mostCompared = 12;
const longest = 50;

/**
 * Conditions that could be missing around what `about` says: those that the function and the file write elsewhere, the same about another
 * name, and comparisons of names that it mentions. Each speaks of something that `about` mentions.
 */
export function conditionsAbout(site: EditSite, about: readonly SyntaxNode[]): readonly PooledCondition[] {
  const mentioned = new Set(about.flatMap((node) => identifiersIn(node, site.file)));
  const names = site.file.names
    .visibleAt(site.node)
    .filter(({ kind, roles }) => kind !== 'module' && !roles.has('function'));
  const found = new Map<string, number>();
  const own = new Set(about.map(site.text));
  for (const { text, prior } of [...written(site, { mentioned, names }), ...compared(site, { mentioned, names })])
    if (!own.has(text) && (found.get(text) ?? 0) < prior) found.set(text, prior);
  return [...found].map(([text, prior]) => ({ text, prior }));
}

interface Scope {
  readonly mentioned: ReadonlySet<string>;
  readonly names: readonly ScopeName[];
}

/** What stands elsewhere, word for word where its names are known here, or about a name that is mentioned here. */
function* written(site: EditSite, { mentioned, names }: Scope): Generator<PooledCondition> {
  const known = new Set(names.map(({ name }) => name));
  let offered = 0;
  const all = writtenIn(site.file);
  const near = all.filter(({ owner }) => owner === site.owner);
  for (const each of [...near, ...all.filter(({ owner }) => owner !== site.owner)]) {
    if (offered >= mostWritten) return;
    if (each.node.startIndex <= site.node.startIndex && site.node.endIndex <= each.node.endIndex) continue;
    const isNear = each.owner === site.owner;
    const isKnown = each.names.every((name) => known.has(name));
    if (isKnown && each.names.some((name) => mentioned.has(name))) {
      offered++;
      yield { text: each.text, prior: isNear ? 1 : 0.8 };
    }
    const [only] = each.names;
    if (only === undefined || each.names.length > 1 || /^[\w$.]+$/.test(each.text)) continue;
    for (const { name } of names) {
      if (name === only || !mentioned.has(name)) continue;
      offered++;
      yield { text: renamed(each.text, only, name), prior: isNear ? 0.7 : 0.5 };
    }
  }
}

function renamed(text: string, from: string, to: string): string {
  return text.replace(new RegExp(`(?<![\\w$.])${inPattern(from)}(?![\\w$])`, 'g'), () => to);
}

const kept = new WeakMap<ParsedFile, readonly Written[]>();

function writtenIn(file: ParsedFile): readonly Written[] {
  const known = kept.get(file);
  if (known) return known;
  const found = new Map<string, Written>();
  for (const holder of descendants(file.tree.root)) {
    const condition = file.profile.condition(holder);
    for (const node of condition ? partsOf(unwrap(condition)) : []) {
      const text = textOf(node, file.source);
      const owner = enclosing(node, file.profile.functionTypes);
      const key = `${owner?.startIndex ?? -1}:${text}`;
      if (text.length > longest || text.includes('\n') || !isTest(node, file)) continue;
      const names = [...new Set(identifiersIn(node, file))].filter((name) => !isGlobal(name, node, file));
      if (names.length > 0 && !found.has(key)) found.set(key, { text, names, owner, node });
    }
  }
  const all = [...found.values()];
  kept.set(file, all);
  return all;
}

/** The sides of `and` and `or`. */
function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const parts = binaryParts(node);
  if (!parts || !/^(&&|\|\||and|or)$/.test(parts.operator.type)) return [node];
  return [...partsOf(unwrap(parts.left)), ...partsOf(unwrap(parts.right))];
}

/** A comparison, a question or a negation of one; no bare name. */
function isTest(node: SyntaxNode, { profile }: ParsedFile): boolean {
  const operand = profile.negated(node) ?? node;
  return binaryParts(unwrap(operand)) !== undefined || profile.call(operand) !== undefined || operand !== node;
}

/** It is no name of a function around: the language's own, or one that the whole file knows. */
function isGlobal(name: string, node: SyntaxNode, { names }: ParsedFile): boolean {
  const bound = names.visibleAt(node).find((each) => each.name === name);
  return bound === undefined || bound.kind === 'module';
}

function identifiersIn(node: SyntaxNode, { source }: ParsedFile): readonly string[] {
  return [...descendants(node)]
    .filter((at) => (at.type === 'identifier' && at.field !== 'attribute' && at.field !== 'name') || at.type === 'this')
    .map((at) => textOf(at, source));
}

/** A name that is mentioned against another one of its kind, and against 0. */
function* compared({ file, profile }: EditSite, { mentioned, names }: Scope): Generator<PooledCondition> {
  const { equals } = profile.words;
  const unequal = equals === '===' ? '!==' : '!=';
  let offered = 0;
  const numbers = names.filter(({ roles }) => roles.has('number') || roles.size === 0);
  for (const { name, roles } of names) {
    if (!mentioned.has(name) || offered >= mostCompared) continue;
    if (roles.has('number'))
      for (const test of [`${name} > 0`, `${name} < 0`, `${name} ${equals} 0`]) yield { text: test, prior: 0.4 };
    for (const other of numbers) {
      if (other.name === name || !(roles.has('number') || roles.size === 0)) continue;
      if (mentioned.has(other.name) && other.name < name) continue;
      offered++;
      for (const sign of roles.has('number') ? ['<', '>', '<=', '>='] : [])
        yield { text: `${name} ${sign} ${other.name}`, prior: 0.3 };
      for (const sign of [equals, unequal]) yield { text: `${name} ${sign} ${other.name}`, prior: 0.35 };
    }
    for (const table of names)
      if (table.roles.has('collection') && table.name !== name && !roles.has('collection'))
        for (const test of membership(file, name, table.name)) yield { text: test, prior: 0.4 };
  }
}

/** `x in seen`, as the file asks its collections. */
function membership({ tree, source }: ParsedFile, element: string, table: string): readonly string[] {
  const own = inPattern(table);
  if (tree.language === 'python')
    return new RegExp(`\\b${own}\\.(append|add|extend)\\(|\\bin ${own}\\b`).test(source)
      ? [`${element} in ${table}`, `${element} not in ${table}`]
      : [];
  if (new RegExp(`\\b${own}\\.(add|set|has)\\(`).test(source))
    return [`${table}.has(${element})`, `!${table}.has(${element})`];
  if (new RegExp(`\\b${own}\\.(push|includes)\\(`).test(source))
    return [`${table}.includes(${element})`, `!${table}.includes(${element})`];
  return [];
}
