import { type EditDraft, type EditOperator, type EditSite, replaceNode, shown } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import type { ScopeName } from '../scopeNames.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { childOf, descendants, enclosing, indentOf, namedChildren, textOf } from '../syntaxWalk.ts';

/** Loops: a branch that was meant to be taken again and again, a name that no round brings forward, the best so far. */
export const loopEdits: EditOperator = {
  name: 'loop',
  family: 'statement',
  *drafts(site) {
    yield* again(site);
    yield* stuck(site);
    yield* bestSoFar(site);
    yield* firstValue(site);
  },
};

/** `if` meant `while`, where what the branch does changes the condition; and the other way round. */
function* again(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const keyword = node.children[0];
  const condition = profile.condition(node);
  if (!keyword || !condition || childOf(node, 'alternative')) return;
  const body = childOf(node, 'consequence') ?? childOf(node, 'body');
  if (keyword.type === 'while' && body && !exits(body))
    yield { ...replaceNode(site, keyword, 'if', 0.1), family: 'logic' };
  if (keyword.type !== 'if' || !body || exits(body)) return;
  const asked = new Set(namesIn(condition, site));
  const changed = [...descendants(body)].flatMap((at) => changedBy(at, site));
  // A call without arguments asks for a state that the branch may change: `if (peek() === '+') next()`.
  const calls = [...descendants(condition)].some((at) => profile.call(at)?.args.length === 0) && changed.length > 0;
  if (changed.some((name) => asked.has(name))) yield { ...replaceNode(site, keyword, 'while', 0.3), family: 'logic' };
  else if (calls) yield { ...replaceNode(site, keyword, 'while', 0.26), family: 'logic' };
}

/** The branch leaves the loop or the function. */
function exits(body: SyntaxNode): boolean {
  return [...descendants(body)].some(({ type }) => /^(return|throw|raise|break|continue)_statement$/.test(type));
}

function namesIn(node: SyntaxNode, { file }: EditSite): readonly string[] {
  return [...descendants(node)].filter(({ type }) => type === 'identifier').map((at) => textOf(at, file.source));
}

/** The names that a node gives another value, or whose value it changes in place. */
function changedBy(at: SyntaxNode, site: EditSite): readonly string[] {
  const { profile } = site;
  const assigned = profile.assignment(at);
  if (assigned) return namesIn(assigned.left, site);
  if (at.type === 'update_expression') return namesIn(at, site);
  const member = profile.call(at) && profile.member(profile.call(at)?.callee ?? at);
  return member?.object.type === 'identifier' ? [site.text(member.object)] : [];
}

const mostStuck = 3;

/**
 * A name that is given its first value before a loop and read in it, and that no round brings forward: the pointer that stays where
 * it was, the bound that never moves.
 */
function* stuck(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const loop = enclosing(node, profile.loopTypes);
  const block = node.parent;
  if (!loop || !block || !profile.statementTypes.has(node.type) || !profile.blockTypes.has(block.type)) return;
  if (loop.type !== 'while_statement' && loop.type !== 'do_statement' && !/^for/.test(loop.type)) return;
  for (const [name, prior] of stuckNames(site, loop)) {
    for (const [step, share] of stepsOf(site, loop, name)) {
      const text = step + profile.words.end;
      const isExit = /^(return|throw|raise|break|continue)_statement$/.test(node.type);
      if (!isExit) yield put(site, 'after', text, prior * share);
      if (isExit || namedChildren(block)[0] === node) yield put(site, 'before', text, prior * share);
    }
  }
}

function stuckNames(site: EditSite, loop: SyntaxNode): readonly (readonly [ScopeName, number])[] {
  const { file, profile } = site;
  const condition = profile.condition(loop);
  const asked = new Set(condition ? namesIn(condition, site) : []);
  const inside = [...descendants(loop)];
  const changed = new Set(inside.flatMap((at) => changedBy(at, site)));
  const read = new Set(inside.filter(({ type }) => type === 'identifier').map((at) => textOf(at, file.source)));
  const found: (readonly [ScopeName, number])[] = [];
  for (const name of file.names.visibleAt(site.node)) {
    if (name.kind === 'module' || name.row >= loop.startRow || name.roles.has('function')) continue;
    if (changed.has(name.name) || !read.has(name.name) || found.length >= mostStuck) continue;
    const declared = declarationOf(name.name, site);
    // JavaScript says itself that a name is meant to change.
    if (declared === 'variable') found.push([name, 0.5]);
    else if (declared !== 'constant' && loop.type === 'while_statement' && asked.has(name.name))
      found.push([name, name.kind === 'parameter' ? 0.2 : 0.34]);
    else if (declared === 'literal') found.push([name, 0.3]);
  }
  return found;
}

