import { createHash } from 'node:crypto';
import { CodedError } from '../base/errors.ts';
import { asBlobHash, type BlobHash, type HunkId } from '../base/ids.ts';
import type { FileVersion } from '../core/patch/fileReview.ts';
import { textOf } from '../core/patch/fileReview.ts';
import { type ApplyConflict, planApply } from '../core/patch/planApply.ts';
import { merge3 } from '../core/patch/threeWayMerge.ts';
import type { AppliedFile } from '../core/run/runEvent.ts';
import type { RunLog } from '../core/run/runLog.ts';
import type { FileState, FileWrite, WriteOutcome } from '../core/workspace/workspace.ts';
import type { AcceptResult, ConflictView, UndoResult } from '../protocol/runView.ts';
import { loadProposalFiles, type ProposalFile, readBlob, toVersion } from './proposalFiles.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** A file about to be written: what the workspace adapter needs, and what the log keeps for an undo. */
interface PlannedWrite {
  readonly write: FileWrite;
  readonly applied: AppliedFile;
  readonly beforeBytes: Uint8Array | undefined;
  readonly hunks: number;
}

const conflictWords: Readonly<Record<ApplyConflict, string>> = {
  'both-changed': 'You changed these lines since the run began.',
  gone: 'You deleted this file since the run began.',
  exists: 'A file of this name was made since the run began.',
  'changed-before-delete': 'You changed this file since the run began; the proposal deletes it.',
  'binary-changed': 'This file changed since the run began, and it is not text, so it cannot be merged.',
};
const maxRounds = 3;

/**
 * Writes hunks into the workspace by a three-way merge with what the files are now. A conflict anywhere writes nothing. A
 * file that changes between the check and the write is looked at again.
 */
