import { fence } from '../prompt/fence.ts';
import { scanImports } from '../repair/importScan.ts';
import { isTestPath } from '../repair/sourceFiles.ts';
import { stackFrames } from '../repair/stackFrames.ts';
import { readSource } from '../tool/readSource.ts';
import type { CopyFiles } from '../tool/tool.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import { describeFailures } from './describeFailures.ts';
import type { Reproduction } from './reproduce.ts';
import { shownFiles, type WantedFile } from './shownFiles.ts';
import { withRelativePaths } from './shownPaths.ts';

/**
 * What the debug agent is given to work on. `hints` is what repair learnt, as text for the model; empty when it did not run.
 * `suspects` are files, most suspicious first, as far as they are known; `remembered` those that a change had to be made in when
 * one of these tests was red before.
 */
export interface DebugTask {
  readonly reproduction: Reproduction;
  readonly hints: string;
  readonly suspects: readonly string[];
  readonly remembered?: readonly string[];
}

const maxListed = 150;
const maxTestFileLength = 12_000;
const maxSourceLength = 20_000;
const mostSources = 12;

/** The first message to the debug agent: the red tests and what they said, their file, the code they lead to, the files there are. */
export async function debugTask(
  task: DebugTask,
  { copy, files }: { readonly copy: WorkspaceCopy; readonly files: CopyFiles },
  signal: AbortSignal,
): Promise<string> {
  const { red, command, output, before } = task.reproduction;
  const listed = await files.list(signal);
  const parts = [
    `These tests are red. They are run by: ${command.display}`,
    fence('failing tests', describeFailures(red, copy).join('\n')),
  ];
  if (before.source === 'exit-code')
    parts.push(fence('output of the command', withRelativePaths(output, copy).slice(-6_000)));
  const test = testFile(task, new Set(listed));
  if (test) parts.push(...(await shownFiles([test], { files, maxLength: maxTestFileLength }, signal)));
  const sources = suspectedSources(task, { files, known: new Set(listed), test }, signal);
  parts.push(...(await shownFiles(sources, { files, maxLength: maxSourceLength }, signal)));
  parts.push(fence('files of the project', listed.slice(0, maxListed).join('\n') + moreFiles(listed.length)));
  if (task.hints !== '') parts.push(fence('what a search over small edits learnt', task.hints));
  parts.push('Find the cause in the code and answer with the edit that repairs it.');
  return parts.join('\n\n');
}

const framesOf = ({ reproduction }: DebugTask, known: ReadonlySet<string>) =>
  reproduction.red.flatMap(({ failure }) => stackFrames(failure?.stack ?? '', known));

/** The file of the first red test, with the red tests in it and the lines at which they failed. */
function testFile(task: DebugTask, known: ReadonlySet<string>): WantedFile | undefined {
  const { red } = task.reproduction;
  const path = red.find(({ file }) => file !== undefined)?.file;
  if (path === undefined) return undefined;
  const starts = red.flatMap(({ file, line }) => (file === path && line !== undefined ? [line] : []));
  const failed = framesOf(task, known).flatMap((frame) => (frame.path === path ? [frame.line] : []));
  return { path, as: 'test file', lines: [...new Set([...starts, ...failed])] };
}

/**
 * The code that the red tests lead to, the most suspicious first: what the search suspects, what the stacks name, what the test
 * imports, and what those files import. Most defects need no further question then.
 */
async function* suspectedSources(
  task: DebugTask,
  seen: { readonly files: CopyFiles; readonly known: ReadonlySet<string>; readonly test: WantedFile | undefined },
  signal: AbortSignal,
): AsyncGenerator<WantedFile> {
  const { files, known, test } = seen;
  const frames = framesOf(task, known);
  const importsOf = async (path: string) => {
    const text = await readSource(files, path, signal);
    return text === undefined ? [] : scanImports({ path, text }, known);
  };
  const tests = new Set([test?.path, ...task.reproduction.red.map(({ file }) => file)]);
  const imported = test ? await importsOf(test.path) : [];
  const past = (task.remembered ?? []).filter((path) => known.has(path));
  const queue = [...task.suspects, ...past, ...frames.map(({ path }) => path), ...imported.map(({ path }) => path)];
  const shown = new Set<string>();
  for (const path of queue) {
    if (shown.has(path) || tests.has(path) || isTestPath(path)) continue;
    if (shown.size === mostSources) return;
    shown.add(path);
    yield {
      path,
      as: 'source file',
      lines: frames.flatMap((frame) => (frame.path === path ? [frame.line] : [])),
      names: imported.flatMap((one) => (one.path === path ? one.names : [])),
    };
    queue.push(...(await importsOf(path)).map((one) => one.path));
  }
}

const moreFiles = (count: number) => (count > maxListed ? `\n(${count - maxListed} more: use list_files)` : '');
