import { calledName, type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import type { CallParts } from '../language/languageProfile.ts';
import { descendants, namedChildren } from '../syntaxWalk.ts';

/** Calls: one that was forgotten, one too many, a result that is lost, an argument that is usually given. */
export const callEdits: EditOperator = {
  name: 'call',
  family: 'argument',
  *drafts(site) {
    yield* forgotten(site);
    yield* lostResults(site);
    yield* usual(site);
    yield* withoutArguments(site);
  },
};

/** `line.strip` meant `line.strip()`. */
function* forgotten(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const member = profile.member(node);
  if (!member || !slot || slot === 'callee' || slot === 'target') return;
  const name = site.text(member.property);
  const isCalledElsewhere = [...site.file.members.called.values()].some((names) => names.has(name));
  const isKnown = profile.idioms.bareMethods.has(name);
  if (!isKnown && !isCalledElsewhere) return;
  yield { ...insert(node.endIndex, '()', isKnown ? 0.5 : 0.2), description: `calls \`${site.text(node)}\`` };
}

/** A statement that only computes: `xs.concat(ys)` meant `xs = xs.concat(ys)`, `a == b` meant `a = b`. */
function* lostResults(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  if (node.parent?.type !== 'expression_statement') return;
  const operator = node.children.find((child) => /^===?$/.test(child.type));
  if (operator && /^(binary_expression|comparison_operator)$/.test(node.type))
    yield { ...replaceNode(site, operator, '=', 0.6), family: 'arithmetic' };
  const call = profile.call(node);
  const member = call && profile.member(call.callee);
  if (!call) return;
  if (!profile.idioms.pure.has(site.text(member?.property ?? call.callee))) {
    yield* lostAsElsewhere(site, call);
    return;
  }
  const [first] = call.args;
  const changed = member && !/^[A-Z]/.test(site.text(member.object)) ? member.object : first;
  if (!changed || !/^(identifier|member_expression|attribute|subscript|subscript_expression)$/.test(changed.type))
    return;
  const name = site.visible().find((each) => each.name === site.text(changed));
  const prior = name?.kind === 'parameter' ? 0.2 : 0.5;
  const description = `keeps the result in \`${site.text(changed)}\``;
  yield { ...insert(node.startIndex, `${site.text(changed)} = `, prior), description, family: 'arithmetic' };
}

/** Elsewhere the result of the same call, or of one like it, is kept where its first argument was: `root.left = insert(root.left, key)`. */
function* lostAsElsewhere(site: EditSite, call: CallParts): Generator<EditDraft> {
  const { node, profile, file } = site;
  const [first] = call.args;
  if (!first || !/^(identifier|member_expression|attribute|subscript|subscript_expression)$/.test(first.type)) return;
  const place = site.text(first);
  const isGiver = [...descendants(file.tree.root)].some((at) => {
    const name = profile.functionTypes.has(at.type) ? profile.definedName(at) : undefined;
    if (!name || site.text(name) !== site.text(call.callee)) return false;
    return [...descendants(at)].some((each) => each.type === 'return_statement' && namedChildren(each).length > 0);
  });
  if (!isGiver) return;
  const description = `keeps the result in \`${place}\``;
  yield { ...insert(node.startIndex, `${place} = `, 0.5), description, family: 'arithmetic' };
}

/** An argument that calls of this function often have and this one has not. */
function* usual(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const call = profile.call(node);
  if (!call) return;
  const name = calledName(site, call.callee);
  const key = `${name}/${call.args.length}`;
  const table = profile.idioms.usualArguments;
  for (const { text, prior, first } of Object.hasOwn(table, key) ? (table[key] ?? []) : []) {
    const [start] = call.args;
    const description = `passes \`${text}\` as one more argument`;
    if (first && start) yield { ...insert(start.startIndex, `${text}, `, prior), description };
    else yield { ...insert(call.list.endIndex - 1, (call.args.length > 0 ? ', ' : '') + text, prior), description };
  }
}

/** `text.split(" ")` meant `text.split()`: the only argument is one too many. */
function* withoutArguments(site: EditSite): Generator<EditDraft> {
  const call = site.profile.call(site.node);
  const [only] = call?.args ?? [];
  if (!call || !only || call.args.length !== 1 || /generator/.test(only.type)) return;
  const isOrder = /(sort|toSorted)$/.test(site.text(call.callee));
  if (/arrow_function|function|lambda/.test(only.type) && !isOrder) return;
  const isSplit = /split$/.test(site.text(call.callee)) && /^["'] ["']$/.test(site.text(only));
  const isMethod = site.profile.member(call.callee) !== undefined;
  if (!isMethod || namedChildren(call.list).length !== 1) return;
  yield {
    startIndex: only.startIndex,
    endIndex: only.endIndex,
    replacement: '',
    prior: isSplit ? 0.3 : isOrder ? 0.2 : 0.08,
    description: `leaves out the argument \`${site.text(only)}\``,
  };
}

function insert(at: number, replacement: string, prior: number): Omit<EditDraft, 'description'> {
  return { startIndex: at, endIndex: at, replacement, prior };
}
