import { addStatement, type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { childOf, descendants, enclosing, indentOf, inPattern, namedChildren } from '../syntaxWalk.ts';

/** Where there may be nothing: a stack that is popped, a text that nothing was put into, what has been seen at the beginning. */
export const emptyEdits: EditOperator = {
  name: 'empty',
  family: 'guard',
  *drafts(site) {
    if (!site.owner) return;
    yield* beforePop(site);
    yield* nothingPut(site);
    yield* beginsWith(site);
  },
};

/** The end of a stack is taken or looked at: it may be empty. */
function* beforePop(site: EditSite): Generator<EditDraft> {
  const { node, profile, owner, file } = site;
  const block = node.parent;
  if (!owner || !block || !profile.statementTypes.has(node.type) || !profile.blockTypes.has(block.type)) return;
  const head =
    node.type === 'if_statement' ? childOf(node, 'condition') : /^(for|while|do)_/.test(node.type) ? undefined : node;
  const text = head ? site.text(head) : '';
  const [, stack] =
    /([\w.]+)(?:\.pop\(\)|\.at\(-1\)|\[-1\]|\[\1\.length - 1\]|\.popleft\(\)|\.shift\(\))/.exec(text) ?? [];
  if (stack === undefined || stack === profile.words.self) return;
  const { words } = profile;
  const empty = words.isEmpty(stack);
  const indent = indentOf(node, file.source);
  const loop = enclosing(node, profile.loopTypes);
  // A loop that runs while there is something asks it already.
  const condition = loop && childOf(loop, 'condition');
  if (condition && site.text(condition).includes(stack)) return;
  const exits = [...exitsOf(site), ...(loop ? ['continue', 'break'] : [])];
  for (const [place, exit] of exits.entries())
    yield addStatement(site, words.guard(empty, exit, indent), 'before', 0.3 / (1 + 0.4 * place));
  if (head && node.type === 'if_statement') {
    const inner = head.type === 'parenthesized_expression' ? (namedChildren(head)[0] ?? head) : head;
    const own = site.text(inner);
    yield replaceNode(site, inner, `${empty} ${words.or} ${own}`, 0.26);
    const whole = own.includes(` ${words.or} `) ? `(${own})` : own;
    yield replaceNode(site, inner, `${words.notEmpty(stack)} ${words.and} ${whole}`, 0.26);
  }
}

/** What the function leaves with elsewhere, and no and nothing. */
function exitsOf({ owner, profile, text }: EditSite): readonly string[] {
  const { yes, no, nothing } = profile.words;
  const returned = [...(owner ? descendants(owner) : [])]
    .filter(({ type }) => type === 'return_statement')
    .flatMap((at) => namedChildren(at).slice(0, 1).map(text));
  const isTruth = returned.some((each) => each === yes || each === no || /^not |^!|===? |\.length/.test(each));
  const short = returned.filter((each) => /^(-?\d+|None|null|undefined|\[\]|''|"")$/.test(each));
  return [...new Set([...(isTruth ? [no] : []), ...short, nothing])].slice(0, 3).map((each) => `return ${each}`);
}

/** A result that is put together and stays empty for 0. */
function* nothingPut(site: EditSite): Generator<EditDraft> {
  const { node, slot, owner, profile } = site;
  if (slot !== 'return' || node.type !== 'identifier' || !owner) return;
  const name = site.text(node);
  const first = new RegExp(`\\b${inPattern(name)} = (''|""|\\[\\])`).exec(site.text(owner))?.[1];
  if (first === undefined) return;
  const quote = first[0] ?? '"';
  if (first !== '[]') yield replaceNode(site, node, `${name} ${profile.words.or} ${quote}0${quote}`, 0.24);
  else if (site.file.tree.language === 'python') yield replaceNode(site, node, `${name} or [0]`, 0.12);
}

/** What has been seen holds the beginning: `set()` meant `{start}` beside `queue = [start]`. */
function* beginsWith(site: EditSite): Generator<EditDraft> {
  const { node, slot, owner } = site;
  const isSet = /^(set\(\)|new Set\(\))$/.test(site.text(node));
  if (slot !== 'value' || !owner || !(isSet || site.text(node) === '[]')) return;
  const body = site.text(owner);
  const queued = [...body.matchAll(/= (?:deque\()?\[\(?(\w+)[\],)]/g)].map(([, name = '']) => name);
  const given = site.visible().filter(({ kind }) => kind === 'parameter');
  const firsts = new Set([...queued, ...given.slice(0, 3).map(({ name }) => name)]);
  for (const name of firsts) {
    if (/^\d/.test(name)) continue;
    const text = !isSet ? `[${name}]` : site.file.tree.language === 'python' ? `{${name}}` : `new Set([${name}])`;
    yield replaceNode(site, node, text, queued.includes(name) ? 0.36 : 0.12);
  }
}
