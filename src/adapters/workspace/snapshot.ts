import { randomBytes } from 'node:crypto';
import { closeSync, lstatSync, openSync } from 'node:fs';
import { copyFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { isCoded } from '../../base/errors.ts';
import { type Git, splitZ } from './safeGit.ts';
import type { ShadowRepository } from './shadowRepository.ts';

/** What a snapshot is taken of, and with what. */
export interface SnapshotContext {
  readonly git: Git;
  readonly workspace: string;
  readonly shadow: ShadowRepository;
  /** The run's own index file. */
  readonly indexFile: string;
  readonly runId: string;
  /** Whether many of the files are in no repository yet. */
  readonly mostlyNew: boolean;
}

const bulkFrom = 500;

/** A tree in the shadow repository. */
export interface Snapshot {
  readonly tree: string;
  readonly unreadable: readonly string[];
}

/** Stores the listed files byte for byte as one tree, and keeps that tree by a ref of the run. */
export async function takeSnapshot(
  context: SnapshotContext,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Snapshot> {
  let wanted = paths;
  const unreadable: string[] = [];
  for (let attempt = 1; ; attempt++) {
    try {
      // A first index from the cache; after a failure from nothing, since the cache may name objects that are gone.
      await startIndex(context, attempt === 1);
      await fillIndex(context, wanted, signal);
      const run = { cwd: context.workspace, gitDir: context.shadow.gitDir, indexFile: context.indexFile };
      const tree = (await context.git({ ...run, args: ['write-tree'] }, signal)).stdout.toString().trim();
      await keep(context, tree, signal);
      await publishIndex(context);
      return { tree, unreadable };
    } catch (error) {
      // Somebody is writing to the workspace: a file grew, vanished or became a folder while git read it.
      if (!isCoded(error, 'git.failed') || attempt >= 4) throw error;
      const readable = wanted.filter((path) => canRead(join(context.workspace, path)));
      if (readable.length < wanted.length) {
        const kept = new Set(readable);
        unreadable.push(...wanted.filter((path) => !kept.has(path)));
      }
      wanted = readable;
    }
  }
}

/** Writes the tree of an index into an empty folder, byte for byte. */
export async function checkOut(context: SnapshotContext, copy: string, signal: AbortSignal): Promise<void> {
  const { git, shadow, indexFile } = context;
  await git(
    { args: ['checkout-index', '-a', '-f', '-q'], cwd: copy, gitDir: shadow.gitDir, workTree: copy, indexFile },
    signal,
  );
}

/** The ref that keeps a run's base from being pruned. */
export function runRef(runId: string): string {
  return `refs/loopwright/runs/${runId}`;
}

async function startIndex({ shadow, indexFile }: SnapshotContext, fromCache: boolean): Promise<void> {
  await rm(indexFile, { force: true });
  await rm(`${indexFile}.lock`, { force: true });
  if (fromCache) await copyIndex(shadow.cachedIndex, indexFile);
}

/**
 * Copies an index with a time that is not later than its own. Git takes a file as unchanged only if it is older than
 * the index that describes it ("racy git"), so a younger copy would hide a change of the same moment.
 */
async function copyIndex(from: string, to: string): Promise<void> {
  try {
    const before = await stat(from);
    await copyFile(from, to);
    const seconds = Math.floor(before.mtimeMs / 1000);
    await utimes(to, seconds, seconds);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Makes this run's index the start of the next one's. The last to finish wins; each is complete. */
async function publishIndex({ shadow, indexFile }: SnapshotContext): Promise<void> {
  const unfinished = `${shadow.cachedIndex}.${randomBytes(6).toString('hex')}`;
  await copyIndex(indexFile, unfinished);
  await rename(unfinished, shadow.cachedIndex);
}

async function fillIndex(context: SnapshotContext, paths: readonly string[], signal: AbortSignal): Promise<void> {
  const { git, workspace, shadow, indexFile } = context;
  const place = { cwd: workspace, gitDir: shadow.gitDir, workTree: workspace, indexFile };
  const listed = splitZ((await git({ ...place, args: ['ls-files', '-z'] }, signal)).stdout);
  const wanted = new Set(paths);
  const stale = listed.filter((path) => !wanted.has(path));
  if (stale.length > 0) {
    await git({ ...place, args: ['update-index', '-z', '--force-remove', '--stdin'], input: zJoin(stale) }, signal);
  }
  const args = ['update-index', '-z', '--add', '--remove', '--replace', '--stdin'];
  // Git streams files above the threshold into one pack instead of one loose object each: with thousands of files that
  // are in no repository yet, four times faster. Below that, most files exist already and hashing alone is faster.
  const bulk = paths.length - listed.length > bulkFrom && context.mostlyNew ? ['-c', 'core.bigFileThreshold=1'] : [];
  await git({ ...place, args: [...bulk, ...args], input: zJoin(paths) }, signal);
}

async function keep({ git, shadow, runId }: SnapshotContext, tree: string, signal: AbortSignal): Promise<void> {
  const lines = `update ${runRef(runId)} ${tree}\nupdate refs/loopwright/last ${tree}\n`;
  try {
    await git({ args: ['update-ref', '--stdin'], cwd: shadow.gitDir, gitDir: shadow.gitDir, input: lines }, signal);
  } catch (error) {
    // Two runs may move `last` at once. Their own refs do not collide, and this run's is the one that matters.
    if (!isCoded(error, 'git.failed')) throw error;
    const own = ['update-ref', runRef(runId), tree];
    await git({ args: own, cwd: shadow.gitDir, gitDir: shadow.gitDir }, signal);
  }
}

function canRead(path: string): boolean {
  const kind = lstatSync(path, { throwIfNoEntry: false });
  if (kind?.isSymbolicLink()) return true;
  if (!kind?.isFile()) return false;
  try {
    closeSync(openSync(path, 'r'));
    return true;
  } catch {
    return false;
  }
}

function zJoin(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join('');
}
