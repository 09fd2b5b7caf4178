import { createHash } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { asBlobHash } from '../../base/ids.ts';
import type { FileState } from '../../core/workspace/workspace.ts';
import { type FolderHandle, inFolder, readOpenFile, unsafePath } from './folderHandle.ts';

/** A file of the workspace as it is now. */
export interface CurrentFile {
  readonly state: FileState;
  /** Undefined when it does not exist. */
  readonly stat: Stats | undefined;
  /** A folder has that name. */
  readonly folder: boolean;
}

/** Permissions and owner that a written file takes over. */
export interface FileOwnership {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

const missing: FileState = { hash: undefined, executable: false };
const maxBytes = 2 ** 29;

/** What lies at a path. Throws CodedError `workspace.unsafePath` for a link, on the way or at the end. */
export function currentFile(root: FolderHandle, path: string): CurrentFile {
  const { parts, name } = split(path);
  const none = { state: missing, stat: undefined, folder: false };
  const found = inFolder(root, parts, (folder): CurrentFile => {
    if (folder.stat(name)?.isDirectory()) return { ...none, folder: true };
    const file = folder.openFile(name);
    if (!file) return none;
    try {
      const hash = createHash('sha256');
      const buffer = Buffer.allocUnsafe(2 ** 18);
      for (let got = readSync(file.fd, buffer); got > 0; got = readSync(file.fd, buffer)) {
        hash.update(buffer.subarray(0, got));
      }
      const state = { hash: asBlobHash(hash.digest('hex')), executable: (file.stat.mode & 0o100) !== 0 };
      return { state, stat: file.stat, folder: false };
    } finally {
      closeSync(file.fd);
    }
  });
  return found ?? none;
}

/** The bytes of a file of the workspace; undefined when it does not exist. */
export function readContent(root: FolderHandle, path: string): { content: Buffer; stat: Stats } | undefined {
  const { parts, name } = split(path);
  return inFolder(root, parts, (folder) => {
    const file = folder.openFile(name);
    if (!file) return undefined;
    try {
      return { content: readOpenFile(file.fd, file.stat.size, maxBytes), stat: file.stat };
    } finally {
      closeSync(file.fd);
    }
  });
}

/** True when two states are the same file. Windows has no executable bit to compare. */
export function sameState(a: FileState, b: FileState): boolean {
  if (a.hash !== b.hash) return false;
  return a.hash === undefined || a.executable === b.executable || process.platform === 'win32';
}

/** Writes a temporary file beside `path`, to disk. Missing folders are made and told. */
export function stageFile(
  root: FolderHandle,
  target: { readonly path: string; readonly temp: string },
  file: { readonly content: Uint8Array; readonly executable: boolean; readonly ownership: FileOwnership | undefined },
  onCreate: (folder: string) => void,
): void {
  const { parts } = split(target.path);
  const write = (folder: FolderHandle) => {
    removeIfThere(folder, target.temp);
    // A new file takes its mode from the person's umask, so it is opened rather than changed with it.
    const fd = openSync(folder.at(target.temp), 'wx', file.executable ? 0o777 : 0o666);
    try {
      folder.verify();
      for (let at = 0; at < file.content.length; ) at += writeSync(fd, file.content, at);
      if (file.ownership) takeOver(fd, file.ownership, file.executable);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  };
  inFolder(root, parts, write, onCreate);
}

/** Puts the temporary file in the place of `path`. With `mustBeNew`, fails when something has appeared there. */
export function placeFile(
  root: FolderHandle,
  path: string,
  how: { readonly temp: string; readonly mustBeNew: boolean },
): void {
  const { parts, name } = split(path);
  const done = inFolder(root, parts, (folder) => {
    folder.verify();
    if (folder.stat(name)?.isSymbolicLink()) throw unsafePath(path, 'it is a symbolic link');
    if (folder.stat(name)?.isDirectory()) rmdirSync(folder.at(name));
    if (how.mustBeNew && tryLink(folder, how.temp, name)) unlinkSync(folder.at(how.temp));
    else renameSync(folder.at(how.temp), folder.at(name));
    syncFolder(folder);
    return true;
  });
  if (!done) throw unsafePath(path, 'its folder has gone');
}

/** Removes a file that was found to be there. */
export function removeFile(root: FolderHandle, path: string): void {
  const { parts, name } = split(path);
  inFolder(root, parts, (folder) => {
    folder.verify();
    unlinkSync(folder.at(name));
    syncFolder(folder);
  });
}

/** Removes what an interrupted write may have left beside `path`. */
export function removeTemp(root: FolderHandle, path: string, temp: string): void {
  inFolder(root, split(path).parts, (folder) => removeIfThere(folder, temp));
}

/** Removes a folder if it is empty; tells whether it is gone. */
export function removeEmptyFolder(root: FolderHandle, path: string): boolean {
  const { parts, name } = split(path);
  const removed = inFolder(root, parts, (folder) => {
    if (!folder.stat(name)?.isDirectory()) return true;
    try {
      rmdirSync(folder.at(name));
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
      throw error;
    }
  });
  return removed ?? true;
}

/** A hard link is made only where nothing is, which a rename would replace. Not every file system has links. */
function tryLink(folder: FolderHandle, temp: string, name: string): boolean {
  try {
    linkSync(folder.at(temp), folder.at(name));
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw unsafePath(name, 'something has appeared in its place');
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS' || code === 'EMLINK') return false;
    throw error;
  }
}

function takeOver(fd: number, ownership: FileOwnership, executable: boolean): void {
  if (process.platform === 'win32') return;
  const plain = ownership.mode & 0o777;
  const bits = executable ? plain | ((plain & 0o444) >> 2) : plain & ~0o111;
  try {
    fchownSync(fd, ownership.uid, ownership.gid);
  } catch (error) {
    // Only root can give a file away; the new file then belongs to the person who accepts it.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
  fchmodSync(fd, executable && (plain & 0o111) !== 0 ? plain : bits);
}

function removeIfThere(folder: FolderHandle, name: string): void {
  if (folder.stat(name)) unlinkSync(folder.at(name));
}

function syncFolder(folder: FolderHandle): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder.self, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function split(path: string): { parts: string[]; name: string } {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  return { parts, name };
}
