import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import { enclosing, inPattern } from '../syntaxWalk.ts';

/** What a loop carries on from round to round: a sum that begins anew, one that is overwritten, a carry that nothing adds, counts. */
export const accumulateEdits: EditOperator = {
  name: 'accumulate',
  family: 'arithmetic',
  *drafts(site) {
    if (!site.owner || !enclosing(site.node, site.profile.loopTypes)) return;
    yield* beginsAnew(site);
    yield* overwritten(site);
    yield* leftUnused(site);
    yield* counted(site);
    yield* oneMore(site);
  },
};

/** `sum = sum + x` beside `best = max(best, sum)`: a sum that does harm is dropped. */
function* beginsAnew(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile, owner } = site;
  const target = slot === 'value' && node.parent ? profile.assignment(node.parent)?.left : undefined;
  const parts = binaryParts(node);
  if (!owner || target?.type !== 'identifier' || parts?.operator.type !== '+') return;
  const name = site.text(target);
  const own = inPattern(name);
  const sides = [site.text(parts.left), site.text(parts.right)];
  const [other] = sides.filter((side) => side !== name);
  if (other === undefined || !sides.includes(name)) return;
  const compared = new RegExp(`\\b(max|min)\\([^\\n]*\\b${own}\\b|\\b${own}\\b [<>]`).exec(site.text(owner));
  if (!compared) return;
  for (const kind of compared[1] === 'min' ? (['min', 'max'] as const) : (['max', 'min'] as const))
    for (const first of [other, '0'])
      yield replaceNode(
        site,
        node,
        profile.words.callOf(kind, [first, site.text(node)]),
        kind === (compared[1] ?? 'max') ? 0.4 : 0.1,
      );
}

/** `product = x` where the name had a value before the loop, and the loop reads it nowhere. */
function* overwritten(site: EditSite): Generator<EditDraft> {
  const { node, profile, owner } = site;
  const assigned = profile.assignment(node);
  const loop = enclosing(node, profile.loopTypes);
  if (!owner || !loop || assigned?.left.type !== 'identifier' || /^augmented_|declarat/.test(node.type)) return;
  const name = inPattern(site.text(assigned.left));
  const before = site.text(owner).slice(0, loop.startIndex - owner.startIndex);
  const first = new RegExp(`\\b${name} = ([01]|0\\.0|''|"")`).exec(before)?.[1];
  const reads = site.text(loop).match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
  if (first === undefined || reads > 1) return;
  for (const sign of first === '1' ? ['*', '+'] : ['+'])
    yield replaceNode(site, node, `${site.text(assigned.left)} ${sign}= ${site.text(assigned.right)}`, 0.5);
}

/** What a round keeps for the next one and nothing reads: `s = x + y` meant `s = x + y + carry`. */
function* leftUnused(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile, file } = site;
  if (!/^(value|argument|return)$/.test(slot ?? '') || !/^(binary_|identifier|subscript)/.test(node.type)) return;
  if (node.type !== 'identifier' && !/^[-+*]$/.test(binaryParts(node)?.operator.type ?? '+')) return;
  const text = site.text(node);
  const target = slot === 'value' && node.parent ? profile.assignment(node.parent)?.left : undefined;
  for (const { name, kind, uses, roles } of file.names.visibleAt(node)) {
    if (kind !== 'local' || uses > 0 || roles.has('collection') || (target && site.text(target) === name)) continue;
    if (!text.includes(name)) yield replaceNode(site, node, `${text} + ${name}`, 0.4);
  }
}

/** `counts[x] = 1` counts nothing, and `counts[x] += 1` has to begin somewhere. */
function* counted(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const assigned = profile.assignment(node);
  const index = assigned && profile.index(assigned.left);
  const [key] = index?.indexes ?? [];
  const isStep = /^augmented_/.test(node.type);
  if (!assigned || !index || !key || (isStep && !/\+=/.test(site.text(node)))) return;
  const [place, value] = [site.text(assigned.left), site.text(assigned.right)];
  if (!/^\w+$/.test(value) || value === '0') return;
  const before =
    site.file.tree.language === 'python' ? `${site.text(index.object)}.get(${site.text(key)}, 0)` : `(${place} ?? 0)`;
  yield replaceNode(site, node, `${place} = ${before} + ${value}`, isStep ? 0.24 : 0.3);
  if (!isStep) yield replaceNode(site, node, `${place} += ${value}`, 0.3);
}

/** One more than what was come to before: `max(best, best[j])` meant `best[j] + 1`. */
function* oneMore(site: EditSite): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const call = slot === 'argument' && node.parent?.parent ? profile.call(node.parent.parent) : undefined;
  if (!call || !/(^|\.)(min|max)$/.test(site.text(call.callee)) || !(profile.index(node) || profile.call(node))) return;
  yield replaceNode(site, node, `${site.text(node)} + 1`, 0.24);
}