/** How a local is given its first value: by `let` and never again, by `const`, or by a plain literal. */
function declarationOf(name: string, { owner, profile, file }: EditSite) {
  let seen: 'variable' | 'constant' | 'literal' | 'other' | undefined;
  for (const at of owner ? descendants(owner) : []) {
    const assigned = profile.assignment(at);
    const isIt = assigned?.left.type === 'identifier' && textOf(assigned.left, file.source) === name;
    if (at.type === 'update_expression' && namedChildren(at).some((each) => textOf(each, file.source) === name))
      return 'other';
    if (!assigned || !isIt) continue;
    if (seen !== undefined) return 'other';
    const keyword = at.type === 'variable_declarator' ? at.parent?.children[0]?.type : undefined;
    const isLiteral = /^(none|null|true|false|string|integer|number|undefined)$/.test(assigned.right.type);
    if (keyword === 'const') seen = 'constant';
    else if (keyword === 'let') seen = 'variable';
    else seen = isLiteral ? 'literal' : 'other';
  }
  return seen;
}

/** What could bring the name forward: a step of a number, or a value that the round has come to. */
function stepsOf(site: EditSite, loop: SyntaxNode, name: ScopeName): readonly (readonly [string, number])[] {
  const { file, profile } = site;
  const steps: (readonly [string, number])[] = [];
  if (name.roles.has('number')) {
    steps.push([`${name.name} += 1`, 1], [`${name.name} -= 1`, 0.9]);
    const halved = profile.words.integerDivision(name.name, '2');
    const shorter = profile.words.integerDivision(name.name, '10');
    const isIn = (text: string) => textOf(loop, file.source).includes(text);
    if (isIn('2')) steps.push([`${name.name} = ${halved}`, 0.6]);
    if (isIn('10')) steps.push([`${name.name} = ${shorter}`, 0.7]);
  }
  const inside = [...descendants(loop)];
  const moved = new Set(inside.flatMap((at) => changedBy(at, site)));
  for (const each of profile.bound(loop)) moved.add(textOf(each, file.source));
  for (const other of file.names.visibleAt(site.node)) {
    if (other.name === name.name || other.kind === 'module' || other.roles.has('function')) continue;
    if (moved.has(other.name) || other.row >= loop.startRow) steps.push([`${name.name} = ${other.name}`, 0.8]);
  }
  return steps.slice(0, 10);
}

function put(site: EditSite, where: 'after' | 'before', text: string, prior: number): EditDraft {
  const { node } = site;
  const indent = indentOf(node, site.file.source);
  const at = where === 'after' ? node.endIndex : node.startIndex;
  const replacement = where === 'after' ? `\n${indent}${text}` : `${text}\n${indent}`;
  return { startIndex: at, endIndex: at, replacement, prior, description: `adds \`${shown(text)}\`` };
}

/** `if (best is nothing) best = x` forgot to compare: what is kept under a condition is the smallest or the largest. */
function* bestSoFar(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const branch = slot === 'condition' && branchUnder(node);
  if (!branch) return;
  const text = site.text(node);
  for (const at of descendants(branch)) {
    const assigned = profile.assignment(at);
    if (!assigned || at.type === 'augmented_assignment' || at.type === 'augmented_assignment_expression') continue;
    const [target, value] = [site.text(assigned.left), site.text(assigned.right)];
    if (value.length > 40 || literalTypes.test(assigned.right.type) || text.includes(value)) continue;
    const isAsked = text.includes(target);
    const [word, prior] = isAsked ? [profile.words.or, 0.34] : [profile.words.and, 0.16];
    for (const sign of ['<', '>'])
      yield { ...replaceNode(site, node, `${text} ${word} ${value} ${sign} ${target}`, prior), family: 'logic' };
    return;
  }
}

const literalTypes = /^(none|null|true|false|string|integer|number|float|undefined|list|array|dictionary|object)$/;

/** The branch that an `if` takes when the expression holds. */
function branchUnder(condition: SyntaxNode): SyntaxNode | undefined {
  const parent = condition.parent?.type === 'parenthesized_expression' ? condition.parent.parent : condition.parent;
  return parent?.type === 'if_statement' ? childOf(parent, 'consequence') : undefined;
}

/** `best = 0` where the best of all may be less: the first element, as a largest or smallest is looked for later. */
function* firstValue(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile, owner, file } = site;
  if (slot !== 'value' || !owner || !node.parent || !literalTypes.test(node.type)) return;
  const target = profile.assignment(node.parent)?.left;
  if (target?.type !== 'identifier' || !isCompared(site.text(target), site)) return;
  for (const { name, kind, roles } of file.names.visibleAt(node)) {
    if (kind === 'module' || !roles.has('collection') || name === site.text(target)) continue;
    yield { ...replaceNode(site, node, `${name}[0]`, kind === 'parameter' ? 0.34 : 0.2), family: 'constant' };
  }
}

/** A later line compares the name, or takes the larger or smaller of it and something. */
function isCompared(name: string, { node, owner, profile, file }: EditSite): boolean {
  const isName = (at: SyntaxNode): boolean => textOf(at, file.source) === name;
  return (owner ? [...descendants(owner)] : []).some((at) => {
    if (at.startIndex <= node.endIndex) return false;
    const parts = binaryParts(at);
    if (parts && /^[<>]=?$/.test(parts.operator.type)) return isName(parts.left) || isName(parts.right);
    const call = profile.call(at);
    return (
      call !== undefined &&
      /(^|\.)(max|min)$/.test(textOf(call.callee, file.source)) &&
      call.args.some((arg) => isName(arg))
    );
  });
}
