import * as z from 'zod';
import { throwIfAborted } from '../../base/abort.ts';
import { nextTurn } from '../../base/nextTurn.ts';
import { defineTool, toolInput } from './defineTool.ts';
import { lineMatcher } from './lineMatcher.ts';
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
export function createFileTools(files: CopyFiles): readonly Tool[] {
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
      (input, signal) => search(files, input, signal),
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
  files: CopyFiles,
  input: z.infer<typeof searchInput.schema>,
  signal: AbortSignal,
): Promise<ToolResult> {
  const matcher = lineMatcher(input);
  if (matcher.kind === 'refused') return { text: matcher.why, isError: true, summary: 'refused pattern' };
  const { matches: isMatch } = matcher;
  const matches: string[] = [];
  let more = 0;
  for (const path of await files.list(signal)) {
    throwIfAborted(signal);
    if (!inFolder(path, input.folder)) continue;
    const text = await readSource(files, path, signal);
    if (text === undefined || (!input.regex && !text.includes(input.text))) continue;
    for (const [i, line] of text.split('\n').entries()) {
      if (input.regex && i % linesATurn === linesATurn - 1) {
        await nextTurn();
        throwIfAborted(signal);
      }
      if (!isMatch(line)) continue;
      if (matches.length < maxMatches) matches.push(`${path}:${i + 1}: ${line.trim().slice(0, 200)}`);
      else more++;
    }
  }
  const summary = `"${input.text.slice(0, 40)}": ${matches.length + more} lines`;
  if (matches.length === 0)
    return {
      text: `No line ${input.regex ? 'matches' : 'contains'} ${JSON.stringify(input.text)}.`,
      isError: false,
      summary,
    };
  return { text: matches.join('\n') + (more > 0 ? `\n(${more} more lines not shown)` : ''), isError: false, summary };
}
