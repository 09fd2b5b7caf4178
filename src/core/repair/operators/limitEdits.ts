import { type EditDraft, type EditOperator, replaceNode } from '../editSite.ts';
import { type BinaryParts, binaryParts } from '../language/languageProfile.ts';
import type { SyntaxNode } from '../syntaxParser.ts';
import { covers } from '../syntaxWalk.ts';

const mostConditions = 2;

/** In a branch under `a < b` no more than `b - a` is left: the most that a value there can be. */
export const limitEdits: EditOperator = {
  name: 'limit',
  family: 'wrap',
  *drafts(site): Generator<EditDraft> {
    const { node, slot, profile, text } = site;
    if (slot !== 'value' || !site.owner) return;
    if (
      /string|true|false|null|none|undefined|array|list|object|dictionary|set|tuple|function|lambda|comprehension|template/.test(
        node.type,
      )
    )
      return;
    const value = text(node);
    if (value.length > 60 || profile.numberTypes.has(node.type)) return;
    let offered = 0;
    for (const parts of comparisonsAround(node, site.owner, profile.condition)) {
      const isBelow = parts.operator.type.startsWith('<');
      const [low, high] = isBelow ? [parts.left, parts.right] : [parts.right, parts.left];
      if (profile.numberTypes.has(low.type) && Number(text(low)) === 0) continue;
      const less = binaryParts(low) ? `(${text(low)})` : text(low);
      yield replaceNode(site, node, profile.words.callOf('min', [`${text(high)} - ${less}`, value]), 0.22);
      if (++offered >= mostConditions) return;
    }
  },
};

/** The comparisons that hold where the node stands, innermost first. */
function* comparisonsAround(
  node: SyntaxNode,
  owner: SyntaxNode,
  conditionOf: (at: SyntaxNode) => SyntaxNode | undefined,
): Generator<BinaryParts> {
  for (let at: SyntaxNode = node; at.parent && at !== owner; at = at.parent) {
    const isThen = at.field === 'consequence' || at.field === 'body';
    const condition = isThen ? conditionOf(at.parent) : undefined;
    if (condition && !covers(condition, node)) yield* comparisonsIn(condition);
  }
}

/** Those that are all true when the condition is. */
function* comparisonsIn(condition: SyntaxNode): Generator<BinaryParts> {
  const parts = binaryParts(condition);
  if (!parts) return;
  if (/^[<>]=?$/.test(parts.operator.type)) yield parts;
  if (!/^(&&|and)$/.test(parts.operator.type)) return;
  yield* comparisonsIn(parts.left);
  yield* comparisonsIn(parts.right);
}
