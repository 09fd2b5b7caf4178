import {
  addStatement,
  calledName,
  type EditDraft,
  type EditOperator,
  type EditSite,
  replaceNode,
} from '../editSite.ts';
import { childOf, descendants, namedChildren } from '../syntaxWalk.ts';

/** A sort that was forgotten, and by what a sort, a largest or a smallest goes. */
export const orderingEdits: EditOperator = {
  name: 'ordering',
  family: 'order',
  *drafts(site) {
    yield* unsorted(site);
    yield* withoutKey(site);
    yield* inNoOrder(site);
  },
};

const mostKeys = 6;

/** `for each of xs` meant in order, by a property that the loop reads. */
function* unsorted(site: EditSite): Generator<EditDraft> {
  const { node, slot, file } = site;
  if (slot !== 'iterable' || node.type !== 'identifier' || !node.parent) return;
  const target = childOf(node.parent, 'left');
  const each = [...(target ? descendants(target) : [])].filter(({ type }) => type === 'identifier');
  const [only] = each;
  if (!only || each.length !== 1) return;
  const text = site.text(node);
  const isPython = file.tree.language === 'python';
  const properties = [...(file.members.read.get(site.text(only)) ?? [])].slice(0, mostKeys);
  for (const [place, property] of properties.entries()) {
    const prior = 0.24 / (1 + 0.4 * place);
    if (isPython) yield replaceNode(site, node, `sorted(${text}, key=lambda each: each.${property})`, prior);
    else yield replaceNode(site, node, `[...${text}].sort((a, b) => a.${property} - b.${property})`, prior);
  }
  if (!isPython) yield replaceNode(site, node, `[...${text}].sort((a, b) => a - b)`, 0.14);
}

/** What the function was given is in no order, and it counts on one: at its beginning. */
function* inNoOrder(site: EditSite): Generator<EditDraft> {
  const { node, owner, profile, file } = site;
  const body = owner && childOf(owner, 'body');
  if (!body || body !== node.parent || !profile.statementTypes.has(node.type)) return;
  const first = namedChildren(body).find((each) => !/^["'`]/.test(site.text(each)));
  if (first !== node || /sort/.test(site.text(owner))) return;
  for (const { name, kind, roles } of file.names.visibleAt(node)) {
    if (kind !== 'parameter' || !roles.has('collection')) continue;
    const sorted = file.tree.language === 'python' ? `sorted(${name})` : `[...${name}].sort((a, b) => a - b)`;
    yield addStatement(site, `${name} = ${sorted}${profile.words.end}`, 'before', 0.16);
  }
}

/** `max(xs)` and `sorted(xs)` by a function that the file has for such elements. */
function* withoutKey(site: EditSite): Generator<EditDraft> {
  const { node, profile, file } = site;
  const call = profile.call(node);
  if (!call) return;
  const callee = calledName(site, call.callee);
  const isPython = file.tree.language === 'python';
  const at = call.list.endIndex - 1;
  const offer = (text: string, prior: number): EditDraft => ({
    startIndex: at,
    endIndex: at,
    replacement: call.args.length > 0 ? `, ${text}` : text,
    prior,
    description: `passes \`${text}\` as one more argument`,
  });
  if (isPython && /^(max|min|sorted|sort)$/.test(callee)) {
    if (call.args.filter(({ type }) => type !== 'keyword_argument').length > 1) return;
    if (/\bkey\s*=/.test(site.text(call.list))) return;
    for (const [key, prior] of keyFunctions(site)) yield offer(`key=${key}`, prior);
  }
  if (!isPython && /^(sort|toSorted)$/.test(callee) && call.args.length === 0)
    for (const [key, prior] of keyFunctions(site)) yield offer(`(a, b) => ${key}(a) - ${key}(b)`, prior);
}

/** Functions that the file calls with one argument: of the same function first. */
function keyFunctions(site: EditSite): readonly (readonly [string, number])[] {
  const { file, owner, profile } = site;
  const found = new Map<string, number>();
  const known = new Set(
    [...descendants(file.tree.root)].flatMap((at) => {
      const name = profile.functionTypes.has(at.type) ? profile.definedName(at) : undefined;
      return name ? [site.text(name)] : [];
    }),
  );
  for (const [scope, prior] of [
    [owner, 0.24],
    [file.tree.root, 0.14],
  ] as const)
    for (const at of scope ? descendants(scope) : []) {
      const call = profile.call(at);
      if (call?.args.length !== 1) continue;
      const text = site.text(call.callee);
      const last = calledName(site, call.callee);
      // A method of an object would need that object; one of a class does not.
      const isFree = /^[A-Z]\w*\.\w+$|^\w+$/.test(text) && known.has(last);
      if (isFree && !found.has(text) && found.size < mostKeys) found.set(text, prior);
    }
  return [...found];
}
