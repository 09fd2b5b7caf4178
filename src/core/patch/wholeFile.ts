import { closesFence, type Fence, fenceOf, pathOfFence, pathOfLine } from './answerScan.ts';
import { expected, type FileEdit, type ParsedEdits, type ParseProblem } from './fileEdit.ts';
import { answerLines, isBlank, linesText } from './textLines.ts';

/** A fenced part with the path of its file, the line it opens at and the line that closes it, where one does. */
interface Opening {
  readonly at: number;
  readonly fence: Fence;
  readonly path: string;
  readonly closeAt: number | undefined;
}

/** True when the text has at least one fenced part with a path, and no fenced part without one. */
export function hasWholeFiles(text: string): boolean {
  if (!text.includes('```') && !text.includes('~~~')) return false;
  const lines = answerLines(text);
  const openings = openingsOf(lines);
  return openings.length > 0 && openings.every((opening) => opening.path !== '');
}

/**
 * Reads files written whole: a line that is a path, then the content in a fence; or the path in the fence's own words. Fences
 * inside the content are kept when they can be told apart (they name a language, or are shorter); where they cannot, the file is
 * a problem, since cutting a file short is worse than asking again. Fenced parts without a path are taken as explanation.
 */
export function parseWholeFile(text: string): ParsedEdits {
  const lines = answerLines(text);
  const openings = openingsOf(lines);
  const problems: ParseProblem[] = [];
  const edits: FileEdit[] = [];
  const named = openings.filter((opening) => opening.path !== '');
  const seen = new Set<string>();
  named.forEach((opening, index) => {
    const until = named[index + 1]?.at ?? lines.length;
    const problem = problemOf(lines, opening, until);
    if (problem !== undefined) problems.push(problem);
    else edits.push(rewriteOf(opening, lines.slice(opening.at + 1, opening.closeAt)));
    if (seen.has(opening.path)) {
      problems.push(expected(lines, opening.at, `each file once; "${opening.path}" was already written above`));
    }
    seen.add(opening.path);
  });
  if (named.length === 0) {
    const first = openings[0]?.at ?? 0;
    problems.push(expected(lines, first, 'a line with the path of the file, then its whole content in a fence'));
  }
  return { format: 'whole-file', edits, problems };
}

function rewriteOf(opening: Opening, content: readonly string[]): FileEdit {
  const answerLine = opening.at + 1;
  return {
    path: opening.path,
    kind: 'rewrite',
    answerLine,
    blocks: [{ before: '', after: linesText(content), answerLine }],
  };
}

function problemOf(lines: readonly string[], opening: Opening, until: number): ParseProblem | undefined {
  const marks = opening.fence.mark.repeat(opening.fence.length);
  if (opening.closeAt === undefined) {
    return expected(lines, opening.at, `a line "${marks}" that closes this fence; the answer ends before`);
  }
  if (!isDoubtful(lines, { opening, closeAt: opening.closeAt, until })) return undefined;
  const longer = `${marks}${opening.fence.mark}`;
  return expected(
    lines,
    opening.closeAt,
    `a fence longer than any inside the file, such as "${longer}", around "${opening.path}"`,
  );
}

/** Every fence that opens outside another one. A path makes it a file; `''` marks one without. */
function openingsOf(lines: readonly string[]): Opening[] {
  const openings: Opening[] = [];
  let above: string | undefined;
  let aboveAge = 0;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const fence = fenceOf(line);
    if (fence === undefined) {
      if (isBlank(line)) aboveAge++;
      else {
        above = pathOfLine(line);
        aboveAge = 0;
      }
      if (aboveAge > 1) above = undefined;
      continue;
    }
    const closeAt = plainClose(lines, at, fence);
    openings.push({ at, fence, path: pathOfFence(fence.words) ?? above ?? '', closeAt });
    above = undefined;
    if (closeAt === undefined) break;
    at = closeAt;
  }
  return openings;
}

/** The line that closes a fence when fences inside that name a language are counted; undefined when none does. */
function plainClose(lines: readonly string[], from: number, fence: Fence): number | undefined {
  const open: Fence[] = [fence];
  for (let at = from + 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const here = fenceOf(line);
    const inner = open.at(-1);
    if (here === undefined || inner === undefined) continue;
    if (closesFence(line, inner)) {
      open.pop();
      if (open.length === 0) return at;
    } else if (here.words !== '' && here.mark === fence.mark && here.length >= fence.length) open.push(here);
  }
  return undefined;
}

/** Whether fences after a file, up to the next one, cast doubt on where it ends. */
function isDoubtful(
  lines: readonly string[],
  { opening, closeAt, until }: { opening: Opening; closeAt: number; until: number },
): boolean {
  let inside: Fence | undefined;
  for (let at = closeAt + 1; at < until; at++) {
    const line = lines[at] ?? '';
    const fence = fenceOf(line);
    if (fence === undefined) continue;
    if (inside !== undefined) {
      if (closesFence(line, inside)) inside = undefined;
      continue;
    }
    // A fence without words may open an explanation, or be the true end of the file.
    if (fence.words === '' && fence.mark === opening.fence.mark && fence.length >= opening.fence.length) return true;
    inside = fence;
  }
  return inside !== undefined;
}
