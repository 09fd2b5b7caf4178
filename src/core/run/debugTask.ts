import { isTestPath } from '../repair/sourceFiles.ts';
import { stackFrames } from '../repair/stackFrames.ts';
import { readSource } from '../tool/readSource.ts';
import type { CopyFiles } from '../tool/tool.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import { describeFailures } from './describeFailures.ts';
import type { Reproduction } from './reproduce.ts';
import { withRelativePaths } from './shownPaths.ts';

/**
 * What the debug agent is given to work on. `hints` is what repair learnt, as text for the model; empty when it did not run.
 * `suspects` are files, most suspicious first, as far as they are known.
 */
export interface DebugTask {
  readonly reproduction: Reproduction;
  readonly hints: string;
  readonly suspects: readonly string[];
}

const maxListed = 150;
const maxTestFileLength = 12_000;
const maxSourceLines = 200;

/** The first message to the debug agent: the red tests and what they said, their file, the most suspicious source, the files there are. */
export async function debugTask(
  task: DebugTask,
  { copy, files }: { readonly copy: WorkspaceCopy; readonly files: CopyFiles },
  signal: AbortSignal,
): Promise<string> {
  const { red, command, output, before } = task.reproduction;
  const listed = await files.list(signal);
  const testFile = red.find(({ file }) => file !== undefined)?.file;
  const testText = testFile === undefined ? undefined : await readSource(files, testFile, signal);
  const parts = [
    `These tests are red. They are run by: ${command.display}`,
    fence('failing tests', describeFailures(red, copy).join('\n')),
  ];
  if (before.source === 'exit-code')
    parts.push(fence('output of the command', withRelativePaths(output, copy).slice(-6_000)));
  if (testFile !== undefined && testText !== undefined) parts.push(fence(`test file ${testFile}`, clip(testText)));
  const source = await suspectedSource(task, { files, listed, testFile }, signal);
  if (source) parts.push(fence(`source file ${source.path}`, source.text));
  parts.push(fence('files of the project', listed.slice(0, maxListed).join('\n') + moreFiles(listed.length)));
  if (task.hints !== '') parts.push(fence('what a search over small edits learnt', task.hints));
  parts.push('Find the cause in the code and answer with the edit that repairs it.');
  return parts.join('\n\n');
}

/** The most suspicious file, when it is small: by the search, else by the stacks. Most defects need no further question then. */
async function suspectedSource(
  { suspects, reproduction }: DebugTask,
  seen: { readonly files: CopyFiles; readonly listed: readonly string[]; readonly testFile: string | undefined },
  signal: AbortSignal,
): Promise<{ readonly path: string; readonly text: string } | undefined> {
  const known = new Set(seen.listed);
  const named = reproduction.red.flatMap(({ failure }) => stackFrames(failure?.stack ?? '', known));
  const tests = new Set([seen.testFile, ...reproduction.red.map(({ file }) => file)]);
  const paths = [...suspects, ...named.map(({ path }) => path)].filter((path) => !tests.has(path) && !isTestPath(path));
  const [path] = paths;
  if (path === undefined) return undefined;
  const text = await readSource(seen.files, path, signal);
  if (text === undefined || text.length > maxTestFileLength || text.split('\n').length > maxSourceLines)
    return undefined;
  return { path, text };
}

/** Marks text of the project as data. A closing mark inside it is broken up, so that it cannot end the block itself. */
function fence(name: string, text: string): string {
  return `<data name=${JSON.stringify(name)}>\n${text.replaceAll('</data', '<\\/data')}\n</data>`;
}

const moreFiles = (count: number) => (count > maxListed ? `\n(${count - maxListed} more: use list_files)` : '');
const clip = (text: string) =>
  text.length > maxTestFileLength ? `${text.slice(0, maxTestFileLength)}\n(cut: use read_file)` : text;
