import { CodedError } from '../base/errors.ts';
import type { HunkId } from '../base/ids.ts';
import { type FileVersion, textOf } from '../core/patch/fileReview.ts';
import { planApply } from '../core/patch/planApply.ts';
import { merge3 } from '../core/patch/threeWayMerge.ts';
import type { AppliedFile } from '../core/run/runEvent.ts';
import type { RunLog } from '../core/run/runLog.ts';
import type { FileState, FileWrite, WriteOutcome } from '../core/workspace/workspace.ts';
import type { ConflictView, UndoResult } from '../protocol/runView.ts';
import { loadProposalFiles, type ProposalFile, readBlob, toVersion } from './proposalFiles.ts';
import { bytesOf, hashOf, maxRounds, refused, settleInterruptedApply, toConflict } from './reviewRun.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** Puts back what was there before the run's accepts, merged with what has changed since. A conflict anywhere writes nothing. */
export async function undoAccepts(session: WorkspaceSession, log: RunLog, signal: AbortSignal): Promise<UndoResult> {
  await settleInterruptedApply(session, log, signal);
  const original = writtenFiles(log.state().appliedFiles);
  if (original.size === 0) return { restored: [], conflicts: [] };
  for (let round = 0; round < maxRounds; round++) {
    const writes: FileWrite[] = [];
    const conflicts: ConflictView[] = [];
    for (const written of original.values()) {
      const plan = await planUndo(session, written, signal);
      if (plan.kind === 'conflict') conflicts.push(plan.conflict);
      else if (plan.kind === 'write') writes.push(plan.write);
    }
    if (conflicts.length > 0) return { restored: [], conflicts };
    const outcome: WriteOutcome =
      writes.length === 0 ? { kind: 'written' } : await session.workspace.write(writes, signal);
    if (outcome.kind === 'written') {
      const paths = [...original.keys()];
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

/**
 * Takes single hunks back out of the workspace, merged with what the files have become since. A file that holds no other hunk of the
 * run is put back exactly as it was. A conflict anywhere writes nothing. Hunks that are taken back are to be decided again.
 */
export async function undoHunks(
  session: WorkspaceSession,
  task: { readonly log: RunLog; readonly hunkIds: readonly string[] },
  signal: AbortSignal,
): Promise<UndoResult> {
  const { log } = task;
  await settleInterruptedApply(session, log, signal);
  const files = await loadProposalFiles(log.state(), session.store, signal);
  const taken = requireApplied(log, task.hunkIds);
  const known = new Set(files.flatMap(({ hunkIds }) => hunkIds));
  for (let round = 0; round < maxRounds; round++) {
    const plans: HunkUndo[] = [];
    for (const file of files.filter(({ hunkIds }) => hunkIds.some((id) => taken.has(id))))
      plans.push(await planHunkUndo(session, { log, file, taken, known }, signal));
    const conflicts = plans.flatMap(({ plan }) => (plan.kind === 'conflict' ? [plan.conflict] : []));
    if (conflicts.length > 0) return { restored: [], conflicts };
    const writes = plans.flatMap(({ plan }) => (plan.kind === 'write' ? [plan.write] : []));
    await keepBoth(log, plans, signal);
    const outcome: WriteOutcome =
      writes.length === 0 ? { kind: 'written' } : await session.workspace.write(writes, signal);
    if (outcome.kind === 'refused') throw refused(outcome);
    if (outcome.kind === 'changed-since') continue;
    await recordUndo(log, { plans, hunkIds: [...taken] });
    return { restored: plans.map(({ path }) => path), conflicts: [] };
  }
  throw new CodedError(
    'apply.busy',
    'Files of the workspace keep changing while the change is undone. Nothing was written.',
  );
}

/** What a later undo goes back through: each file as it is, and as it will be. */
async function keepBoth(log: RunLog, plans: readonly HunkUndo[], signal: AbortSignal): Promise<void> {
  for (const { plan, beforeBytes } of plans) {
    if (plan.kind === 'write' && plan.write.content) await log.keepBytes(plan.write.content, signal);
    if (plan.kind === 'write' && beforeBytes) await log.keepBytes(beforeBytes, signal);
  }
}

interface HunkUndo {
  readonly path: string;
  readonly plan: UndoPlan;
  /** The file holds other hunks of the run. */
  readonly holdsOthers: boolean;
  /** The file as it is; absent where nothing has to go back to it. */
  readonly beforeBytes?: Uint8Array | undefined;
}

function requireApplied(log: RunLog, wanted: readonly string[]): ReadonlySet<HunkId> {
  const { applied } = log.state();
  const taken = new Set([...applied].filter((id) => wanted.includes(id)));
  const unknown = wanted.filter((id) => !applied.has(id as HunkId));
  if (unknown.length > 0 || taken.size === 0)
    throw new CodedError('usage.notApplied', `${unknown.join(', ') || 'Nothing'} is not in your files.`);
  return taken;
}

async function planHunkUndo(
  session: WorkspaceSession,
  task: {
    readonly log: RunLog;
    readonly file: ProposalFile;
    readonly taken: ReadonlySet<HunkId>;
    readonly known: ReadonlySet<HunkId>;
  },
  signal: AbortSignal,
): Promise<HunkUndo> {
  const { log, file, taken, known } = task;
  const { path } = file.file;
  const { applied, appliedFiles } = log.state();
  const here = new Set(file.hunkIds.filter((id) => applied.has(id)));
  const left = new Set([...here].filter((id) => !taken.has(id)));
  const original = writtenFiles(appliedFiles).get(path);
  // Hunks of an earlier attempt may be in the file, too: then only these are taken out.
  const knowsAll = [...applied].every((id) => known.has(id));
  if (left.size === 0 && original && knowsAll)
    return { path, plan: await planUndo(session, original, signal), holdsOthers: false };
  const now = await session.workspace.readFile(path, signal);
  const expected: FileState = now?.state ?? { hash: undefined, executable: false };
  const current = toVersion(now?.content, expected);
  const { base, result } = file;
  const plan = planApply({ path, base, result, current, chosenHunkIds: left, appliedHunkIds: here });
  const holdsOthers = left.size > 0 || !knowsAll;
  if (plan.kind === 'conflict')
    return { path, plan: { kind: 'conflict', conflict: toConflict(path, plan) }, holdsOthers };
  if (plan.kind === 'nothing') return { path, plan, holdsOthers };
  const content = plan.kind === 'delete' ? undefined : bytesOf(plan.content, file.resultBytes);
  const executable = plan.kind === 'write' && plan.content.executable === true;
  return {
    path,
    plan: { kind: 'write', write: { path, expected, content, executable } },
    holdsOthers,
    beforeBytes: now?.content,
  };
}

async function recordUndo(
  log: RunLog,
  { plans, hunkIds }: { readonly plans: readonly HunkUndo[]; readonly hunkIds: readonly HunkId[] },
): Promise<void> {
  const files = plans.flatMap(({ path, plan, holdsOthers }): AppliedFile[] => {
    if (!holdsOthers || plan.kind !== 'write') return [];
    const { expected: before, content, executable } = plan.write;
    return [{ path, before, after: { hash: content && hashOf(content), executable } }];
  });
  const paths = plans.filter(({ holdsOthers }) => !holdsOthers).map(({ path }) => path);
  // It is written: that is recorded whatever happens.
  await log.append({ type: 'undo.finished', paths, hunkIds, files }, new AbortController().signal);
}

/** Every file that was ever applied, with all that was written of it, in that order. */
function writtenFiles(applied: readonly (readonly AppliedFile[])[]): ReadonlyMap<string, readonly AppliedFile[]> {
  const files = new Map<string, AppliedFile[]>();
  for (const file of applied.flat()) files.set(file.path, [...(files.get(file.path) ?? []), file]);
  return files;
}

/** For each file that was ever applied: what was there at first, and what the last accept left. */
export function firstBeforeLastAfter(applied: readonly (readonly AppliedFile[])[]): readonly AppliedFile[] {
  return [...writtenFiles(applied)].map(([path, written]) => {
    const [first, last] = [written[0], written.at(-1)];
    if (!first || !last) throw new Error('a file that was written without being written');
    return { path, before: first.before, after: last.after };
  });
}

type UndoPlan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'write'; readonly write: FileWrite }
  | { readonly kind: 'conflict'; readonly conflict: ConflictView };

/**
 * Goes back through everything that was written of a file, the last first. What the person changed before, between and after stays: a
 * step that finds the file as it left it restores the bytes from before, any other one is merged.
 */
async function planUndo(
  session: WorkspaceSession,
  written: readonly AppliedFile[],
  signal: AbortSignal,
): Promise<UndoPlan> {
  const [first] = written;
  if (!first) return { kind: 'nothing' };
  const { path, before: original } = first;
  const now = await session.workspace.readFile(path, signal);
  const expected: FileState = now?.state ?? { hash: undefined, executable: false };
  if (expected.hash === original.hash) return { kind: 'nothing' };
  let current = { bytes: now?.content, hash: expected.hash };
  for (const { before, after } of written.toReversed()) {
    const beforeBytes = await readBlob(session.store, before.hash, signal);
    if (current.hash === after.hash) {
      current = { bytes: beforeBytes, hash: before.hash };
      continue;
    }
    const step = {
      applied: toVersion(await readBlob(session.store, after.hash, signal), after),
      current: toVersion(current.bytes, { hash: current.hash, executable: expected.executable }),
      wanted: toVersion(beforeBytes, before),
    };
    const merged = mergeBack(path, step);
    if (merged.kind === 'conflict') return merged;
    current = { bytes: merged.bytes, hash: hashOf(merged.bytes) };
  }
  return { kind: 'write', write: { path, expected, content: current.bytes, executable: original.executable } };
}

function mergeBack(
  path: string,
  { applied, current, wanted }: Readonly<Record<'applied' | 'current' | 'wanted', FileVersion>>,
): { readonly kind: 'merged'; readonly bytes: Uint8Array } | Extract<UndoPlan, { kind: 'conflict' }> {
  const why = 'You changed these lines since the proposal was applied.';
  if (applied.kind !== 'text' || current.kind !== 'text' || wanted.kind !== 'text')
    return { kind: 'conflict', conflict: { path, why, yours: textOf(current), proposed: textOf(wanted), line: 1 } };
  const merged = merge3(applied.text, current.text, wanted.text);
  if (merged.kind === 'merged') return { kind: 'merged', bytes: new TextEncoder().encode(merged.text) };
  const [region] = merged.regions;
  const { ours: yours = '', theirs = '', oursStartLine: line = 1 } = region ?? {};
  return { kind: 'conflict', conflict: { path, why, yours, proposed: theirs, line } };
}
