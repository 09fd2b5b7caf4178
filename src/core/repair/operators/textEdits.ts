import { type EditDraft, type EditOperator, type EditSite, replaceNode } from '../editSite.ts';

/**
 * Text: a literal that differs from what a test expects only in case, space or punctuation; regular expressions
 * with a flag, anchor or repetition more or less; the type of an exception. Never a new literal invented from a test.
 */
export const textEdits: EditOperator = {
  name: 'text',
  family: 'text',
  *drafts(site) {
    const { node } = site;
    if (/^(string_fragment|string_content)$/.test(node.type)) yield* literals(site);
    if (node.type === 'regex') yield* scriptPatterns(site);
    if (/^(string_content|regex_pattern)$/.test(node.type)) yield* patterns(site);
    yield* exceptions(site);
    yield* sign(site);
    yield* signed(site);
  },
};

function* literals(site: EditSite): Generator<EditDraft> {
  const own = site.text(site.node);
  for (const expected of site.observed.expectedTexts) {
    for (const part of [expected, ...expected.split(/(?<=\s)|(?=\s)/)])
      if (part !== own && letters(part) === letters(own) && letters(own) !== '')
        yield replaceNode(site, site.node, part, 0.4);
    const edge = alignedPart(own, expected);
    if (edge !== undefined) yield replaceNode(site, site.node, edge, 0.34);
  }
  if (/^\W{1,3}$/.test(own)) {
    if (/\s/.test(own)) yield replaceNode(site, site.node, own.trim(), 0.18);
    else for (const spaced of [`${own} `, ` ${own}`]) yield replaceNode(site, site.node, spaced, 0.14);
    for (const other of [' ', ',', ', ', '-', '_', '.', '/', ':', '\\n'])
      if (other !== own) yield replaceNode(site, site.node, other, 0.1);
  }
  if (/^[A-Za-z]$/.test(own))
    yield replaceNode(site, site.node, own === own.toLowerCase() ? own.toUpperCase() : own.toLowerCase(), 0.14);
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The stretch of the expected text whose letters are those of the literal, taken with the expected spelling. */
function alignedPart(own: string, expected: string): string | undefined {
  const wanted = letters(own);
  if (wanted.length < 2) return undefined;
  const pattern = [...wanted].map((letter) => letter.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('[^\\p{L}\\p{N}]*');
  const found = new RegExp(pattern, 'iu').exec(expected)?.[0];
  return found !== undefined && found !== own.trim() ? own.replace(own.trim(), found) : undefined;
}

/** Flags of a JavaScript regular expression. */
function* scriptPatterns(site: EditSite): Generator<EditDraft> {
  const text = site.text(site.node);
  const flags = /\/([a-z]*)$/.exec(text)?.[1] ?? '';
  for (const flag of ['g', 'i', 'm', 'u', 's']) {
    const body = text.slice(0, text.length - flags.length);
    const next = flags.includes(flag) ? flags.replace(flag, '') : flags + flag;
    yield { ...replaceNode(site, site.node, body + next, flag === 'g' || flag === 'i' ? 0.3 : 0.12), family: 'text' };
  }
}

/** Classes of characters that are taken for one another. */
const classes: Readonly<Record<string, readonly string[]>> = {
  '\\d': ['\\w'],
  '\\w': ['\\d', '\\S', '[A-Za-z]'],
  '\\s': ['\\S', ' '],
  '\\S': ['\\s', '\\w'],
  '\\D': ['\\d'],
  '\\W': ['\\w', '\\s'],
};

/** Anchors and repetitions, in a regular expression or in a raw string handed to `re`. */
function* patterns(site: EditSite): Generator<EditDraft> {
  const { node } = site;
  const text = site.text(node);
  if (node.type === 'string_content' && !/\\[dwsb]|[[(].*[\])]|[*+$^]/.test(text)) return;
  yield replaceNode(site, node, text.startsWith('^') ? text.slice(1) : `^${text}`, 0.2);
  yield replaceNode(site, node, text.endsWith('$') ? text.slice(0, -1) : `${text}$`, 0.22);
  for (const match of text.matchAll(/(?<!\\)[*+?]/g)) {
    const at = match.index;
    // That a whole part may be missing is seldom written by mistake.
    const isGroup = text[at - 1] === ')';
    for (const other of ['+', '*', '?', ''])
      if (other !== match[0])
        yield replaceNode(site, node, text.slice(0, at) + other + text.slice(at + 1), isGroup ? 0.08 : 0.18);
    yield replaceNode(site, node, `${text.slice(0, at + 1)}?${text.slice(at + 1)}`, 0.12);
  }
  for (const match of text.matchAll(/\\[dwsbDWSB]|\]/g)) {
    const end = match.index + match[0].length;
    if (!/[*+?{]/.test(text[end] ?? ''))
      yield replaceNode(site, node, `${text.slice(0, end)}+${text.slice(end)}`, 0.18);
  }
  for (const match of text.matchAll(/\\[dws]/gi))
    for (const other of classes[match[0]] ?? [])
      yield replaceNode(site, node, text.slice(0, match.index) + other + text.slice(match.index + 2), 0.14);
  for (const match of text.matchAll(/(?<!\\)\./g)) {
    const put = (other: string, prior: number): EditDraft =>
      replaceNode(site, node, text.slice(0, match.index) + other + text.slice(match.index + 1), prior);
    yield put('\\.', 0.18);
    for (const other of ['\\S', '\\w', '\\d', '[\\s\\S]']) yield put(other, 0.08);
  }
  yield* setsAndCounts(site, text);
}

/** Sets of characters turned round or lacking some, counts one off, whole words. */
function* setsAndCounts(site: EditSite, text: string): Generator<EditDraft> {
  const put = (start: number, end: number, other: string, prior: number): EditDraft =>
    replaceNode(site, site.node, text.slice(0, start) + other + text.slice(end), prior);
  for (const { index, 0: set } of text.matchAll(/(?<!\\)\[\^?(?:\\.|[^\]\\])+\]/g)) {
    const inside = index + (set[1] === '^' ? 2 : 1);
    yield put(index + 1, inside, set[1] === '^' ? '' : '^', 0.1);
    const end = index + set.length - 1;
    for (const [more, known] of [
      ['A-Z', /A-Z|\\w/],
      ['a-z', /a-z|\\w/],
      ['0-9', /0-9|\\[dw]/],
      ['_', /_|\\w/],
      ['.', /\./],
      ['\\s', /\\s/],
      ['-', /-\]$/],
    ] as const)
      if (!known.test(set)) yield put(end, end, more, /[A-Z]/i.test(more) && !/[a-z]-[a-z]/i.test(set) ? 0.05 : 0.12);
  }
  for (const { index, 0: count } of text.matchAll(/(?<=[{,])\d+(?=[},])/g))
    for (const step of [1, -1]) yield put(index, index + count.length, String(Number(count) + step), 0.16);
  for (const { index, 0: open } of text.matchAll(/(?<=\{\d+)\}/g)) yield put(index, index + open.length, ',}', 0.1);
  if (/^\w/.test(text) || /\w$/.test(text)) yield put(0, text.length, `\\b${text}\\b`, 0.08);
}

