import { type EditDraft, type EditOperator, type EditSite, replaceNode, shown } from '../editSite.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { descendants } from '../syntaxWalk.ts';

/** Two names that changed places in one statement, and the calls of a chain in another order. */
export const chainEdits: EditOperator = {
  name: 'chain',
  family: 'order',
  *drafts(site) {
    yield* namesExchanged(site);
    yield* linksExchanged(site);
  },
};

/** `max(high, min(x, low))` meant `max(low, min(x, high))`: every mention of the two names in the statement. */
function* namesExchanged(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  const isLoop = profile.loopTypes.has(node.type);
  if (!profile.statementTypes.has(node.type) || node.startRow !== node.endRow || isLoop) return;
  const mentions = [...descendants(node)].filter(
    (at) => (at.type === 'identifier' || at.type === 'this') && at.field !== 'function' && at.field !== 'attribute',
  );
  const known = new Set(site.file.names.visibleAt(node).flatMap(({ name, kind }) => (kind === 'module' ? [] : [name])));
  // What a method compares with its own object.
  if (known.has('other') && profile.words.self !== undefined) known.add(profile.words.self);
  const names = [...new Set(mentions.map((at) => site.text(at)))].filter((name) => known.has(name)).slice(0, 5);
  for (const [i, first] of names.entries())
    for (const second of names.slice(i + 1)) {
      const replacement = renamed(
        site,
        mentions,
        new Map([
          [first, second],
          [second, first],
        ]),
      );
      yield {
        startIndex: node.startIndex,
        endIndex: node.endIndex,
        replacement,
        prior: 0.16,
        description: `exchanges \`${first}\` and \`${second}\`: \`${shown(replacement)}\``,
      };
    }
}

function renamed(site: EditSite, mentions: readonly SyntaxNode[], names: ReadonlyMap<string, string>): string {
  let text = site.text(site.node);
  for (const at of [...mentions].reverse()) {
    const start = at.startIndex - site.node.startIndex;
    text =
      text.slice(0, start) +
      (names.get(site.text(at)) ?? site.text(at)) +
      text.slice(at.endIndex - site.node.startIndex);
  }
  return text;
}

/** `x.a().b()` meant `x.b().a()`. */
function* linksExchanged(site: EditSite): Generator<EditDraft> {
  const { node, profile } = site;
  if (!profile.call(node) || node.field === 'object') return;
  const links: string[] = [];
  let at: SyntaxNode = node;
  for (let call = profile.call(at); call; call = profile.call(at)) {
    const member = profile.member(call.callee);
    if (!member) break;
    links.unshift(site.file.source.slice(member.object.endIndex, at.endIndex));
    at = member.object;
  }
  if (links.length < 2 || links.length > 5) return;
  for (let i = 0; i < links.length; i++)
    for (let j = i + 1; j < links.length; j++) {
      const next = [...links];
      [next[i], next[j]] = [links[j] ?? '', links[i] ?? ''];
      yield replaceNode(site, node, site.text(at) + next.join(''), 0.16);
    }
}
