import { CodedError } from '../base/errors.ts';
import type { FileVersion } from '../core/patch/fileReview.ts';
import { decisionIds, reviewFile, textWith } from '../core/patch/fileReview.ts';
import { planApply } from '../core/patch/planApply.ts';
import type { RunLog } from '../core/run/runLog.ts';
import type { FileState } from '../core/workspace/workspace.ts';
import type { AcceptResult } from '../protocol/runView.ts';
import type { EditorDesk } from './editorDesk.ts';
import type { PlannedWrite } from './plannedWrite.ts';
import { loadProposalFiles, type ProposalFile, toVersion } from './proposalFiles.ts';
import { bytesOf, hashOf, maxRounds, refused, settleInterruptedApply, toConflict, writeRecorded } from './reviewRun.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** A proposed file as a person has edited it. */
export interface EditedProposal {
  readonly log: RunLog;
  readonly path: string;
  readonly text: string;
  readonly desk?: EditorDesk | undefined;
}

/**
 * Takes a proposed file as the person has edited it: that is what is proposed and accepted from now on, and it is written into the
 * workspace, merged with what the file has become. A conflict writes nothing; the edited version stays accepted.
 */
export async function acceptEdited(
  session: WorkspaceSession,
  task: EditedProposal,
  signal: AbortSignal,
): Promise<AcceptResult> {
  const { log, path, text, desk } = task;
  await settleInterruptedApply(session, log, signal);
  const before = await fileOf(session, { log, path }, signal);
  const base = appliedVersion(before, log);
  await recordEdit(before, { log, text }, signal);
  const edited = await fileOf(session, { log, path }, signal).catch(() => undefined);
  const hunkIds = edited?.hunkIds ?? [];
  await log.append({ type: 'hunk.decided', hunkIds, decision: 'accepted', reason: undefined }, signal);
  const result: FileVersion = { kind: 'text', text, executable: executableOf(before) };
  for (let round = 0; round < maxRounds; round++) {
    const now = await session.workspace.readFile(path, signal);
    const state: FileState = now?.state ?? { hash: undefined, executable: false };
    const current = toVersion(now?.content, state);
    const chosenHunkIds = new Set(decisionIds(reviewFile({ path, base, result })));
    const plan = planApply({ path, base, result, current, chosenHunkIds });
    if (plan.kind === 'conflict') return { applied: [], conflicts: [toConflict(path, plan)] };
    if (plan.kind === 'delete') throw new Error('an edited text deletes its file');
    const writes: PlannedWrite[] = [];
    if (plan.kind === 'write') {
      const content = bytesOf(plan.content, undefined);
      const executable = plan.content.executable === true;
      const write = { path, expected: state, content, executable };
      const after = { hash: hashOf(content), executable };
      writes.push({ write, applied: { path, before: state, after }, beforeBytes: now?.content, hunks: hunkIds.length });
    }
    const outcome = await writeRecorded(session, { log, writes, hunkIds, desk }, signal);
    if (outcome.kind === 'written') return { applied: [{ path, hunks: hunkIds.length }], conflicts: [] };
    if (outcome.kind === 'refused') throw refused(outcome);
  }
  throw new CodedError('apply.busy', `${path} keeps changing while it is written. Nothing was written.`);
}

async function fileOf(
  session: WorkspaceSession,
  { log, path }: Pick<EditedProposal, 'log' | 'path'>,
  signal: AbortSignal,
): Promise<ProposalFile> {
  const files = await loadProposalFiles(log.state(), session.store, signal);
  const file = files.find((one) => one.file.path === path);
  if (!file) throw new CodedError('run.unknownFile', `${path} is not part of this proposal.`);
  if (file.base.kind === 'binary' || file.result.kind === 'binary')
    throw new CodedError('review.binary', `${path} is not text and cannot be edited here.`);
  return file;
}

/** The file as the run's applied hunks have made it: what the person's own changes are held against. */
function appliedVersion(file: ProposalFile, log: RunLog): FileVersion {
  const text = textWith(file.review, log.state().applied, file);
  return text === undefined ? { kind: 'absent' } : { kind: 'text', text, executable: executableOf(file) };
}

function executableOf({ base, result }: ProposalFile): boolean {
  const version = result.kind === 'absent' ? base : result;
  return version.kind !== 'absent' && version.executable === true;
}

async function recordEdit(
  before: ProposalFile,
  { log, text }: Pick<EditedProposal, 'log' | 'text'>,
  signal: AbortSignal,
): Promise<void> {
  const { path } = before.file;
  const executable = executableOf(before);
  const hash = await log.keepBytes(new TextEncoder().encode(text), signal);
  const result: FileVersion = { kind: 'text', text, executable };
  const ids = decisionIds(reviewFile({ path, base: before.base, result }));
  const hunkIds = ids.filter((id) => !before.hunkIds.includes(id));
  const replaced = before.hunkIds.filter((id) => !ids.includes(id));
  if (hunkIds.length === 0 && replaced.length === 0) return;
  await log.append({ type: 'patch.edited', path, result: { hash, executable }, hunkIds, replaced }, signal);
}
