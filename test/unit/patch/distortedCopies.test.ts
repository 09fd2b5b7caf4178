import assert from 'node:assert/strict';
import { undoable } from '../../corpus/distortions.ts';
import {
  after,
  before,
  changed,
  loadSources,
  type Row,
  randomOf,
  type Site,
  type Source,
  textOf,
} from '../../corpus/editSite.ts';
import { applyPatch, block, diff, type Written } from '../../corpus/renderEdit.ts';
import { ourOutcome } from '../../corpus/score.ts';

const runs = 4_000;
const renderers = {
  'search-replace': (one: Written) => block(one),
  'unified-diff': (one: Written) => diff([one]),
  'apply-patch': (one: Written) => applyPatch([one]),
} as const;

/** A source with copies of its own parts in it, some lines of them changed, moved sideways or left out: siblings of every place. */
function withSiblings(source: Source, random: () => number): Source {
  const lines = [...source.lines];
  for (let copies = 0; copies < 3; copies++) {
    const from = Math.floor(random() * lines.length);
    const copy = lines.slice(from, from + 4 + Math.floor(random() * 12)).flatMap((line) => {
      const turn = random();
      if (turn < 0.08) return [];
      if (turn < 0.3) return [line.replace(/[A-Za-z_]{4,}/, (word) => `${word}3`)];
      return [turn < 0.4 && line !== '' ? source.unit + line : line];
    });
    lines.splice(Math.floor(random() * lines.length), 0, ...copy);
  }
  return { ...source, lines };
}

function randomSite(source: Source, random: () => number): Site | undefined {
  const { lines, unit } = source;
  const at = Math.floor(random() * lines.length);
  const line = lines[at] ?? '';
  if (line.trim() === '') return undefined;
  const [start, end] = [Math.max(0, at - Math.floor(random() * 4)), at + 1 + Math.floor(random() * 4)];
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  const removed: Row = { sign: '-', text: line };
  const added = (...texts: string[]): Row[] => texts.map((text) => ({ sign: '+', text }));
  const changes: Row[][] = [
    [removed, ...added(`${line} changed`)],
    [{ sign: ' ', text: line }, ...added(`${indent}put in`)],
    [removed],
    [removed, ...added(`${indent}if x:`, unit + line)],
    [removed, ...added(`${indent}first()`, '', `${indent}${unit}second()`)],
  ];
  const keep = (from: number, to: number): Row[] => lines.slice(from, to).map((text) => ({ sign: ' ', text }));
  const change = changes[Math.floor(random() * changes.length)] ?? [];
  return { source, start, rows: [...keep(start, at), ...change, ...keep(at + 1, end)] };
}

/** Whether the block, as it was distorted, says another place but for white space: then that place is what the answer means. */
function saysElsewhere(lines: readonly string[], rows: readonly Row[], start: number): boolean {
  const bare = (list: readonly string[]): string[] => list.map((line) => line.trim()).filter((line) => line !== '');
  const wanted = bare(before(rows));
  const filled = lines.flatMap((line, at) => (line.trim() === '' ? [] : [{ text: line.trim(), at }]));
  const places = filled.filter((_, at) => wanted.every((text, by) => filled[at + by]?.text === text));
  return wanted.length === 0 || places.some(({ at }) => at < start || at > start + rows.length);
}

/** Whether the block shows that it is distorted: an empty line is put between kept lines, and no place says the lines to find as they are. */
function isTold(name: string, site: Site, rows: readonly Row[]): boolean {
  if (/^an empty line (?:put|left)/.test(name) && site.rows.slice(0, 2).some((row) => row.sign !== ' ')) return false;
  if (/^(?:as it stands|a line|white space)/.test(name)) return true;
  const [lines, wanted] = [site.source.lines, before(rows)];
  return !lines.some((_, at) => wanted.every((line, by) => lines[at + by] === line));
}

/** Only the lines to find are distorted: the new ones are written as the file has them. */
const searchOnly = (site: Site, rows: readonly Row[]): Row[] => [
  ...before(rows).map((text): Row => ({ sign: '-', text })),
  ...after(site.rows).map((text): Row => ({ sign: '+', text })),
];

describe('distorted copies of code among its siblings', () => {
  it('are applied as meant or refused, with line ends, mark and last newline as they were', function () {
    this.timeout(60_000);
    const random = randomOf(process.env.LOOPWRIGHT_SEED ?? 'siblings');
    const sources = loadSources();
    const formats = Object.keys(renderers) as (keyof typeof renderers)[];
    const kinds = undoable.filter((one) => one.file === undefined && !one.name.includes('the one that changes'));
    let applied = 0;
    for (let run = 0; run < runs; run++) {
      const base = sources[run % sources.length];
      const distortion = kinds[Math.floor(random() * kinds.length)];
      const format = formats[Math.floor(random() * formats.length)] ?? 'search-replace';
      if (base === undefined || distortion === undefined) continue;
      const source = withSiblings(base, random);
      const site = randomSite(source, random);
      if (site === undefined || distortion.wish?.fits?.(site) === false) continue;
      const distorted = distortion.rows?.(site);
      if (distorted === undefined || saysElsewhere(source.lines, distorted, site.start)) continue;
      if (!isTold(distortion.name, site, distorted)) continue;
      // White space behind a line is no distortion of the line's copy in the new text.
      const alone = random() < 0.25 && !distortion.name.startsWith('white space');
      const rows = alone ? searchOnly(site, distorted) : distorted;
      const [end, mark, bare] = [random() < 0.3 ? '\r\n' : '\n', random() < 0.3 ? '\uFEFF' : '', random() < 0.2];
      const form = (lines: readonly string[]): string => {
        const text = mark + textOf(lines, end);
        return bare && text.endsWith(end) ? text.slice(0, -end.length) : text;
      };
      const answer = renderers[format]({ path: source.path, rows, start: site.start });
      const outcome = ourOutcome({ name: '', format, files: { [source.path]: form(source.lines) }, answer });
      if (outcome.kind === 'refused') continue;
      applied++;
      const wanted = form(changed(source.lines, site));
      assert.equal(outcome.files[source.path], wanted, `${distortion.name}, run ${run}\n${answer.join('\n')}`);
    }
    assert.ok(applied > runs / 4, `only ${applied} applied`);
  });
});
