import { addStatement, type EditDraft, type EditOperator, type EditSite } from '../editSite.ts';
import type { ScopeName } from '../scopeNames.ts';
import { childOf, descendants, enclosing, indentOf, inPattern, namedChildren } from '../syntaxWalk.ts';

/** Steps whose absence shows: a collection that is asked and never filled, a bound that is never brought into range, a result that is not looked at. */
export const forgottenEdits: EditOperator = {
  name: 'forgotten',
  family: 'statement',
  *drafts(site) {
    const { node, profile } = site;
    const block = node.parent;
    if (!block || !profile.statementTypes.has(node.type) || !profile.blockTypes.has(block.type) || !site.owner) return;
    yield* neverFilled(site);
    yield* neverKept(site);
    yield* leftOver(site);
    yield* outOfRange(site);
    yield* notLookedAt(site);
    yield* otherwise(site);
    yield* reset(site);
    yield* partner(site);
  },
};

/** `seen` is asked and nothing is ever put in. */
function* neverFilled(site: EditSite): Generator<EditDraft> {
  const { node, owner, profile, file } = site;
  const loop = enclosing(node, profile.loopTypes);
  const outer = owner && enclosing(owner, profile.functionTypes);
  if (!owner || (!loop && !outer) || /^(throw|raise|break|continue)_statement$/.test(node.type)) return;
  const names = file.names.visibleAt(node).filter(({ kind }) => kind !== 'module');
  const body = site.text(outer ?? owner);
  for (const name of names) {
    if (name.kind !== 'local' || !isFresh(name, body) || isFilled(name.name, body)) continue;
    const isSet = new RegExp(`\\b${inPattern(name.name)}\\s*(?::[^=\\n]+)?=\\s*(set\\(|new Set|\\{)`).test(body);
    for (const element of names) {
      // In a loop what each round brings is kept; in a function that calls itself, what it was given.
      const isNew = loop ? element.row >= loop.startRow : element.row === owner.startRow;
      if (element === name || element.roles.has('function') || (loop && element.kind === 'parameter')) continue;
      const added = isSet ? `${name.name}.add(${element.name})` : profile.words.append(name.name, element.name);
      const text = added + profile.words.end;
      if (node.type !== 'return_statement') yield insertAfter(site, text, isNew ? 0.5 : 0.2);
      if (node.type === 'return_statement' || namedChildren(node.parent ?? node)[0] === node)
        yield addStatement(site, text, 'before', isNew ? 0.5 : 0.2);
    }
  }
}

const mostKept = 6;

/** A table of what is known already is asked, and nothing is ever kept in it: `memo.set(n, result)`, `memo[n] = result`. */
function* neverKept(site: EditSite): Generator<EditDraft> {
  const { node, owner, profile, file } = site;
  if (!owner || /^(throw|raise|break|continue)_statement$/.test(node.type)) return;
  const body = site.text(enclosing(owner, profile.functionTypes) ?? owner);
  const names = file.names.visibleAt(node).filter(({ roles }) => !roles.has('function'));
  for (const { name } of names) {
    const own = inPattern(name);
    if (isFilled(name, body)) continue;
    const asked = new RegExp(`\\b${own}\\.(?:has|get)\\(([\\w.]+)\\)|\\b([\\w.]+) (?:not )?in ${own}\\b`).exec(body);
    const key = asked?.[1] ?? asked?.[2];
    const isRead = new RegExp(`\\b${own}(\\.get\\(|\\[${inPattern(key ?? '')}\\])`).test(body);
    if (key === undefined || !isRead) continue;
    const values = names.filter(({ name: value, kind }) => kind === 'local' && value !== name && value !== key);
    for (const { name: value } of values.slice(0, mostKept)) {
      const kept = asked?.[1] === undefined ? `${name}[${key}] = ${value}` : `${name}.set(${key}, ${value})`;
      if (node.type === 'return_statement') yield addStatement(site, kept + profile.words.end, 'before', 0.4);
      else yield insertAfter(site, kept + profile.words.end, 0.36);
    }
  }
}

