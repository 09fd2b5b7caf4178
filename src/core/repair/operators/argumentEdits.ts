import { type EditDraft, type EditOperator, type EditSite, exchange, replaceNode } from '../editSite.ts';
import type { CallParts } from '../language/languageProfile.ts';
import { descendants, namedChildren } from '../syntaxWalk.ts';

/** Calls and subscripts: arguments swapped, left out, added; a call replaced by its argument; indexes swapped. */
export const argumentEdits: EditOperator = {
  name: 'argument',
  family: 'argument',
  *drafts(site) {
    const call = site.profile.call(site.node);
    if (call) yield* callDrafts(site, call);
    yield* indexDrafts(site);
    yield* pairDrafts(site);
  },
};

function* callDrafts(site: EditSite, call: CallParts): Generator<EditDraft> {
  const { args, callee, list } = call;
  for (let i = 0; i + 1 < args.length; i++)
    for (let j = i + 1; j < Math.min(args.length, i + 3); j++) {
      const [first, second] = [args[i], args[j]];
      if (first && second && second.type !== 'keyword_argument')
        yield exchange(site, first, second, j === i + 1 ? 0.34 : 0.2);
    }
  const [only] = args;
  const isOwn = isRecursive(site, call);
  if (only && args.length === 1 && site.slot) yield replaceNode(site, site.node, site.text(only), isOwn ? 0.1 : 0.14);
  const member = site.profile.member(callee);
  if (member && args.length <= 1 && site.slot) yield replaceNode(site, site.node, site.text(member.object), 0.1);
  if (member && only && args.length === 1 && site.slot && only.type !== 'arrow_function')
    yield exchange(site, member.object, only, 0.14);
  for (const [i, arg] of args.entries()) {
    const next = args[i + 1];
    if (args.length < 2) break;
    const end = next ? next.startIndex : arg.endIndex;
    const start = next ? arg.startIndex : (args[i - 1]?.endIndex ?? arg.startIndex);
    yield { ...drop(start, end), description: `leaves out the argument \`${site.text(arg)}\`` };
  }
  if (isOwn) yield* handedOn(site, call);
  yield* added(site, call);
  if (args.length === 0 && list.children.length === 2) yield* sorted(site, call);
}

function drop(startIndex: number, endIndex: number): Omit<EditDraft, 'description'> {
  return { startIndex, endIndex, replacement: '', prior: 0.1 };
}

/** The function calls itself. */
function isRecursive(site: EditSite, { callee }: CallParts): boolean {
  const name = site.owner && site.profile.definedName(site.owner);
  return name !== undefined && site.text(callee) === site.text(name);
}

/** A function that calls itself hands on its own parameter as it is, or as another of its calls does. */
function* handedOn(site: EditSite, { args, callee, list }: CallParts): Generator<EditDraft> {
  const { owner, profile, text } = site;
  if (!owner || args.some(({ type }) => /spread|splat|keyword/.test(type))) return;
  const parameters = profile.bound(owner).map(text);
  const others = [...descendants(owner)]
    .map((at) => profile.call(at))
    .filter((each) => each !== undefined)
    .filter((each) => each.list !== list && text(each.callee) === text(callee));
  for (const [i, arg] of args.entries()) {
    const own = parameters[i];
    const isPart = own !== undefined && text(arg) !== own && text(arg).includes(own);
    if (own !== undefined && text(arg) !== own) yield replaceNode(site, arg, own, isPart ? 0.3 : 0.16);
    for (const form of new Set(others.map((each) => each.args[i]).map((each) => (each ? text(each) : ''))))
      if (form !== '' && form !== text(arg) && form !== own) yield replaceNode(site, arg, form, 0.26);
  }
}

/** One argument more: the last ones of a call are the ones forgotten. */
function* added(site: EditSite, { args, list, callee }: CallParts): Generator<EditDraft> {
  const recursive = isRecursive(site, { args, list, callee });
  const at = list.endIndex - 1;
  const given = new Set(args.map((arg) => site.text(arg)));
  const offer = (text: string, prior: number): EditDraft => ({
    startIndex: at,
    endIndex: at,
    replacement: args.length > 0 ? `, ${text}` : text,
    prior,
    description: `passes \`${text}\` as one more argument`,
  });
  for (const name of site.visible()) {
    if (name.kind === 'module' || given.has(name.name) || name.roles.has('function')) continue;
    // A step comes after two bounds.
    const isStep = /^range$/.test(site.text(callee)) && args.length === 2 && name.roles.has('number');
    yield offer(name.name, (recursive ? 0.2 : isStep ? 0.3 : 0.1) * (name.uses === 0 ? 2 : 1));
  }
  const text = site.text(callee);
  if (/parseInt$/.test(text) && args.length === 1) yield offer('10', 0.2);
  if (/\breduce$/.test(text) && args.length === 1) for (const seed of ['0', '1', '[]', "''"]) yield offer(seed, 0.22);
  if (/(^|\.)(max|min)$/.test(text)) for (const limit of ['0', '1']) yield offer(limit, args.length > 1 ? 0.06 : 0.16);
  if (/(^|\.)(get|pop|next)$/.test(text) && args.length === 1 && site.file.tree.language === 'python')
    for (const other of ['0', '[]', 'None', "''"]) yield offer(other, 0.14);
  if (/sort(ed)?$/.test(text) && site.file.tree.language === 'python') yield offer('reverse=True', 0.2);
  if (/range$/.test(text) && args.length === 2) yield offer('-1', 0.14);
}

/** `sort()` compares as text in JavaScript. */
function* sorted(site: EditSite, { callee, list }: CallParts): Generator<EditDraft> {
  if (site.file.tree.language === 'python' || !/(sort|toSorted)$/.test(site.text(callee))) return;
  for (const [order, prior] of [
    ['(a, b) => a - b', 0.5],
    ['(a, b) => b - a', 0.4],
  ] as const)
    yield { ...replaceNode(site, list, `(${order})`, prior), family: 'order' };
}

/** `m[i][j]` meant `m[j][i]`; `d[a, b]` meant `d[b, a]`. */
function* indexDrafts(site: EditSite): Generator<EditDraft> {
  const outer = site.profile.index(site.node);
  if (!outer) return;
  const [first, second] = outer.indexes;
  if (first && second) yield exchange(site, first, second, 0.3);
  const inner = site.profile.index(outer.object);
  const innerIndex = inner?.indexes[0];
  if (innerIndex && first) yield exchange(site, innerIndex, first, 0.26);
}

const mostElements = 4;

/** `(a, b)` and `[a, b]` the other way round; two of up to four elements exchanged. */
function* pairDrafts(site: EditSite): Generator<EditDraft> {
  if (!/^(tuple|expression_list|array|list|pattern_list|array_pattern)$/.test(site.node.type)) return;
  const parts = namedChildren(site.node);
  if (parts.length > mostElements) return;
  for (const [i, first] of parts.entries())
    for (const [distance, second] of parts.slice(i + 1).entries())
      yield exchange(site, first, second, distance === 0 ? 0.2 : 0.08);
}
