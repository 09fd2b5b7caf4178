import { type EditDraft, type EditOperator, type EditSite, replaceNode, shown } from '../editSite.ts';
import type { ScopeName } from '../scopeNames.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { childOf, descendants, enclosing, indentOf, inPattern, namedChildren } from '../syntaxWalk.ts';

/** Guards: an early exit for nothing or empty, a default value, an optional link, an iteration skipped. */
export const guardEdits: EditOperator = {
  name: 'guard',
  family: 'guard',
  *drafts(site) {
    yield* earlyExits(site);
    yield* skipped(site);
    yield* notAtFirst(site);
    yield* defaults(site);
  },
};

/** At the top of a function: `if (xs is empty) return …`. */
function* earlyExits(site: EditSite): Generator<EditDraft> {
  const { node, profile, owner } = site;
  const block = node.parent;
  if (!owner || !block || !profile.statementTypes.has(node.type) || childOf(owner, 'body') !== block) return;
  if (namedChildren(block).filter((child) => !isDocstring(child))[0] !== node) return;
  const indent = indentOf(node, site.file.source);
  for (const name of site.file.names.visibleAt(node)) {
    if (name.kind !== 'parameter') continue;
    for (const [condition, prior] of conditionsOf(site, name))
      for (const [result, share] of results(site, name)) {
        const body = result === '' ? 'return' : `return ${result}`;
        const text = `${profile.words.guard(condition, body, indent)}\n${indent}`;
        yield insert(node.startIndex, text, prior * share, `returns early when \`${condition}\``);
      }
  }
}

function conditionsOf(site: EditSite, name: ScopeName): readonly (readonly [string, number])[] {
  const { words } = site.profile;
  const all: (readonly [string, number])[] = [];
  if (name.roles.has('collection')) all.push([words.isEmpty(name.name), 0.3]);
  if (name.roles.has('number')) all.push([`${name.name} ${words.equals} 0`, 0.2], [`${name.name} <= 0`, 0.16]);
  if (name.roles.has('number')) all.push([`${name.name} ${words.equals} 1`, 0.12], [`${name.name} < 0`, 0.12]);
  for (const least of name.roles.has('number') ? leastOf(site, name.name) : [])
    all.push([`${name.name} < ${least}`, 0.16]);
  if (!name.roles.has('number')) all.push([words.isNothing(name.name), name.roles.has('collection') ? 0.2 : 0.28]);
  return all;
}