export async function acceptHunks(
  session: WorkspaceSession,
  task: { readonly log: RunLog; readonly hunkIds: readonly string[] | undefined },
  signal: AbortSignal,
): Promise<AcceptResult> {
  const { log, hunkIds } = task;
  await settleInterruptedApply(session, log, signal);
  const files = await loadProposalFiles(log.state(), session.store, signal);
  const chosen = chosenIds(log, files, hunkIds);
  for (let round = 0; round < maxRounds; round++) {
    const { writes, conflicts } = await planWrites(session, { log, files, chosen }, signal);
    if (conflicts.length > 0) return { applied: [], conflicts };
    if (writes.length === 0 && chosen.every((id) => log.state().applied.has(id))) return { applied: [], conflicts: [] };
    const outcome = await writeRecorded(session, { log, writes, hunkIds: chosen }, signal);
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

/** Puts back what was there before the run's accepts, merged with what has changed since. A conflict anywhere writes nothing. */
export async function undoAccepts(session: WorkspaceSession, log: RunLog, signal: AbortSignal): Promise<UndoResult> {
  await settleInterruptedApply(session, log, signal);
  const original = firstBeforeLastAfter(log.state().appliedFiles);
  if (original.length === 0) return { restored: [], conflicts: [] };
  for (let round = 0; round < maxRounds; round++) {
    const writes: FileWrite[] = [];
    const conflicts: ConflictView[] = [];
    for (const file of original) {
      const plan = await planUndo(session, file, signal);
      if (plan.kind === 'conflict') conflicts.push(plan.conflict);
      else if (plan.kind === 'write') writes.push(plan.write);
    }
    if (conflicts.length > 0) return { restored: [], conflicts };
    const outcome: WriteOutcome =
      writes.length === 0 ? { kind: 'written' } : await session.workspace.write(writes, signal);
    if (outcome.kind === 'written') {
      const paths = original.map(({ path }) => path);
      await log.append({ type: 'undo.finished', paths }, new AbortController().signal);
      return { restored: paths, conflicts: [] };
    }
    if (outcome.kind === 'refused') throw refused(outcome);
  }
  throw new CodedError(
    'apply.busy',
    'Files of the workspace keep changing while the change is undone. Nothing was written.',
  );
}

/** An accept whose process died: the workspace adapter finishes or rolls it back, and the log learns which it was. */
async function settleInterruptedApply(session: WorkspaceSession, log: RunLog, signal: AbortSignal): Promise<void> {
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

async function planWrites(
  session: WorkspaceSession,
  task: { readonly log: RunLog; readonly files: readonly ProposalFile[]; readonly chosen: readonly HunkId[] },
  signal: AbortSignal,
): Promise<{ readonly writes: readonly PlannedWrite[]; readonly conflicts: readonly ConflictView[] }> {
  const chosenHunkIds = new Set(task.chosen);
  const { applied } = task.log.state();
  const writes: PlannedWrite[] = [];
  const conflicts: ConflictView[] = [];
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
    });
    if (plan.kind === 'conflict') conflicts.push(toConflict(path, plan));
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
async function writeRecorded(
  session: WorkspaceSession,
  task: { readonly log: RunLog; readonly writes: readonly PlannedWrite[]; readonly hunkIds: readonly HunkId[] },
  signal: AbortSignal,
): Promise<WriteOutcome> {
  const { log, writes, hunkIds } = task;
  for (const { beforeBytes } of writes) if (beforeBytes) await log.keepBytes(beforeBytes, signal);
  await log.append({ type: 'apply.began', files: writes.map(({ applied }) => applied), hunkIds }, signal);
  // From here on the end is recorded whatever happens.
  const always = new AbortController().signal;
  try {
    const outcome: WriteOutcome =
      writes.length === 0
        ? { kind: 'written' }
        : await session.workspace.write(
            writes.map(({ write }) => write),
            signal,
          );
    await log.append({ type: 'apply.finished', written: outcome.kind === 'written' }, always);
    return outcome;
  } catch (error) {
    await settleInterruptedApply(session, log, always);
    throw error;
  }
}

/** For each file that was ever applied: what was there at first, and what the last accept left. */
function firstBeforeLastAfter(applied: readonly (readonly AppliedFile[])[]): readonly AppliedFile[] {
  const byPath = new Map<string, AppliedFile>();
  for (const file of applied.flat()) {
    byPath.set(file.path, { ...file, before: byPath.get(file.path)?.before ?? file.before });
  }
  return [...byPath.values()];
}

type UndoPlan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'write'; readonly write: FileWrite }
  | { readonly kind: 'conflict'; readonly conflict: ConflictView };

async function planUndo(session: WorkspaceSession, file: AppliedFile, signal: AbortSignal): Promise<UndoPlan> {
  const { path, before, after } = file;
  const now = await session.workspace.readFile(path, signal);
  const expected: FileState = now?.state ?? { hash: undefined, executable: false };
  if (expected.hash === before.hash) return { kind: 'nothing' };
  const beforeBytes = await readBlob(session.store, before.hash, signal);
  const write = (content: Uint8Array | undefined): UndoPlan => ({
    kind: 'write',
    write: { path, expected, content, executable: before.executable },
  });
  if (expected.hash === after.hash) return write(beforeBytes);
  const afterBytes = await readBlob(session.store, after.hash, signal);
  const [applied, current, wanted] = [
    toVersion(afterBytes, after),
    toVersion(now?.content, expected),
    toVersion(beforeBytes, before),
  ];
  const why = 'You changed these lines since the proposal was applied.';
  if (applied.kind === 'text' && current.kind === 'text' && wanted.kind === 'text') {
    const merged = merge3(applied.text, current.text, wanted.text);
    if (merged.kind === 'merged') return write(new TextEncoder().encode(merged.text));
    const [region] = merged.regions;
    return {
      kind: 'conflict',
      conflict: {
        path,
        why,
        yours: region?.ours ?? '',
        proposed: region?.theirs ?? '',
        line: region?.oursStartLine ?? 1,
      },
    };
  }
  return { kind: 'conflict', conflict: { path, why, yours: textOf(current), proposed: textOf(wanted), line: 1 } };
}

function toConflict(path: string, plan: Extract<ReturnType<typeof planApply>, { kind: 'conflict' }>): ConflictView {
  const [region] = plan.regions;
  const why = conflictWords[plan.why];
  if (!region) return { path, why, yours: textOf(plan.current), proposed: textOf(plan.wanted), line: 1 };
  return { path, why, yours: region.ours, proposed: region.theirs, line: region.oursStartLine };
}

function bytesOf(version: Exclude<FileVersion, { kind: 'absent' }>, result: Uint8Array | undefined): Uint8Array {
  if (version.kind === 'text') return new TextEncoder().encode(version.text);
  if (!result) throw new Error('a binary file that is written has no bytes');
  return result;
}

const hashOf = (bytes: Uint8Array): BlobHash => asBlobHash(createHash('sha256').update(bytes).digest('hex'));

function refused({ path, why }: Extract<WriteOutcome, { kind: 'refused' }>): CodedError {
  return new CodedError('apply.refused', `${path} cannot be written: ${why}. Nothing was written.`);
}
