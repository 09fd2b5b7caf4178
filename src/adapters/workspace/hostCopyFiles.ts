import { closeSync, constants, type Dirent, fstatSync, openSync, readdirSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import { CodedError, isCoded } from '../../base/errors.ts';
import { nextTurn } from '../../base/nextTurn.ts';
import type { CopyFiles } from '../../core/tool/tool.ts';
import { FolderHandle, inFolder, readOpenFile, unsafePath } from './folderHandle.ts';

const maxBytes = 2 * 1024 * 1024;
const maxFiles = 50_000;
const longestPath = 1_024;
const leftOut = new Set(['.git', 'node_modules', '.venv', 'venv', '__pycache__', '.pytest_cache', '.mypy_cache']);

const unsafe = (relative: string, why: string) =>
  new CodedError('files.unsafePath', `${JSON.stringify(relative)} is refused: ${why}.`);
const notText = (relative: string, why: string) => new CodedError('files.notText', `${relative} is not shown: ${why}.`);
const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
/** A link or a pipe has taken the place of a file between looking and opening. */
const isExchanged = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ELOOP' || error.code === 'ENXIO');

/**
 * The files of the copy at `root` (absolute), as an agent may see and change them. `hidden` are files (relative, with `/`) that
 * only the tests are to see: ignored ones, which can hold secrets and cannot be proposed.
 *
 * Commands of the project may be running in the copy meanwhile and exchange a folder for a link, so that every file is reached
 * through open folders.
 */
export function createHostCopyFiles(root: string, hidden: readonly string[] = []): CopyFiles {
  const unseen = new Set(hidden);
  const check = (relative: string): string[] => {
    if (unseen.has(path.posix.normalize(relative))) throw unsafe(relative, 'the project ignores it; only tests see it');
    return partsOf(relative);
  };
  return {
    list: async (signal) => (await listFiles(root, signal)).filter((relative) => !unseen.has(relative)),
    async read(relative, signal) {
      // Synchronous calls are ten times faster; in between others get their turn.
      await nextTurn();
      throwIfAborted(signal);
      const parts = check(relative);
      return confined(root, relative, (folder) => inParent(folder, parts, (at, name) => readText(at, name, relative)));
    },
    async write(relative, content, signal) {
      throwIfAborted(signal);
      const parts = check(relative);
      confined(root, relative, (folder) => {
        if (content === undefined) inParent(folder, parts, removeFile);
        else
          inParent(
            folder,
            parts,
            (at, name) => writeText(at, name, content),
            () => undefined,
          );
      });
    },
  };
}

/** The names on the way to a file, once they lead nowhere but into the copy. */
function partsOf(relative: string): string[] {
  const parts = path.posix.normalize(relative).split('/');
  if (relative === '' || relative.includes('\0') || relative.includes('\\'))
    throw unsafe(relative, 'it is not a plain path');
  if (path.isAbsolute(relative) || parts.includes('..')) throw unsafe(relative, 'it leaves the project');
  if (parts.some((part) => part.toLowerCase() === '.git')) throw unsafe(relative, 'it names .git');
  return parts;
}

/** Runs an action on the open root; what it refuses is told in the words of this port. */
function confined<T>(root: string, relative: string, action: (folder: FolderHandle) => T): T {
  const folder = FolderHandle.openRoot(root);
  try {
    return action(folder);
  } catch (error) {
    if (isCoded(error, 'workspace.unsafePath')) throw unsafe(relative, String(error.details.why));
    if (isExchanged(error)) throw unsafe(relative, 'it is not a regular file');
    throw error;
  } finally {
    folder.close();
  }
}

function inParent<T>(
  root: FolderHandle,
  parts: readonly string[],
  action: (folder: FolderHandle, name: string) => T,
  onCreate?: (path: string) => void,
): T | undefined {
  return inFolder(root, parts.slice(0, -1), (folder) => action(folder, parts.at(-1) ?? ''), onCreate);
}

function readText(folder: FolderHandle, name: string, relative: string): string | undefined {
  const file = folder.openFile(name);
  if (!file) return undefined;
  try {
    if (file.stat.size > maxBytes) throw notText(relative, `it has ${file.stat.size} bytes, more than ${maxBytes}`);
    const bytes = readOpenFile(file.fd, file.stat.size, maxBytes);
    if (bytes.includes(0)) throw notText(relative, 'it is binary');
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw notText(relative, 'it is not UTF-8');
    throw error;
  } finally {
    closeSync(file.fd);
  }
}

/** A regular file or nothing has to be there. Opening a pipe would wait for its other end for ever. */
function requireFile(folder: FolderHandle, name: string): boolean {
  const found = folder.stat(name);
  if (found && !found.isFile()) throw unsafePath(path.join(folder.realPath, name), 'it is not a regular file');
  return found !== undefined;
}

function removeFile(folder: FolderHandle, name: string): void {
  if (!requireFile(folder, name)) return;
  try {
    unlinkSync(folder.at(name));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function writeText(folder: FolderHandle, name: string, content: string): void {
  requireFile(folder, name);
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW, O_NONBLOCK } = constants;
  const fd = openSync(folder.at(name), O_WRONLY | O_CREAT | O_TRUNC | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0), 0o644);
  try {
    folder.verify();
    if (!fstatSync(fd).isFile()) throw unsafePath(path.join(folder.realPath, name), 'it is not a regular file');
    const bytes = Buffer.from(content);
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
  } finally {
    closeSync(fd);
  }
}

async function listFiles(root: string, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = [];
  const todo = [''];
  const top = openTop(root);
  if (!top) return [];
  try {
    for (let folder = todo.pop(); folder !== undefined && found.length < maxFiles; folder = todo.pop()) {
      await nextTurn();
      throwIfAborted(signal);
      for (const entry of entriesOf(top, folder)) {
        const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
        // A command can nest folders without end.
        if (relative.length > longestPath) continue;
        if (entry.isDirectory() && !leftOut.has(entry.name)) todo.push(relative);
        if (entry.isFile()) found.push(relative);
      }
    }
  } finally {
    top.close();
  }
  return found.sort();
}

function openTop(root: string): FolderHandle | undefined {
  try {
    return FolderHandle.openRoot(root);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The entries of a folder; none where the tests have closed, removed or exchanged it meanwhile. */
function entriesOf(root: FolderHandle, relative: string): readonly Dirent[] {
  try {
    const parts = relative === '' ? [] : relative.split('/');
    return inFolder(root, parts, (folder) => readdirSync(folder.self, { withFileTypes: true })) ?? [];
  } catch (error) {
    if (isMissing(error) || isCoded(error, 'workspace.unsafePath')) return [];
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') return [];
    throw error;
  }
}
