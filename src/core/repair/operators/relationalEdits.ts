import { type EditDraft, type EditOperator, type EditSite, exchange, replaceNode } from '../editSite.ts';
import { binaryParts, operatorTokens } from '../language/languageProfile.ts';
import type { SyntaxNode } from '../syntaxParser.ts';

const relational = new Set(['<', '<=', '>', '>=', '===', '!==', '==', '!=', 'is', 'is not', 'in', 'not in', 'of']);
const boundary: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };

/** Another comparison: the boundary moved, the direction turned, equality for order, membership negated. */
export const relationalEdits: EditOperator = {
  name: 'relational',
  family: 'boundary',
  *drafts(site) {
    for (const token of operatorTokens(site.node)) {
      if (!relational.has(token.type)) continue;
      const isCount = /(length|size|^len\(.*) ?[=!]==? ?0$/.test(site.text(site.node));
      const options = site.profile.alternatives[token.type] ?? [];
      for (const [place, option] of options.entries()) {
        // Nothing has a negative length: `length <= 0` would be the same test.
        if (isCount && /^[<>]=?$/.test(option)) continue;
        const atEdge = /^[<>]=$/.test(option) && /^[!=]/.test(token.type) && isEdge(site.node.children.at(-1), site);
        // A member is seldom taken for the whole.
        const isWhole = token.type.endsWith('in') && /^[!=]/.test(option);
        const prior = isWhole
          ? 0.08
          : boundary[token.type] === option
            ? 0.55
            : atEdge
              ? 0.4
              : Math.max(0.12, 0.34 - 0.07 * place);
        const family = atEdge || boundary[token.type] === option ? 'boundary' : 'logic';
        yield { ...replaceNode(site, token, option, prior), family };
      }
    }
    yield* precedence(site);
    const parts = binaryParts(site.node);
    if (parts && (parts.operator.type === 'in' || parts.operator.type === 'not in'))
      yield exchange(site, parts.left, parts.right, 0.08);
  },
};

/** A base case such as `n == 0` often has to hold below it as well. */
function isEdge(node: SyntaxNode | undefined, site: EditSite): boolean {
  return node !== undefined && /^[01]$/.test(site.text(node));
}

/** `a + b / 2` meant `(a + b) / 2`, and `(a + b) / 2` meant `a + b / 2`. */
function* precedence(site: EditSite): Generator<EditDraft> {
  const outer = binaryParts(site.node);
  if (!outer) return;
  const tight = new Set(['*', '/', '//', '%', '**']);
  const inner = binaryParts(outer.right);
  if (inner && /^[-+]$/.test(outer.operator.type) && tight.has(inner.operator.type)) {
    const head = site.file.source.slice(outer.left.startIndex, inner.left.endIndex);
    const tail = site.file.source.slice(inner.left.endIndex, inner.right.endIndex);
    yield { ...replaceNode(site, site.node, `(${head})${tail}`, 0.3), family: 'arithmetic' };
  }
  const before = binaryParts(outer.left);
  if (before && tight.has(before.operator.type) && /^[-+]$/.test(outer.operator.type)) {
    const head = site.file.source.slice(before.left.startIndex, before.right.startIndex);
    const tail = site.file.source.slice(before.right.startIndex, outer.right.endIndex);
    yield { ...replaceNode(site, site.node, `${head}(${tail})`, 0.22), family: 'arithmetic' };
  }
  for (const side of [outer.left, outer.right]) {
    if (side.type !== 'parenthesized_expression') continue;
    yield { ...replaceNode(site, side, site.text(side).slice(1, -1), 0.12), family: 'arithmetic' };
  }
}
