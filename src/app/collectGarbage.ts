import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../base/abort.ts';
import { isCoded } from '../base/errors.ts';
import { asBlobHash, type BlobHash, type RunId } from '../base/ids.ts';
import type { RunEvent } from '../core/run/runEvent.ts';
import { emptyRunState, foldRunState, type RunState } from '../core/run/runState.ts';
import type { GarbageReport, GarbageRequest } from './loopwright.ts';
import { statusOf } from './runViews.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

const dayMs = 24 * 3_600_000;
/** What is younger may belong to a run that has not written it down yet. */
const graceMs = 3_600_000;
/** A run without an end whose process is not on this machine may go on elsewhere, on a shared store. */
const silentMs = dayMs;

/** A run as the collection judges it. */
interface JudgedRun {
  readonly runId: RunId;
  readonly createdAtMs: number;
  readonly isRunning: boolean;
  readonly state: RunState;
  readonly refersTo: ReadonlySet<BlobHash>;
  readonly remove: boolean;
}

/**
 * Removes old runs, blobs that no kept event refers to, and what dead runs left in the data folder. Never a run that goes on,
 * and none with an undecided proposal unless asked for. Nothing of the workspace itself is touched.
 */
export async function collectGarbage(
  session: WorkspaceSession,
  request: GarbageRequest & { readonly nowMs: number },
  signal: AbortSignal,
): Promise<GarbageReport> {
  const { store } = session;
  const { dryRun, nowMs } = request;
  const runs = await judgeRuns(session, request, signal);
  const copies = await removeCopies(session, { runs, dryRun, nowMs }, signal);
  const removed = await removeRuns(session, { runs, dryRun }, signal);
  const kept = runs.filter((run) => !removed.includes(run));
  const files = [
    ...(await removeOrphans(session, { kept, dryRun, nowMs }, signal)),
    ...(await removeOutputs(session, request, signal)),
  ];
  // A run that goes on may have put a blob whose event is still to come.
  const running = kept.filter(({ isRunning }) => isRunning).map(({ createdAtMs }) => createdAtMs);
  const blobs = await store.sweepBlobs(
    { keep: union(kept.map(({ refersTo }) => refersTo)), putBeforeMs: Math.min(nowMs - graceMs, ...running), dryRun },
    signal,
  );
  if (!dryRun) await store.compact(signal);
  return {
    dryRun,
    runs: removed.map(({ runId }) => runId),
    events: removed.reduce((sum, { state }) => sum + state.lastSeq, 0),
    keptRuns: kept.length,
    blobs: blobs.blobs,
    blobBytes: blobs.bytes,
    copies: copies.length,
    copyBytes: copies.reduce((sum, bytes) => sum + bytes, 0),
    files: files.length,
    fileBytes: files.reduce((sum, bytes) => sum + bytes, 0),
  };
}

