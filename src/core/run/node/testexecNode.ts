import { readChangeSet } from '../changeSet.ts';
import { proveClean } from '../cleanProof.ts';
import { attemptTimeoutMs, judge } from '../judge.ts';
import { recordProof } from '../keptProof.ts';
import { withRelativePaths } from '../shownPaths.ts';
import type { FileTexts } from '../workingCopy.ts';
import { text } from './nodeInput.ts';
import type { NodeHandler, NodeScope } from './nodeScope.ts';

type Verdict = Awaited<ReturnType<typeof tryChange>>;

/**
 * The agent `testexec`: puts an edit into the copy and lets the tests judge it. What is proved, in a clean copy, stays; what is
 * not is taken back. Output: `{passed, failed, fixed, broken, feedback}`; `feedback` is phrased for whoever made the edit.
 */
export const testexecNode: NodeHandler = async (input, scope, signal) => {
  const { run, ports } = scope;
  const edit = await readChangeSet(input.edit, ports.log, signal);
  if (edit.size === 0) return { ...nothing, passed: false, feedback: 'Nothing was changed.' };
  return run.copy.alone(async (copy) => {
    const changed = new Map([...(await run.copy.changes(signal)), ...edit]);
    const reproduction = await run.reproduction(signal);
    const verdict = await tryChange(scope, { copy, reproduction, edited: changed }, signal);
    const proved = verdict.kind === 'clean' && verdict.testsChanged.length === 0;
    const attempt = ports.log.state().attempts + 1;
    const why = sayVerdict(verdict);
    await ports.log.append({ type: 'attempt.finished', attempt, proved, why, paths: [...edit.keys()] }, signal);
    if (verdict.kind === 'clean') {
      await run.copy.settle(changed, ports.log, signal);
      await recordProof(verdict, { log: ports.log, by: 'model', summary: text(input.summary) }, signal);
      const { fixed, broken } = verdict.verdict.evidence;
      return { ...nothing, passed: true, fixed, broken, feedback: '' };
    }
    // Not the edited files alone: what the tests left behind would meet the next attempt.
    await run.copy.restore(copy, signal);
    const failed = verdict.kind === 'red' ? verdict.ids : [];
    const broken = verdict.kind === 'broken' ? verdict.evidence.broken : [];
    return { ...nothing, passed: false, failed, broken, feedback: withRelativePaths(verdict.feedback, copy) };
  }, signal);
};

const nothing = { failed: [], fixed: [], broken: [] };

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
