import type { Stats } from 'node:fs';
import { copyFile, cp, lstat, mkdir, readdir, readlink, symlink, utimes } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';
import type { RunFolders } from './dataFolder.ts';
import { type CopyLimits, tooLarge } from './surveyFiles.ts';
import { isGitName, linkStaysInside, unsafePathReason } from './treePath.ts';

/** Where ignored files are taken from, and where they are kept for the run. */
export interface IncludeContext {
  readonly workspace: string;
  readonly run: RunFolders;
  /** Folders at which dependencies are mounted, relative to the workspace: never entered. */
  readonly dependencyFolders: readonly string[];
  readonly limits: CopyLimits;
}

/** What was taken, relative to the workspace and sorted, and what could not be, with the reason. */
export interface Included {
  readonly files: readonly string[];
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
}

/**
 * Copies files of the workspace that the copy does not hold into the run's state, where nothing that runs can change them, and
 * from there into the copy. Throws CodedError `include.unsafePath`, `include.missing`, `workspace.tooLarge`.
 */
export async function includeIgnored(
  context: IncludeContext,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Included> {
  const taking = new Taking(context);
  for (const path of paths) await taking.take(await confine(context.workspace, path), signal);
  await placeIncluded(context.run, signal);
  return taking.result();
}

/** Puts what was taken into the copy, as it was when the run began. */
export async function placeIncluded(run: RunFolders, signal: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  const kept = includeFolder(run);
  if (!(await stateOf(kept))) return;
  await cp(kept, run.copy, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
}

const includeFolder = (run: RunFolders) => join(run.state, 'include');

class Taking {
  readonly #context: IncludeContext;
  readonly #mounted: ReadonlySet<string>;
  readonly #files = new Set<string>();
  readonly #skipped = new Map<string, string>();
  #bytes = 0;

  constructor(context: IncludeContext) {
    this.#context = context;
    this.#mounted = new Set(context.dependencyFolders);
  }

  result(): Included {
    const skipped = [...this.#skipped].map(([path, why]) => ({ path, why })).sort((a, b) => (a.path < b.path ? -1 : 1));
    return { files: [...this.#files].sort(), skipped };
  }

  async take(path: string, signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const from = join(this.#context.workspace, path);
    const stat = await stateOf(from);
    if (!stat || this.#mounted.has(path)) return;
    const why = refusal(path, stat);
    if (why !== undefined) this.#skipped.set(path, why);
    else if (stat.isDirectory()) {
      for (const name of (await readdir(from)).sort()) await this.take(`${path}/${name}`, signal);
    } else await this.#takeFile(path, stat);
  }

  async #takeFile(path: string, stat: Stats): Promise<void> {
    const { workspace, run, limits } = this.#context;
    // What the snapshot holds already is the base of the proposal.
    if (this.#files.has(path) || (await stateOf(join(run.copy, path)))) return;
    const [from, to] = [join(workspace, path), join(includeFolder(run), path)];
    const target = stat.isSymbolicLink() ? await readlink(from) : undefined;
    if (target !== undefined && !linkStaysInside(path, target)) {
      this.#skipped.set(path, 'a symbolic link that leaves the workspace');
      return;
    }
    this.#bytes += stat.size;
    if (this.#files.size >= limits.files) throw tooLarge(`more than ${limits.files} files`, limits);
    if (this.#bytes > limits.bytes) throw tooLarge(`more than ${Math.floor(limits.bytes / 2 ** 20)} MiB`, limits);
    await mkdir(dirname(to), { recursive: true });
    try {
      if (target !== undefined) await symlink(target, to);
      else {
        await copyFile(from, to);
        await utimes(to, stat.atime, stat.mtime);
      }
      this.#files.add(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EACCES' && code !== 'EPERM' && code !== 'ENOENT') throw error;
      this.#skipped.set(path, 'it cannot be read');
    }
  }
}

/** The path in its normal form, once it is known to lie in the workspace without passing through a link. */
async function confine(workspace: string, given: string): Promise<string> {
  const path = posix.normalize(given).replace(/\/$/, '');
  const why = path === '.' ? 'it is the workspace itself' : unsafePathReason(path);
  if (why !== undefined) throw unsafe(given, why);
  const parts = path.split('/');
  for (let end = 1; end < parts.length; end++) {
    const stat = await stateOf(join(workspace, ...parts.slice(0, end)));
    if (stat && !stat.isDirectory()) throw unsafe(given, 'what stands on its way is not a folder');
  }
  if (await stateOf(join(workspace, path))) return path;
  throw new CodedError('include.missing', `${JSON.stringify(given)}, named by --include, is not in the workspace.`, {
    hint: 'Name a file or folder that is there, relative to the workspace.',
  });
}

function unsafe(path: string, why: string): CodedError {
  return new CodedError('include.unsafePath', `${JSON.stringify(path)} cannot be included: ${why}.`, {
    hint: 'Name files or folders of the workspace, relative to it.',
  });
}

function refusal(path: string, stat: Stats): string | undefined {
  if (path.split('/').some(isGitName)) return 'it looks like a git folder';
  if (path.includes('\uFFFD')) return 'the name is not valid UTF-8';
  return stat.isDirectory() || stat.isFile() || stat.isSymbolicLink()
    ? undefined
    : 'neither a file nor a symbolic link';
}

async function stateOf(path: string): Promise<Stats | undefined> {
  return lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
}