/** Where the function begins to count: `range(2, n)` says nothing of 0 and 1. */
function leastOf({ owner, text }: EditSite, name: string): readonly string[] {
  const body = owner ? text(owner) : '';
  const starts = [...body.matchAll(/(?:range\(|= )([2-9])\b/g)].map(([, start = '']) => start);
  return body.includes(`${name} < `) ? [] : [...new Set(starts)].slice(0, 2);
}

/** What the function already returns somewhere comes first: a new early exit resembles the others. */
function results(site: EditSite, name: ScopeName): readonly (readonly [string, number])[] {
  const { words, numberTypes } = site.profile;
  const returned = new Map<string, number>();
  const visit = (node: SyntaxNode): void => {
    const value = node.type === 'return_statement' ? namedChildren(node)[0] : undefined;
    if (value && (numberTypes.has(value.type) || site.text(value).length <= 5)) returned.set(site.text(value), 1);
    node.children.forEach(visit);
  };
  if (site.owner) visit(site.owner);
  for (const usual of ['0', words.nothing, '[]', words.no, words.yes, name.name, "''", '1', '{}', ''])
    if (!returned.has(usual)) returned.set(usual, usual === '' || usual === '{}' ? 0.4 : 0.6);
  return [...returned].slice(0, 10);
}

/** In a loop: `continue` for what must not be handled. */
function* skipped(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const block = node.parent;
  const loop = block?.parent;
  if (!block || !loop || !profile.loopTypes.has(loop.type) || childOf(loop, 'body') !== block) return;
  if (namedChildren(block)[0] !== node) return;
  const indent = indentOf(node, site.file.source);
  for (const at of profile.bound(loop)) {
    const condition = profile.words.isNothing(site.text(at));
    const text = `${profile.words.guard(condition, 'continue', indent)}\n${indent}`;
    yield insert(node.startIndex, text, 0.14, `skips the round when \`${condition}\``);
  }
  for (const element of elementsOf(site, loop)) {
    const condition = `${element} ${profile.words.equals} 0`;
    const text = `${profile.words.guard(condition, 'continue', indent)}\n${indent}`;
    yield insert(node.startIndex, text, 0.14, `skips the round when \`${condition}\``);
  }
}

/** A separator is put before what follows something: `if (out !== '') out += '_'`. */
function* notAtFirst(site: EditSite): Generator<EditDraft> {
  const { node, profile, file } = site;
  const [inner] = node.type === 'expression_statement' ? namedChildren(node) : [];
  const kept = inner && /^augmented_/.test(inner.type) ? profile.assignment(inner) : undefined;
  if (!inner || !kept || !/string/.test(kept.right.type) || !enclosing(node, profile.loopTypes)) return;
  const { words } = profile;
  const condition = words.notEmpty(site.text(kept.left));
  const text = words.guard(condition, site.text(inner), indentOf(node, file.source));
  yield {
    ...replaceNode(site, node, text, 0.3),
    description: `only when \`${condition}\`: \`${shown(site.text(inner))}\``,
  };
}

/** What a round looks at that could be 0: the loop's own number, and what it or its neighbours in scope hold at the loop's index. */
function elementsOf(site: EditSite, loop: SyntaxNode): readonly string[] {
  const { file, profile } = site;
  const names = profile.bound(loop).map(site.text);
  const head = childOf(loop, 'left') ?? childOf(loop, 'initializer');
  for (const at of head ? descendants(head) : []) if (at.type === 'identifier') names.push(site.text(at));
  const [index] = names;
  if (index === undefined) return [];
  const roles = file.names.visibleAt(site.node).find(({ name }) => name === index)?.roles;
  if (!roles?.has('number')) return [];
  const lists = file.names
    .visibleAt(site.node)
    .filter((name) => name.kind !== 'module' && name.roles.has('collection'));
  const isIndex = new RegExp(`\\[${inPattern(index)}\\]`).test(site.text(loop));
  return isIndex ? lists.slice(0, 4).map(({ name }) => `${name}[${index}]`) : [index];
}

/** `a.b` becomes `a?.b`, `x` becomes `x ?? 0`, `x / y` is guarded against nothing to divide by. */
function* defaults(site: EditSite): Generator<EditDraft> {
  const { node, profile, slot } = site;
  const isScript = site.file.tree.language !== 'python';
  const member = profile.member(node);
  const dot = member && node.children.find((child) => child.type === '.');
  if (
    isScript &&
    dot &&
    !/^(this|Math|Object|Array|Number|JSON|super)$/.test(site.text(member.object)) &&
    slot !== 'target'
  )
    yield replaceNode(site, dot, '?.', 0.16);
  const read = profile.index(node) ?? (profile.call(node) && /\.get\(/.test(site.text(node)) ? node : undefined);
  if (read && slot && slot !== 'target' && slot !== 'callee' && slot !== 'object') yield* fallbacks(site, isScript);
  if (/^(binary_expression|binary_operator)$/.test(node.type) && /^(\/|\/\/|%)$/.test(node.children[1]?.type ?? '')) {
    const divisor = node.children[2];
    if (divisor && slot) {
      const test = `${site.text(divisor)} ${profile.words.equals} 0`;
      yield replaceNode(site, node, profile.words.ternary(test, '0', site.text(node)), 0.16);
    }
  }
  if (slot === 'value' && enclosing(node, profile.functionTypes) && node.type === 'identifier' && isScript)
    for (const other of ['[]', '{}', '0', "''"]) yield replaceNode(site, node, `${site.text(node)} ?? ${other}`, 0.08);
}

function* fallbacks(site: EditSite, isScript: boolean): Generator<EditDraft> {
  const text = site.text(site.node);
  if (isScript) {
    for (const other of ['0', '[]', "''"]) {
      const value = site.slot === 'operand' ? `(${text} ?? ${other})` : `${text} ?? ${other}`;
      yield replaceNode(site, site.node, value, 0.18);
    }
    return;
  }
  const index = site.profile.index(site.node);
  const key = index?.indexes[0];
  if (!index || !key || key.type === 'slice' || site.profile.numberTypes.has(key.type)) return;
  for (const other of ['0', 'None', '[]'])
    yield replaceNode(site, site.node, `${site.text(index.object)}.get(${site.text(key)}, ${other})`, 0.16);
}

function isDocstring(node: SyntaxNode): boolean {
  return node.type === 'expression_statement' && namedChildren(node)[0]?.type === 'string';
}

function insert(at: number, replacement: string, prior: number, description: string): EditDraft {
  return { startIndex: at, endIndex: at, replacement, prior, description: `${description}: \`${shown(replacement)}\`` };
}
