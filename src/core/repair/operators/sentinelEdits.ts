import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import type { CallParts } from '../language/languageProfile.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { childOf, descendants } from '../syntaxWalk.ts';

/** One element more at the end of what a loop runs over (a sentinel), so that what waits on a stack is handled as well. */
export const sentinelEdits: EditOperator = {
  name: 'sentinel',
  family: 'boundary',
  *drafts(site): Generator<EditDraft> {
    const { node, slot, profile, text } = site;
    const loop = node.parent;
    if (slot !== 'iterable' || !loop || !profile.loopTypes.has(loop.type)) return;
    const list = listOf(site, profile.call(node));
    if (!list || !(list.type === 'identifier' || profile.member(list))) return;
    if (/\bin\b/.test(childOf(loop, 'operator')?.type ?? '')) return;
    const name = text(list);
    const longer = site.file.tree.language === 'python' ? `${name} + [0]` : `[...${name}, 0]`;
    yield replaceNode(site, list, longer, emptiesStack(site, loop) ? 0.2 : 0.08);
  },
};

/** The list itself, also inside `enumerate` and before `.entries()`. */
function listOf({ node, text, profile }: EditSite, call: CallParts | undefined): SyntaxNode | undefined {
  if (!call) return node;
  const member = profile.member(call.callee);
  if (text(call.callee) === 'enumerate') return call.args[0];
  return member && call.args.length === 0 && text(member.property) === 'entries' ? member.object : undefined;
}

/** In each round a loop takes from the end of a list. */
function emptiesStack({ profile, text }: EditSite, loop: SyntaxNode): boolean {
  const body = childOf(loop, 'body');
  for (const at of body ? descendants(body) : [])
    if (at.type === 'while_statement' && /\.pop\(\)/.test(text(at)) && profile.condition(at)) return true;
  return false;
}
