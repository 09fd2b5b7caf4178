import * as z from 'zod';
import { throwIfAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { nextTurn } from '../../base/nextTurn.ts';
import { defineTool, toolInput } from './defineTool.ts';
import { type LineMatcher, lineMatcher } from './lineMatcher.ts';
import { readSource } from './readSource.ts';
import type { CopyFiles, Tool, ToolResult } from './tool.ts';

const maxLines = 400;
const shortRest = 100;
const maxLineLength = 500;
const maxListed = 500;
const maxMatches = 80;

const folderInput = z.string().max(1_024).default('');
const listInput = toolInput(z.object({ folder: folderInput }));
const readInput = toolInput(
  z.object({
    path: z.string().min(1).max(4_096),
    from: z.number().int().min(1).default(1),
    to: z.number().int().min(1).optional(),
  }),
);
/** How long a search may take. What was found by then is given, with how far it got: a tree may be huge, and a pattern slow. */
export const longestSearchMs = 15_000;
/** A hostile line takes a regular expression some milliseconds; in between others get their turn, and a cancellation is heard. */
const linesATurn = 32;

const searchInput = toolInput(
  z.object({
    text: z.string().min(1).max(200),
    folder: folderInput,
    regex: z.boolean().default(false),
  }),
);

/** The tools that look at a copy: list_files, read_file and search. None of them changes anything. */
export function createFileTools(files: CopyFiles, clock: Pick<Clock, 'monotonicMs'>): readonly Tool[] {
  return [
    defineTool('list_files', 'Lists the files of the project, or of one folder of it.', listInput, (input, signal) =>
      listFiles(files, input.folder, signal),
    ),
    defineTool(
      'read_file',
      `Reads a file, with line numbers in front of each line. At most ${maxLines} lines a call; give from and to for the rest.`,
      readInput,
      (input, signal) => readFile(files, input, signal),
    ),
    defineTool(
      'search',
      'Finds a text in the project (case-sensitive), as path:line: text; with regex, a regular expression within a line.',
      searchInput,
      (input, signal) => search({ files, clock }, input, signal),
    ),
  ];
}

const inFolder = (path: string, folder: string) => {
  const prefix = folder.replace(/^\.?\/+/, '').replace(/\/+$/, '');
  return prefix === '' || prefix === '.' || path === prefix || path.startsWith(`${prefix}/`);
};

async function listFiles(files: CopyFiles, folder: string, signal: AbortSignal): Promise<ToolResult> {
  const all = (await files.list(signal)).filter((path) => inFolder(path, folder));
  if (all.length === 0)
    return { text: `There are no files in ${folder || 'the project'}.`, isError: true, summary: 'no files' };
  const shown = all.slice(0, maxListed).join('\n');
  const cut = all.length > maxListed ? `\n(${all.length - maxListed} more files not shown: give a folder)` : '';
  return { text: shown + cut, isError: false, summary: `${all.length} files in ${folder || 'the project'}` };
}

async function readFile(
  files: CopyFiles,
  { path, from, to }: z.infer<typeof readInput.schema>,
  signal: AbortSignal,
): Promise<ToolResult> {
  const text = await files.read(path, signal);
  if (text === undefined) return { text: `There is no file ${path}.`, isError: true, summary: `${path}: missing` };
  const lines = text.split('\n');
  const bounded = from + maxLines - 1;
  // A short rest is not worth another call.
  const most = to === undefined && lines.length - bounded <= shortRest ? lines.length : bounded;
  const last = Math.min(to ?? lines.length, lines.length, most);
  if (from > lines.length) {
    return { text: `${path} has only ${lines.length} lines.`, isError: true, summary: `${path}: past its end` };
  }
  const width = String(last).length;
  const numbered = lines.slice(from - 1, last).map((line, i) => {
    const shown = line.length > maxLineLength ? `${line.slice(0, maxLineLength)} (line cut)` : line;
    return `${String(from + i).padStart(width)} | ${shown.replace(/\r$/, '')}`;
  });
  const cut = last < lines.length ? `\n(lines ${last + 1} to ${lines.length} not shown)` : '';
  return { text: `${numbered.join('\n')}${cut}`, isError: false, summary: `${path}:${from}-${last}` };
}

async function search(
  { files, clock }: { readonly files: CopyFiles; readonly clock: Pick<Clock, 'monotonicMs'> },
  input: z.infer<typeof searchInput.schema>,
  signal: AbortSignal,
): Promise<ToolResult> {
  const matcher = lineMatcher(input);
  if (matcher.kind === 'refused') return { text: matcher.why, isError: true, summary: 'refused pattern' };
  const endMs = clock.monotonicMs() + longestSearchMs;
  const isOver = () => clock.monotonicMs() >= endMs;
  const paths = (await files.list(signal)).filter((path) => inFolder(path, input.folder));
  const found: Found = { matches: [], more: 0 };
  let searched = 0;
  for (const path of paths) {
    throwIfAborted(signal);
    if (isOver()) break;
    const text = await readSource(files, path, signal);
    const mayMatch = text !== undefined && (input.regex || text.includes(input.text));
    if (mayMatch && !(await searchLines({ path, text, matcher, slow: input.regex, isOver }, found, signal))) break;
    searched++;
  }
  const unfinished = searched < paths.length ? `the time was over after ${searched} of ${paths.length} files` : '';
  return sayFound(input, found, unfinished);
}

interface Found {
  readonly matches: string[];
  /** Lines that match and are not shown. */
  more: number;
}

/** Adds the lines of one file that match; false when the time was over before its end. */
async function searchLines(
  file: {
    readonly path: string;
    readonly text: string;
    readonly matcher: Extract<LineMatcher, { kind: 'matcher' }>;
    readonly slow: boolean;
    readonly isOver: () => boolean;
  },
  found: Found,
  signal: AbortSignal,
): Promise<boolean> {
  for (const [i, line] of file.text.split('\n').entries()) {
    if (file.slow && i % linesATurn === linesATurn - 1) {
      await nextTurn();
      throwIfAborted(signal);
      if (file.isOver()) return false;
    }
    if (!file.matcher.matches(line)) continue;
    if (found.matches.length < maxMatches) found.matches.push(`${file.path}:${i + 1}: ${line.trim().slice(0, 200)}`);
    else found.more++;
  }
  return true;
}

function sayFound(
  { text, regex }: z.infer<typeof searchInput.schema>,
  { matches, more }: Found,
  unfinished: string,
): ToolResult {
  const summary = `"${text.slice(0, 40)}": ${matches.length + more} lines${unfinished && `; ${unfinished}`}`;
  const left =
    unfinished && `\n(${unfinished}: the rest was not searched. Give a folder, or a plain text instead of regex.)`;
  if (matches.length === 0) {
    const seen = unfinished && ' that was looked at';
    const none = `No line${seen} ${regex ? 'matches' : 'contains'} ${JSON.stringify(text)}.`;
    return { text: none + left, isError: false, summary };
  }
  const cut = more > 0 ? `\n(${more} more lines not shown)` : '';
  return { text: matches.join('\n') + cut + left, isError: false, summary };
}
