import { realpathSync, statSync } from 'node:fs';
import { readdir, realpath, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import { CodedError, isCoded } from '../../base/errors.ts';
import type { FileWrite, Workspace, WorkspaceCopy, WriteOutcome } from '../../core/workspace/workspace.ts';
import { applyWrites, checkWrites, type WriteStep } from './applyWrites.ts';
import { readBaseFiles } from './baseTree.ts';
import { type Collected, collectProposal, hashOf } from './collectProposal.ts';
import { listCurrentFiles } from './currentFiles.ts';
import { isInside, openWorkspaceFolders, type RunFolders, runFolders, type WorkspaceFolders } from './dataFolder.ts';
import { FolderHandle, unsafePath } from './folderHandle.ts';
import { ignoredPaths } from './ignoreRules.ts';
import { includeIgnored, placeIncluded } from './includeIgnored.ts';
import { type OpenContext, openCopy } from './openCopy.ts';
import { findPersonRepository } from './personRepository.ts';
import { recentLines } from './recentLines.ts';
import { type Recovery, recoverWrites } from './recoverWrites.ts';
import { emptyRunFolder, listRunFolders, removeRunFolder } from './runFolder.ts';
import { excludeFile, ignoreFolder, indexFile, loadRunState, saveRunState } from './runState.ts';
import { createSafeGit, type Git } from './safeGit.ts';
import { baseGone, checkOut, runRef } from './snapshot.ts';
import type { CopyLimits } from './surveyFiles.ts';
import { unsafePathReason } from './treePath.ts';
import type { CollectLimits } from './walkCopy.ts';
import { readContent } from './workspaceFile.ts';
import { withWriteLock } from './writeLock.ts';

/** What a shadow workspace is made of. */
export interface ShadowWorkspaceOptions {
  /** The opened folder; links in it are resolved. */
  readonly path: string;
  /** Absolute path, usually from `resolveDataFolder`. */
  readonly dataFolder: string;
  readonly git?: Git;
  /** The person's home folder: read for their global ignore file, and never mounted. */
  readonly home?: string;
  /** XDG_CONFIG_HOME. */
  readonly configHome?: string;
  readonly copyLimits?: Partial<CopyLimits>;
  readonly collectLimits?: Partial<CollectLimits>;
  /** How long a write waits for another one. */
  readonly writeWaitMs?: number;
  /** Told each step of a write; for tests of what a crash leaves. */
  readonly onStep?: WriteStep;
}

/** A workspace with what only this adapter has. */
export interface ShadowWorkspace extends Workspace {
  readonly folders: WorkspaceFolders;
  /** The files as they are now that no rule ignores: what a copy would hold. Relative paths with `/`, sorted. */
  listCurrent(signal: AbortSignal): Promise<readonly string[]>;
  /** The bytes of files as they were when a run began, by path; those that its snapshot does not have are left out. Throws `workspace.baseGone`. */
  readBase(baseTree: string, paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Deals with writes that a crash interrupted; `write` does so by itself. */
  recover(signal: AbortSignal): Promise<Recovery>;
}

const copyLimits: CopyLimits = { files: 200_000, bytes: 4 * 2 ** 30 };
const collectLimits: CollectLimits = {
  files: 5_000,
  fileBytes: 20 * 2 ** 20,
  totalBytes: 200 * 2 ** 20,
  entries: 1_000_000,
};
const pruneEveryMs = 24 * 3600 * 1000;

/**
 * Opens a workspace whose copies come from a shadow repository in the data folder. Throws CodedError
 * `workspace.missing` when the path is no folder, and `data.insideWorkspace`.
 */
export function createShadowWorkspace(options: ShadowWorkspaceOptions): ShadowWorkspace {
  const path = realFolder(options.path);
  const folders = openWorkspaceFolders(options.dataFolder, path);
  return new ShadowWorkspaceImpl(path, folders, options);
}

class ShadowWorkspaceImpl implements ShadowWorkspace {
  readonly path: string;
  readonly folders: WorkspaceFolders;
  readonly #options: ShadowWorkspaceOptions;
  readonly #git: Git;

  constructor(path: string, folders: WorkspaceFolders, options: ShadowWorkspaceOptions) {
    this.path = path;
    this.folders = folders;
    this.#options = options;
    this.#git = options.git ?? createSafeGit();
  }

  openCopy(runId: string, signal: AbortSignal): Promise<WorkspaceCopy> {
    return openCopy(this.#context(), { runId }, signal);
  }

  async reopenCopy(runId: string, baseTree: string, signal: AbortSignal): Promise<WorkspaceCopy> {
    await removeRunFolder(this.folders, runId, signal);
    return openCopy(this.#context(), { runId, baseTree }, signal);
  }

  listCurrent(signal: AbortSignal): Promise<readonly string[]> {
    return listCurrentFiles(this.#context(), signal);
  }

  async readBase(baseTree: string, paths: readonly string[], signal: AbortSignal) {
    // The id of a SHA-1 object has 40 digits.
    const gitDir = join(this.folders.root, baseTree.length === 40 ? 'shadow.git' : 'shadow-sha256.git');
    try {
      return await readBaseFiles({ git: this.#git, gitDir, tree: baseTree }, paths, signal);
    } catch (error) {
      if (!isCoded(error, 'git.failed') && !isCoded(error, 'workspace.baseLost')) throw error;
      throw baseGone(error);
    }
  }

  #context(): OpenContext {
    const { home = homedir(), configHome } = this.#options;
    return {
      git: this.#git,
      workspace: this.path,
      folders: this.folders,
      dataFolder: dirname(dirname(this.folders.root)),
      home,
      configHome,
      limits: { ...copyLimits, ...this.#options.copyLimits },
    };
  }

  async include(copy: WorkspaceCopy, paths: readonly string[], signal: AbortSignal): Promise<WorkspaceCopy> {
    const run = this.#runOf(copy);
    const state = await loadRunState(run);
    const { dependencyFolders } = state;
    const limits = { ...copyLimits, ...this.#options.copyLimits };
    const { files, skipped } = await includeIgnored(
      { workspace: this.path, run, dependencyFolders, limits },
      paths,
      signal,
    );
    await saveRunState(run, { ...state, included: [...files] });
    return { ...copy, included: files, skipped: [...(copy.skipped ?? []), ...skipped] };
  }

  async renew(copy: WorkspaceCopy, signal: AbortSignal): Promise<void> {
    const run = this.#runOf(copy);
    const { gitDir } = await loadRunState(run);
    await emptyRunFolder(run, signal);
    await checkOut({ git: this.#git, gitDir, indexFile: indexFile(run) }, run.copy, signal);
    await placeIncluded(run, signal);
  }

  async recentLines(copy: WorkspaceCopy, signal: AbortSignal) {
    const { gitDir, tree } = await loadRunState(this.#runOf(copy));
    const person = await findPersonRepository(this.path, this.#git, signal);
    return person ? recentLines({ git: this.#git, gitDir, tree, person }, signal) : new Map();
  }

  async collect(copy: WorkspaceCopy, signal: AbortSignal): Promise<Collected> {
    const run = this.#runOf(copy);
    const state = await loadRunState(run);
    const rules = {
      git: this.#git,
      gitDir: state.gitDir,
      folder: ignoreFolder(run),
      prefix: state.prefix,
      excludeFile: excludeFile(run),
      noIndex: join(run.state, 'no-index'),
    };
    return await collectProposal(
      {
        tree: { git: this.#git, gitDir: state.gitDir, tree: state.tree },
        copy: run.copy,
        objectFormat: state.objectFormat,
        skip: new Set([...state.dependencyFolders, ...state.included]),
        limits: { ...collectLimits, ...this.#options.collectLimits },
        ignored: (paths, inner) => ignoredPaths(rules, paths, inner),
      },
      signal,
    );
  }

  async readFile(path: string, signal: AbortSignal): ReturnType<Workspace['readFile']> {
    throwIfAborted(signal);
    const why = unsafePathReason(path);
    if (why) throw unsafePath(path, why);
    const real = await realpath(join(this.path, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    });
    if (real === undefined) return undefined;
    if (!isInside(this.path, real)) throw unsafePath(path, 'a symbolic link leads out of the workspace');
    const way = relative(this.path, real).split(sep).join('/');
    if (unsafePathReason(way)) throw unsafePath(path, 'a symbolic link leads into a .git folder');
    return this.#withRoot((root) => {
      const file = readContent(root, way);
      if (!file) return undefined;
      const executable = (file.stat.mode & 0o100) !== 0;
      return { content: file.content, state: { hash: hashOf(file.content), executable } };
    });
  }

  async write(writes: readonly FileWrite[], signal: AbortSignal): Promise<WriteOutcome> {
    const { onStep = () => undefined } = this.#options;
    return await this.#locked(async (root) => {
      await recoverWrites(this.folders.journal, root);
      throwIfAborted(signal);
      // From here on the signal is not honoured: stopping half-way would only mean rolling back.
      return await applyWrites(writes, { root, journalFolder: this.folders.journal, onStep });
    }, signal);
  }

  async check(writes: readonly FileWrite[], signal: AbortSignal): Promise<WriteOutcome> {
    throwIfAborted(signal);
    return this.#withRoot((root) => checkWrites(writes, root));
  }

  async recover(signal: AbortSignal): Promise<Recovery> {
    return await this.#locked((root) => recoverWrites(this.folders.journal, root), signal);
  }

  async leftovers(signal: AbortSignal): ReturnType<Workspace['leftovers']> {
    return await listRunFolders(this.folders, signal);
  }

  dispose(runId: string, signal: AbortSignal): Promise<void> {
    return removeRunFolder(this.folders, runId, signal);
  }

  async forget(runId: string, signal: AbortSignal): Promise<void> {
    await this.dispose(runId, signal);
    for (const name of ['shadow.git', 'shadow-sha256.git']) {
      const gitDir = join(this.folders.root, name);
      if (await exists(join(gitDir, 'HEAD'))) await this.#release(gitDir, runId, signal);
    }
  }

  /** Lets go of a run's base, and once a day, when no run is left, of all objects that nothing refers to. */
  async #release(gitDir: string, runId: string, signal: AbortSignal): Promise<void> {
    const place = { cwd: gitDir, gitDir };
    try {
      await this.#git({ ...place, args: ['update-ref', '-d', runRef(runId)] }, signal);
    } catch (error) {
      // Another process holds the lock of the refs. The ref costs space, nothing else.
      if (!isCoded(error, 'git.failed')) throw error;
      return;
    }
    if ((await readdir(this.folders.runs)).length > 0) return;
    const marker = join(gitDir, 'loopwright-pruned');
    const last = await stat(marker).catch(() => undefined);
    if (last && Date.now() - last.mtimeMs < pruneEveryMs) return;
    await writeFile(marker, '');
    await this.#git({ ...place, args: ['prune', '--expire=1.day.ago'], answers: [128] }, signal);
  }

  #runOf({ hostPath }: WorkspaceCopy): RunFolders {
    const run = runFolders(this.folders, basename(dirname(hostPath)));
    if (run.copy !== hostPath) throw new Error(`not a copy of this workspace: ${hostPath}`);
    return run;
  }

  async #locked<T>(action: (root: FolderHandle) => Promise<T>, signal: AbortSignal): Promise<T> {
    const { writeWaitMs = 30_000 } = this.#options;
    const inside = () => this.#withRoot(action);
    return await withWriteLock(this.folders.journal, { waitMs: writeWaitMs }, inside, signal);
  }

  async #withRoot<T>(action: (root: FolderHandle) => T | Promise<T>): Promise<T> {
    const root = FolderHandle.openRoot(this.path);
    try {
      return await action(root);
    } finally {
      root.close();
    }
  }
}

function realFolder(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return realpathSync(path);
  throw new CodedError('workspace.missing', `There is no folder ${path}.`, { hint: 'Name an existing folder.' });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
