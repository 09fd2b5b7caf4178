import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';
import { binaryParts } from '../language/languageProfile.ts';
import type { ScopeName } from '../scopeNames.ts';
import { inPattern } from '../syntaxWalk.ts';

/** The length of something else in scope that counts as well: `len(line) > width` meant `len(line) + len(end) > width`. */
export const lengthEdits: EditOperator = {
  name: 'length',
  family: 'arithmetic',
  *drafts(site) {
    const { node } = site;
    if (!site.owner) return;
    const isCount = /^len\([^()]*\)$|\.length$/.test(site.text(node));
    if (isCount && isCompared(site)) for (const [name, prior] of measured(site)) yield sum(site, '+', name, prior);
    const isBound = node.type === 'identifier' && (isSliceBound(site) || isCompared(site));
    if (!isBound || ['collection', 'function', 'text', 'object'].some((role) => has(site, role))) return;
    for (const [name, prior] of measured(site)) {
      yield sum(site, '-', name, prior * (isSliceBound(site) ? 1 : 0.6));
      if (isSliceBound(site)) yield sum(site, '+', name, prior * 0.5);
    }
  },
};

function sum(site: EditSite, sign: '+' | '-', name: string, prior: number): EditDraft {
  const text = `${site.text(site.node)} ${sign} ${site.profile.words.length(name)}`;
  return replaceNode(site, site.node, isTimes(site) ? `(${text})` : text, prior);
}

/** How often a text is repeated: `' ' * width`. */
function isTimes({ node }: EditSite): boolean {
  const parts = node.parent && binaryParts(node.parent);
  return parts?.operator.type === '*' && [parts.left, parts.right].some(({ type }) => type === 'string');
}

function has(site: EditSite, role: string): boolean {
  return [...site.file.names.rolesOf(site.node)].some((own) => own === role);
}

function isCompared({ node }: EditSite): boolean {
  return /^[<>]=?$/.test((node.parent && binaryParts(node.parent)?.operator.type) ?? '');
}

/** A bound of a slice, in brackets or as an argument. */
function isSliceBound(site: EditSite): boolean {
  const { node, profile } = site;
  if (node.parent?.type === 'slice' || isTimes(site)) return true;
  const call = site.slot === 'argument' && node.parent?.parent ? profile.call(node.parent.parent) : undefined;
  return call !== undefined && /(slice|substring|substr|truncate|repeat)$/.test(site.text(call.callee));
}

/** Names whose length could matter, those that the function is given first. */
function measured(site: EditSite): readonly (readonly [string, number])[] {
  const own = site.text(site.node);
  const names = site
    .visible()
    .filter((name) => name.kind !== 'module' && isMeasurable(name, site) && !own.includes(name.name));
  return names
    .slice(0, 6)
    .map((name) => [name.name, (name.kind === 'parameter' ? 0.16 : 0.1) * (name.uses <= 2 ? 1.2 : 1)]);
}

/** No number: one that is only ever added to something may be a text. */
function isMeasurable({ roles, name }: ScopeName, site: EditSite): boolean {
  if (roles.has('function') || roles.has('boolean')) return false;
  if (!roles.has('number')) return true;
  const own = inPattern(name);
  const body = site.owner ? site.text(site.owner) : '';
  return !new RegExp(`\\b${own}\\b\\s*([-*/%<>]|\\+=? ?\\d|\\+\\+)|[-*/%<>]=?\\s*${own}\\b|\\[${own}\\]`).test(body);
}
