import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Git } from './safeGit.ts';

/** Configurations and lists of git's own are far below. */
const maxBytes = 4 * 1024 * 1024;

/** The person's repository around a folder, as far as reading it needs. All paths are absolute. */
export interface PersonRepository {
  /** The folder that holds `.git`. */
  readonly topLevel: string;
  /** The folder's path below topLevel with `/`, empty when they are the same. */
  readonly prefix: string;
  readonly gitDir: string;
  /** Its object folders: its own and, resolved, all that it borrows from. */
  readonly objects: readonly string[];
  readonly objectFormat: 'sha1' | 'sha256';
  /** Its `info/exclude`, when there is one. */
  readonly excludeFile: string | undefined;
}

/**
 * Finds the repository whose work tree holds `folder` (a real path), by reading files only: git would obey the
 * repository's configuration. Undefined when there is none, or `.git` leads nowhere.
 */
export async function findPersonRepository(
  folder: string,
  git: Git,
  signal: AbortSignal,
): Promise<PersonRepository | undefined> {
  for (let topLevel = folder; ; topLevel = dirname(topLevel)) {
    const gitDir = await resolveGitDir(join(topLevel, '.git'));
    if (gitDir) return await describe({ topLevel, folder, gitDir }, git, signal);
    if (dirname(topLevel) === topLevel) return undefined;
  }
}

async function describe(
  { topLevel, folder, gitDir }: { readonly topLevel: string; readonly folder: string; readonly gitDir: string },
  git: Git,
  signal: AbortSignal,
): Promise<PersonRepository> {
  const common = await commonDir(gitDir);
  const objectFormat = await objectFormatOf(join(common, 'config'), { topLevel, git }, signal);
  const exclude = join(common, 'info', 'exclude');
  return {
    topLevel,
    prefix: relative(topLevel, folder).split(sep).join('/'),
    gitDir,
    objects: await borrowedObjects(join(common, 'objects')),
    objectFormat,
    excludeFile: (await kindOf(exclude)) === 'file' ? exclude : undefined,
  };
}

/** The hash of a repository. Git reads its configuration, and is not asked where the word does not even stand in it. */
async function objectFormatOf(
  file: string,
  { topLevel, git }: { readonly topLevel: string; readonly git: Git },
  signal: AbortSignal,
): Promise<PersonRepository['objectFormat']> {
  if (!/objectformat/i.test((await readIfThere(file)) ?? '')) return 'sha1';
  // `--file` reads that one file, includes nothing and runs nothing.
  const args = ['config', '--file', file, '--get', 'extensions.objectformat'];
  const format = await git({ args, cwd: topLevel, answers: [1] }, signal);
  return format.stdout.toString().trim().toLowerCase() === 'sha256' ? 'sha256' : 'sha1';
}

/** The git folder that a `.git` entry stands for: itself, or where a `gitdir:` file points (worktrees, submodules). */
export async function resolveGitDir(entry: string): Promise<string | undefined> {
  const kind = await kindOf(entry);
  if (kind === 'folder') return (await isGitDir(entry)) ? await realpath(entry) : undefined;
  if (kind !== 'file') return undefined;
  const target = /^gitdir: (.+?)\r?\n?$/s.exec((await readIfThere(entry)) ?? '')?.[1];
  if (!target) return undefined;
  const gitDir = resolve(dirname(entry), target);
  return (await isGitDir(gitDir)) ? await realpath(gitDir) : undefined;
}

async function isGitDir(path: string): Promise<boolean> {
  const common = await commonDir(path);
  if ((await kindOf(join(path, 'HEAD'))) !== 'file' || (await kindOf(common)) !== 'folder') return false;
  for (const folder of new Set([path, common])) if (await holdsSpecial(folder)) return false;
  return true;
}

/** What git reads when it only looks. */
const readByGit = /^(?:HEAD|index|config|config\.worktree|commondir|packed-refs|shallow|sharedindex\..*)$/;

/** Git would wait at a pipe for ever, and never come to the end of a device. */
async function holdsSpecial(folder: string): Promise<boolean> {
  const names = (await readdir(folder)).filter((name) => readByGit.test(name));
  return (await Promise.all(names.map((name) => kindOf(join(folder, name))))).includes('special');
}

export async function commonDir(gitDir: string): Promise<string> {
  const text = await readIfThere(join(gitDir, 'commondir'));
  return text === undefined ? gitDir : resolve(gitDir, text.trim());
}

/** An object folder and everything its `info/alternates` leads to; git itself stops at a depth of five. */
async function borrowedObjects(objects: string): Promise<string[]> {
  const found = new Set<string>();
  const queue = [{ path: objects, depth: 0 }];
  for (let next = queue.shift(); next; next = queue.shift()) {
    if ((await kindOf(next.path)) !== 'folder') continue;
    const real = await realpath(next.path);
    if (found.has(real) || next.depth > 5) continue;
    found.add(real);
    const alternates = join(real, 'info', 'alternates');
    if ((await kindOf(alternates)) === 'special') {
      // Git follows it as well: then nothing is borrowed from here.
      found.delete(real);
      continue;
    }
    const text = await readIfThere(alternates);
    for (const line of (text ?? '').split('\n')) {
      if (line === '' || line.startsWith('#')) continue;
      const path = unquote(line);
      queue.push({ path: isAbsolute(path) ? path : resolve(real, path), depth: next.depth + 1 });
    }
  }
  return [...found];
}

/** Undoes git's C-style quoting of a line of `info/alternates`. */
function unquote(line: string): string {
  if (!line.startsWith('"') || !line.endsWith('"')) return line;
  const bytes: number[] = [];
  const body = Buffer.from(line.slice(1, -1));
  for (let i = 0; i < body.length; i++) {
    const byte = body[i] ?? 0;
    if (byte !== 0x5c) {
      bytes.push(byte);
      continue;
    }
    const rest = body.toString('latin1', i + 1, i + 4);
    if (/^[0-3][0-7]{2}$/.test(rest)) {
      bytes.push(Number.parseInt(rest, 8));
      i += 3;
    } else {
      bytes.push({ n: 10, t: 9, r: 13 }[rest.charAt(0)] ?? rest.charCodeAt(0));
      i += 1;
    }
  }
  return Buffer.from(bytes).toString('utf8');
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'special' | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return 'folder';
    return found.isFile() ? 'file' : 'special';
  } catch {
    return undefined;
  }
}

/** The text of one of the repository's small files. A repository from an archive can hold a pipe or a link to a device instead. */
async function readIfThere(path: string): Promise<string | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ELOOP') return undefined;
    throw error;
  });
  return found?.isFile() && found.size <= maxBytes ? await readFile(path, 'utf8') : undefined;
}
