import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../base/errors.ts';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants;

/** Raised when something on the way is a link, or was exchanged for one while we looked. */
export function unsafePath(path: string, why: string): CodedError {
  return new CodedError('workspace.unsafePath', `${path}: ${why}`, { details: { path, why } });
}

/**
 * An open folder below a root, reached without following any link.
 *
 * On Linux every operation goes through the open descriptor (`/proc/self/fd/N/name` is what openat does), so exchanging
 * a folder for a link meanwhile has no effect. Elsewhere the real path is compared before and after; a change in
 * between is noticed, and refused, but not prevented. Synchronous: a call is microseconds, and promises cost ten times that.
 */
export class FolderHandle {
  readonly realPath: string;
  readonly #fd: number | undefined;

  private constructor(realPath: string, fd: number | undefined) {
    this.realPath = realPath;
    this.#fd = fd;
  }

  /** Opens the root, whose own path may hold links. */
  static openRoot(path: string): FolderHandle {
    const real = realpathSync(path);
    return new FolderHandle(real, process.platform === 'linux' ? openFolder(real) : undefined);
  }

  /** The path to use for a name directly in this folder. It is only valid while the handle is open. */
  at(name: string): string {
    return this.#fd === undefined ? join(this.realPath, name) : `/proc/self/fd/${this.#fd}/${name}`;
  }

  /** The path to use for this folder itself, to list it. */
  get self(): string {
    return this.#fd === undefined ? this.realPath : `/proc/self/fd/${this.#fd}`;
  }

  /** What lies at that name, links not followed; undefined when nothing does. */
  stat(name: string): Stats | undefined {
    return lstatSync(this.at(name), { throwIfNoEntry: false });
  }

  /** Opens a folder in this one. Undefined when there is nothing, or no folder, of that name; a link is refused. */
  openChild(name: string): FolderHandle | undefined {
    const stat = this.stat(name);
    const path = join(this.realPath, name);
    if (stat?.isSymbolicLink()) throw unsafePath(path, 'a folder on the way is a symbolic link');
    if (!stat?.isDirectory()) return undefined;
    if (this.#fd === undefined) {
      const child = new FolderHandle(path, undefined);
      child.verify();
      return child;
    }
    try {
      return new FolderHandle(path, openFolder(this.at(name)));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ELOOP' || code === 'ENOTDIR') throw unsafePath(path, 'a folder on the way is a symbolic link');
      throw error;
    }
  }

  /** As `openChild`; makes the folder when it is missing and tells `onCreate` so. */
  makeChild(name: string, onCreate: () => void): FolderHandle {
    if (!this.stat(name)) {
      onCreate();
      mkdirSync(this.at(name));
    }
    const child = this.openChild(name);
    if (!child) throw unsafePath(join(this.realPath, name), 'a file lies where a folder is needed');
    return child;
  }

  /** Opens a regular file of this folder for reading. The caller closes the descriptor. Undefined when there is none. */
  openFile(name: string): { readonly fd: number; readonly stat: Stats } | undefined {
    const path = join(this.realPath, name);
    const before = this.stat(name);
    if (!before) return undefined;
    if (before.isSymbolicLink()) throw unsafePath(path, 'it is a symbolic link');
    if (!before.isFile()) throw unsafePath(path, 'it is not a regular file');
    // O_NONBLOCK: a pipe put there since would block the open for ever.
    const fd = openSync(this.at(name), O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
    try {
      const stat = fstatSync(fd);
      this.verify();
      if (!stat.isFile() || stat.ino !== before.ino || stat.dev !== before.dev) {
        throw unsafePath(path, 'it was exchanged while it was being read');
      }
      return { fd, stat };
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  /** Where there are no folder descriptors: throws when the path no longer leads here without links. */
  verify(): void {
    if (this.#fd === undefined && realpathSync(this.realPath) !== this.realPath) {
      throw unsafePath(this.realPath, 'a folder on the way became a symbolic link');
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
  }
}

/**
 * Runs an action in the folder of a path given by its parts, and closes every handle on the way afterwards.
 * Gives undefined when a folder is missing and `onCreate` was not given; with it, missing folders are made.
 */
export function inFolder<T>(
  root: FolderHandle,
  parts: readonly string[],
  action: (folder: FolderHandle) => T,
  onCreate?: (path: string) => void,
): T | undefined {
  const opened: FolderHandle[] = [];
  try {
    let folder = root;
    for (const [index, part] of parts.entries()) {
      const child = onCreate
        ? folder.makeChild(part, () => onCreate(parts.slice(0, index + 1).join('/')))
        : folder.openChild(part);
      if (!child) return undefined;
      opened.push(child);
      folder = child;
    }
    return action(folder);
  } finally {
    for (const handle of opened) handle.close();
  }
}

/** The bytes of an open file. Throws CodedError `workspace.unsafePath` when there are more than `maxBytes`. */
export function readOpenFile(fd: number, size: number, maxBytes: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  // Read to the end rather than to the size: the file may be growing, and then it must not be cut in silence.
  for (let wanted = size + 1; ; wanted = 65_536) {
    const chunk = Buffer.allocUnsafe(Math.max(1, Math.min(wanted, 2 ** 22)));
    const got = readSync(fd, chunk, 0, chunk.length, null);
    if (got === 0) return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, total);
    chunks.push(chunk.subarray(0, got));
    total += got;
    if (total > maxBytes) throw unsafePath('file', `it is larger than ${maxBytes} bytes`);
  }
}

function openFolder(path: string): number {
  return openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}
