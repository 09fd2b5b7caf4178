import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { CodedError, messageOf } from '../../base/errors.ts';

/** What the place of the data folder depends on. */
export interface DataFolderSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly home: string;
}

/** Where everything of one workspace lies, all absolute paths below the data folder. */
export interface WorkspaceFolders {
  readonly root: string;
  /** Holds one folder per run. */
  readonly runs: string;
  /** Write journals and the write lock. */
  readonly journal: string;
  /** The run store's file. */
  readonly runsDb: string;
}

/** Where one run keeps its files. */
export interface RunFolders {
  readonly root: string;
  readonly copy: string;
  readonly scratch: string;
  readonly owner: string;
  /** The run's own git index and ignore rules; the sandbox never sees it. */
  readonly state: string;
}

/** The absolute path of the data folder: LOOPWRIGHT_HOME, else the platform's place for an application's data. */
export function resolveDataFolder(surroundings: DataFolderSurroundings): string {
  const { env, platform, home } = surroundings;
  const chosen = env.LOOPWRIGHT_HOME;
  if (chosen) {
    if (isAbsolute(chosen)) return chosen;
    throw new CodedError('data.relativePath', `LOOPWRIGHT_HOME is not an absolute path: ${chosen}`, {
      hint: 'Set LOOPWRIGHT_HOME to an absolute path, or unset it.',
    });
  }
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'loopwright');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'loopwright');
  // The XDG Base Directory specification: a relative value must be ignored.
  const xdg = env.XDG_DATA_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'loopwright');
}

/**
 * Makes the folders of one workspace (mode 0700) and gives their paths. `workspacePath` is a real path.
 * Throws CodedError `data.insideWorkspace` when the data would lie in the workspace, where watchers, search and
 * version control would see every copy, and `data.unusable` when the folder cannot be made or written.
 */
export function openWorkspaceFolders(dataFolder: string, workspacePath: string): WorkspaceFolders {
  try {
    return makeFolders(dataFolder, workspacePath);
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw new CodedError('data.unusable', `The data folder ${dataFolder} cannot be used: ${messageOf(error)}.`, {
      hint: 'Make it a folder that you may write, or set LOOPWRIGHT_HOME to one outside the workspace.',
      cause: error,
    });
  }
}

function makeFolders(dataFolder: string, workspacePath: string): WorkspaceFolders {
  const real = realpathOfExisting(dataFolder);
  if (isInside(workspacePath, real)) {
    throw new CodedError('data.insideWorkspace', `The data folder ${dataFolder} lies inside the workspace.`, {
      hint: 'Set LOOPWRIGHT_HOME to a folder outside the workspace, or open a smaller folder.',
    });
  }
  makeFolder(dataFolder);
  const folders = workspaceFolders(realpathSync(dataFolder), workspacePath);
  mkdirSync(folders.root, { recursive: true, mode: 0o700 });
  // Only what is ours: LOOPWRIGHT_HOME may name a folder that others use as well.
  chmodSync(dirname(folders.root), 0o700);
  mkdirSync(folders.runs, { recursive: true, mode: 0o700 });
  mkdirSync(folders.journal, { recursive: true, mode: 0o700 });
  return folders;
}

/** Makes a folder and those above it. Node's own `recursive` never returns where the system answers ENOENT for good, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** The paths of one workspace; nothing is created. */
export function workspaceFolders(dataFolder: string, workspacePath: string): WorkspaceFolders {
  const readable =
    basename(workspacePath)
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 40) || 'workspace';
  const hash = createHash('sha256').update(workspacePath).digest('hex').slice(0, 16);
  const root = join(dataFolder, 'workspaces', `${readable}-${hash}`);
  return { root, runs: join(root, 'runs'), journal: join(root, 'journal'), runsDb: join(root, 'runs.db') };
}

/** The paths of one run. Throws a plain Error for an id that could leave the folder. */
export function runFolders(folders: WorkspaceFolders, runId: string): RunFolders {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(runId)) throw new Error(`not a run id: ${JSON.stringify(runId)}`);
  const root = join(folders.runs, runId);
  return {
    root,
    copy: join(root, 'copy'),
    scratch: join(root, 'scratch'),
    owner: join(root, 'owner.json'),
    state: join(root, 'state'),
  };
}

/** True when `path` is `folder` or lies below it. Both are absolute and free of links. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** Resolves the links of the part of a path that exists, and appends the rest. */
function realpathOfExisting(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
    return join(realpathOfExisting(parent), basename(path));
  }
}
