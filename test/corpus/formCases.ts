import type { PatchFormat } from '../../src/core/patch/fileEdit.ts';
import type { EditCase } from './editCase.ts';
import { changed, pickSite, randomOf, type Site, type SiteWish, type Source, textOf } from './editSite.ts';
import { applyPatch, block, blocks, diff, diffHead, fenced, hunk, type Written } from './renderEdit.ts';

interface Plain {
  readonly site: Site;
  readonly written: Written;
  readonly path: string;
  readonly text: string;
  readonly result: string;
}

function plain(source: Source, name: string, wish?: SiteWish): Plain[] {
  const site = pickSite(source, randomOf(name + source.path), wish);
  if (site === undefined) return [];
  const { path, lines } = source;
  const written = { path, rows: site.rows, start: site.start };
  return [{ site, written, path, text: textOf(lines), result: textOf(changed(lines, site)) }];
}

const atEnd = ({ source, start, rows }: Site): boolean =>
  start + rows.filter((row) => row.sign !== '+').length === source.lines.length;

/** How a file may be written; the edit must leave that as it is. */
const forms: readonly { name: string; wish?: SiteWish; form(text: string): string }[] = [
  { name: 'Windows line ends', form: (text) => text.replaceAll('\n', '\r\n') },
  { name: 'a byte order mark', form: (text) => `\uFEFF${text}` },
  { name: 'a byte order mark, changed on the first line', wish: { lead: 0 }, form: (text) => `\uFEFF${text}` },
  { name: 'no newline at the end', wish: { fits: atEnd }, form: (text) => text.slice(0, -1) },
  {
    name: 'no newline at the end, last line changed',
    wish: { lead: 2, trail: 0, fits: atEnd },
    form: (text) => text.slice(0, -1),
  },
  {
    name: 'a byte order mark, Windows line ends, no newline at the end',
    form: (text) => `\uFEFF${text.replaceAll('\n', '\r\n').slice(0, -2)}`,
  },
];

export function fileForms(sources: readonly Source[]): EditCase[] {
  const renderers: Partial<Record<PatchFormat, (all: readonly Written[]) => string[]>> = {
    'search-replace': (all) => blocks(all),
    'unified-diff': diff,
    'apply-patch': applyPatch,
  };
  return forms.flatMap(({ name, wish, form }, turn) =>
    sources.flatMap((source, at) => {
      const format =
        (['search-replace', 'search-replace', 'unified-diff', 'apply-patch'] as const)[(turn + at) % 4] ??
        'search-replace';
      return plain(source, name, wish).map(({ written, path, text, result }) => ({
        name: `${name}, ${path}, ${format}`,
        format,
        files: { [path]: form(text) },
        answer: renderers[format]?.([written]) ?? [],
        applied: { [path]: form(result) },
      }));
    }),
  );
}

interface AnswerForm {
  readonly name: string;
  readonly format: PatchFormat;
  readonly wish?: SiteWish;
  write(one: Plain): readonly string[];
  readonly unreadable?: string;
  readonly refused?: string;
}

const path = ({ written }: Plain): string => written.path;
const withCr = (lines: readonly string[]): string[] => lines.map((line) => `${line}\r`);
const unfenced = (one: Plain): string[] => [...diffHead(path(one)), ...hunk(one.written)];

