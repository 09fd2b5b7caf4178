import { placeholderOf } from './distortions.ts';
import type { EditCase } from './editCase.ts';
import {
  after,
  before,
  changed,
  pickSite,
  type Row,
  randomOf,
  type Site,
  type SiteWish,
  type Source,
  textOf,
} from './editSite.ts';
import { applyPatch, block, blocks, diffHead, fenced, hunk } from './renderEdit.ts';

/** A case about where an edit belongs. */
type PlaceCase = (
  site: Site,
  source: Source,
) => Omit<EditCase, 'name' | 'files'> & { readonly files?: Record<string, string> };

const written = ({ source, rows, start }: Site) => ({ path: source.path, rows, start });
const twice = ({ source }: Site): string[] => [...source.lines, '', ...source.lines];
const inFirst = (site: Site): string => textOf([...changed(site.source.lines, site), '', ...site.source.lines]);
const inSecond = (site: Site): string => textOf([...site.source.lines, '', ...changed(site.source.lines, site)]);
const inBoth = (site: Site): string => {
  const result = changed(site.source.lines, site);
  return textOf([...result, '', ...result]);
};
const atLine = (site: Site, line: number): string[] =>
  fenced([...diffHead(site.source.path), ...hunk(written(site), `@@ -${line},5 +${line},5 @@`)], 'diff');
const secondStart = (site: Site): number => site.source.lines.length + 1 + site.start + 1;

