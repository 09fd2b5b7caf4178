import type { WorkspaceCopy } from '../../workspace/workspace.ts';
import { readChangeSet, rebase } from '../changeSet.ts';
import { proveClean } from '../cleanProof.ts';
import { attemptTimeoutMs, judge } from '../judge.ts';
import { recordProof } from '../keptProof.ts';
import { withRelativePaths } from '../shownPaths.ts';
import type { FileTexts } from '../workingCopy.ts';
import { sayConflict } from './applyNode.ts';
import { text } from './nodeInput.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';

type Verdict = Awaited<ReturnType<typeof tryChange>>;

/**
 * The agent `testexec`: puts an edit into the copy, on top of what it holds, and lets the tests judge it; without one it judges
 * what the copy holds. What is proved, in a clean copy, stays; what is not is taken back, or stays with `keep`, so that somebody
 * can go on from there. Output: `{passed, failed, fixed, broken, feedback}`; `feedback` is phrased for whoever made the edit.
 */
export const testexecNode: NodeHandler = async (input, scope, signal) => {
  const { run, ports } = scope;
  const edit = await readChangeSet(input.edit, ports.log, signal);
  const isGiven = input.edit !== undefined && input.edit !== null;
  if (isGiven && edit.size === 0) return { ...nothing, passed: false, feedback: 'Nothing was changed.' };
  return run.copy.alone(async (copy) => {
    const files = ports.openFiles(copy);
    const onTop = await rebase(edit, (path) => files.read(path, signal));
    const paths = [...edit.keys()];
    if (onTop.kind === 'conflict') {
      await recordAttempt(scope, { proved: false, why: 'it contradicts what was changed meanwhile', paths }, signal);
      return { ...nothing, passed: false, feedback: sayConflict(onTop.paths) };
    }
    const edited = new Map([...(await run.copy.changes(signal)), ...onTop.texts]);
    if (edited.size === 0) return { ...nothing, passed: false, feedback: 'Nothing was changed.' };
    const reproduction = await run.reproduction(signal);
    const verdict = await tryChange(scope, { copy, reproduction, edited }, signal);
    // Who is to turn tests green may not change them; who builds something writes tests for it.
    const proved = verdict.kind === 'clean' && (verdict.testsChanged.length === 0 || reproduction.red.length === 0);
    await recordAttempt(scope, { proved, why: sayVerdict(verdict), paths }, signal);
    return settleVerdict(scope, { verdict, copy, edited, input }, signal);
  }, signal);
};

/** Keeps what is proved, and what is not only when that is wanted. */
async function settleVerdict(
  { run, ports }: NodeScope,
  came: {
    readonly verdict: Verdict;
    readonly copy: WorkspaceCopy;
    readonly edited: FileTexts;
    readonly input: Readonly<Record<string, unknown>>;
  },
  signal: AbortSignal,
) {
  const { verdict, copy, edited, input } = came;
  if (verdict.kind === 'clean') {
    await run.copy.settle(edited, signal);
    await recordProof(verdict, { log: ports.log, by: 'model', summary: text(input.summary) }, signal);
    const { fixed, broken } = verdict.verdict.evidence;
    return { ...nothing, passed: true, fixed, broken, feedback: '' };
  }
  if (input.keep === true) await run.copy.settle(edited, signal);
  // Not the edited files alone: what the tests left behind would meet the next attempt.
  await run.copy.restore(copy, signal);
  const failed = verdict.kind === 'red' ? verdict.ids : [];
  const broken = verdict.kind === 'broken' ? verdict.evidence.broken : [];
  return { ...nothing, passed: false, failed, broken, feedback: withRelativePaths(verdict.feedback, copy) };
}

const nothing = { failed: [], fixed: [], broken: [] };

async function recordAttempt(
  { ports: { log } }: NodeScope,
  came: { readonly proved: boolean; readonly why: string; readonly paths: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  await log.append({ type: 'attempt.finished', attempt: log.state().attempts + 1, ...came }, signal);
}

/** Puts an edit into the copy and asks the tests; when they are green, asks them again in a clean copy. */
async function tryChange(
  { ports }: NodeScope,
  task: Parameters<typeof proveClean>[1] & { readonly edited: FileTexts },
  signal: AbortSignal,
) {
  const files = ports.openFiles(task.copy);
  for (const [path, after] of task.edited) await files.write(path, after, signal);
  const verdict = await judge(ports, { ...task, timeoutMs: attemptTimeoutMs(ports, task.reproduction) }, signal);
  return verdict.kind === 'proved' ? proveClean(ports, task, signal) : verdict;
}

function sayVerdict(verdict: Verdict): string {
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
