import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';

/** A text or number that has to be as long as others: digits filled up with zeros, a text filled up to a width. */
export const padEdits: EditOperator = {
  name: 'pad',
  family: 'text',
  *drafts(site) {
    const { node, slot, profile, file } = site;
    if (!slot || !site.owner || !/^(argument|value|return|operand|element)$/.test(slot)) return;
    const isRead = profile.member(node) ?? profile.index(node) ?? profile.call(node);
    if ((node.type !== 'identifier' && !isRead) || node.endIndex - node.startIndex > 40) return;
    const roles = node.type === 'identifier' ? file.names.rolesOf(node) : undefined;
    if (['collection', 'function', 'boolean'].some((role) => [...(roles ?? [])].some((own) => own === role))) return;
    const text = site.text(node);
    if (/pad(Start|End)|zfill|[lr]just/.test(text + site.text(node.parent ?? node))) return;
    const isPlain = slot === 'operand' || slot === 'argument' ? 0.7 : 1;
    for (const width of widths(site))
      for (const [filled, prior] of filledUp(file.tree.language === 'python', text, width))
        yield draft(site, filled, prior * isPlain * (width === '3' ? 0.5 : 1));
  },
};

function draft(site: EditSite, text: string, prior: number): EditDraft {
  return replaceNode(site, site.node, text, prior);
}

function filledUp(isPython: boolean, text: string, width: string): readonly (readonly [string, number])[] {
  const isNumber = /^\d$/.test(width);
  if (isPython)
    return isNumber
      ? [[`str(${text}).zfill(${width})`, 0.06]]
      : [
          [`${text}.zfill(${width})`, 0.06],
          [`${text}.ljust(${width}, '0')`, 0.05],
          [`${text}.rjust(${width})`, 0.04],
        ];
  return isNumber
    ? [[`String(${text}).padStart(${width}, '0')`, 0.06]]
    : [
        [`${text}.padStart(${width}, '0')`, 0.06],
        [`${text}.padEnd(${width}, '0')`, 0.05],
        [`${text}.padStart(${width} + 1, '0')`, 0.03],
      ];
}

/** Numbers of the function that nothing else is done with than to measure, and the digits of times and dates. */
function widths(site: EditSite): readonly string[] {
  const names = site.visible().filter(({ kind, roles }) => kind !== 'module' && !roles.has('collection'));
  const known = names.filter(({ name }) => /width|size|length|places|digits|columns|pad|count|precision/i.test(name));
  return [...known.map(({ name }) => name).slice(0, 2), '2', '3'];
}
