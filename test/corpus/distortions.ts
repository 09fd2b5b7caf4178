import { after, before, type Row, type Site, type SiteWish, type Source } from './editSite.ts';

/** One way in which models copy code wrongly, or files differ from what a model was shown. */
export interface Distortion {
  readonly name: string;
  readonly wish?: SiteWish;
  /** The code of the refusal that is right; undefined when the edit can be applied. */
  readonly refused?: string;
  /** With `refused`: there is no text that a good guess would give. */
  readonly hopeless?: boolean;
  /** What the model writes; undefined when the site has nothing to distort. */
  rows?(site: Site): readonly Row[] | undefined;
  /** The file's lines, when they are other than those the model saw. */
  file?(site: Site): readonly string[];
}

const indent = (text: string): string => /^[ \t]*/.exec(text)?.[0] ?? '';
const isBlank = (text: string): boolean => text.trim() === '';
const each = (rows: readonly Row[], edit: (text: string, row: Row, at: number) => string): Row[] =>
  rows.map((row, at) => ({ ...row, text: edit(row.text, row, at) }));
const depths = (site: Site): number =>
  new Set(
    before(site.rows)
      .filter((text) => !isBlank(text))
      .map(indent),
  ).size;
const filled = (site: Site): readonly Row[] => site.rows.filter((row) => !isBlank(row.text));
const deep = (site: Site): boolean => filled(site).every((row) => row.text.startsWith(site.source.unit));

function reindented(site: Site, unit: string): Row[] {
  return each(site.rows, (text) => {
    const steps = indent(text).length / site.source.unit.length;
    return unit.repeat(steps) + text.trimStart();
  });
}

const wholeSteps = (site: Site): boolean =>
  filled(site).every(
    (row) => indent(row.text) === site.source.unit.repeat(indent(row.text).length / site.source.unit.length),
  );

/** `signs` in turn for each `plain` sign. */
function swapSigns(rows: readonly Row[], plain: string, signs: readonly string[]): Row[] | undefined {
  if (!before(rows).some((text) => text.includes(plain))) return undefined;
  return each(rows, (text) => {
    let seen = 0;
    return text.replaceAll(plain, () => signs[seen++ % signs.length] ?? plain);
  });
}

function numbered(site: Site, write: (line: number, text: string) => string): Row[] {
  const next = { old: site.start, neu: site.start };
  return site.rows.map((row) => {
    if (row.sign !== '-') next.neu++;
    if (row.sign !== '+') next.old++;
    return { ...row, text: write(row.sign === '+' ? next.neu : next.old, row.text) };
  });
}

/** Only what a block searches for is distorted; the new lines are right. */
const keptOnly = (rows: readonly Row[], at: number, edit: (text: string) => string): Row[] =>
  each(rows, (text, _, index) => (index === at ? edit(text) : text));

const insertAt = <T>(list: readonly T[], at: number, ...more: T[]): T[] => [
  ...list.slice(0, at),
  ...more,
  ...list.slice(at),
];

