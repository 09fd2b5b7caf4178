import { addStatement, type EditDraft, type EditOperator, type EditSite, exchange, shown } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { childOf, descendants, enclosing, indentOf, namedChildren } from '../syntaxWalk.ts';

/** Whole statements: moved, copied from elsewhere in the function, left out, a missing step put in. */
export const statementEdits: EditOperator = {
  name: 'statement',
  family: 'statement',
  *drafts(site) {
    const { node, profile } = site;
    const block = node.parent;
    if (!block || !profile.statementTypes.has(node.type) || !site.owner) return;
    if (!profile.blockTypes.has(block.type)) return;
    const siblings = namedChildren(block);
    const place = siblings.indexOf(node);
    const next = siblings[place + 1];
    if (next && profile.statementTypes.has(next.type))
      yield exchange(site, node, next, dependOnOneAnother(site, node, next) ? 0.3 : 0.16);
    yield* moved(site, block, place === siblings.length - 1);
    yield* leftOut(site, siblings.length);
    yield* jumps(site, place === siblings.length - 1);
    yield* steps(site);
  },
};

/** One of two statements steps what the other one reads: their order matters. */
function dependOnOneAnother(site: EditSite, first: SyntaxNode, second: SyntaxNode): boolean {
  return [
    [first, second],
    [second, first],
  ].some(([step, other]) => {
    const [inner] = step?.type === 'expression_statement' ? namedChildren(step) : [];
    const isStep = inner !== undefined && /^(augmented_|update_)/.test(inner.type);
    const target = isStep ? (site.profile.assignment(inner)?.left ?? namedChildren(inner)[0]) : undefined;
    return target !== undefined && other !== undefined && site.text(other).includes(site.text(target));
  });
}

/** The last statement of a block moves out after it; the statement after a block moves in. */
function* moved(site: EditSite, block: SyntaxNode, isLast: boolean): Generator<EditDraft> {
  const { node, profile, file } = site;
  const outer = block.parent;
  if (isLast && outer && profile.statementTypes.has(outer.type) && namedChildren(block).length > 1) {
    const before = namedChildren(block).at(-2);
    if (before && childOf(outer, 'body') === block) {
      const rest = file.source.slice(node.endIndex, outer.endIndex);
      const text = `${rest}\n${indentOf(outer, file.source)}${site.text(node)}`;
      yield {
        startIndex: before.endIndex,
        endIndex: outer.endIndex,
        replacement: text,
        prior: 0.2,
        description: `moves \`${shown(site.text(node))}\` out of the block`,
      };
    }
  }
  yield* movedIn(site);
}

function* movedIn(site: EditSite): Generator<EditDraft> {
  const { node, profile, file } = site;
  const siblings = namedChildren(node.parent ?? node);
  const before = siblings[siblings.indexOf(node) - 1];
  const body = before && profile.loopTypes.has(before.type) ? childOf(before, 'body') : undefined;
  const last = body && namedChildren(body).at(-1);
  if (!before || !last || node.type === 'return_statement') return;
  const tail = file.source.slice(last.endIndex, before.endIndex);
  yield {
    startIndex: last.endIndex,
    endIndex: node.endIndex,
    replacement: `\n${indentOf(last, file.source)}${site.text(node)}${tail}`,
    prior: 0.16,
    description: `moves \`${shown(site.text(node))}\` into the loop`,
  };
}

/** Taking something away is tried last: tests that say too little would like it too much. */
function* leftOut(site: EditSite, siblings: number): Generator<EditDraft> {
  const { node, file } = site;
  const description = `leaves out \`${shown(site.text(node))}\``;
  const isJump = /^(break|continue)_statement$/.test(node.type);
  const isBare = /^(expression_statement|if_statement)$/.test(node.type);
  if (!isJump && !isBare) return;
  const alone = siblings === 1;
  if (alone && file.tree.language === 'python')
    yield {
      startIndex: node.startIndex,
      endIndex: node.endIndex,
      replacement: 'pass',
      prior: 0.05,
      description,
      family: 'deletion',
    };
  if (alone) return;
  const start = file.source.lastIndexOf('\n', node.startIndex - 1);
  const ownLine = start >= 0 && /^\s*$/.test(file.source.slice(start, node.startIndex));
  yield {
    startIndex: ownLine ? start : node.startIndex,
    endIndex: node.endIndex,
    replacement: '',
    prior: isJump ? 0.14 : 0.05,
    description,
    family: 'deletion',
  };
}

/** A missing `break` or `continue` at the end of a branch of a loop, or `break` at the end of a case. */
function* jumps(site: EditSite, isLast: boolean): Generator<EditDraft> {
  const { node, profile } = site;
  if (!isLast || /^(return|throw|raise|break|continue)_statement$/.test(node.type)) return;
  const loop = enclosing(node, profile.loopTypes);
  const inCase = node.parent?.type === 'switch_case';
  const isBranch = node.parent?.parent !== loop;
  for (const word of ['break', 'continue']) {
    const fits = inCase ? word === 'break' : loop !== undefined && isBranch;
    if (fits) yield addStatement(site, `${word}${profile.words.end}`, 'after', inCase ? 0.4 : 0.14);
  }
}

