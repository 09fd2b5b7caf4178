import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { childOf, enclosing } from '../syntaxWalk.ts';

/** The wrong way out of a round: the next one instead of the end, the end of the loop instead of the function's. */
export const jumpEdits: EditOperator = {
  name: 'jump',
  family: 'statement',
  *drafts(site) {
    const { node, profile } = site;
    const loop = enclosing(node, profile.loopTypes);
    if (
      !loop ||
      enclosing(node, profile.functionTypes)?.startIndex !== enclosing(loop, profile.functionTypes)?.startIndex
    )
      return;
    const { end } = profile.words;
    if (node.type === 'continue_statement') yield* others(site, ['break', 'return'], end);
    if (node.type === 'break_statement' && !enclosing(node, new Set(['switch_case'])))
      yield* others(site, ['continue', 'return'], end);
    // A result that is there too early: the rounds that follow are not looked at.
    if (node.type === 'return_statement' && childOf(loop, 'body') !== node.parent)
      yield* others(site, ['break', 'continue'], end);
  },
};

function* others(site: EditSite, words: readonly string[], end: string): Generator<EditDraft> {
  const isReturn = site.node.type === 'return_statement';
  for (const word of words)
    yield replaceNode(site, site.node, word + end, isReturn ? 0.07 : word === 'return' ? 0.06 : 0.34);
}
