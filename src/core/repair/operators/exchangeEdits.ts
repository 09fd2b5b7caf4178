import { type EditOperator, exchange } from '../editSite.ts';
import { childOf, namedChildren } from '../syntaxWalk.ts';

/** The conditions of two branches, one after the other, were taken for one another. */
export const exchangeEdits: EditOperator = {
  name: 'exchange',
  family: 'logic',
  *drafts(site) {
    const { node } = site;
    const own = node.type === 'if_statement' ? childOf(node, 'condition') : undefined;
    if (!own || !node.parent) return;
    const siblings = namedChildren(node.parent);
    const next = siblings.slice(siblings.indexOf(node) + 1).find(({ type }) => type === 'if_statement');
    const other = next && childOf(next, 'condition');
    if (other && site.text(own) !== site.text(other)) yield exchange(site, own, other, 0.16);
  },
};
