import { createHash } from 'node:crypto';
import { CodedError } from '../base/errors.ts';
import { asBlobHash, type BlobHash, type HunkId } from '../base/ids.ts';
import type { FileVersion } from '../core/patch/fileReview.ts';
import { textOf } from '../core/patch/fileReview.ts';
import { type ApplyConflict, type ApplyPlan, planApply } from '../core/patch/planApply.ts';
import type { ConflictRegion } from '../core/patch/threeWayMerge.ts';
import { protectedBy, protectedError } from '../core/run/policyGuard.ts';
import type { AppliedFile } from '../core/run/runEvent.ts';
import type { RunLog } from '../core/run/runLog.ts';
import type { FileState, FileWrite, WriteOutcome } from '../core/workspace/workspace.ts';
import type { AcceptResult, ConflictView } from '../protocol/runView.ts';
import { type EditorDesk, editorWrites } from './editorDesk.ts';
import type { PlannedWrite } from './plannedWrite.ts';
import { loadProposalFiles, type ProposalFile, toVersion } from './proposalFiles.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

const conflictWords: Readonly<Record<ApplyConflict, string>> = {
  'both-changed': 'You changed these lines since the run began.',
  gone: 'You deleted this file since the run began.',
  exists: 'A file of this name was made since the run began.',
  'changed-before-delete': 'You changed this file since the run began; the proposal deletes it.',
  'binary-changed': 'This file changed since the run began, and it is not text, so it cannot be merged.',
};
/** The lines that a person has accepted in the place of what both sides changed; undefined where there are none. */
export type Resolve = (path: string, region: ConflictRegion) => string | undefined;

/** A file whose change contradicts what the person has made of it. */
export interface FileConflict {
  readonly path: string;
  readonly plan: Extract<ApplyPlan, { kind: 'conflict' }>;
}

/** How often files that keep changing are looked at again. */
export const maxRounds = 3;

/**
 * Writes hunks into the workspace by a three-way merge with what the files are now. A conflict anywhere writes nothing. A
 * file that changes between the check and the write is looked at again.
 */
export async function acceptHunks(
  session: WorkspaceSession,
  task: {
    readonly log: RunLog;
    readonly hunkIds: readonly string[] | undefined;
    readonly desk?: EditorDesk | undefined;
    /** What the person has accepted for places that both sides changed. */
    readonly resolve?: Resolve | undefined;
  },
  signal: AbortSignal,
): Promise<AcceptResult> {
  const { log, hunkIds, desk, resolve } = task;
  await settleInterruptedApply(session, log, signal);
  const files = await loadProposalFiles(log.state(), session.store, signal);
  const chosen = chosenIds(log, files, hunkIds);
  for (let round = 0; round < maxRounds; round++) {
    const { writes, conflicts } = await planWrites(session, { log, files, chosen, resolve }, signal);
    if (conflicts.length > 0)
      return { applied: [], conflicts: conflicts.map(({ path, plan }) => toConflict(path, plan)) };
    if (writes.length === 0 && chosen.every((id) => log.state().applied.has(id))) return { applied: [], conflicts: [] };
    const outcome = await writeRecorded(session, { log, writes, hunkIds: chosen, desk }, signal);
    if (outcome.kind === 'written') {
      return { applied: writes.map(({ write, hunks }) => ({ path: write.path, hunks })), conflicts: [] };
    }
    if (outcome.kind === 'refused') throw refused(outcome);
  }
  throw new CodedError(
    'apply.busy',
    'Files of the workspace keep changing while the proposal is applied. Nothing was written.',
  );
}

/** An accept whose process died: the workspace adapter finishes or rolls it back, and the log learns which it was. */
export async function settleInterruptedApply(
  session: WorkspaceSession,
  log: RunLog,
  signal: AbortSignal,
): Promise<void> {
  const { applying } = log.state();
  if (!applying) return;
  await session.workspace.recover(signal);
  const states: ('before' | 'after' | 'neither')[] = [];
  for (const { path, before, after } of applying.files) {
    const hash = (await session.workspace.readFile(path, signal))?.state.hash;
    states.push(hash === after.hash ? 'after' : hash === before.hash ? 'before' : 'neither');
  }
  // Writing is all or nothing; a file that is neither was changed by the person since, and the others tell.
  const written = states.includes('after') || !states.includes('before');
  await log.append({ type: 'apply.finished', written }, signal);
}

