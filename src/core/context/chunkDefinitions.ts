import type { Definition } from './chunk.ts';
import { chunkWindows, trim, windowLines } from './chunkWindows.ts';
import { commentWords, docStartRow, pythonDocstring } from './docComment.ts';
import type { DraftChunk, Rows } from './draftChunk.ts';

/** A definition up to this length is one chunk with all that is in it. */
const longestWhole = windowLines;
/** A class beyond this length is found method by method. */
const longestClass = 20;
/** Fewer lines than that between definitions go with the one below. */
const fewLines = 4;

interface Placed extends Definition {
  /** The first row with its comment. */
  readonly docRow: number;
  readonly inner: Placed[];
}

/** A source file by its definitions: small ones whole, large ones as a head and what is defined within; the lines between in stretches. */
export function chunkDefinitions(
  lines: readonly string[],
  definitions: readonly Definition[],
  python: boolean,
): readonly DraftChunk[] {
  const last = lines.length - 1;
  const outer = nest(
    lines,
    definitions.filter(({ endRow }) => endRow <= last),
  );
  return chunkRows({ lines, python }, { rows: { from: 0, to: last }, within: [], definitions: outer });
}

function nest(lines: readonly string[], definitions: readonly Definition[]): readonly Placed[] {
  const sorted = definitions.toSorted((a, b) => a.startRow - b.startRow || b.endRow - a.endRow);
  const outer: Placed[] = [];
  const open: Placed[] = [];
  for (const definition of sorted) {
    while (open.length > 0 && (open.at(-1)?.endRow ?? 0) < definition.startRow) open.pop();
    const parent = open.at(-1);
    // Two on one line, or one that overlaps: the first speaks for both.
    if (parent && (definition.endRow > parent.endRow || definition.startRow === parent.startRow)) continue;
    const siblings = parent ? parent.inner : outer;
    const before = siblings.at(-1);
    const lowest = Math.max(before ? before.endRow + 1 : 0, parent ? parent.startRow + 1 : 0);
    if (lowest > definition.startRow) continue;
    const placed = { ...definition, docRow: docStartRow(lines, definition.startRow, lowest), inner: [] };
    siblings.push(placed);
    open.push(placed);
  }
  return outer;
}

interface Source {
  readonly lines: readonly string[];
  readonly python: boolean;
}

interface Region {
  readonly rows: Rows;
  readonly within: readonly string[];
  readonly definitions: readonly Placed[];
}

/** The chunks of a region, in the order of its lines. */
function chunkRows(source: Source, { rows, within, definitions }: Region): readonly DraftChunk[] {
  const chunks: DraftChunk[] = [];
  let from = rows.from;
  for (const definition of definitions) {
    const gap = { from, to: definition.docRow - 1 };
    const small = isSmall(source.lines, gap);
    if (!small) chunks.push(...chunkWindows(source.lines, gap, { within }));
    const lead = small ? trim(source.lines, gap)?.from : undefined;
    chunks.push(...chunkDefinition(source, { definition, within, from: lead ?? definition.docRow }));
    from = definition.endRow + 1;
  }
  chunks.push(...chunkWindows(source.lines, { from, to: rows.to }, { within }));
  return chunks;
}

function isSmall(lines: readonly string[], { from, to }: Rows): boolean {
  let filled = 0;
  for (let row = from; row <= to; row++) if (lines[row]?.trim() !== '') filled++;
  return filled <= fewLines;
}

function chunkDefinition(
  source: Source,
  {
    definition,
    within,
    from,
  }: { readonly definition: Placed; readonly within: readonly string[]; readonly from: number },
): readonly DraftChunk[] {
  const { docRow, startRow, endRow, inner, kind, name } = definition;
  const { lines } = source;
  const long = endRow - startRow >= (kind === 'class' && inner.length > 0 ? longestClass : longestWhole);
  if (!long || inner.length === 0) {
    const [head, ...rest] = windowsOf(lines, { from: startRow, to: endRow }, long);
    const first = describe(source, { definition, rows: head ?? { from: startRow, to: endRow } });
    const lead = [...lines.slice(from, docRow), ...decorators(lines, definition)];
    const whole = { kind, name, within, startLine: from + 1, endLine: (head?.to ?? endRow) + 1, ...first };
    return [
      { ...whole, text: [...lead, whole.text].join('\n') },
      ...rest.flatMap((rows) => chunkWindows(lines, rows, { kind, name, within })),
    ];
  }
  const headEnd = (inner[0]?.docRow ?? endRow + 1) - 1;
  const heads = windowsOf(lines, { from: startRow, to: Math.max(headEnd, startRow) }, true);
  const [head = { from: startRow, to: startRow }, ...rest] = heads;
  const names = { kind, name, within };
  return [
    { ...names, startLine: from + 1, endLine: head.to + 1, ...describe(source, { definition, rows: head }) },
    ...rest.flatMap((rows) => chunkWindows(lines, rows, names)),
    ...chunkRows(source, {
      rows: { from: Math.max(headEnd, startRow) + 1, to: endRow },
      within: [...within, name],
      definitions: inner,
    }),
  ];
}

function decorators(lines: readonly string[], { docRow, startRow }: Placed): readonly string[] {
  return lines.slice(docRow, startRow).filter((line) => /^\s*@[\w.]+/.test(line));
}

function windowsOf(lines: readonly string[], rows: Rows, cut: boolean): readonly Rows[] {
  if (!cut) return [rows];
  return chunkWindows(lines, rows).map(({ startLine, endLine }) => ({ from: startLine - 1, to: endLine - 1 }));
}

/** The comment of a definition, and its text without it. */
function describe(
  { lines, python }: Source,
  { definition, rows }: { readonly definition: Placed; readonly rows: Rows },
): Pick<DraftChunk, 'doc' | 'text'> {
  const above = commentWords(lines.slice(definition.docRow, definition.startRow));
  const own = lines.slice(rows.from, rows.to + 1);
  const inside = python ? pythonDocstring(own) : undefined;
  if (!inside) return { doc: above, text: own.join('\n') };
  const text = [...own.slice(0, inside.from), ...own.slice(inside.to + 1)].join('\n');
  return { doc: [above, inside.text].filter((one) => one !== '').join('\n'), text };
}
