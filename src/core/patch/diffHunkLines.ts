import { closesFence, type Fence } from './answerScan.ts';
import type { EditBlock, ParseProblem } from './fileEdit.ts';
import { isBlank, linesText } from './textLines.ts';

/** What was read from `@@` on. `block` is missing when the hunk has no lines. */
export type DiffHunkRead =
  | { readonly kind: 'hunk'; readonly block: EditBlock | undefined; readonly next: number }
  | { readonly kind: 'problem'; readonly problem: ParseProblem; readonly next: number };

/** The numbers of a hunk's header, where it has them. */
interface HunkNumbers {
  readonly start: number | undefined;
  readonly oldCount: number;
  readonly newCount: number;
  readonly anchor: string | undefined;
}

/** The lines of a hunk while they are read. */
interface Body {
  readonly before: string[];
  readonly after: string[];
  /** The same lines with the space of context lines taken for part of them. */
  readonly unprefixed: { readonly before: string[]; readonly after: string[] };
  /** Lines still to come if the header counts right; negative when it does not. */
  oldLeft: number;
  newLeft: number;
  /** How many lines without any prefix and without content stand at the end: they may be no part of the hunk. */
  loose: number;
  lastKind: ' ' | '-' | '+';
  oldNoNewline: boolean;
  newNoNewline: boolean;
}

const headerShape = /^@@+(?:\s+-(\d+)(?:,(\d+))?\s+\+(\d+)(?:,(\d+))?\s*@@+)?(.*)$/;

function readNumbers(line: string): HunkNumbers {
  const match = headerShape.exec(line);
  if (match?.[1] === undefined) {
    const anchor = (match?.[5] ?? '').replace(/(?<!@)@@+\s*$/, '').trim();
    const named = anchor !== '' && !/^[-+.\d,\s]*$/.test(anchor);
    return { start: undefined, oldCount: 0, newCount: 0, anchor: named ? anchor : undefined };
  }
  const count = (text: string | undefined): number => (text === undefined ? 1 : Number(text));
  const start = Number(match[1]);
  return {
    start: start > 0 ? start : undefined,
    oldCount: count(match[2]),
    newCount: count(match[4]),
    anchor: undefined,
  };
}

/** Reads the hunk whose header is at `headerAt`: up to the next header, the closing fence, or a line that is none of a hunk's. */
export function readDiffHunk(lines: readonly string[], headerAt: number, fence: Fence | undefined): DiffHunkRead {
  const numbers = readNumbers(lines[headerAt] ?? '');
  const body: Body = {
    before: [],
    after: [],
    unprefixed: { before: [], after: [] },
    oldLeft: numbers.oldCount,
    newLeft: numbers.newCount,
    loose: 0,
    lastKind: ' ',
    oldNoNewline: false,
    newNoNewline: false,
  };
  let at = headerAt + 1;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (endsHunk(lines, at, body) || closesHunk(line, fence)) break;
    if (!takeLine(line, body, fence !== undefined)) {
      const lost = fence === undefined && !counted(body) ? lostChange(lines, at) : undefined;
      if (lost === undefined) break;
      const expected = 'a line of the hunk that begins with " ", "+" or "-"';
      return { kind: 'problem', problem: { line: at + 1, found: line, expected }, next: lost };
    }
  }
  dropLooseEnd(body);
  return { kind: 'hunk', block: blockOf(body, numbers, headerAt), next: at };
}

/** A hunk is read from the first column on, so a fence behind a space is a line of the file. */
function closesHunk(line: string, fence: Fence | undefined): boolean {
  return fence !== undefined && line.startsWith(fence.mark) && closesFence(line, fence);
}

/** True when the header counts exactly the lines read so far. */
function counted(body: Body): boolean {
  return body.oldLeft === 0 && body.newLeft === 0;
}