/** Removes the runs that are to go, and gives them. One that somebody has resumed in the meantime stays. */
async function removeRuns(
  { store, states, workspace }: WorkspaceSession,
  { runs, dryRun }: { readonly runs: readonly JudgedRun[]; readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<readonly JudgedRun[]> {
  const removed: JudgedRun[] = [];
  for (const run of runs.filter(({ remove }) => remove)) {
    try {
      if (!dryRun) await store.remove(run.runId, signal);
    } catch (error) {
      if (!isCoded(error, 'run.held')) throw error;
      continue;
    }
    removed.push(run);
    if (dryRun) continue;
    states.forget(run.runId);
    await workspace.forget(run.runId, signal);
  }
  return removed;
}

/** Removes kept outputs of nodes that no run has used for so long, and gives their sizes. */
async function removeOutputs(
  { outputs }: WorkspaceSession,
  { olderThanDays, dryRun, nowMs }: GarbageRequest & { readonly nowMs: number },
  signal: AbortSignal,
): Promise<readonly number[]> {
  if (olderThanDays === undefined) return [];
  return outputs.sweep({ usedBeforeMs: nowMs - Math.max(graceMs, olderThanDays * dayMs), dryRun }, signal);
}

async function judgeRuns(
  { store }: WorkspaceSession,
  request: GarbageRequest & { readonly nowMs: number },
  signal: AbortSignal,
): Promise<readonly JudgedRun[]> {
  const { olderThanDays, keep, undecided, nowMs } = request;
  const asked = olderThanDays !== undefined || keep !== undefined;
  const judged: JudgedRun[] = [];
  for (const [place, { runId, createdAtMs }] of (await store.list(signal)).entries()) {
    const events = await store.read(runId, 0, signal);
    const state = foldRunState(emptyRunState(runId), events);
    const isRunning = (await store.isHeld(runId, signal)) || (await goesOn(state, events, nowMs));
    const isOld = olderThanDays === undefined || (events.at(-1)?.atMs ?? 0) < nowMs - olderThanDays * dayMs;
    // A half-done accept is finished or taken back from what its run kept.
    const isNeeded = isRunning || state.applying !== undefined || (isUndecided(state) && !undecided);
    const remove = asked && isOld && place >= (keep ?? 0) && !isNeeded;
    judged.push({ runId, createdAtMs, isRunning, state, refersTo: hashesIn(events), remove });
  }
  return judged;
}

async function goesOn(state: RunState, events: readonly RunEvent[], nowMs: number): Promise<boolean> {
  if (state.outcome !== undefined) return false;
  return (await statusOf(state)) === 'running' || (events.at(-1)?.atMs ?? 0) > nowMs - silentMs;
}

function isUndecided({ proposal, hunks, decisions, applied }: RunState): boolean {
  return proposal !== undefined && new Set([...decisions.keys(), ...applied]).size < hunks;
}

/** Every text of the events that has the form of a blob's address: whatever field it stands in, also of events to come. */
function hashesIn(events: readonly RunEvent[]): ReadonlySet<BlobHash> {
  return new Set(
    [...JSON.stringify(events).matchAll(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g)].map(([hash]) => asBlobHash(hash)),
  );
}

function union(sets: readonly ReadonlySet<BlobHash>[]): ReadonlySet<BlobHash> {
  return new Set(sets.flatMap((set) => [...set]));
}

/** Removes the copies of runs whose process is gone, and gives their sizes. */
async function removeCopies(
  { workspace, store }: WorkspaceSession,
  { runs, dryRun, nowMs }: { readonly runs: readonly JudgedRun[]; readonly dryRun: boolean; readonly nowMs: number },
  signal: AbortSignal,
): Promise<readonly number[]> {
  const sizes: number[] = [];
  for (const { runId, bytes, ownerPid, path: folder } of await workspace.leftovers(signal)) {
    const run = runs.find((one) => one.runId === runId);
    if (ownerPid !== undefined || (!run && (await isYoung(folder, nowMs)))) continue;
    sizes.push(bytes);
    if (dryRun) continue;
    // The snapshot of a run that stays is kept with its log; of one that has none nobody could make use.
    await (run ? workspace.dispose(runId, signal) : workspace.forget(runId, signal));
    if (run && !run.remove && !run.state.disposed) await store.append(run.runId, [{ type: 'copy.disposed' }], signal);
  }
  return sizes;
}

/** Removes patches and paste folders of runs that are not kept, and gives their sizes. */
async function removeOrphans(
  { folders }: WorkspaceSession,
  { kept, dryRun, nowMs }: { readonly kept: readonly JudgedRun[]; readonly dryRun: boolean; readonly nowMs: number },
  signal: AbortSignal,
): Promise<readonly number[]> {
  const keptIds = new Set<string>(kept.map(({ runId }) => runId));
  const sizes: number[] = [];
  for (const folder of ['patches', 'paste']) {
    const place = path.join(folders.root, folder);
    for (const name of await readdir(place).catch(missingIsEmpty)) {
      throwIfAborted(signal);
      const found = path.join(place, name);
      if (keptIds.has(name.replace(/\.patch$/, '')) || (await isYoung(found, nowMs))) continue;
      sizes.push(await sizeOf(found));
      if (!dryRun) await rm(found, { recursive: true, force: true });
    }
  }
  return sizes;
}

async function isYoung(file: string, nowMs: number): Promise<boolean> {
  return (await lstat(file)).mtimeMs > nowMs - graceMs;
}

async function sizeOf(file: string): Promise<number> {
  const found = await lstat(file);
  if (!found.isDirectory()) return found.size;
  const names = await readdir(file);
  const sizes = await Promise.all(names.map((name) => sizeOf(path.join(file, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function missingIsEmpty(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
