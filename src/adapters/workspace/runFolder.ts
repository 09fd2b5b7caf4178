import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';
import type { CopyLeftover } from '../../core/workspace/workspace.ts';
import { type RunFolders, runFolders, type WorkspaceFolders } from './dataFolder.ts';
import { currentOwner, isAlive, parseOwner } from './processOwner.ts';

const trash = '.trash-';
const fresh = '.new-';
const freshMs = 60_000;

/** Makes the folders of a run and notes this process as their owner. Throws CodedError `workspace.copyExists` when they are there. */
export async function createRunFolder(folders: WorkspaceFolders, runId: string): Promise<RunFolders> {
  const run = runFolders(folders, runId);
  // Complete under another name first: a folder without its owner would pass for a dead run's.
  const unfinished = join(folders.runs, `${fresh}${runId}-${randomBytes(4).toString('hex')}`);
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(join(unfinished, 'owner.json'), JSON.stringify(await currentOwner()), { mode: 0o600 });
  for (const name of ['copy', 'scratch', 'state']) await mkdir(join(unfinished, name), { mode: 0o700 });
  try {
    await rename(unfinished, run.root);
    return run;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOTEMPTY' && code !== 'EPERM') throw error;
    throw new CodedError('workspace.copyExists', `Run ${runId} already has a copy.`, {
      hint: 'Dispose of it first, or use another run id.',
      cause: error,
    });
  }
}

/** Every run that still has a folder, with its size on disk and its owner if that is alive. */
export async function listRunFolders(folders: WorkspaceFolders, signal: AbortSignal): Promise<CopyLeftover[]> {
  const found: CopyLeftover[] = [];
  for (const entry of await readdir(folders.runs, { withFileTypes: true })) {
    throwIfAborted(signal);
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const run = runFolders(folders, entry.name);
    const owner = parseOwner(await readFile(run.owner, 'utf8').catch(() => ''));
    const alive = owner !== undefined && (await isAlive(owner));
    const bytes = await diskUse(run.root, signal);
    found.push({ runId: entry.name, path: run.root, bytes, ownerPid: alive ? owner.pid : undefined });
  }
  return found.sort((a, b) => (a.runId < b.runId ? -1 : 1));
}

/**
 * Removes a run's folder. It is renamed first, so that it is gone at once even if removing is interrupted; what an earlier
 * interruption left is removed too.
 */
export async function removeRunFolder(folders: WorkspaceFolders, runId: string, signal: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  const run = runFolders(folders, runId);
  try {
    await rename(run.root, join(folders.runs, `${trash}${runId}-${randomBytes(4).toString('hex')}`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  for (const name of await readdir(folders.runs)) {
    const path = join(folders.runs, name);
    if (name.startsWith(trash) || (name.startsWith(fresh) && (await isAbandoned(path)))) await removeTree(path, signal);
  }
}

/** Makes the copy and the scratch folder of a run empty, whatever they hold. */
export async function emptyRunFolder(run: RunFolders, signal: AbortSignal): Promise<void> {
  for (const folder of [run.copy, run.scratch]) {
    await removeTree(folder, signal);
    await mkdir(folder, { mode: 0o700 });
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const stat = await lstat(path).catch(() => undefined);
  return stat !== undefined && Date.now() - stat.mtimeMs > freshMs;
}

/** Removes a tree, also one with folders that a run made read-only. Links are removed, never followed. */
async function removeTree(path: string, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rm(path, { recursive: true, force: true });
      return;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['EACCES', 'EPERM', 'ENOTEMPTY', 'ENAMETOOLONG'].includes(code) || attempt === 5) throw error;
      if (attempt === 1) await openUp(path, signal);
      else await flatten(path, signal);
    }
  }
}

/**
 * A run can nest folders until no path leads to the last of them any more. Opens every folder, removes its files, and moves its
 * folders to the top, so that no path is longer than two names below it.
 */
async function flatten(top: string, signal: AbortSignal): Promise<void> {
  const folders = [top];
  let moved = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    throwIfAborted(signal);
    await chmod(folder, 0o700).catch(unlessGone);
    for (const entry of (await readdir(folder, { withFileTypes: true }).catch(unlessGone)) ?? []) {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) await rm(path, { force: true });
      else {
        // A folder cannot be moved by who may not write to it.
        await chmod(path, 0o700).catch(unlessGone);
        const flat = join(top, `${trash}${process.pid}-${++moved}`);
        await rename(path, flat).catch(unlessGone);
        folders.push(flat);
      }
    }
  }
}

/**
 * Gives the owner access to every folder of a tree. No process of the run is alive any more; but a failed `rm` may still be
 * removing siblings, so what vanishes meanwhile is fine.
 */
async function openUp(path: string, signal: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  try {
    if (!(await lstat(path)).isDirectory()) return;
    await chmod(path, 0o700);
    for (const entry of await readdir(path, { withFileTypes: true })) {
      if (entry.isDirectory()) await openUp(join(path, entry.name), signal);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENAMETOOLONG') throw error;
  }
}

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** Bytes on disk of a tree, 512 for each block. Folders that cannot be listed count as themselves. */
async function diskUse(path: string, signal: AbortSignal): Promise<number> {
  throwIfAborted(signal);
  const stat = await lstat(path).catch(() => undefined);
  if (!stat) return 0;
  const own = stat.blocks === undefined ? stat.size : stat.blocks * 512;
  if (!stat.isDirectory()) return own;
  const names = await readdir(path).catch(() => []);
  let total = own;
  for (let i = 0; i < names.length; i += 64) {
    const sizes = await Promise.all(names.slice(i, i + 64).map((name) => diskUse(join(path, name), signal)));
    for (const size of sizes) total += size;
  }
  return total;
}
