/** A line of a diff. */
export interface DiffLine {
  readonly kind: 'context' | 'added' | 'removed' | 'head';
  readonly text: string;
}

/** A part of what a model wrote: words, code, or a change to a file. */
export type Segment =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'diff'; readonly path: string | undefined; readonly lines: readonly DiffLine[] };

const searchMark = /^<{5,9} ?(?:SEARCH|ORIGINAL)\b/;
const divider = /^={5,9}$/;
const replaceMark = /^>{5,9} ?(?:REPLACE|UPDATED)\b/;
const fence = /^\s*(`{3,}|~{3,})\s*([\w+#.-]*)/;
const pathLine = /^[\w@./\\-]+\.[\w-]+:?$/;

/** Splits a text at code fences, search/replace blocks and unified diffs. No character of it is lost but the marks. */
export function splitText(text: string): readonly Segment[] {
  const lines = text.split('\n');
  const segments: Segment[] = [];
  let words: string[] = [];
  const endWords = () => {
    const from = words.findIndex((line) => line !== '');
    const joined = from === -1 ? '' : words.slice(from, words.findLastIndex((line) => line !== '') + 1).join('\n');
    if (joined !== '') segments.push({ kind: 'words', text: joined });
    words = [];
  };
  for (let at = 0; at < lines.length; ) {
    const found = searchReplace(lines, at) ?? fenced(lines, at) ?? unified(lines, at);
    if (!found) {
      words.push(lines[at] ?? '');
      at++;
      continue;
    }
    // The path of a search/replace block stands on the line above it.
    const above = words.at(-1);
    if (
      found.segment.kind === 'diff' &&
      found.segment.path === undefined &&
      above !== undefined &&
      pathLine.test(above)
    ) {
      words.pop();
      endWords();
      segments.push({ ...found.segment, path: above.replace(/:$/, '') });
    } else {
      endWords();
      segments.push(found.segment);
    }
    at = found.next;
  }
  endWords();
  return segments;
}

interface Found {
  readonly segment: Segment;
  readonly next: number;
}

function searchReplace(lines: readonly string[], at: number): Found | undefined {
  if (!searchMark.test(lines[at] ?? '')) return undefined;
  const middle = lines.findIndex((line, index) => index > at && divider.test(line));
  const end = middle < 0 ? -1 : lines.findIndex((line, index) => index > middle && replaceMark.test(line));
  if (end < 0) return undefined;
  const changed = diffLines(lines.slice(at + 1, middle), lines.slice(middle + 1, end));
  return { segment: { kind: 'diff', path: undefined, lines: changed }, next: end + 1 };
}

/** Lines that both begin and end with are the same; what is between was replaced. */
function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const room = Math.min(before.length, after.length) - head;
  while (tail < room && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const as = (kind: DiffLine['kind']) => (text: string) => ({ kind, text });
  return [
    ...before.slice(0, head).map(as('context')),
    ...before.slice(head, before.length - tail).map(as('removed')),
    ...after.slice(head, after.length - tail).map(as('added')),
    ...before.slice(before.length - tail).map(as('context')),
  ];
}

function fenced(lines: readonly string[], at: number): Found | undefined {
  const [, mark = '', language = ''] = fence.exec(lines[at] ?? '') ?? [];
  if (mark === '') return undefined;
  const end = lines.findIndex((line, index) => index > at && line.trim() === mark);
  const stop = end < 0 ? lines.length : end;
  const inside = lines.slice(at + 1, stop);
  const next = Math.min(lines.length, stop + 1);
  const first = inside.findIndex((line) => line.trim() !== '');
  const block = searchReplace(inside, first) ?? searchReplace(inside, first + 1);
  // A fence is often put around a block that is complete by itself.
  if (block && inside.slice(block.next).every((line) => line.trim() === '')) {
    const path = searchMark.test(inside[first] ?? '') ? undefined : inside[first];
    return { segment: block.segment.kind === 'diff' ? { ...block.segment, path } : block.segment, next };
  }
  if (language === 'diff' || language === 'patch' || isPatch(inside)) return { segment: patchSegment(inside), next };
  return { segment: { kind: 'code', language, text: inside.join('\n') }, next };
}

const isPatch = (lines: readonly string[]) =>
  (/^--- /.test(lines[0] ?? '') && /^\+\+\+ /.test(lines[1] ?? '')) || /^\*\*\* Begin Patch/.test(lines[0] ?? '');

function unified(lines: readonly string[], at: number): Found | undefined {
  if (!isPatch(lines.slice(at, at + 2))) return undefined;
  const ends = /^\*\*\* Begin Patch/.test(lines[at] ?? '')
    ? lines.findIndex((line, index) => index > at && /^\*\*\* End Patch/.test(line)) + 1
    : lines.findIndex((line, index) => index > at + 1 && !/^([ +\-@\\]|$)/.test(line));
  const next = ends <= 0 ? lines.length : ends;
  return { segment: patchSegment(lines.slice(at, next)), next };
}

function patchSegment(lines: readonly string[]): Segment {
  const named = lines.find((line) => /^\+\+\+ |^\*\*\* (?:Update|Add|Delete) File: /.test(line));
  const path = named?.replace(/^\+\+\+ (?:b\/)?|^\*\*\* \w+ File: /, '').split('\t', 1)[0];
  return { kind: 'diff', path, lines: lines.map(patchLine) };
}

function patchLine(text: string): DiffLine {
  if (/^(@@|--- |\+\+\+ |\*\*\* |diff |index )/.test(text)) return { kind: 'head', text };
  if (text.startsWith('+')) return { kind: 'added', text: text.slice(1) };
  if (text.startsWith('-')) return { kind: 'removed', text: text.slice(1) };
  return { kind: 'context', text: text.startsWith(' ') ? text.slice(1) : text };
}

/** A piece of a line: words, or a file with its line. */
export type LinkPiece =
  | { readonly text: string }
  | { readonly text: string; readonly path: string; readonly line: number };

// A file with an ending and a line number, as runners and compilers print it; never an address of the web.
const place = /(?<![\w:/.@-])((?:\.{0,2}\/)?(?:[\w@.-]+\/)*[\w@-][\w@.-]*\.[A-Za-z]\w{0,7}):(\d{1,7})(?::\d{1,7})?/g;

/** A text at the places of files in it. */
export function splitPlaces(text: string): readonly LinkPiece[] {
  const pieces: LinkPiece[] = [];
  let at = 0;
  for (const match of text.matchAll(place)) {
    const [whole, path = '', line = '1'] = match;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    pieces.push({ text: whole, path, line: Number(line) });
    at = match.index + whole.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
