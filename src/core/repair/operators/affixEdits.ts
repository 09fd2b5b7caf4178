import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';

/**
 * A part of a path, host or key that is compared without what separates it from the next: `name.endsWith(domain)` holds for
 * `notexample.com` (CWE-187, partial comparison). The separators are those that the file itself writes.
 */
export const affixEdits: EditOperator = {
  name: 'affix',
  family: 'text',
  *drafts(site) {
    const { node, profile, slot } = site;
    const call = slot === 'argument' && node.parent?.parent ? profile.call(node.parent.parent) : undefined;
    const name = call && profile.member(call.callee) ? site.text(profile.member(call.callee)?.property ?? node) : '';
    if (!call || call.args[0] !== node || !(node.type === 'identifier' || profile.member(node))) return;
    const isEnd = /^(endsWith|endswith)$/.test(name);
    const isStart = /^(startsWith|startswith)$/.test(name);
    if (!isEnd && !isStart && !/^(includes|indexOf|find|split|removeprefix|removesuffix)$/.test(name)) return;
    const share = isEnd || isStart ? 1 : 0.4;
    for (const separator of separatorsOf(site)) {
      const text = site.text(node);
      yield affixed(site, `'${separator}' + ${text}`, (isStart ? 0.1 : 0.3) * share);
      yield affixed(site, `${text} + '${separator}'`, (isEnd ? 0.1 : 0.3) * share);
    }
  },
};

function affixed(site: EditSite, text: string, prior: number): EditDraft {
  return replaceNode(site, site.node, text, prior);
}

const separators = ['.', '/', '-', ':', '_', ' ', ',', '='];

/** Those that the function writes, or else the file, as a text or in a regular expression. */
function separatorsOf(site: EditSite): readonly string[] {
  const isIn = (source: string) => (separator: string) =>
    [`'${separator}'`, `"${separator}"`, `\`${separator}`, `\\${separator}`, `${separator}\${`].some((text) =>
      source.includes(text),
    );
  const near = separators.filter(isIn(site.owner ? site.text(site.owner) : ''));
  return near.length > 0 ? near.slice(0, 3) : separators.filter(isIn(site.file.source)).slice(0, 2);
}
