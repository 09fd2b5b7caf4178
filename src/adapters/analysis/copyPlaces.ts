import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../../base/abort.ts';
import type { AnalysisCopy } from '../../core/analysis/analysisTool.ts';

const maxBytes = 1_000_000;
const mostFiles = 20_000;
const passedOver = new Set([
  'node_modules',
  '.git',
  '.venv',
  'venv',
  'env',
  'site-packages',
  '__pycache__',
  'dist',
  'build',
  'out',
  'coverage',
  'vendor',
  'target',
  '.tox',
  '.nox',
  '.next',
  '.cache',
]);

/** A copy's files and dependencies as the host sees them. Links are not followed: the copy holds what the project wants. */
export interface CopyPlaces {
  /** Relative paths, nearest first, dependency and build folders left out; bounded. */
  readonly files: readonly string[];
  read(file: string, signal: AbortSignal): Promise<string | undefined>;
  /** The program of the nearest dependency folder from `folder` up, relative to `folder`; undefined when none has it. */
  program(folder: string, candidates: readonly string[]): Promise<string | undefined>;
}

/** Lists a copy once. */
export async function openCopyPlaces(copy: AnalysisCopy, signal: AbortSignal): Promise<CopyPlaces> {
  const files = await listFiles(copy.hostPath, signal);
  return {
    files,
    async read(file, readSignal) {
      throwIfAborted(readSignal);
      return readPlain(path.join(copy.hostPath, file));
    },
    async program(folder, candidates) {
      for (const [up, at] of foldersUp(folder).entries())
        for (const candidate of candidates)
          if (await isThere(copy, at === '' ? candidate : `${at}/${candidate}`))
            return `${'../'.repeat(up)}${candidate}`;
      return undefined;
    },
  };
}

/** The folders from the given one up to the workspace, which is ''. */
function foldersUp(folder: string): readonly string[] {
  const folders: string[] = [];
  for (let at = folder; at !== '' && at !== '.'; at = path.posix.dirname(at)) folders.push(at);
  return [...folders, ''];
}

async function listFiles(root: string, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [''];
  for (let next = 0; next < folders.length && found.length < mostFiles; next++) {
    throwIfAborted(signal);
    const folder = folders[next] ?? '';
    const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) found.push(name);
      else if (entry.isDirectory() && !passedOver.has(entry.name)) folders.push(name);
    }
  }
  return found.slice(0, mostFiles);
}

async function readPlain(file: string): Promise<string | undefined> {
  const facts = await lstat(file).catch(() => undefined);
  if (!facts?.isFile() || facts.size > maxBytes) return undefined;
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => undefined);
  try {
    return await handle?.readFile('utf8');
  } finally {
    await handle?.close();
  }
}

/** Whether the sandbox will see something at this place: in a dependency that is mounted there, or in the copy itself. */
async function isThere(copy: AnalysisCopy, relative: string): Promise<boolean> {
  for (const { source, target } of copy.dependencies)
    for (const root of [copy.originalPath, copy.hostPath]) {
      const mounted = path.relative(root, target).split(path.sep).join('/');
      if (mounted !== '' && !mounted.startsWith('..') && relative.startsWith(`${mounted}/`))
        return exists(path.join(source, relative.slice(mounted.length + 1)));
    }
  return exists(path.join(copy.hostPath, relative));
}

function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
