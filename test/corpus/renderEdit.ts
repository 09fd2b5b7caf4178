import { after, before, type Row } from './editSite.ts';

/** A change as it is written into an answer. */
export interface Written {
  readonly path: string;
  readonly rows: readonly Row[];
  /** First line of the change in the file, from 0. */
  readonly start: number;
}

/** How search/replace blocks look. */
export interface BlockStyle {
  readonly head?: string;
  readonly tail?: string;
  /** Lines between the head and the text to find. */
  readonly under?: readonly string[];
  readonly fence?: string;
  /** A fence around both sides, inside the markers. */
  readonly innerFence?: string;
}

export function block(one: Written, style: BlockStyle = {}): string[] {
  const { head = '<<<<<<< SEARCH', tail = '>>>>>>> REPLACE', under = [], fence = '```', innerFence } = style;
  const side = (lines: readonly string[]): string[] =>
    innerFence === undefined ? [...lines] : [innerFence, ...lines, '```'];
  const inner = [head, ...under, ...side(before(one.rows)), '=======', ...side(after(one.rows)), tail];
  return fence === '' ? [one.path, ...inner, ''] : [one.path, fence, ...inner, fence.replace(/[^`]/g, ''), ''];
}

export const blocks = (all: readonly Written[], style?: BlockStyle): string[] =>
  all.flatMap((one) => block(one, style));

/** A hunk as diff writes it; `sign` says how a line is prefixed. */
export function hunk(one: Written, header?: string, sign: (row: Row) => string = (row) => row.sign): string[] {
  const [old, neu] = [before(one.rows).length, after(one.rows).length];
  const head = header ?? `@@ -${one.start + 1},${old} +${one.start + 1},${neu} @@`;
  return [head, ...one.rows.map((row) => sign(row) + row.text)];
}

export const diffHead = (path: string): string[] => [`--- a/${path}`, `+++ b/${path}`];

export const fenced = (lines: readonly string[], words: string): string[] => [`\`\`\`${words}`, ...lines, '```', ''];

export function diff(all: readonly Written[]): string[] {
  return fenced(
    all.flatMap((one) => [...diffHead(one.path), ...hunk(one)]),
    'diff',
  );
}

export function applyPatch(all: readonly Written[]): string[] {
  const sections = all.flatMap((one) => [`*** Update File: ${one.path}`, ...hunk(one, '@@')]);
  return ['*** Begin Patch', ...sections, '*** End Patch'];
}