/** Steps that were forgotten: something kept in a collection, a name brought up to date, a counter moved on. */
function* steps(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const { end } = profile.words;
  if (node.type === 'return_statement' && site.owner && childOf(site.owner, 'body') !== node.parent) return;
  const names = site.file.names.visibleAt(node).filter((name) => name.kind !== 'module' && !name.roles.has('function'));
  const texts = new Map<string, number>();
  for (const [pattern, prior] of collecting(site)) for (const name of names) texts.set(pattern(name.name), prior);
  for (const target of names) {
    if (target.kind !== 'local' || target.roles.has('collection')) continue;
    if (target.roles.has('number')) texts.set(`${target.name} += 1`, 0.1);
    if (target.uses === 0 || !enclosing(node, profile.loopTypes)) continue;
    for (const source of names) if (source !== target) texts.set(`${target.name} = ${source.name}`, 0.1);
  }
  for (const [copy, prior] of copies(site)) texts.set(copy, Math.max(prior, texts.get(copy) ?? 0));
  for (const stored of storing(site)) texts.set(stored, 0.26);
  for (const state of states(site)) texts.set(state, Math.max(0.32, texts.get(state) ?? 0));
  const isExit = /^(return|throw|raise|break|continue)_statement$/.test(node.type);
  for (const [text, prior] of texts) {
    if (text === site.text(node).replace(/;$/, '')) continue;
    yield addStatement(site, text + end, isExit ? 'before' : 'after', prior);
  }
  if (!isExit && namedChildren(node.parent ?? node)[0] === node)
    for (const [text, prior] of texts) yield addStatement(site, text + end, 'before', prior * 0.9);
}

/** `xs.append(…)`, `seen.add(…)` for every collection that the function grows or asks. */
function collecting(site: EditSite): readonly (readonly [(element: string) => string, number])[] {
  const found: [(element: string) => string, number][] = [];
  const { words } = site.profile;
  for (const { name, kind, roles } of site.file.names.visibleAt(site.node)) {
    if (kind === 'module' || (!roles.has('collection') && !/s$|seen|visited|result|out/.test(name))) continue;
    found.push([(element) => words.append(name, element), 0.14]);
    if (words.hasSets) found.push([(element) => `${name}.add(${element})`, 0.14]);
  }
  return found;
}

/** Calls and assignments that stand elsewhere in the function, or in the file when all their names are known here. */
function copies(site: EditSite): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const { owner, file } = site;
  if (!owner) return found;
  const visible = new Set(file.names.visibleAt(site.node).map((name) => name.name));
  for (const [scope, prior] of [
    [owner, 0.16],
    [enclosing(owner, site.profile.classTypes) ?? file.tree.root, 0.11],
  ] as const)
    for (const at of descendants(scope)) {
      const inner = at.type === 'expression_statement' ? namedChildren(at)[0] : undefined;
      if (!inner || inner.startRow !== inner.endRow || /string|yield/.test(inner.type)) continue;
      const text = site.text(inner);
      if (found.size >= 24) return found;
      if (found.has(text)) continue;
      if (scope === owner || namesIn(inner, site).every((name) => visible.has(name))) found.set(text, prior);
    }
  return found;
}

function namesIn(node: SyntaxNode, site: EditSite): readonly string[] {
  const names = [...descendants(node)].filter((at) => at.type === 'identifier' && at.field !== 'attribute');
  return names.map((at) => site.text(at)).filter((name) => name !== 'self');
}

/** What was read from a table into a name goes back: after `x = table[key]`, `table[key] = x`. */
function* storing(site: EditSite): Generator<string> {
  const { owner, profile } = site;
  for (const at of owner ? descendants(owner) : []) {
    const assigned = profile.assignment(at);
    if (assigned?.left.type !== 'identifier' || assigned.left.startRow >= site.node.endRow + 1) continue;
    for (const read of descendants(assigned.right)) {
      const target = site.text(assigned.left);
      if (profile.index(read)) yield `${site.text(read)} = ${target}`;
      const call = profile.call(read);
      const [key] = call?.args ?? [];
      const member = call && profile.member(call.callee);
      if (!member || !key || site.text(member.property) !== 'get') continue;
      const table = site.text(member.object);
      yield site.file.tree.language === 'python'
        ? `${table}[${site.text(key)}] = ${target}`
        : `${table}.set(${site.text(key)}, ${target})`;
    }
  }
}

/** A state that is asked for and never set: `state[n] === 'done'` where only `state[n] = 'open'` stands; a flag that is set once only. */
function* states(site: EditSite): Generator<string> {
  const { owner, profile } = site;
  const { yes, no } = profile.words;
  const body = owner ? [...descendants(owner)] : [];
  const isText = ({ type }: SyntaxNode): boolean => type === 'string';
  const set = body.flatMap((at) => profile.assignment(at) ?? []);
  const given = new Set(set.map(({ right }) => site.text(right)));
  const asked = body
    .flatMap((at) => binaryParts(at) ?? [])
    .flatMap(({ operator, right }) => (/^={2,3}$/.test(operator.type) && isText(right) ? [site.text(right)] : []));
  for (const { left, right } of set) {
    const value = site.text(right);
    const isPlace = profile.index(left) !== undefined || profile.member(left) !== undefined;
    if (isPlace && isText(right)) for (const text of asked) if (!given.has(text)) yield `${site.text(left)} = ${text}`;
    const turned = value === yes ? no : value === no ? yes : undefined;
    if (turned !== undefined && !given.has(turned)) yield `${site.text(left)} = ${turned}`;
  }
}
