import { createEditAgent } from '../agent/editAgent.ts';
import { fence } from '../prompt/fence.ts';
import { Verbatim } from '../prompt/renderPrompt.ts';
import { isTestPath } from '../repair/sourceFiles.ts';
import { stackFrames } from '../repair/stackFrames.ts';
import { createFileTools } from '../tool/fileTools.ts';
import type { CopyFiles } from '../tool/tool.ts';
import type { WorkspaceCopy } from '../workspace/workspace.ts';
import { type CleanProof, proveClean } from './cleanProof.ts';
import { describeFailures } from './describeFailures.ts';
import { createEditGuard } from './editGuard.ts';
import type { FixOptions, FixPorts } from './fixPorts.ts';
import { attemptTimeoutMs, judge } from './judge.ts';
import { readSource } from './readSource.ts';
import type { Reproduction } from './reproduce.ts';

/** How a step of the fix loop ended. */
export type StepResult = GreenResult | { readonly kind: 'none'; readonly why: string } | { readonly kind: 'exhausted' };

/** Green tests, proved in a clean copy. */
export interface GreenResult {
  readonly kind: 'green';
  readonly proof: CleanProof;
  readonly summary: string;
}

/**
 * What the model step is given to work on. `hints` is what repair learnt, as text for the model; empty when it did not run.
 * `suspects` are files, most suspicious first, as far as they are known.
 */
export interface ModelTask {
  readonly copy: WorkspaceCopy;
  readonly reproduction: Reproduction;
  readonly hints: string;
  readonly suspects: readonly string[];
}

const maxListed = 150;
const maxTestFileLength = 12_000;
const maxSourceLines = 200;
const takenBack =
  'Your edit was taken back: the files are as they were at the beginning. Look again and answer with a better edit, or with GIVE UP: and the reason.';

/** Lets the debug agent propose edits until one is proved, it gives up, or the attempts or the budget are used up. */
export async function modelStep(
  ports: FixPorts,
  task: ModelTask,
  options: FixOptions,
  signal: AbortSignal,
): Promise<StepResult> {
  const { model, prompt } = ports;
  if (!model || !prompt) return { kind: 'none', why: 'no model is connected' };
  const { name, version, from, hash } = prompt;
  await ports.log.append({ type: 'prompt.used', name, version, from, hash }, signal);
  const files = ports.openFiles(task.copy);
  let attempt = 1;
  const agent = createEditAgent({
    model,
    tools: createFileTools(files),
    system: prompt.system,
    parameters: prompt.parameters,
    read: (path, readSignal) => files.read(path, readSignal),
    refuse: createEditGuard(ports, files),
    onTool: (call) => ports.log.append({ type: 'tool.called', ...call }, signal),
    onRefused: (why) => ports.log.append({ type: 'edit.refused', attempt, why: why.slice(0, 2_000) }, signal),
    nowMs: () => ports.clock.monotonicMs(),
  });
  let message = prompt.message({ task: new Verbatim(await firstMessage(task, files, signal)) });
  for (; attempt <= options.maxAttempts; attempt++) {
    const turn = await agent.next(message, signal);
    if (turn.kind === 'exhausted') return { kind: 'exhausted' };
    if (turn.kind === 'gave-up') return { kind: 'none', why: `the model gave up: ${turn.why}` };
    const verdict = await tryEdit(ports, { ...task, files, edited: turn.files }, signal);
    const paths = [...turn.files.keys()];
    const proved = verdict.kind === 'clean' && verdict.testsChanged.length === 0;
    await ports.log.append({ type: 'attempt.finished', attempt, proved, why: sayVerdict(verdict), paths }, signal);
    if (verdict.kind === 'clean') return { kind: 'green', proof: verdict, summary: turn.explanation };
    // Not the edited files alone: what the tests left behind would meet the next attempt.
    await ports.workspace.renew(task.copy, signal);
    message = `${verdict.feedback}\n\n${takenBack}`;
  }
  return { kind: 'none', why: `${options.maxAttempts} attempts did not make the tests green` };
}

/** Puts an edit into the copy and asks the tests; when they are green, asks them again in a clean copy. */
async function tryEdit(
  ports: FixPorts,
  task: ModelTask & { readonly files: CopyFiles; readonly edited: ReadonlyMap<string, string | undefined> },
  signal: AbortSignal,
) {
  const { files } = task;
  for (const [path, after] of task.edited) await files.write(path, after, signal);
  const verdict = await judge(ports, { ...task, timeoutMs: attemptTimeoutMs(ports, task.reproduction) }, signal);
  return verdict.kind === 'proved' ? proveClean(ports, task, signal) : verdict;
}

function sayVerdict(verdict: Awaited<ReturnType<typeof tryEdit>>): string {
  switch (verdict.kind) {
    case 'clean':
      return 'the tests are green';
    case 'refuted':
      return verdict.why;
    case 'red':
      return `${verdict.stillRed} still red`;
    case 'broken':
      return 'other tests broke';
    case 'unusable':
      return 'the tests did not run to their end';
  }
}

async function firstMessage(task: ModelTask, files: CopyFiles, signal: AbortSignal): Promise<string> {
  const { red, command, output, before } = task.reproduction;
  const listed = await files.list(signal);
  const testFile = red.find(({ file }) => file !== undefined)?.file;
  const testText = testFile === undefined ? undefined : await readSource(files, testFile, signal);
  const parts = [
    `These tests are red. They are run by: ${command.display}`,
    fence('failing tests', describeFailures(red, task.copy).join('\n')),
  ];
  if (before.source === 'exit-code') parts.push(fence('output of the command', output.slice(-6_000)));
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
  { suspects, reproduction }: ModelTask,
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

const moreFiles = (count: number) => (count > maxListed ? `\n(${count - maxListed} more: use list_files)` : '');
const clip = (text: string) =>
  text.length > maxTestFileLength ? `${text.slice(0, maxTestFileLength)}\n(cut: use read_file)` : text;
