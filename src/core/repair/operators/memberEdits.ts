import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';

/** A property for a name of the same spelling, and the other way round: `delete(right, key)` meant `delete(right, successor.key)`. */
export const memberEdits: EditOperator = {
  name: 'member',
  family: 'name',
  *drafts(site) {
    const { slot } = site;
    if (!site.owner || !slot || /^(target|callee|object)$/.test(slot)) return;
    yield* ofAnother(site);
    yield* bare(site);
  },
};

function* ofAnother(site: EditSite): Generator<EditDraft> {
  const { node, file } = site;
  if (node.type !== 'identifier') return;
  const own = site.text(node);
  for (const { name, kind } of site.visible()) {
    if (kind === 'module' || !file.members.read.get(name)?.has(own)) continue;
    yield replaceNode(site, node, `${name}.${own}`, kind === 'local' ? 0.32 : 0.22);
  }
}

function* bare(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const member = profile.member(node);
  // What a method keeps for itself has edits of its own.
  if (!member || site.text(member.object) === profile.words.self) return;
  const name = site.text(member.property);
  const known = site.visible().find((each) => each.name === name && each.kind !== 'module');
  if (known) yield replaceNode(site, node, name, 0.14);
}
