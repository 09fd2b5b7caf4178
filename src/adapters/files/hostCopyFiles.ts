import { constants, type Dirent, type Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';
import type { CopyFiles } from '../../core/tool/tool.ts';

const maxBytes = 2 * 1024 * 1024;
const maxFiles = 50_000;
const leftOut = new Set(['.git', 'node_modules', '.venv', 'venv', '__pycache__', '.pytest_cache', '.mypy_cache']);

const unsafe = (relative: string, why: string) =>
  new CodedError('files.unsafePath', `${JSON.stringify(relative)} is refused: ${why}.`);
const notText = (relative: string, why: string) => new CodedError('files.notText', `${relative} is not shown: ${why}.`);
const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/**
 * The files of the copy at `root` (absolute), as an agent may see and change them. `hidden` are files (relative, with `/`) that
 * only the tests are to see: ignored ones, which can hold secrets and cannot be proposed.
 */
export function createHostCopyFiles(root: string, hidden: readonly string[] = []): CopyFiles {
  const unseen = new Set(hidden);
  const open = (relative: string) => {
    if (unseen.has(path.posix.normalize(relative))) throw unsafe(relative, 'the project ignores it; only tests see it');
    return confine(root, relative);
  };
  return {
    list: async (signal) => (await listFiles(root, signal)).filter((relative) => !unseen.has(relative)),
    async read(relative, signal) {
      throwIfAborted(signal);
      return readText(await open(relative), relative);
    },
    async write(relative, content, signal) {
      throwIfAborted(signal);
      const target = await open(relative);
      await requireFile(target, relative);
      if (content === undefined) await rm(target, { force: true });
      else await writeText(target, content);
    },
  };
}

/** The absolute path, once the nearest existing parent is known to lie in the copy without passing through a link. */
async function confine(root: string, relative: string): Promise<string> {
  const normal = path.posix.normalize(relative);
  const parts = normal.split('/');
  if (relative === '' || relative.includes('\0') || relative.includes('\\'))
    throw unsafe(relative, 'it is not a plain path');
  if (path.isAbsolute(relative) || parts.includes('..')) throw unsafe(relative, 'it leaves the project');
  if (parts.some((part) => part.toLowerCase() === '.git')) throw unsafe(relative, 'it names .git');
  const realRoot = await realpath(root);
  const target = path.join(realRoot, ...parts);
  for (let parent = path.dirname(target); parent.length > realRoot.length; parent = path.dirname(parent)) {
    const real = await realpath(parent).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (real === undefined) continue;
    if (real !== parent) throw unsafe(relative, 'a folder on its way is a link');
    if (!(await lstat(parent)).isDirectory()) throw unsafe(relative, 'a folder on its way is a file');
    break;
  }
  return target;
}

/** What is at the path: a regular file or nothing. Opening a pipe would wait for its other end for ever. */
async function requireFile(target: string, relative: string): Promise<Stats | undefined> {
  const found = await lstat(target).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (found && !found.isFile()) throw unsafe(relative, 'it is not a regular file');
  return found;
}

async function readText(target: string, relative: string): Promise<string | undefined> {
  const found = await requireFile(target, relative);
  if (!found) return undefined;
  if (found.size > maxBytes) throw notText(relative, `it has ${found.size} bytes, more than ${maxBytes}`);
  const handle = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const bytes = await handle.readFile();
    if (bytes.includes(0)) throw notText(relative, 'it is binary');
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw notText(relative, 'it is not UTF-8');
    throw error;
  } finally {
    await handle.close();
  }
}

async function writeText(target: string, content: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
  const handle = await open(target, flags, 0o644);
  try {
    await handle.writeFile(content);
  } finally {
    await handle.close();
  }
}

async function listFiles(root: string, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = [];
  const todo = [''];
  for (let folder = todo.pop(); folder !== undefined && found.length < maxFiles; folder = todo.pop()) {
    throwIfAborted(signal);
    for (const entry of await readFolder(path.join(root, folder))) {
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !leftOut.has(entry.name)) todo.push(relative);
      if (entry.isFile()) found.push(relative);
    }
  }
  return found.sort();
}

/** The entries of a folder; none where the tests have closed or removed it meanwhile. */
async function readFolder(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error) || (error instanceof Error && 'code' in error && error.code === 'EACCES')) return [];
    throw error;
  }
}