/** What is to be in the workspace in the end: what was applied before, and the chosen hunks. */
function chosenIds(
  log: RunLog,
  files: readonly ProposalFile[],
  wanted: readonly string[] | undefined,
): readonly HunkId[] {
  const known = files.flatMap(({ hunkIds }) => hunkIds);
  if (known.length === 0) throw new CodedError('run.noProposal', 'This run has no proposal to apply.');
  const { decisions, applied } = log.state();
  const chosen = wanted ?? known.filter((id) => decisions.get(id)?.decision === 'accepted');
  const unknown = chosen.filter((id) => !known.some((other) => other === id));
  if (unknown.length > 0)
    throw new CodedError('usage.unknownHunk', `There is no hunk ${unknown.join(', ')} in this proposal.`);
  return known.filter((id) => applied.has(id) || chosen.includes(id));
}

/** The places of these hunks (undefined: of all accepted ones) where the workspace contradicts them. Writes nothing. */
export async function findConflicts(
  session: WorkspaceSession,
  { log, hunkIds }: { readonly log: RunLog; readonly hunkIds: readonly string[] | undefined },
  signal: AbortSignal,
): Promise<readonly FileConflict[]> {
  const files = await loadProposalFiles(log.state(), session.store, signal);
  const chosen = chosenIds(log, files, hunkIds);
  return (await planWrites(session, { log, files, chosen }, signal)).conflicts;
}

async function planWrites(
  session: WorkspaceSession,
  task: {
    readonly log: RunLog;
    readonly files: readonly ProposalFile[];
    readonly chosen: readonly HunkId[];
    readonly resolve?: Resolve | undefined;
  },
  signal: AbortSignal,
): Promise<{ readonly writes: readonly PlannedWrite[]; readonly conflicts: readonly FileConflict[] }> {
  const { resolve = () => undefined } = task;
  const chosenHunkIds = new Set(task.chosen);
  const { applied } = task.log.state();
  const writes: PlannedWrite[] = [];
  const conflicts: FileConflict[] = [];
  for (const proposal of task.files) {
    const { path } = proposal.file;
    const fresh = proposal.hunkIds.filter((id) => chosenHunkIds.has(id) && !applied.has(id));
    if (fresh.length === 0) continue;
    const now = await session.workspace.readFile(path, signal);
    const state: FileState = now?.state ?? { hash: undefined, executable: false };
    const current = toVersion(now?.content, state);
    const plan = planApply({
      path,
      base: proposal.base,
      result: proposal.result,
      current,
      chosenHunkIds,
      appliedHunkIds: applied,
      resolve: (region) => resolve(path, region),
    });
    if (plan.kind === 'conflict') conflicts.push({ path, plan });
    if (plan.kind !== 'write' && plan.kind !== 'delete') continue;
    const content = plan.kind === 'delete' ? undefined : bytesOf(plan.content, proposal.resultBytes);
    const executable = plan.kind === 'write' && plan.content.executable === true;
    const write: FileWrite = { path, expected: state, content, executable };
    const after = { hash: content && hashOf(content), executable };
    writes.push({ write, applied: { path, before: state, after }, beforeBytes: now?.content, hunks: fresh.length });
  }
  return { writes, conflicts };
}

