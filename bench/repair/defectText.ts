// How defects are written down: a head of "key: value" lines, then for each defect its id, its facts and its lines as a diff.

/** How much has to be changed to put it right: one small edit, two of them, or more than that. */
export type Size = 'one' | 'two' | 'more';

export interface Hunk {
  readonly file: string;
  /** Whole lines of the right source, found exactly once in it. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface DefectText {
  readonly id: string;
  readonly size: Size;
  /** `real`: after a fix in a package's history; `classic`: a published pattern; `made`: as developers make them. */
  readonly kind: 'real' | 'classic' | 'made';
  /** Where it is from, for a reader who wants to look it up. */
  readonly source: string;
  readonly hunks: readonly Hunk[];
}

export interface DefectsFile {
  readonly head: Readonly<Record<string, string>>;
  readonly defects: readonly DefectText[];
}

/**
 * The defects of a module. A section begins with `== id`, has `size:` and `from:` (the kind, then where it is from), and
 * then hunks: `@@ file`, and lines with `-` (only in the right source), `+` (only in the defect) or a blank (in both).
 */
export function readDefects(text: string): DefectsFile {
  const [top = '', ...sections] = text.split(/^== /m);
  return { head: readFacts(top.split('\n')), defects: sections.map(readSection) };
}

function readFacts(lines: readonly string[]): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (colon < 1) throw new Error(`not "key: value": ${line}`);
    facts[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  return facts;
}

function readSection(section: string): DefectText {
  const lines = section.split('\n');
  const id = (lines.shift() ?? '').trim();
  const firstHunk = lines.findIndex((line) => line.startsWith('@@ '));
  if (firstHunk < 0) throw new Error(`${id}: no hunk`);
  const { size, from = '' } = readFacts(lines.slice(0, firstHunk));
  const [, kind, source = ''] = /^(real|classic|made)\b[;:,]?\s*(.*)$/.exec(from) ?? [];
  if (size !== 'one' && size !== 'two' && size !== 'more') throw new Error(`${id}: size is ${size ?? 'missing'}`);
  if (kind !== 'real' && kind !== 'classic' && kind !== 'made') throw new Error(`${id}: from is ${from || 'missing'}`);
  if (kind !== 'made' && source === '') throw new Error(`${id}: a ${kind} defect names its source`);
  return { id, size, kind, source, hunks: readHunks(id, lines.slice(firstHunk)) };
}

function readHunks(id: string, lines: readonly string[]): readonly Hunk[] {
  const hunks: { file: string; before: string[]; after: string[] }[] = [];
  const body = lines.join('\n').trimEnd().split('\n');
  for (const line of body) {
    const sign = line[0] ?? ' ';
    const rest = line.slice(1);
    const hunk = hunks.at(-1);
    if (line.startsWith('@@ ')) hunks.push({ file: line.slice(3).trim(), before: [], after: [] });
    else if (hunk === undefined || !' -+'.includes(sign)) throw new Error(`${id}: not a line of a hunk: ${line}`);
    else {
      if (sign !== '+') hunk.before.push(rest);
      if (sign !== '-') hunk.after.push(rest);
    }
  }
  for (const { before, after } of hunks) {
    if (before.length === 0) throw new Error(`${id}: a hunk needs a line of the right source`);
    if (before.join('\n') === after.join('\n')) throw new Error(`${id}: a hunk changes nothing`);
  }
  return hunks;
}