function endsHunk(lines: readonly string[], at: number, body: Body): boolean {
  const line = lines[at] ?? '';
  if (line.startsWith('@@') || line.startsWith('diff --git ') || /^\*\*\* End /.test(line)) return true;
  if (!line.startsWith('--- ') || !(lines[at + 1] ?? '').startsWith('+++ ')) return false;
  // A removed "-- x" above an added "++ y" looks like a header. It is one when a hunk follows, unless the count wants exactly these two lines.
  const wanted = body.oldLeft > 0 && body.newLeft > 0;
  const hunkFollows = (lines[at + 2] ?? '').startsWith('@@');
  return hunkFollows ? !(body.oldLeft === 1 && body.newLeft === 1) : !wanted;
}

/** Adds one line to the body; false when it cannot be one of a hunk's. */
function takeLine(line: string, body: Body, fenced: boolean): boolean {
  const sign = line[0];
  if (sign === '\\') {
    if (body.lastKind !== '+') body.oldNoNewline = true;
    if (body.lastKind !== '-') body.newNoNewline = true;
    return true;
  }
  if (sign === '+' || sign === '-' || sign === ' ') {
    add(body, sign, line);
    body.loose = 0;
    return true;
  }
  // Editors and models drop the space of an empty context line.
  if (isBlank(line)) {
    add(body, ' ', '');
    body.loose++;
    return true;
  }
  if (body.loose > 0 && !fenced && !(body.oldLeft > 0 && body.newLeft > 0)) return false;
  if (!fenced && !(body.oldLeft > 0 && body.newLeft > 0)) return false;
  add(body, ' ', line);
  body.loose = 0;
  return true;
}

/** Adds a line with its sign; a context line may have none. */
function add(body: Body, kind: ' ' | '-' | '+', line: string): void {
  const text = line.startsWith(kind) ? line.slice(1) : line;
  const whole = kind === ' ' ? line : text;
  if (kind !== '+') {
    body.before.push(text);
    body.unprefixed.before.push(whole);
    body.oldLeft--;
  }
  if (kind !== '-') {
    body.after.push(text);
    body.unprefixed.after.push(whole);
    body.newLeft--;
  }
  body.lastKind = kind;
}

/** Takes back the empty lines that only separate the hunk from what follows, as far as the count does not want them. */
function dropLooseEnd(body: Body): void {
  const wanted = body.oldLeft >= 0 && body.newLeft >= 0 && counted(body);
  for (let dropped = 0; !wanted && dropped < body.loose; dropped++) {
    for (const list of [body.before, body.after, body.unprefixed.before, body.unprefixed.after]) list.pop();
  }
}

/** After prose inside a hunk: the line where changes go on, which would be lost; undefined when only prose follows. */
function lostChange(lines: readonly string[], from: number): number | undefined {
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.startsWith('@@') || line.startsWith('diff --git ') || line.startsWith('--- ')) return undefined;
    // `- item` is a list of the prose; a changed line has no space there or is indented by more than one.
    if (/^[+-](?! \S)(?![+-]{2} )/.test(line) && !/^-{3,}\s*$/.test(line)) return at + 1;
  }
  return undefined;
}

function blockOf(body: Body, numbers: HunkNumbers, headerAt: number): EditBlock | undefined {
  if (body.before.length === 0 && body.after.length === 0) return undefined;
  const changed = body.oldNoNewline !== body.newNoNewline;
  const finalNewline = changed ? { finalNewline: body.newNoNewline ? ('removed' as const) : ('added' as const) } : {};
  return {
    before: linesText(body.before),
    after: linesText(body.after),
    unprefixed: { before: linesText(body.unprefixed.before), after: linesText(body.unprefixed.after) },
    answerLine: headerAt + 1,
    ...(numbers.start === undefined ? {} : { lineHint: numbers.start }),
    ...(numbers.anchor === undefined ? {} : { anchors: [numbers.anchor] }),
    ...finalNewline,
  };
}
