import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { descendants, namedChildren } from '../syntaxWalk.ts';

/** Steps in the wrong order or missing between others: what is left out of a list, by what equal ones are told apart, `f(g(x))`. */
export const composeEdits: EditOperator = {
  name: 'compose',
  family: 'order',
  *drafts(site) {
    yield* filtered(site);
    yield* tieBroken(site);
    yield* insideOut(site);
  },
};

const comprehension = /^(list_comprehension|generator_expression|set_comprehension|dictionary_comprehension)$/;

/** `[f(x) for x in xs]` meant only those that are something. */
function* filtered(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  if (comprehension.test(node.type)) {
    const clause = namedChildren(node).find(({ type }) => type === 'for_in_clause');
    const target = clause && namedChildren(clause)[0];
    if (!target || namedChildren(node).some(({ type }) => type === 'if_clause')) return;
    const names = [...descendants(target)].filter(({ type }) => type === 'identifier').map(site.text);
    const ends = /^[[({]/.test(site.text(node));
    for (const name of names.slice(0, 2))
      for (const [test, prior] of [
        [`${name} is not None`, 0.16],
        [name, 0.14],
      ] as const) {
        const at = ends ? node.endIndex - 1 : node.endIndex;
        yield {
          startIndex: at,
          endIndex: at,
          replacement: ` if ${test}`,
          prior,
          description: `leaves out what is not \`${test}\``,
          family: 'guard',
        };
      }
  }
  const method = slot === 'object' && node.parent ? profile.member(node.parent)?.property : undefined;
  const isWalked = slot === 'iterable' && node.parent?.type !== 'spread_element';
  if (
    site.file.tree.language === 'python' ||
    !(isWalked || (method && /^(map|join|reduce|forEach)$/.test(site.text(method))))
  )
    return;
  for (const test of ['Boolean', '(each) => each != null'])
    yield { ...replaceNode(site, node, `${site.text(node)}.filter(${test})`, 0.1), family: 'guard' };
}

const mostProperties = 6;

/** `a.x - b.x` meant `a.x - b.x || a.y - b.y`: what equal ones are ordered by. */
function* tieBroken(site: EditSite): Generator<EditDraft> {
  const { node, profile, file, slot } = site;
  const compared = slot === 'return' || isLink(node.parent) ? differenceOf(node, site) : undefined;
  if (!compared) return;
  const [first, second] = compared;
  const used = site.owner ? site.text(site.owner) : '';
  const known = [...descendants(file.tree.root)].flatMap((at) => {
    const member = profile.member(at);
    return member ? [site.text(member.property)] : at.type === 'shorthand_property_identifier' ? [site.text(at)] : [];
  });
  const counts = new Map<string, number>();
  for (const name of known) counts.set(name, (counts.get(name) ?? 0) + 1);
  const isFree = (name: string) => /^[a-z]\w*$/.test(name) && !used.includes(`.${name}`) && name !== 'length';
  const called = new Set([...file.members.called.values()].flatMap((names) => [...names]));
  for (const name of [...counts.keys()].filter((each) => isFree(each) && !called.has(each)).slice(0, mostProperties))
    for (const [one, other] of [
      [first, second],
      [second, first],
    ])
      yield replaceNode(site, node, `${site.text(node)} || ${one}.${name} - ${other}.${name}`, 0.12);
}

function isLink(node: SyntaxNode | undefined): boolean {
  return node !== undefined && binaryParts(node)?.operator.type === '||';
}

/** The two names whose properties are compared: `a` and `b` in `b.x - a.x`, in the order of the parameters. */
function differenceOf(node: SyntaxNode, { profile, text, owner }: EditSite): readonly [string, string] | undefined {
  const parts = binaryParts(node);
  if (parts?.operator.type !== '-' || !owner) return undefined;
  const [left, right] = [profile.member(parts.left), profile.member(parts.right)];
  const [a, b] = profile.bound(owner).map(text);
  if (!left || !right || a === undefined || b === undefined) return undefined;
  const objects = new Set([text(left.object), text(right.object)]);
  return objects.has(a) && objects.has(b) && text(left.property) === text(right.property) ? [a, b] : undefined;
}

/** `f(g(x))` meant `g(f(x))`, and `f(x)[a:b]` meant `f(x[a:b])`. */
function* insideOut(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const outer = profile.call(node);
  const [only, ...rest] = outer?.args ?? [];
  const inner = only && profile.call(only);
  if (outer && inner && only && rest.length === 0 && inner.args.length === 1 && !profile.member(inner.callee)) {
    const value = site.text(inner.args[0] ?? only);
    if (slot) yield replaceNode(site, node, `${site.text(inner.callee)}(${site.text(outer.callee)}(${value}))`, 0.16);
  }
  const index = profile.index(node);
  const method = outer && profile.member(outer.callee);
  const whole = index?.indexes[0]?.type === 'slice' ? index.object : method?.object;
  const made = whole && profile.call(whole);
  const [first] = made?.args ?? [];
  if (!whole || !made || !first || !slot) return;
  if (
    method &&
    !/^(slice|substring|trim|strip|lower|upper|toLowerCase|toUpperCase|rstrip|lstrip)$/.test(site.text(method.property))
  )
    return;
  const { source } = site.file;
  const last = source.slice(whole.endIndex, node.endIndex);
  const moved = source.slice(whole.startIndex, first.endIndex) + last + source.slice(first.endIndex, whole.endIndex);
  yield replaceNode(site, node, moved, 0.14);
  const nested = profile.call(first);
  const [deepest] = nested && !profile.member(nested.callee) ? nested.args : [];
  if (deepest)
    yield replaceNode(
      site,
      node,
      source.slice(whole.startIndex, deepest.endIndex) + last + source.slice(deepest.endIndex, whole.endIndex),
      0.08,
    );
}