/** What the last round left over is not kept: before `return lines`, after the loop that fills `lines`. */
function* leftOver(site: EditSite): Generator<EditDraft> {
  const { node, profile, file } = site;
  const siblings = namedChildren(node.parent ?? node);
  const before = siblings[siblings.indexOf(node) - 1];
  const [result] = namedChildren(node);
  if (node.type !== 'return_statement' || !before || !profile.loopTypes.has(before.type) || !result) return;
  const list = site.text(result);
  const loop = site.text(before);
  if (result.type !== 'identifier' || !isFilled(list, loop)) return;
  for (const name of file.names.visibleAt(node)) {
    const isKept = new RegExp(`\\b${inPattern(name.name)}\\b[^\\n=]*=[^=]`).test(loop);
    if (name.kind === 'module' || name.name === list || !isKept) continue;
    const kept = profile.words.append(list, name.name);
    yield addStatement(site, kept + profile.words.end, 'before', 0.3);
    const isThere = name.roles.has('collection') ? profile.words.notEmpty(name.name) : name.name;
    yield addStatement(site, profile.words.guard(isThere, kept, indentOf(node, file.source)), 'before', 0.26);
  }
}

/** It begins empty, or as a set of few that is asked later on. */
function isFresh({ name }: ScopeName, body: string): boolean {
  const own = inPattern(name);
  const isEmpty = new RegExp(
    `\\b${own}\\s*(?::[^=\\n]+)?=\\s*(\\[\\]|\\{\\}|set\\(\\)|list\\(\\)|dict\\(\\)|deque\\(\\)|new (Set|Map)\\(\\))`,
  );
  const isSet = new RegExp(`\\b${own}\\s*(?::[^=\\n]+)?=\\s*(\\{[^:}\\n]+\\}|set\\(|new Set\\(|\\[\\w+\\]\\s*$)`, 'm');
  const isAsked = new RegExp(`\\bin ${own}\\b|\\b${own}\\.(has|includes)\\(`);
  return isEmpty.test(body) || (isSet.test(body) && isAsked.test(body));
}

function isFilled(name: string, body: string): boolean {
  const own = inPattern(name);
  return new RegExp(
    `\\b${own}(\\.(append|add|push|extend|insert|set|unshift|update|setdefault|appendleft)\\b|\\[[^\\]]*\\]\\s*[-+*|]?=[^=]|\\s*[-+|]=)`,
  ).test(body);
}

/** A number that indexes a list may be larger than the list is long. */
function* outOfRange(site: EditSite): Generator<EditDraft> {
  const { node, owner, profile, file } = site;
  if (!owner || childOf(owner, 'body') !== node.parent) return;
  const names = file.names.visibleAt(node);
  for (const number of names) {
    if (number.kind !== 'parameter' || !number.roles.has('number') || number.roles.has('collection')) continue;
    for (const list of names) {
      if (list.kind === 'module' || !list.roles.has('collection')) continue;
      const { words } = profile;
      const text = `${number.name} = ${number.name} % ${words.length(list.name)}${words.end}`;
      if (
        new RegExp(`\\[[^\\]\\n]*\\b${inPattern(number.name)}\\b|slice\\([^)\\n]*\\b${inPattern(number.name)}\\b`).test(
          site.text(owner),
        )
      )
        yield addStatement(site, text, 'before', 0.22);
    }
  }
}