const errorTypes = /^[A-Z]\w*(Error|Exception)$|^(StopIteration|KeyboardInterrupt)$/;

/** `raise ValueError` where a test expects `TypeError`. */
function* exceptions(site: EditSite): Generator<EditDraft> {
  const { node } = site;
  if (node.type !== 'identifier' || !(errorTypes.test(site.text(node)) || site.text(node) === 'Error')) return;
  for (const expected of site.observed.expectedErrors)
    if (expected !== site.text(node) && expected !== 'AssertionError')
      yield { ...replaceNode(site, node, expected, 0.4), family: 'exception' };
  const family =
    site.file.tree.language === 'python'
      ? [
          'ValueError',
          'TypeError',
          'KeyError',
          'IndexError',
          'LookupError',
          'AttributeError',
          'ZeroDivisionError',
          'Exception',
        ]
      : ['TypeError', 'RangeError', 'SyntaxError', 'Error'];
  for (const other of family)
    if (other !== site.text(node)) yield { ...replaceNode(site, node, other, 0.14), family: 'exception' };
}

const counterparts = new Map(
  ['+-', '()', '[]', '{}', '<>'].flatMap(([one = '', other = '']) => [
    [one, other],
    [other, one],
  ]),
);

/** A one-character text literal such as '+' in a table or comparison: its usual counterpart. */
function* sign(site: EditSite): Generator<EditDraft> {
  if (!/^(string_fragment|string_content)$/.test(site.node.type)) return;
  const other = counterparts.get(site.text(site.node));
  if (other !== undefined) yield replaceNode(site, site.node, other, 0.16);
}

/** A number that may be less than 0: `token.isdecimal()` knows no sign, and neither does `^\\d+$`. */
function* signed(site: EditSite): Generator<EditDraft> {
  const { node, profile, text, file } = site;
  if (/^(string_content|regex_pattern)$/.test(node.type) && /^\^(\\d|\[0-9\])\+/.test(text(node)))
    yield replaceNode(site, node, text(node).replace('^', '^-?'), 0.22);
  const call = profile.call(node);
  const member = call && profile.member(call.callee);
  if (!member || call.args.length > 0 || !/^is(decimal|digit|numeric)$/.test(text(member.property))) return;
  const { object } = member;
  if (/[lr]?strip\(|removeprefix\(/.test(text(object))) return;
  const quote = /['"]/.exec(file.source)?.[0] ?? '"';
  const without = (method: string, prior: number): EditDraft =>
    replaceNode(site, object, `${text(object)}.${method}(${quote}-${quote})`, prior);
  yield without('lstrip', 0.25);
  if (file.source.includes('removeprefix(')) yield without('removeprefix', 0.25);
}
