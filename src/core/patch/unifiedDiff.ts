import { closesFence, type Fence, fenceOf } from './answerScan.ts';
import { type DiffHeader, gitPaths, meaningOfHeader, pathField, readExtendedHeader } from './diffHeader.ts';
import { readDiffHunk } from './diffHunkLines.ts';
import type { EditBlock, FileEdit, ParsedEdits, ParseProblem } from './fileEdit.ts';
import { answerLines } from './textLines.ts';

/** True when the text has a diff's header followed by a hunk, or a `diff --git` line. */
export function hasUnifiedDiff(text: string): boolean {
  if (!text.includes('@@') && !text.includes('diff --git ')) return false;
  const lines = answerLines(text);
  return lines.some(
    (line, at) => line.startsWith('diff --git ') || (isHeaderPair(lines, at) && (lines[at + 2] ?? '').startsWith('@@')),
  );
}

/**
 * Reads git and plain unified diffs. What a hunk says of line numbers and counts is not believed: the hunk's own lines decide, and
 * its first number is kept as a hint only. A hunk may have no numbers at all (`@@` or `@@ def area(self):`).
 */
export function parseUnifiedDiff(text: string): ParsedEdits {
  return new DiffReader(answerLines(text)).read();
}

function isHeaderPair(lines: readonly string[], at: number): boolean {
  return (lines[at] ?? '').startsWith('--- ') && (lines[at + 1] ?? '').startsWith('+++ ');
}

/** One pass over the lines of an answer. */
class DiffReader {
  private readonly lines: readonly string[];
  private readonly edits: FileEdit[] = [];
  private readonly problems: ParseProblem[] = [];
  private fence: Fence | undefined;
  private header: DiffHeader | undefined;
  private headerLine = 0;
  private hasPathLines = false;
  private blocks: EditBlock[] = [];

  constructor(lines: readonly string[]) {
    this.lines = lines;
  }

  read(): ParsedEdits {
    for (let at = 0; at < this.lines.length; ) at = this.step(at);
    this.finishFile();
    return { format: 'unified-diff', edits: this.edits, problems: this.problems };
  }

  /** Reads what begins at line `at` and returns where to go on. */
  private step(at: number): number {
    const line = this.lines[at] ?? '';
    if (this.readFence(line)) return at + 1;
    if (line.startsWith('diff --git ')) {
      this.startFile(gitPaths(line), at);
      return at + 1;
    }
    if (isHeaderPair(this.lines, at)) {
      const paths = { oldPath: pathField(line.slice(4)), newPath: pathField((this.lines[at + 1] ?? '').slice(4)) };
      if (this.header === undefined || this.blocks.length > 0 || this.hasPathLines) this.startFile(paths, at);
      else Object.assign(this.header, paths);
      this.hasPathLines = true;
      return at + 2;
    }
    if (line.startsWith('+++ ') && (this.lines[at + 1] ?? '').startsWith('@@')) {
      const newPath = pathField(line.slice(4));
      this.startFile({ oldPath: newPath.replace(/^b\//, 'a/'), newPath }, at);
      this.hasPathLines = true;
      return at + 1;
    }
    if (line.startsWith('@@')) return this.readHunk(at);
    if (this.header !== undefined && this.blocks.length === 0) readExtendedHeader(line, this.header);
    return at + 1;
  }

  private readFence(line: string): boolean {
    const fence = fenceOf(line);
    if (fence === undefined) return false;
    this.fence = this.fence !== undefined && closesFence(line, this.fence) ? undefined : fence;
    return true;
  }

  private readHunk(at: number): number {
    const hunk = readDiffHunk(this.lines, at, this.fence);
    if (this.header === undefined) this.problem(at, '"--- a/path" and "+++ b/path" above the first hunk');
    else if (hunk.kind === 'problem') this.problems.push(hunk.problem);
    else if (hunk.block !== undefined) this.blocks.push(hunk.block);
    return hunk.next;
  }

  private startFile(header: DiffHeader, at: number): void {
    this.finishFile();
    this.header = { ...header };
    this.headerLine = at;
    this.hasPathLines = false;
  }

  private finishFile(): void {
    const { header, blocks, headerLine } = this;
    this.header = undefined;
    this.blocks = [];
    if (header === undefined) return;
    const meaning = meaningOfHeader(header);
    if (meaning.kind === 'unclear') {
      this.problem(headerLine, meaning.expected);
      return;
    }
    const { path, change, moveTo } = meaning;
    if (change === 'replace' && moveTo === undefined && blocks.length === 0) {
      this.problem(
        headerLine,
        header.modeChanged === true ? 'a change of content: modes are not changed' : 'a hunk ("@@ … @@") for this file',
      );
      return;
    }
    if (change === 'create') this.pushCreation(path, blocks);
    else {
      const move = moveTo === undefined ? {} : { moveTo };
      this.edits.push({ path, kind: change, blocks, answerLine: headerLine + 1, ...move });
    }
  }

  private pushCreation(path: string, blocks: readonly EditBlock[]): void {
    if (blocks.some((block) => block.before !== '')) {
      this.problem(this.headerLine, 'only added lines ("+") in a file that is new');
      return;
    }
    const noNewline = blocks.at(-1)?.finalNewline === 'removed';
    const after = blocks.map((block) => block.after).join('');
    const block: EditBlock = {
      before: '',
      after: noNewline ? after.slice(0, -1) : after,
      answerLine: this.headerLine + 1,
    };
    this.edits.push({ path, kind: 'create', blocks: [block], answerLine: this.headerLine + 1 });
  }

  private problem(at: number, expected: string): void {
    this.problems.push({ line: at + 1, found: this.lines[at] ?? '', expected });
  }
}
