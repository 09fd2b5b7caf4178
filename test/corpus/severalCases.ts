import type { EditCase } from './editCase.ts';
import { before, changed, pickSite, type Row, randomOf, type Site, type Source, textOf } from './editSite.ts';
import { applyPatch, block, blocks, diff, diffHead, fenced, hunk } from './renderEdit.ts';

/** Two changes of one file that are apart from each other, the upper one first. */
interface Pair {
  readonly source: Source;
  readonly upper: Site;
  readonly lower: Site;
}

const written = ({ source, rows, start }: Site) => ({ path: source.path, rows, start });
const only = (path: string, lines: readonly string[]) => ({ [path]: textOf(lines) });
/** The lower one first, so that the numbers of the upper one stay true. */
const both = ({ source, upper, lower }: Pair): string[] => changed(changed(source.lines, lower), upper);

function pairOf(source: Source, name: string): Pair[] {
  const random = randomOf(name + source.path);
  const half = Math.floor(source.lines.length / 2);
  const upper = pickSite(source, random, { change: 'insert', fits: ({ start, rows }) => start + rows.length <= half });
  const lower = pickSite(source, random, { fits: ({ start }) => start > half });
  return upper === undefined || lower === undefined ? [] : [{ source, upper, lower }];
}

type SeveralCase = (
  pair: Pair,
  other: Pair,
) => Omit<EditCase, 'name' | 'files'> & { readonly files?: Record<string, string> };

const kinds: Record<string, SeveralCase> = {
  'two blocks of a file': (pair) => ({
    format: 'search-replace',
    answer: blocks([written(pair.upper), written(pair.lower)]),
    applied: only(pair.source.path, both(pair)),
  }),
  'two blocks of a file, the lower one first': (pair) => ({
    format: 'search-replace',
    answer: blocks([written(pair.lower), written(pair.upper)]),
    applied: only(pair.source.path, both(pair)),
  }),
  'two hunks': (pair) => ({
    format: 'unified-diff',
    answer: fenced([...diffHead(pair.source.path), ...hunk(written(pair.upper)), ...hunk(written(pair.lower))], 'diff'),
    applied: only(pair.source.path, both(pair)),
  }),
  'two hunks, the lower one first': (pair) => ({
    format: 'unified-diff',
    answer: fenced([...diffHead(pair.source.path), ...hunk(written(pair.lower)), ...hunk(written(pair.upper))], 'diff'),
    applied: only(pair.source.path, both(pair)),
  }),
  'two hunks run into one': (pair) => ({
    format: 'unified-diff',
    answer: fenced(
      [...diffHead(pair.source.path), ...hunk(written(pair.upper)), ...hunk(written(pair.lower)).slice(1)],
      'diff',
    ),
    refused: 'not-found',
    alsoRight: only(pair.source.path, both(pair)),
  }),
  'two sections of a patch for one file': (pair) => ({
    format: 'apply-patch',
    answer: applyPatch([written(pair.upper), written(pair.lower)]),
    applied: only(pair.source.path, both(pair)),
  }),
  'two files': (pair, other) => ({
    format: 'search-replace',
    files: { ...only(pair.source.path, pair.source.lines), ...only(other.source.path, other.source.lines) },
    answer: blocks([written(pair.upper), written(other.lower)]),
    applied: {
      ...only(pair.source.path, changed(pair.source.lines, pair.upper)),
      ...only(other.source.path, changed(other.source.lines, other.lower)),
    },
  }),
  'two files in a diff': (pair, other) => ({
    format: 'unified-diff',
    files: { ...only(pair.source.path, pair.source.lines), ...only(other.source.path, other.source.lines) },
    answer: diff([written(pair.upper), written(other.lower)]),
    applied: {
      ...only(pair.source.path, changed(pair.source.lines, pair.upper)),
      ...only(other.source.path, changed(other.source.lines, other.lower)),
    },
  }),
  'two files, one of them not to be found': (pair, other) => ({
    format: 'search-replace',
    files: { ...only(pair.source.path, pair.source.lines), ...only(other.source.path, other.source.lines) },
    answer: blocks([
      written(pair.upper),
      { ...written(other.lower), rows: other.lower.rows.map((row) => ({ ...row, text: `${row.text} x` })) },
    ]),
    refused: 'not-found',
  }),
  'the second block builds on the first': (pair) => {
    const result = changed(pair.source.lines, pair.upper);
    const made = pair.upper.rows.find((row) => row.sign === '+')?.text ?? '';
    const rows: Row[] = [
      { sign: ' ', text: made },
      { sign: '+', text: `${made} again` },
    ];
    return {
      format: 'search-replace',
      answer: [...block(written(pair.upper)), ...block({ path: pair.source.path, rows, start: 0 })],
      applied: only(
        pair.source.path,
        result.flatMap((line) => (line === made ? [line, `${made} again`] : [line])),
      ),
    };
  },
  'a block beside it that changes nothing': (pair) => ({
    format: 'search-replace',
    answer: blocks([
      { ...written(pair.upper), rows: pair.upper.rows.filter((row) => row.sign !== '+') },
      written(pair.lower),
    ]),
    applied: only(pair.source.path, changed(pair.source.lines, pair.lower)),
  }),
  'the same block twice': (pair) => ({
    format: 'search-replace',
    answer: blocks([written(pair.lower), written(pair.lower)]),
    refused: 'overlap',
    alsoRight: only(pair.source.path, changed(pair.source.lines, pair.lower)),
  }),
  'two blocks that want two things of one line': (pair) => ({
    format: 'search-replace',
    answer: blocks([
      written(pair.lower),
      {
        ...written(pair.lower),
        rows: pair.lower.rows.map((row) => (row.sign === '+' ? { ...row, text: `${row.text} otherwise` } : row)),
      },
    ]),
    refused: 'overlap',
  }),
  'a file edited and deleted': (pair) => ({
    format: 'apply-patch',
    answer: [
      ...applyPatch([written(pair.upper)]).slice(0, -1),
      `*** Delete File: ${pair.source.path}`,
      '*** End Patch',
    ],
    refused: 'contradiction',
  }),
  'one of two blocks stands at two places': (pair) => {
    const twice = [...pair.source.lines, '', ...before(pair.upper.rows)];
    return {
      format: 'search-replace',
      files: only(pair.source.path, twice),
      answer: blocks([written(pair.upper), written(pair.lower)]),
      refused: 'ambiguous',
    };
  },
};

/** Each kind for two of the sources, other ones each time. */
export function severalCases(sources: readonly Source[]): EditCase[] {
  return Object.entries(kinds).flatMap(([kind, make], turn) => {
    const pairs = sources.flatMap((source) => pairOf(source, kind));
    return [0, 1].flatMap((step) => {
      const pair = pairs[(turn + step) % pairs.length];
      const other = pairs[(turn + step + 1) % pairs.length];
      if (pair === undefined || other === undefined) return [];
      return [
        {
          name: `${kind}, ${pair.source.path}`,
          files: only(pair.source.path, pair.source.lines),
          ...make(pair, other),
        },
      ];
    });
  });
}
