import { CodedError } from '../base/errors.ts';
import { fields, text } from '../core/run/node/nodeInput.ts';
import { soundResolutions } from '../core/run/node/soundResolutions.ts';
import type { RunLog } from '../core/run/runLog.ts';
import { emptyRunState, foldRunState } from '../core/run/runState.ts';
import type { MergedPlace, MergeTask, MergeView } from '../protocol/merge.ts';
import type { RunRef } from './loopwright.ts';
import { inputsOf } from './reopenRun.ts';
import { findConflicts, type Resolve } from './reviewRun.ts';
import { workflowRunOf } from './workflowRuns.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** The name of the workflow; a workspace may have its own. */
export const mergeWorkflow = 'merge';

/** Characters of all places together, at most: more is no conflict of some lines, and no model merges it well. */
const mostCharacters = 60_000;

/**
 * What a run of the workflow `merge` is to be given: the places where the workspace contradicts these hunks (undefined: all accepted
 * ones). Throws `merge.nothing` when there are none, `merge.notByLines` for a file that was deleted, made or is not text, and
 * `merge.tooMuch`.
 */
export async function mergeTaskOf(
  session: WorkspaceSession,
  { log, hunkIds }: { readonly log: RunLog; readonly hunkIds: readonly string[] | undefined },
  signal: AbortSignal,
): Promise<MergeTask> {
  const conflicts = await findConflicts(session, { log, hunkIds }, signal);
  if (conflicts.length === 0) {
    throw new CodedError('merge.nothing', 'Nothing of this proposal contradicts what your files are now.', {
      hint: `Apply it: loopwright apply ${log.state().runId}`,
    });
  }
  const whole = conflicts.find(({ plan }) => plan.regions.length === 0);
  if (whole) {
    throw new CodedError(
      'merge.notByLines',
      `${whole.path} cannot be merged by lines: one side deleted it, made it, or it is not text.`,
      {
        hint: 'Decide which of the two versions you want: reject its hunks, or put your own away first.',
      },
    );
  }
  const files = conflicts.map(({ path, plan }) => ({
    file: path,
    conflicts: plan.regions.map(({ base, ours, theirs, oursStartLine }) => ({
      base,
      ours,
      theirs,
      line: oursStartLine,
    })),
  }));
  const characters = JSON.stringify(files).length;
  if (characters > mostCharacters) {
    throw new CodedError(
      'merge.tooMuch',
      `The places to be merged are ${characters} characters, and ${mostCharacters} are the most.`,
      {
        hint: 'Merge fewer hunks at once: --hunks, or merge them by hand.',
      },
    );
  }
  const { request } = inputsOf(await session.store.read(log.state().runId, 0, signal));
  return { files, request: text(request) };
}

/** What a run of the workflow `merge` came to. Throws `merge.noMerge` for a run that is none, goes on or failed. */
export async function mergeOf(session: WorkspaceSession, run: RunRef, signal: AbortSignal): Promise<MergeView> {
  return (await readMerge(session, run, signal)).merge;
}

/** The same with the files as the run was given them. */
async function readMerge(session: WorkspaceSession, run: RunRef, signal: AbortSignal) {
  const { workflow, inputs, output } = await workflowRunOf(session, run, signal);
  if (workflow !== mergeWorkflow || !Array.isArray(output)) {
    throw new CodedError(
      'merge.noMerge',
      `The run ${run.runId} holds no merge: ${await stateIn(session, run, signal)}.`,
      {
        hint: 'Let one be proposed: loopwright merge',
      },
    );
  }
  const answers = output.map(fields);
  const given = list(inputs.files);
  const files = given.map(({ file, conflicts }) => {
    const path = text(file);
    const answer = answers.find((one) => one.file === path);
    return { path, places: placesOf(list(conflicts), answer) };
  });
  const summary = answers.map((answer) => text(answer.summary)).filter((sentence) => sentence !== '');
  const merge: MergeView = { runId: run.runId, files, summary: summary.join(' ') };
  return { given, merge };
}

/** The lines that a merge has for the places of files. */
export async function resolveWith(session: WorkspaceSession, run: RunRef, signal: AbortSignal): Promise<Resolve> {
  const { given, merge } = await readMerge(session, run, signal);
  return resolveBy(given, merge.files);
}

/**
 * The same for what a run was given and what it came to. A place must be, byte for byte, one that the run was given: what has changed
 * since on either side has no lines. Of places that are the same in several lines, only the one of that line counts, unless all came to
 * the same.
 */
export function resolveBy(given: readonly Readonly<Record<string, unknown>>[], files: MergeView['files']): Resolve {
  return (path, { base, ours, theirs, oursStartLine }) => {
    const same = given.flatMap(({ file, conflicts }, at) =>
      list(conflicts).flatMap((one, index) => {
        const isSame = file === path && one.base === base && one.ours === ours && one.theirs === theirs;
        return isSame ? [{ line: one.line, merged: files[at]?.places[index]?.merged }] : [];
      }),
    );
    const [first] = same;
    if (same.every(({ merged }) => merged === first?.merged)) return first?.merged;
    return same.find(({ line }) => line === oursStartLine)?.merged;
  };
}

function placesOf(conflicts: readonly Readonly<Record<string, unknown>>[], answer: unknown): readonly MergedPlace[] {
  const resolutions = list(fields(soundResolutions({ conflicts }, answer)).resolutions);
  return conflicts.map(({ ours, theirs, line }, index) => {
    const found = resolutions.find(({ conflict }) => conflict === index + 1);
    return {
      line: typeof line === 'number' ? line : 1,
      yours: text(ours),
      proposed: text(theirs),
      ...(found ? { merged: text(found.text) } : {}),
      sure: found?.sure === true,
      why: text(found?.why),
    };
  });
}

const list = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.map(fields) : [];

async function stateIn({ store }: WorkspaceSession, { runId }: RunRef, signal: AbortSignal): Promise<string> {
  const { outcome } = foldRunState(emptyRunState(runId), await store.read(runId, 0, signal));
  return outcome === undefined ? 'it goes on' : `it ended as ${outcome}`;
}
