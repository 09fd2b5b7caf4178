import { type EditDraft, type EditOperator, type EditSite, replaceNode, shown } from '../editSite.ts';
import type { ScopeName } from '../scopeNames.ts';
import { childOf, descendants, indentOf, namedChildren } from '../syntaxWalk.ts';

/** Results: a missing `return`, `await`, `yield` or `new`; another name returned; a value wrapped in a list. */
export const returnEdits: EditOperator = {
  name: 'result',
  family: 'return',
  *drafts(site) {
    yield* missingReturn(site);
    yield* missingWord(site);
    yield* otherResult(site);
    yield* missingEnd(site);
  },
};

/** The last expression of a block was meant to be returned. */
function* missingReturn(site: EditSite): Generator<EditDraft> {
  const { node } = site;
  const inner = namedChildren(node)[0];
  if (node.type !== 'expression_statement' || !site.owner || !inner) return;
  if (/assignment|update|string|yield/.test(inner.type)) return;
  const isLast = namedChildren(node.parent ?? node).at(-1) === node;
  yield insert(node.startIndex, 'return ', isLast ? 0.3 : 0.14, 'returns the value');
}

/** The function falls off its end: returns something that it has built. */
function* missingEnd(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const block = node.parent;
  if (!site.owner || !block || !profile.statementTypes.has(node.type) || childOf(site.owner, 'body') !== block) return;
  if (namedChildren(block).at(-1) !== node || /^(return|throw|raise)_statement$/.test(node.type)) return;
  const indent = indentOf(node, site.file.source);
  for (const name of site.file.names.visibleAt(node)) {
    if (name.kind === 'module') continue;
    const text = `\n${indent}return ${name.name}${profile.words.end}`;
    yield insert(node.endIndex, text, name.kind === 'local' ? 0.3 : 0.12, `returns \`${name.name}\` at the end`);
  }
}

function* missingWord(site: EditSite): Generator<EditDraft> {
  const { node, profile, slot } = site;
  const call = profile.call(node);
  const inAsync = site.owner?.children.some((child) => child.type === 'async') === true;
  if (call && inAsync && !/^await/.test(node.parent?.type ?? '')) {
    const bare = /^(member_expression|attribute)$/.test(node.parent?.type ?? '');
    const text = bare ? `(await ${site.text(node)})` : `await ${site.text(node)}`;
    yield { ...replaceNode(site, node, text, 0.36), family: 'await' };
  }
  if (/^await(_expression)?$/.test(node.type)) {
    const awaited = namedChildren(node)[0];
    if (awaited) yield { ...replaceNode(site, node, site.text(awaited), 0.06), family: 'await' };
  }
  if (node.type === 'call_expression' && call && /^[A-Z]\w*$/.test(site.text(call.callee)) && slot)
    if (!/^(Number|String|Boolean|BigInt|Symbol|Object|Array)$/.test(site.text(call.callee)))
      yield insert(node.startIndex, 'new ', 0.3, `makes a new \`${site.text(call.callee)}\``);
  if (node.type === 'return_statement' || node.type === 'yield' || node.type === 'yield_expression')
    yield* yielding(site);
}

function* yielding(site: EditSite): Generator<EditDraft> {
  const { node, owner } = site;
  const keyword = node.children[0];
  if (!keyword || !owner || ![...descendants(owner)].some((at) => /^yield(_expression)?$/.test(at.type))) return;
  if (keyword.type === 'return' && namedChildren(node).length > 0) yield replaceNode(site, keyword, 'yield', 0.16);
  if (keyword.type !== 'yield') return;
  const star = node.children.some((child) => child.type === 'from' || child.type === '*');
  const word = site.file.tree.language === 'python' ? 'yield from' : 'yield*';
  const last = node.children[1];
  if (!star) yield replaceNode(site, keyword, word, 0.3);
  else if (last) yield { ...replaceNode(site, keyword, 'yield', 0.26), endIndex: last.endIndex };
}

/** `return x`: another name, a comparison of a number in scope with 0, or the list of it. */
function* otherResult(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  if (slot !== 'return') return;
  const { words } = profile;
  const text = site.text(node);
  const truth = text === words.yes || text === words.no;
  for (const name of site.visible()) {
    if (name.kind === 'module' || name.roles.has('function')) continue;
    if (truth && name.roles.has('number')) {
      yield replaceNode(site, node, `${name.name} ${words.equals} 0`, 0.24);
      yield replaceNode(site, node, `${name.name} > 0`, 0.1);
    }
    if (truth) yield* comparisons(site, name);
    if (truth && name.roles.has('collection')) yield replaceNode(site, node, words.isEmpty(name.name), 0.22);
    if (truth && name.roles.has('boolean')) yield replaceNode(site, node, name.name, 0.2);
    if (!truth && node.type !== 'identifier') yield replaceNode(site, node, name.name, name.uses <= 1 ? 0.2 : 0.12);
  }
  if (node.type === 'identifier' || profile.call(node)) yield replaceNode(site, node, words.list(text), 0.08);
}

/** `return true` meant that two counts, or two values, are equal; likelier for what is not used at all. */
function* comparisons(site: EditSite, name: ScopeName): Generator<EditDraft> {
  const { words } = site.profile;
  for (const other of site.visible()) {
    if (other.kind === 'module' || other.name >= name.name || other.roles.has('function')) continue;
    const unused = name.uses === 0 || other.uses === 0;
    const pair = [name, other].sort((a, b) => a.row - b.row || (a.name < b.name ? -1 : 1)).map((each) => each.name);
    const [first = '', second = ''] = pair;
    const counted = [name, other].every(({ roles }) => roles.has('collection') || roles.size === 0);
    if (counted)
      yield replaceNode(
        site,
        site.node,
        `${words.length(first)} ${words.equals} ${words.length(second)}`,
        unused ? 0.3 : 0.12,
      );
    yield replaceNode(site, site.node, `${first} ${words.equals} ${second}`, unused ? 0.18 : 0.08);
  }
}

function insert(at: number, replacement: string, prior: number, description: string): EditDraft {
  return { startIndex: at, endIndex: at, replacement, prior, description: `${description}: \`${shown(replacement)}\`` };
}
