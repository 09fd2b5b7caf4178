import { readFileSync } from 'node:fs';

/** A line of a change: kept, removed or added. */
export interface Row {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** A source file that edits are derived from. */
export interface Source {
  readonly path: string;
  readonly lines: readonly string[];
  /** One step of its indentation. */
  readonly unit: string;
  /** How a line of comment begins. */
  readonly comment: string;
}

/** A place of a source with a change to it. `rows` cover the lines from `start` on (from 0). */
export interface Site {
  readonly source: Source;
  readonly start: number;
  readonly rows: readonly Row[];
}

const folder = new URL('../fixtures/edit-sources/', import.meta.url);

function load(path: string, unit: string, comment: string): Source {
  const lines = readFileSync(new URL(path, folder), 'utf8').split('\n').slice(0, -1);
  return { path, lines, unit, comment };
}

/** The files under test/fixtures/edit-sources, one a language. */
export function loadSources(): readonly Source[] {
  return [
    load('rollingWindow.js', '  ', '//'),
    load('inventory.ts', '  ', '//'),
    load('calendar.py', '    ', '#'),
    load('ledger.go', '\t', '//'),
    load('deploy.yaml', '  ', '#'),
    load('guide.md', '  ', '<!--'),
  ];
}

/** Numbers between 0 and 1 that are the same for the same name (mulberry32 over a hash of it). */
export function randomOf(name: string): () => number {
  let state = [...name].reduce((hash, sign) => Math.imul(hash ^ sign.charCodeAt(0), 16_777_619), 2_166_136_261) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type Change = 'change' | 'insert' | 'delete';

/** What a site has to be like. */
export interface SiteWish {
  readonly change?: Change;
  /** Kept lines before and after the changed one. */
  readonly lead?: number;
  readonly trail?: number;
  /** Last word on whether it will do. */
  readonly fits?: (site: Site) => boolean;
}

/** A place with a change, chosen by the numbers; undefined when the source has none of the kind. Its lines stand nowhere else. */
export function pickSite(source: Source, random: () => number, wish: SiteWish = {}): Site | undefined {
  const sites: Site[] = [];
  for (let at = 0; at < source.lines.length; at++) {
    const site = siteAt(source, at, wish);
    if (site !== undefined && isOnlyPlace(source.lines, before(site.rows)) && (wish.fits?.(site) ?? true))
      sites.push(site);
  }
  return sites[Math.floor(random() * sites.length)];
}

function siteAt(source: Source, at: number, { change = 'change', lead = 2, trail = 2 }: SiteWish): Site | undefined {
  const line = source.lines[at] ?? '';
  const start = at - lead;
  const end = at + trail + 1;
  if (line.trim() === '' || start < 0 || end > source.lines.length) return undefined;
  const changed = changedLine(line, change);
  if (changed === undefined) return undefined;
  const keep = (from: number, to: number): Row[] => source.lines.slice(from, to).map((text) => ({ sign: ' ', text }));
  const middle: Row[] =
    change === 'insert'
      ? [
          { sign: ' ', text: line },
          { sign: '+', text: changed },
        ]
      : [{ sign: '-', text: line }, ...(change === 'change' ? [{ sign: '+' as const, text: changed }] : [])];
  return { source, start, rows: [...keep(start, at), ...middle, ...keep(at + 1, end)] };
}

/** The last word of four letters or more gets a 2 behind it; what is inserted is a line of its own at the same depth. */
function changedLine(line: string, change: Change): string | undefined {
  if (change === 'insert') return `${/^\s*/.exec(line)?.[0] ?? ''}inserted: here`;
  const word = [...line.matchAll(/[A-Za-z_]{4,}/g)].at(-1);
  if (word === undefined) return undefined;
  return `${line.slice(0, word.index + word[0].length)}2${line.slice(word.index + word[0].length)}`;
}

export function before(rows: readonly Row[]): string[] {
  return rows.filter((row) => row.sign !== '+').map((row) => row.text);
}

export function after(rows: readonly Row[]): string[] {
  return rows.filter((row) => row.sign !== '-').map((row) => row.text);
}

/** The lines of a file with the change made: the kept ones are the file's own. */
export function changed(lines: readonly string[], { start, rows }: Pick<Site, 'start' | 'rows'>): string[] {
  const out = lines.slice(0, start);
  let at = start;
  for (const row of rows) {
    if (row.sign === '+') out.push(row.text);
    else if (row.sign === ' ') out.push(lines[at++] ?? '');
    else at++;
  }
  return [...out, ...lines.slice(at)];
}

export const textOf = (lines: readonly string[], end = '\n'): string => lines.map((line) => line + end).join('');

/** Lines compared without any white space or case, blank ones left out: far looser than anything a matcher forgives. */
function isOnlyPlace(lines: readonly string[], wanted: readonly string[]): boolean {
  const loose = (list: readonly string[]) =>
    list.map((line) => line.replace(/\s/g, '').toLowerCase()).filter((line) => line !== '');
  const [hay, needle] = [loose(lines), loose(wanted)];
  const places = hay.filter((_, at) => needle.every((line, by) => hay[at + by] === line));
  return needle.length >= 2 && places.length === 1;
}
