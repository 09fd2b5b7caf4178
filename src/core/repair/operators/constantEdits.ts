import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';

/** Another constant: initial values, flags, empty values, limits, and nothing. */
export const constantEdits: EditOperator = {
  name: 'constant',
  family: 'constant',
  *drafts(site) {
    const { node, profile } = site;
    const { words } = profile;
    const text = site.text(node);
    if (!site.slot) return;
    if (profile.numberTypes.has(node.type)) yield* numberDrafts(site, text);
    else if (text === words.yes) yield replaceNode(site, node, words.no, 0.34);
    else if (text === words.no) yield replaceNode(site, node, words.yes, 0.34);
    else if (text === words.nothing || text === 'undefined') {
      for (const other of [words.no, '0', '[]', "''", words.yes]) yield replaceNode(site, node, other, 0.12);
      if (text !== words.nothing) yield replaceNode(site, node, words.nothing, 0.16);
    } else if (text === '[]') {
      yield replaceNode(site, node, '[[]]', 0.26);
      yield replaceNode(site, node, words.nothing, 0.1);
      yield replaceNode(site, node, '{}', 0.08);
      if (site.slot === 'return') yield* listsOfNames(site);
    } else if (/^(''|"")$/.test(text))
      yield replaceNode(site, node, text.length === 2 ? `${text[0]} ${text[1]}` : text, 0.2);
    else if (/^(['"]) \1$/.test(text)) yield replaceNode(site, node, `${text[0]}${text[2]}`, 0.2);
    else if (/Infinity|float\(["']-?inf["']\)/.test(text)) yield* infinities(site, text);
  },
};

function* numberDrafts(site: EditSite, text: string): Generator<EditDraft> {
  const { node, slot, profile } = site;
  const initial = slot === 'value';
  if (text !== '0') yield replaceNode(site, node, '0', initial ? 0.26 : 0.14);
  if (text !== '1') yield replaceNode(site, node, '1', initial ? 0.26 : 0.14);
  if (initial && text === '0') {
    const [low, high] = profile.words.infinities;
    if (low !== undefined) yield replaceNode(site, node, low, 0.2);
    if (high !== undefined) yield replaceNode(site, node, high, 0.18);
  }
  const value = Number(text);
  if (!Number.isFinite(value)) return;
  for (const other of usualScale(value)) yield replaceNode(site, node, String(other), 0.14);
  if (value > 1) {
    yield replaceNode(site, node, `${text}0`, 0.06);
    if (text.endsWith('0')) yield replaceNode(site, node, text.slice(0, -1), 0.08);
    yield replaceNode(site, node, String(value * 2), 0.03);
  }
}

/** Constants that people take for one another: time, angle, bases, sizes. */
const confusable: readonly (readonly number[])[] = [
  [24, 60, 12, 7, 365],
  [60, 3600, 1000, 86400, 60000],
  [30, 31, 28, 29],
  [100, 400, 4, 10],
  [180, 360, 90],
  [1000, 1024, 100],
  [2, 10, 16, 8],
  [26, 25, 36],
  [48, 65, 97, 64, 96],
  [255, 256, 127, 128],
  [3, 5, 15],
];

function usualScale(value: number): readonly number[] {
  return [...new Set(confusable.filter((group) => group.includes(value)).flat())].filter((other) => other !== value);
}

/** `return []` meant the list of one thing in scope. */
function* listsOfNames(site: EditSite): Generator<EditDraft> {
  for (const name of site.visible())
    if (name.kind !== 'module') yield replaceNode(site, site.node, site.profile.words.list(name.name), 0.2);
}

function* infinities(site: EditSite, text: string): Generator<EditDraft> {
  const turned = text.includes('-') ? text.replace('-', '') : text.replace(/^(?=\w*Infinity)|(?<=["'])(?=inf)/, '-');
  if (text !== '-Infinity' || site.node.type === 'unary_expression') yield replaceNode(site, site.node, turned, 0.3);
  yield replaceNode(site, site.node, '0', 0.12);
}
