import { type EditDraft, type EditOperator, type EditSite, replaceNode, shown } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { descendants, enclosing, indentOf, namedChildren } from '../syntaxWalk.ts';

/** A table that has a key already, or has it not: what is there is kept, and what is not there is not read. */
export const absenceEdits: EditOperator = {
  name: 'absence',
  family: 'guard',
  *drafts(site) {
    yield* keptFirst(site);
    yield* keptInMap(site);
    yield* membership(site);
    yield* inBounds(site);
    yield* emptyToo(site);
  },
};

const emptyTypes = /^(array|object|list|dictionary|set|tuple)$/;

/** `table[key] = value` meant: unless the key is there. */
function* keptFirst(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  if (!/^assignment(_expression)?$/.test(node.type)) return;
  const assigned = profile.assignment(node);
  const index = assigned && profile.index(assigned.left);
  const key = index?.indexes[0];
  if (!assigned || !index || !key || profile.numberTypes.has(key.type) || key.type === 'slice') return;
  const [table, name, value] = [site.text(index.object), site.text(key), site.text(assigned.right)];
  const isEmpty = emptyTypes.test(assigned.right.type) && assigned.right.children.length === 2;
  const isPython = site.file.tree.language === 'python';
  // One list for each key that holds what every round brings: `table.setdefault(key, []).append(x)`.
  const elements = /^(array|list)$/.test(assigned.right.type) ? namedChildren(assigned.right) : [];
  const [element] = elements;
  if (element && elements.length === 1 && enclosing(node, profile.loopTypes)) {
    const list = isPython ? `${table}.setdefault(${name}, [])` : `(${table}[${name}] ??= [])`;
    yield replaceNode(site, node, profile.words.append(list, site.text(element)), 0.4);
  }
  if (isPython && assigned.right.type !== 'assignment')
    yield replaceNode(site, node, `${table}.setdefault(${name}, ${value})`, isEmpty ? 0.34 : 0.2);
  const sign = node.children.find(({ type }) => type === '=');
  if (!isPython && isEmpty && sign) yield replaceNode(site, sign, '??=', 0.34);
  if (node.parent?.type === 'expression_statement' && !isEmpty)
    yield unless(site, node.parent, profile.idioms.has(name, table)[0] ?? '');
}

/** `map.set(key, value)` meant: unless the key is there. */
function* keptInMap(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const call = profile.call(node);
  const member = call && profile.member(call.callee);
  const [key] = call?.args ?? [];
  if (!member || !key || site.text(member.property) !== 'set' || call.args.length !== 2) return;
  if (node.parent?.type === 'expression_statement')
    yield unless(site, node.parent, `${site.text(member.object)}.has(${site.text(key)})`);
}

function unless(site: EditSite, statement: SyntaxNode, isThere: string): EditDraft {
  const { words } = site.profile;
  const condition = isThere.includes(' in ') ? notIn(isThere, site) : words.not(isThere);
  const text = site.text(statement).replace(/;$/, '');
  return {
    startIndex: statement.startIndex,
    endIndex: statement.endIndex,
    replacement: words.guard(condition, text, indentOf(statement, site.file.source)),
    prior: 0.22,
    description: `does \`${shown(text)}\` only when \`${condition}\``,
  };
}

function notIn(isThere: string, { file, profile }: EditSite): string {
  return file.tree.language === 'python' ? isThere.replace(' in ', ' not in ') : profile.words.not(isThere);
}

/** What is read by a key is compared though the key may not be there: `key in table and …`. */
function* membership(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  if (slot !== 'condition' && slot !== 'return') return;
  if (!profile.call(node) && !binaryParts(node)) return;
  const text = site.text(node);
  if (text.length > 100) return;
  const offered = new Set<string>();
  for (const at of descendants(node)) {
    const index = profile.index(at);
    const key = index?.indexes[0];
    if (!index || key?.type !== 'identifier' || offered.size >= 3) continue;
    const tests = profile.idioms.has(site.text(key), site.text(index.object));
    const [first = ''] = tests;
    if (offered.has(first) || tests.some((test) => text.includes(test))) continue;
    offered.add(first);
    const inner = / (\|\||or) /.test(text) ? `(${text})` : text;
    for (const [place, test] of tests.entries())
      yield {
        ...replaceNode(site, node, `${test} ${profile.words.and} ${inner}`, 0.2 / (1 + 0.3 * place)),
        family: 'logic',
      };
  }
}

/** What is read at an index is compared though the list may end before: `i < xs.length && …`. */
function* inBounds(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  if (slot !== 'condition' && slot !== 'return') return;
  const text = site.text(node);
  if (text.length > 100) return;
  const { words } = profile;
  const inner = / (\|\||or) /.test(text) ? `(${text})` : text;
  const offered = new Set<string>();
  for (const at of descendants(node)) {
    const index = profile.index(at);
    const key = index?.indexes[0];
    if (!index || !key || !/^(identifier|binary_expression|binary_operator)$/.test(key.type)) continue;
    const [place, list] = [site.text(key), site.text(index.object)];
    // In JavaScript there is no error: what is not there is only equal to nothing.
    const share = profile.loopTypes.has(holderOf(node)?.type ?? '') || site.file.tree.language === 'python' ? 1 : 0.5;
    for (const [bound, prior] of [
      [`${place} < ${words.length(list)}`, 0.32],
      [`${place} >= 0`, 0.18],
    ] as const) {
      if (offered.has(bound) || text.includes(bound) || offered.size >= 6) continue;
      offered.add(bound);
      yield { ...replaceNode(site, node, `${bound} ${words.and} ${inner}`, prior * share), family: 'guard' };
    }
  }
}

/** The statement whose condition the node is. */
function holderOf(node: SyntaxNode): SyntaxNode | undefined {
  return node.parent?.type === 'parenthesized_expression' ? node.parent.parent : node.parent;
}

/** `!x` where an empty list is nothing as well. */
function* emptyToo(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const operand = profile.negated(node);
  if (!operand || (slot !== 'condition' && slot !== 'return') || site.file.tree.language === 'python') return;
  if (operand.type !== 'identifier' && !profile.member(operand)) return;
  const text = site.text(operand);
  yield { ...replaceNode(site, node, `!${text} || ${profile.words.isEmpty(text)}`, 0.16), family: 'logic' };
}