/** Distortions that can be undone without a guess. */
export const undoable: readonly Distortion[] = [
  { name: 'as it stands', rows: (site) => site.rows },
  { name: 'a line inserted', wish: { change: 'insert' }, rows: (site) => site.rows },
  { name: 'a line deleted', wish: { change: 'delete' }, rows: (site) => site.rows },
  {
    name: 'white space behind the lines to find',
    rows: ({ rows }) => each(rows, (text, row) => (row.sign === '+' ? text : `${text}  `)),
  },
  {
    name: 'white space behind the lines of the file',
    rows: (site) => site.rows,
    file: ({ source }) => source.lines.map((line) => `${line}\t `),
  },
  {
    name: 'one step of indentation lost everywhere',
    wish: { fits: deep },
    rows: ({ rows, source }) => each(rows, (text) => (isBlank(text) ? text : text.slice(source.unit.length))),
  },
  {
    name: 'one step of indentation too much everywhere',
    rows: ({ rows, source }) => each(rows, (text) => (isBlank(text) ? text : source.unit + text)),
  },
  {
    name: 'tabs for spaces, or spaces for tabs',
    wish: { lead: 3, trail: 3, fits: (site) => wholeSteps(site) && depths(site) > 1 },
    rows: (site) => reindented(site, site.source.unit === '\t' ? '    ' : '\t'),
  },
  {
    name: 'another width of indentation',
    wish: { lead: 3, trail: 3, fits: (site) => site.source.unit !== '\t' && wholeSteps(site) && depths(site) > 1 },
    rows: (site) => reindented(site, site.source.unit === '  ' ? '    ' : '  '),
  },
  {
    name: 'the first line trimmed',
    wish: { fits: (site) => indent(site.rows[0]?.text ?? '') !== '' },
    rows: ({ rows }) => keptOnly(rows, 0, (text) => text.trimStart()),
  },
  {
    name: 'the first line trimmed, and it is the one that changes',
    wish: { lead: 0, fits: (site) => indent(site.rows[0]?.text ?? '') !== '' },
    rows: ({ rows }) => each(rows, (text, _, at) => (at < 2 ? text.trimStart() : text)),
  },
  { name: 'typographic double quotes', rows: ({ rows }) => swapSigns(rows, '"', ['“', '”']) },
  { name: 'typographic single quotes', rows: ({ rows }) => swapSigns(rows, "'", ['‘', '’']) },
  { name: 'long dashes', rows: ({ rows }) => swapSigns(rows, '-', ['–']) },
  {
    name: 'no-break spaces within the lines',
    rows: ({ rows }) => each(rows, (text) => indent(text) + text.trimStart().replaceAll(' ', '\u00A0')),
  },
  {
    name: 'line numbers with a bar',
    rows: (site) => numbered(site, (line, text) => `${String(line).padStart(4)} | ${text}`),
  },
  { name: 'line numbers with a colon', rows: (site) => numbered(site, (line, text) => `${line}: ${text}`) },
  {
    name: 'line numbers as cat -n writes them',
    rows: (site) => numbered(site, (line, text) => `${String(line).padStart(6)}\t${text}`),
  },
  {
    name: 'line numbers with an arrow',
    rows: (site) => numbered(site, (line, text) => `${String(line).padStart(5)}→${text}`),
  },
  {
    name: 'an empty line too much at the end of both sides',
    wish: { fits: ({ source, start, rows }) => !isBlank(source.lines[start + before(rows).length] ?? '') },
    rows: ({ rows }) => [...rows, { sign: ' ', text: '' }],
  },
  {
    name: 'an empty line too much at the start of both sides',
    wish: { fits: ({ source, start }) => start > 0 && !isBlank(source.lines[start - 1] ?? '') },
    rows: ({ rows }) => [{ sign: ' ', text: '' }, ...rows],
  },
  {
    name: 'an empty line left out',
    wish: { lead: 3, trail: 3, fits: ({ rows }) => isBlank(rows[1]?.text ?? 'x') && !isBlank(rows[2]?.text ?? '') },
    rows: ({ rows }) => rows.filter((_, at) => at !== 1),
  },
  {
    name: 'an empty line put in',
    wish: { lead: 3, fits: ({ rows }) => rows.slice(0, 3).every((row) => !isBlank(row.text)) },
    rows: ({ rows }) => insertAt(rows, 1, { sign: ' ', text: '' }),
  },
  {
    name: 'escaped for HTML',
    wish: {
      fits: ({ rows }) =>
        before(rows).some((text) => /[<>]/.test(text)) && after(rows).every((text) => !text.includes('&')),
    },
    rows: ({ rows }) => each(rows, (text) => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;')),
  },
  {
    name: 'quotes escaped with backslashes',
    wish: {
      fits: ({ rows }) =>
        before(rows).some((text) => text.includes('"')) && rows.every((row) => !row.text.includes('\\')),
    },
    rows: ({ rows }) => each(rows, (text) => text.replaceAll('"', '\\"')),
  },
];

/** What a model writes in place of code that it does not repeat. */
export const placeholderOf = ({ comment }: Source): string =>
  comment === '<!--' ? '<!-- ... existing text ... -->' : `${comment} ... existing code ...`;

const firstKept = ({ rows }: Site): number => rows.findIndex((row) => row.sign === ' ' && !isBlank(row.text));

/** Where a careful reader can only guess: what the file says and what the block says are two things. */
export const doubtful: readonly Distortion[] = [
  {
    name: 'stale: the line to change is another by now',
    refused: 'not-found',
    hopeless: true,
    rows: (site) => site.rows,
    file: ({ source, start, rows }) => {
      const at = start + rows.findIndex((row) => row.sign === '-');
      return source.lines.map((line, index) => (index === at ? line.replace(/[A-Za-z_]{4,}/, 'renamed') : line));
    },
  },
  {
    name: 'stale: a line beside it is another by now',
    wish: { fits: (site) => /[A-Za-z_]{4,}/.test(site.rows[firstKept(site)]?.text ?? '') },
    refused: 'not-found',
    rows: (site) => site.rows,
    file: (site) =>
      site.source.lines.map((line, at) =>
        at === site.start + firstKept(site) ? line.replace(/[A-Za-z_]{4,}/, 'renamed') : line,
      ),
  },
  {
    name: 'stale: the file has a line more in between',
    refused: 'not-found',
    rows: (site) => site.rows,
    file: ({ source, start }) => insertAt(source.lines, start + 1, `${indent(source.lines[start] ?? '')}put in later`),
  },
  {
    name: 'a line left out',
    wish: { lead: 3, fits: ({ rows }) => rows.slice(0, 3).every((row) => !isBlank(row.text)) },
    refused: 'not-found',
    rows: ({ rows }) => rows.filter((_, at) => at !== 1),
  },
  {
    name: 'two lines the other way round',
    wish: { lead: 3, fits: ({ rows }) => !isBlank(rows[0]?.text ?? '') && !isBlank(rows[1]?.text ?? '') },
    refused: 'not-found',
    rows: ({ rows }) => [rows[1], rows[0], ...rows.slice(2)].filter((row): row is Row => row !== undefined),
  },
  {
    name: 'the last line broken off in its middle',
    wish: { fits: ({ rows }) => (rows.at(-1)?.text.trim().length ?? 0) > 12 },
    refused: 'not-found',
    rows: ({ rows }) => keptOnly(rows, rows.length - 1, (text) => text.slice(0, -6)),
  },
  {
    name: 'the case of a letter',
    wish: { fits: (site) => /[a-z]{3}/.test(site.rows[firstKept(site)]?.text ?? '') },
    refused: 'not-found',
    rows: (site) =>
      keptOnly(site.rows, firstKept(site), (text) => text.replace(/[a-z]{3}/, (word) => word.toUpperCase())),
  },
  {
    name: 'another line made up',
    wish: { fits: ({ rows }) => !isBlank(rows.at(-1)?.text ?? '') },
    refused: 'not-found',
    rows: ({ rows }) => keptOnly(rows, rows.length - 1, (text) => `${indent(text)}never_written();`),
  },
  {
    name: 'white space taken out of a line',
    wish: { fits: (site) => /\S \S/.test(site.rows[firstKept(site)]?.text ?? '') },
    refused: 'not-found',
    rows: (site) => keptOnly(site.rows, firstKept(site), (text) => indent(text) + text.trimStart().replaceAll(' ', '')),
  },
  {
    name: 'every line indented at random',
    wish: { lead: 3, trail: 3, fits: (site) => depths(site) > 1 && filled(site).length > 5 },
    refused: 'not-found',
    rows: ({ rows }) =>
      each(rows, (text, row, at) =>
        row.sign === '+' || isBlank(text) ? text : ' '.repeat((at * 7) % 5) + text.trimStart(),
      ),
  },
  {
    name: 'a placeholder in the text to find and in the new one',
    wish: { lead: 3, fits: ({ rows }) => !isBlank(rows[1]?.text ?? '') },
    refused: 'ellipsis',
    rows: ({ rows, source }) => keptOnly(rows, 1, (text) => indent(text) + placeholderOf(source)),
  },
];