/** What a search gave is used as if it had found something. */
function* notLookedAt(site: EditSite): Generator<EditDraft> {
  const { node, owner, profile } = site;
  const { words } = profile;
  if (!owner) return;
  const inner = [...descendants(node)].find((at) => at !== node && profile.assignment(at)?.left.type === 'identifier');
  const assigned =
    profile.assignment(node) ?? (inner && inner.startRow === node.startRow ? profile.assignment(inner) : undefined);
  if (!assigned || node.startRow !== node.endRow || /^(for|while|if)_/.test(node.type)) return;
  const name = site.text(assigned.left);
  const value = site.text(assigned.right);
  const conditions: [string, number][] = /\b(indexOf|lastIndexOf|findIndex|find|rfind)\(/.test(value)
    ? [
        [`${name} ${words.equals} -1`, 0.3],
        [`${name} < 0`, 0.1],
      ]
    : [];
  if (/\.(get|match|exec|find|search|pop|shift)\(|\[/.test(value)) conditions.push([words.isNothing(name), 0.2]);
  if (/strip|trim|split|slice|filter|\[|input|read/.test(value)) conditions.push([words.isEmpty(name), 0.12]);
  const indent = indentOf(node, site.file.source);
  const exits = enclosing(node, profile.loopTypes)
    ? ['continue', 'break', `return ${words.nothing}`]
    : [`return ${words.nothing}`, `return ${words.no}`, 'return -1', 'return []', 'return 0', 'return'];
  for (const [condition, prior] of conditions)
    for (const [place, exit] of exits.entries())
      yield insertAfter(site, words.guard(condition, exit, indent), prior / (1 + 0.3 * place), 'guard');
}

/** The last `if` of a loop lets some rounds pass without a step. */
function* otherwise(site: EditSite): Generator<EditDraft> {
  const { node, profile, file } = site;
  const loop = node.parent?.parent;
  if (node.type !== 'if_statement' || childOf(node, 'alternative') || loop?.type !== 'while_statement') return;
  if (namedChildren(node.parent ?? node).at(-1) !== node) return;
  for (const name of file.names.visibleAt(node)) {
    if (name.kind !== 'local' || !name.roles.has('number')) continue;
    for (const step of [`${name.name} += 1`, `${name.name} -= 1`]) {
      const text = profile.words.otherwise(step + profile.words.end, indentOf(node, file.source));
      yield {
        startIndex: node.endIndex,
        endIndex: node.endIndex,
        replacement: text,
        prior: 0.14,
        description: `otherwise \`${step}\``,
      };
    }
  }
}

/** A name that begins as nothing before a loop, and should begin anew in some round. */
function* reset(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const loop = enclosing(node, profile.loopTypes);
  const before = loop?.parent && namedChildren(loop.parent).filter((each) => each.endIndex <= loop.startIndex);
  if (!loop || !before || node.parent?.parent === loop) return;
  for (const each of before) {
    const assigned = [...descendants(each)].map((at) => profile.assignment(at)).find((found) => found !== undefined);
    if (assigned?.left.type !== 'identifier' || each.startRow !== each.endRow) continue;
    const value = site.text(assigned.right);
    if (!/^(null|undefined|None|0|''|""|\[\]|\{\}|false|False)$/.test(value)) continue;
    const text = `${site.text(assigned.left)} = ${value}${profile.words.end}`;
    if (text === site.text(node)) continue;
    const isExit = /^(continue|break|return)_statement$/.test(node.type);
    const isLast = namedChildren(node.parent ?? node).at(-1) === node;
    if (isExit) yield addStatement(site, text, 'before', 0.22);
    else yield insertAfter(site, text, isLast ? 0.22 : 0.14);
  }
}

const mostPartners = 5;

/** After `this.sink(i)`: another step that the file takes with the same object and as many arguments. */
function* partner(site: EditSite): Generator<EditDraft> {
  const { node, profile, file } = site;
  const [inner] = namedChildren(node);
  const call = node.type === 'expression_statement' && inner ? profile.call(inner) : undefined;
  if (!call || call.args.length === 0) return;
  const receiver = profile.member(call.callee)?.object;
  const own = site.text(call.callee);
  const offered = new Set([own]);
  for (const at of descendants(file.tree.root)) {
    if (offered.size > mostPartners) return;
    const [other] = at.type === 'expression_statement' ? namedChildren(at) : [];
    const step = other && profile.call(other);
    const object = step && profile.member(step.callee)?.object;
    if (!step || step.args.length !== call.args.length) continue;
    if ((receiver && site.text(receiver)) !== (object && site.text(object)) || offered.has(site.text(step.callee)))
      continue;
    offered.add(site.text(step.callee));
    yield insertAfter(site, `${site.text(step.callee)}${site.text(call.list)}${profile.words.end}`, 0.18);
  }
}

function insertAfter(site: EditSite, text: string, prior: number, family?: 'guard'): EditDraft {
  const draft = addStatement(site, text, 'after', prior);
  return family ? { ...draft, family } : draft;
}
