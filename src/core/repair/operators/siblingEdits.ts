import { type EditOperator, replaceNode } from '../editSite.ts';

const nameTypes = /^(identifier|property_identifier|shorthand_property_identifier)$/;

/** A name of the same family: `push` and `unshift`, `min` and `max`, `first` and `last`. */
export const siblingEdits: EditOperator = {
  name: 'sibling',
  family: 'method',
  *drafts(site) {
    if (!nameTypes.test(site.node.type)) return;
    const parent = site.node.parent;
    const isProperty = site.node.field === 'property' || site.node.field === 'attribute';
    if (!isProperty && site.slot === undefined) return;
    const own = site.text(site.node);
    const called = parent !== undefined && (site.slot === 'callee' || parent.field === 'function');
    const offered = new Set<string>([own]);
    for (const family of site.profile.siblings) {
      if (!family.includes(own)) continue;
      for (const other of family) {
        if (offered.has(other)) continue;
        offered.add(other);
        yield replaceNode(site, site.node, other, called ? 0.42 : isProperty ? 0.3 : 0.14);
      }
    }
  },
};