/** The accept is in the log before the first byte is written, with all that an undo needs. */
export async function writeRecorded(
  session: WorkspaceSession,
  task: {
    readonly log: RunLog;
    readonly writes: readonly PlannedWrite[];
    readonly hunkIds: readonly HunkId[];
    readonly desk?: EditorDesk | undefined;
  },
  signal: AbortSignal,
): Promise<WriteOutcome> {
  const { log, writes, hunkIds, desk } = task;
  const { policy } = log.state();
  for (const { write } of writes) {
    const rule = protectedBy(policy, write.path);
    if (rule !== undefined) throw protectedError(write.path, rule);
  }
  for (const { beforeBytes, write } of writes) {
    if (beforeBytes) await log.keepBytes(beforeBytes, signal);
    // With what it is merged with, it may be in no proposal; an undo goes back through it.
    if (write.content) await log.keepBytes(write.content, signal);
  }
  await log.append({ type: 'apply.began', files: writes.map(({ applied }) => applied), hunkIds }, signal);
  // From here on the end is recorded whatever happens.
  const always = new AbortController().signal;
  try {
    const { outcome, byEditor } = await writeAll(session, { writes, desk }, signal);
    const files = byEditor ? await asTheyAre(session, { log, writes }, always) : undefined;
    await log.append(
      { type: 'apply.finished', written: outcome.kind === 'written', ...(files ? { files } : {}) },
      always,
    );
    return outcome;
  } catch (error) {
    await settleInterruptedApply(session, log, always);
    throw error;
  }
}

/** Through the person's editor where that can do all of it, so that its undo takes it back; else straight to the disk. */
async function writeAll(
  { workspace }: WorkspaceSession,
  { writes, desk }: { readonly writes: readonly PlannedWrite[]; readonly desk: EditorDesk | undefined },
  signal: AbortSignal,
): Promise<{ readonly outcome: WriteOutcome; readonly byEditor: boolean }> {
  const fileWrites = writes.map(({ write }) => write);
  if (writes.length === 0) return { outcome: { kind: 'written' }, byEditor: false };
  const forEditor = desk && editorWrites(writes);
  if (forEditor) {
    const checked = await workspace.check(fileWrites, signal);
    if (checked.kind !== 'written') return { outcome: checked, byEditor: false };
    const done = await desk.write(forEditor, signal);
    if (done === 'written') return { outcome: { kind: 'written' }, byEditor: true };
    if (done === 'changed')
      return { outcome: { kind: 'changed-since', paths: forEditor.map(({ path }) => path) }, byEditor: false };
  }
  return { outcome: await workspace.write(fileWrites, signal), byEditor: false };
}

/** An editor may format what it saves. What an undo puts back is measured against what is there now. */
async function asTheyAre(
  { workspace }: WorkspaceSession,
  { log, writes }: { readonly log: RunLog; readonly writes: readonly PlannedWrite[] },
  signal: AbortSignal,
): Promise<readonly AppliedFile[] | undefined> {
  let differs = false;
  const files: AppliedFile[] = [];
  for (const { applied } of writes) {
    const now = await workspace.readFile(applied.path, signal);
    if (now && now.state.hash !== applied.after.hash) {
      await log.keepBytes(now.content, signal);
      files.push({ ...applied, after: now.state });
      differs = true;
    } else files.push(applied);
  }
  return differs ? files : undefined;
}

/** A conflict for a person: both versions of the first place. */
export function toConflict(path: string, plan: FileConflict['plan']): ConflictView {
  const [region] = plan.regions;
  const why = conflictWords[plan.why];
  if (!region) return { path, why, yours: textOf(plan.current), proposed: textOf(plan.wanted), line: 1 };
  return { path, why, yours: region.ours, proposed: region.theirs, line: region.oursStartLine };
}

/** What is written for a version. */
export function bytesOf(version: Exclude<FileVersion, { kind: 'absent' }>, result: Uint8Array | undefined): Uint8Array {
  if (version.kind === 'text') return new TextEncoder().encode(version.text);
  if (!result) throw new Error('a binary file that is written has no bytes');
  return result;
}

/** The address that bytes are kept by. */
export const hashOf = (bytes: Uint8Array): BlobHash => asBlobHash(createHash('sha256').update(bytes).digest('hex'));

/** The error for a file that cannot be written. */
export function refused({ path, why }: Extract<WriteOutcome, { kind: 'refused' }>): CodedError {
  return new CodedError('apply.refused', `${path} cannot be written: ${why}. Nothing was written.`);
}