const places: Record<string, { wish?: SiteWish; make: PlaceCase }> = {
  'two places': {
    make: (site, { path }) => ({
      format: 'search-replace',
      files: { [path]: textOf(twice(site)) },
      answer: block(written(site)),
      refused: 'ambiguous',
    }),
  },
  'two places, indented by one step too much': {
    make: (site, { path, unit }) => ({
      format: 'search-replace',
      files: { [path]: textOf(twice(site)) },
      answer: block({ ...written(site), rows: site.rows.map((row) => ({ ...row, text: unit + row.text })) }),
      refused: 'ambiguous',
    }),
  },
  'two places, and a block for each': {
    make: (site, { path }) => ({
      format: 'search-replace',
      files: { [path]: textOf(twice(site)) },
      answer: blocks([written(site), written(site)]),
      applied: { [path]: inBoth(site) },
    }),
  },
  'three places, two blocks': {
    make: (site, { path, lines }) => ({
      format: 'search-replace',
      files: { [path]: textOf([...twice(site), '', ...lines]) },
      answer: blocks([written(site), written(site)]),
      refused: 'ambiguous',
    }),
  },
  'two places, the diff numbers the first': {
    make: (site, { path }) => ({
      format: 'unified-diff',
      files: { [path]: textOf(twice(site)) },
      answer: atLine(site, site.start + 1),
      applied: { [path]: inFirst(site) },
    }),
  },
  'two places, the diff numbers the second, three lines off': {
    make: (site, { path }) => ({
      format: 'unified-diff',
      files: { [path]: textOf(twice(site)) },
      answer: atLine(site, secondStart(site) + 3),
      applied: { [path]: inSecond(site) },
    }),
  },
  'two places, the diff numbers neither': {
    make: (site, { path, lines }) => ({
      format: 'unified-diff',
      files: { [path]: textOf(twice(site)) },
      answer: atLine(site, site.start + 1 + Math.ceil(lines.length / 2)),
      refused: 'ambiguous',
    }),
  },
  'two places, the diff has no numbers': {
    make: (site, { path }) => ({
      format: 'unified-diff',
      files: { [path]: textOf(twice(site)) },
      answer: fenced([...diffHead(path), ...hunk(written(site), '@@ ... @@')], 'diff'),
      refused: 'ambiguous',
    }),
  },
  "two places, Roo's line number names the second": {
    make: (site, { path }) => ({
      format: 'search-replace',
      files: { [path]: textOf(twice(site)) },
      answer: block(written(site), { under: [`:start_line:${secondStart(site)}`, '-------'] }),
      applied: { [path]: inSecond(site) },
    }),
  },
  'two places in a patch': {
    make: (site, { path }) => ({
      format: 'apply-patch',
      files: { [path]: textOf(twice(site)) },
      answer: applyPatch([written(site)]),
      refused: 'ambiguous',
    }),
  },
  'two places in a patch, the end of the file is named': {
    wish: { fits: ({ source, start, rows }) => start + before(rows).length === source.lines.length },
    make: (site, { path }) => ({
      format: 'apply-patch',
      files: { [path]: textOf(twice(site)) },
      answer: [...applyPatch([written(site)]).slice(0, -1), '*** End of File', '*** End Patch'],
      applied: { [path]: inSecond(site) },
    }),
  },
  'a placeholder in the new text only': {
    wish: { lead: 3, trail: 3 },
    make: (site, source) => {
      const lines = after(site.rows);
      const short: Row[] = [lines[0] ?? '', placeholderOf(source), lines.at(-1) ?? ''].map((text) => ({
        sign: '+',
        text,
      }));
      const old: Row[] = before(site.rows).map((text) => ({ sign: '-', text }));
      return {
        format: 'search-replace',
        answer: block({ ...written(site), rows: [...old, ...short] }),
        refused: 'ellipsis',
      };
    },
  },
  'a line of dots alone at the end of the new text': {
    wish: { fits: ({ rows }) => !rows.some((row) => /[:{]\s*$/.test(row.text)) },
    make: (site) => {
      const indent = /^\s*/.exec(site.rows[0]?.text ?? '')?.[0] ?? '';
      const rows: Row[] = [
        ...site.rows.map((row): Row => (row.sign === ' ' ? { ...row, sign: '-' } : row)),
        { sign: '+', text: `${indent}...` },
      ];
      return { format: 'search-replace', answer: block({ ...written(site), rows }), refused: 'ellipsis' };
    },
  },
  'text to find and new text indented differently': {
    wish: {
      lead: 1,
      trail: 1,
      fits: ({ rows, source }) => rows.every((row) => row.text.startsWith(source.unit + source.unit)),
    },
    make: (site, { path, unit, lines }) => {
      const old: Row[] = before(site.rows).map((text) => ({ sign: '-', text: text.slice(unit.length) }));
      const neu: Row[] = after(site.rows).map((text) => ({ sign: '+', text }));
      return {
        format: 'search-replace',
        answer: block({ ...written(site), rows: [...old, ...neu] }),
        refused: 'unsafe',
        alsoRight: { [path]: textOf(changed(lines, site)) },
      };
    },
  },
  'text to find indented too much, new text right': {
    wish: { lead: 1, trail: 1, fits: ({ rows, source }) => rows.every((row) => row.text.startsWith(source.unit)) },
    make: (site, { path, unit, lines }) => {
      const old: Row[] = before(site.rows).map((text) => ({ sign: '-', text: unit + text }));
      const neu: Row[] = after(site.rows).map((text) => ({ sign: '+', text }));
      return {
        format: 'search-replace',
        answer: block({ ...written(site), rows: [...old, ...neu] }),
        refused: 'unsafe',
        alsoRight: { [path]: textOf(changed(lines, site)) },
      };
    },
  },
  'the change is in the file already': {
    make: (site, { path, lines }) => ({
      format: 'search-replace',
      files: { [path]: textOf(changed(lines, site)) },
      answer: block(written(site)),
      refused: 'not-found',
      says: 'already',
    }),
  },
  'nothing to find, in a file that has text': {
    make: (site) => ({
      format: 'search-replace',
      answer: block({ ...written(site), rows: after(site.rows).map((text) => ({ sign: '+', text })) }),
      refused: 'file-exists',
    }),
  },
  'another path': {
    make: (site, { path, lines }) => ({
      format: 'search-replace',
      answer: block({ ...written(site), path: `lib/${path}` }),
      refused: 'no-file',
      alsoRight: { [path]: textOf(changed(lines, site)) },
    }),
  },
  'a path in capitals': {
    make: (site, { path, lines }) => ({
      format: 'search-replace',
      answer: block({ ...written(site), path: path.toUpperCase() }),
      refused: 'no-file',
      alsoRight: { [path]: textOf(changed(lines, site)) },
    }),
  },
  'an absolute path': {
    make: (site, { path }) => ({
      format: 'search-replace',
      answer: block({ ...written(site), path: `/srv/app/${path}` }),
      refused: 'path',
    }),
  },
  'the file renamed and changed': {
    make: (site, { path, lines }) => ({
      format: 'unified-diff',
      answer: fenced(
        [
          `diff --git a/${path} b/moved/${path}`,
          `rename from ${path}`,
          `rename to moved/${path}`,
          `--- a/${path}`,
          `+++ b/moved/${path}`,
          ...hunk(written(site)),
        ],
        'diff',
      ),
      applied: { [path]: null, [`moved/${path}`]: textOf(changed(lines, site)) },
    }),
  },
  'inserted between two lines by a number alone': {
    make: (site) => ({
      format: 'unified-diff',
      answer: fenced(
        [...diffHead(site.source.path), `@@ -${site.start + 1},0 +${site.start + 2},1 @@`, '+inserted: here'],
        'diff',
      ),
      refused: 'empty-search',
      alsoRight: {
        [site.source.path]: textOf([
          ...site.source.lines.slice(0, site.start + 1),
          'inserted: here',
          ...site.source.lines.slice(site.start + 1),
        ]),
      },
    }),
  },
  'the first text of an empty file': {
    make: (_, { path, lines }) => ({
      format: 'search-replace',
      files: { [path]: '' },
      answer: block({ path, start: 0, rows: lines.map((text) => ({ sign: '+', text })) }),
      applied: { [path]: textOf(lines) },
    }),
  },
  'the first text of an empty file, as a diff': {
    make: (_, { path, lines }) => ({
      format: 'unified-diff',
      files: { [path]: '' },
      answer: diffOfNew(path, lines),
      applied: { [path]: textOf(lines) },
    }),
  },
  'a new file': {
    wish: { lead: 0, trail: 0 },
    make: (_, { path, lines }) => ({
      format: 'apply-patch',
      files: {},
      answer: ['*** Begin Patch', `*** Add File: ${path}`, ...lines.map((line) => `+${line}`), '*** End Patch'],
      applied: { [path]: textOf(lines) },
    }),
  },
  'the file deleted by a diff': {
    make: (_, { path, lines }) => ({
      format: 'unified-diff',
      answer: fenced(
        [`--- a/${path}`, '+++ /dev/null', `@@ -1,${lines.length} +0,0 @@`, ...lines.map((line) => `-${line}`)],
        'diff',
      ),
      applied: { [path]: null },
    }),
  },
};

function diffOfNew(path: string, lines: readonly string[]): string[] {
  return fenced([...diffHead(path), `@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)], 'diff');
}

/** Each kind for two of the sources, other ones each time. */
export function placeCases(sources: readonly Source[]): EditCase[] {
  return Object.entries(places).flatMap(([kind, { wish, make }], turn) => {
    const turned = [...sources.slice(turn % sources.length), ...sources.slice(0, turn % sources.length)];
    const made = turned.flatMap((source) => {
      const name = `${kind}, ${source.path}`;
      const site = pickSite(source, randomOf(name), wish);
      return site === undefined
        ? []
        : [{ name, files: { [source.path]: textOf(source.lines) }, ...make(site, source) }];
    });
    return made.slice(0, 2);
  });
}
