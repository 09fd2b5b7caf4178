import { randomBytes } from 'node:crypto';
import { copyFile, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { CodedError, isCoded } from '../../base/errors.ts';
import { copyFiles } from './copyFiles.ts';
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
  readonly files: number;
  readonly unreadable: readonly string[];
}

/** The run's index as the last run left it, and the files in it. */
export interface StartedIndex {
  readonly listed: readonly string[];
}

/** Begins the run's index where the last run left off. It knows nothing of the workspace yet, so it can be done while that is listed. */
export async function beginIndex(
  context: Pick<SnapshotContext, 'git' | 'workspace' | 'shadow' | 'indexFile'>,
  signal: AbortSignal,
): Promise<StartedIndex> {
  const { git, workspace, shadow, indexFile } = context;
  await startIndex(context, true);
  const place = { cwd: workspace, gitDir: shadow.gitDir, workTree: workspace, indexFile };
  // One that cannot be read is replaced: there is a second try without it.
  const listed = await git({ ...place, args: ['ls-files', '-z'], answers: [128] }, signal);
  return { listed: splitZ(listed.stdout) };
}

/** Stores the listed files byte for byte as one tree. To stay it has to be kept. */
export async function takeSnapshot(
  context: SnapshotContext,
  { index, paths }: { readonly index: StartedIndex; readonly paths: readonly string[] },
  signal: AbortSignal,
): Promise<Snapshot> {
  // First with the cached index; then without, since it may name objects that are gone.
  for (const fromCache of [true, false]) {
    try {
      if (!fromCache) await startIndex(context, false);
      const listed = fromCache ? index.listed : [];
      return { ...(await store(context, { listed, paths }, signal)), unreadable: [] };
    } catch (error) {
      // Or somebody is writing: a file grew, vanished or became a folder while git read it, and git then gives up.
      if (!isCoded(error, 'git.failed')) throw error;
    }
  }
  return await storeFromCopy(context, paths, signal);
}

/** The last resort in a workspace that does not come to rest: copies file by file what can be had, and stores that. */
async function storeFromCopy(
  context: SnapshotContext,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Snapshot> {
  const still = `${context.indexFile}-files`;
  try {
    const { copied, unreadable } = await copyFiles({ from: context.workspace, to: still }, paths, signal);
    await startIndex(context, false);
    return { ...(await store({ ...context, workspace: still }, { listed: [], paths: copied }, signal)), unreadable };
  } finally {
    await rm(still, { recursive: true, force: true });
  }
}

interface IndexContents {
  /** What the index holds before. */
  readonly listed: readonly string[];
  /** What it is to hold. */
  readonly paths: readonly string[];
}

async function store(
  context: SnapshotContext,
  contents: IndexContents,
  signal: AbortSignal,
): Promise<{ readonly tree: string; readonly files: number }> {
  await fillIndex(context, contents, signal);
  const place = { cwd: context.workspace, gitDir: context.shadow.gitDir, indexFile: context.indexFile };
  const tree = (await context.git({ ...place, args: ['write-tree'] }, signal)).stdout.toString().trim();
  await publishIndex(context);
  return { tree, files: await countEntries(context.indexFile) };
}

/** How many files an index names, by its header: `DIRC`, a version and this number, four bytes each (gitformat-index). */
async function countEntries(indexFile: string): Promise<number> {
  const file = await open(indexFile, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  // Git writes none for no files.
  if (!file) return 0;
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(12), position: 0 });
    if (bytesRead < 12 || buffer.toString('latin1', 0, 4) !== 'DIRC') throw new Error(`not an index: ${indexFile}`);
    return buffer.readUInt32BE(8);
  } finally {
    await file.close();
  }
}

/** Fills the run's index with an earlier snapshot. Throws `workspace.baseGone`. */
export async function readSnapshot(context: SnapshotContext, tree: string, signal: AbortSignal): Promise<Snapshot> {
  const { git, workspace, shadow, indexFile } = context;
  const place = { cwd: workspace, gitDir: shadow.gitDir, indexFile };
  try {
    await git({ ...place, args: ['read-tree', tree] }, signal);
  } catch (error) {
    if (!isCoded(error, 'git.failed')) throw error;
    throw baseGone(error);
  }
  return { tree, files: await countEntries(indexFile), unreadable: [] };
}

/** The failure of a run whose snapshot is no longer kept. */
export function baseGone(cause: unknown): CodedError {
  return new CodedError('workspace.baseGone', 'The snapshot of the workspace that this run began with is gone.', {
    hint: 'Begin a new run from the workspace as it is now.',
    cause,
  });
}

/** Writes the tree of an index into an empty folder, byte for byte. */
export async function checkOut(
  { git, gitDir, indexFile }: { readonly git: Git; readonly gitDir: string; readonly indexFile: string },
  copy: string,
  signal: AbortSignal,
): Promise<void> {
  await git({ args: ['checkout-index', '-a', '-f', '-q'], cwd: copy, gitDir, workTree: copy, indexFile }, signal);
}

/** The ref that keeps a run's base from being pruned. */
export function runRef(runId: string): string {
  return `refs/loopwright/runs/${runId}`;
}

async function startIndex(
  { shadow, indexFile }: Pick<SnapshotContext, 'shadow' | 'indexFile'>,
  fromCache: boolean,
): Promise<void> {
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

async function fillIndex(
  context: SnapshotContext,
  { listed, paths }: IndexContents,
  signal: AbortSignal,
): Promise<void> {
  const { git, workspace, shadow, indexFile } = context;
  const place = { cwd: workspace, gitDir: shadow.gitDir, workTree: workspace, indexFile };
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

/** Keeps a tree by a ref of the run. */
export async function keepSnapshot(
  { git, shadow, runId }: Pick<SnapshotContext, 'git' | 'shadow' | 'runId'>,
  tree: string,
  signal: AbortSignal,
): Promise<void> {
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

function zJoin(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join('');
}