const answers: readonly AnswerForm[] = [
  {
    name: 'an answer with Windows line ends',
    format: 'search-replace',
    write: ({ written }) => withCr(block(written)),
  },
  { name: 'a diff with Windows line ends', format: 'unified-diff', write: ({ written }) => withCr(diff([written])) },
  {
    name: 'a byte order mark before the answer',
    format: 'search-replace',
    write: ({ written }) => block(written).map((line, at) => (at === 0 ? `\uFEFF${line}` : line)),
  },
  { name: 'no fence', format: 'search-replace', write: ({ written }) => block(written, { fence: '' }) },
  {
    name: 'fenced inside the markers',
    format: 'search-replace',
    wish: { fits: ({ source }) => !source.path.endsWith('.md') },
    write: ({ written }) => block(written, { fence: '', innerFence: '```text' }),
  },
  {
    name: 'prose around it',
    format: 'search-replace',
    write: ({ written }) => [
      'The name is wrong. Here is the fix:',
      '',
      ...block(written),
      'Run the tests again; they pass now.',
    ],
  },
  {
    name: "Cline's markers",
    format: 'search-replace',
    write: ({ written }) => block(written, { head: '------- SEARCH', tail: '+++++++ REPLACE' }),
  },
  {
    name: "Roo's line number under the marker",
    format: 'search-replace',
    write: ({ written }) => block(written, { under: [`:start_line:${written.start + 1}`, '-------'] }),
  },
  {
    name: "Roo's two line numbers under the marker",
    format: 'search-replace',
    write: ({ written }) =>
      block(written, { under: [`:start_line:${written.start + 1}`, `:end_line:${written.start + 5}`, '-------'] }),
  },
  {
    name: 'cut off in the new text',
    format: 'search-replace',
    write: ({ written }) => block(written).slice(0, -4),
    unreadable: 'REPLACE',
  },
  {
    name: 'cut off in the text to find',
    format: 'search-replace',
    write: ({ written }) => block(written).slice(0, 5),
    unreadable: '=======',
  },
  { name: 'a diff without a fence', format: 'unified-diff', write: unfenced },
  {
    name: 'a diff with wrong counts',
    format: 'unified-diff',
    write: (one) => fenced([...diffHead(path(one)), ...hunk(one.written, '@@ -3,9 +3,2 @@')], 'diff'),
  },
  {
    name: 'a diff without numbers',
    format: 'unified-diff',
    write: (one) => fenced([...diffHead(path(one)), ...hunk(one.written, '@@ ... @@')], 'diff'),
  },
  {
    name: 'a diff numbered far off',
    format: 'unified-diff',
    write: (one) => fenced([...diffHead(path(one)), ...hunk(one.written, '@@ -900,5 +900,5 @@')], 'diff'),
  },
  {
    name: 'a diff whose context lines lack their space',
    format: 'unified-diff',
    wish: { lead: 3, trail: 3 },
    write: (one) =>
      fenced([...diffHead(path(one)), ...hunk(one.written, '@@ ... @@', (row) => row.sign.trim())], 'diff'),
  },
  {
    name: 'a diff that inserts, and whose context lines lack their space',
    format: 'unified-diff',
    wish: { change: 'insert', fits: ({ rows }) => rows.every((row) => /^\s/.test(row.text)) },
    write: (one) =>
      fenced([...diffHead(path(one)), ...hunk(one.written, '@@ ... @@', (row) => row.sign.trim())], 'diff'),
  },
  {
    name: 'a diff with two signs of space',
    format: 'unified-diff',
    write: (one) => fenced([...diffHead(path(one)), ...hunk(one.written, undefined, (row) => `${row.sign} `)], 'diff'),
  },
  {
    name: 'a diff whose empty lines have lost their space',
    format: 'unified-diff',
    wish: { lead: 3, trail: 3, fits: ({ rows }) => rows.some((row) => row.text === '') },
    write: (one) => diff([one.written]).map((line) => line.trimEnd()),
  },
  {
    name: 'a diff without names',
    format: 'unified-diff',
    write: ({ written }) => fenced(hunk(written), 'diff'),
    unreadable: '+++',
  },
  {
    name: 'a diff without a and b',
    format: 'unified-diff',
    write: (one) => fenced([`--- ${path(one)}`, `+++ ${path(one)}`, ...hunk(one.written)], 'diff'),
  },
  {
    name: 'a diff with dates',
    format: 'unified-diff',
    write: (one) =>
      fenced(
        [`--- ${path(one)}\t2026-03-01 10:00:00`, `+++ ${path(one)}\t2026-03-01 10:01:00`, ...hunk(one.written)],
        'diff',
      ),
  },
  {
    name: 'a patch whose context lines lack their space',
    format: 'apply-patch',
    wish: { lead: 3, trail: 3, fits: ({ rows }) => rows.some((row) => row.sign === ' ' && /^\S/.test(row.text)) },
    write: (one) => [
      '*** Begin Patch',
      `*** Update File: ${path(one)}`,
      ...hunk(one.written, '@@', (row) => row.sign.trim()),
      '*** End Patch',
    ],
  },
  {
    name: 'a patch in a fence with prose',
    format: 'apply-patch',
    write: ({ written }) => ['I change one line.', '', ...fenced(applyPatch([written]), ''), 'Done.'],
  },
  {
    name: 'a patch that was cut off',
    format: 'apply-patch',
    write: ({ written }) => applyPatch([written]).slice(0, -2),
    unreadable: 'End Patch',
  },
];

/** Each form for two of the sources, other ones each time. */
export function answerForms(sources: readonly Source[]): EditCase[] {
  return answers.flatMap((form, turn) => {
    const turned = [...sources.slice(turn % sources.length), ...sources.slice(0, turn % sources.length)];
    const made = turned.flatMap((source) => plain(source, form.name, form.wish));
    return made.slice(0, 2).map((one) => ({
      name: `${form.name}, ${one.path}`,
      format: form.format,
      files: { [one.path]: one.text },
      answer: form.write(one),
      ...(form.unreadable === undefined ? { applied: { [one.path]: one.result } } : { unreadable: form.unreadable }),
    }));
  });
}
