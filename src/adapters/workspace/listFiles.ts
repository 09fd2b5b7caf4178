import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PersonRepository } from './personRepository.ts';
import { findPersonRepository } from './personRepository.ts';
import { type Git, splitZ } from './safeGit.ts';
import { isGitName } from './treePath.ts';

/** What a listing needs. `workspace` is the real path of the opened folder. */
export interface ListContext {
  readonly git: Git;
  readonly workspace: string;
  readonly person: PersonRepository | undefined;
  readonly shadowGitDir: string;
  /** Files of ignore patterns that count less than any `.gitignore`. */
  readonly excludeFiles: readonly string[];
  /** Path of an index file that does not exist: with it every file is "other". */
  readonly noIndex: string;
}

/** The files of a workspace, as paths relative to it with `/`. */
export interface FileList {
  /** What the copy holds: tracked files, and untracked ones that no rule ignores. Sorted. */
  readonly files: readonly string[];
  /** What the person's repositories track. */
  readonly tracked: ReadonlySet<string>;
  /** Ignored files and folders; a folder ends in `/`, and what it holds is not listed. */
  readonly ignored: readonly string[];
  /** Nested repositories and submodules, whose files are listed as if they were plain folders. */
  readonly nested: readonly string[];
}

/**
 * Folders that package managers fill. They are left out even where nobody ignores them, and are mounted instead; without a
 * trailing slash, so that a link of that name counts too.
 */
const dependencyPatterns = ['node_modules', '.venv', '__pypackages__', '.tox', '.nox', '.pnpm-store', 'vendor/bundle'];
const patternsWithoutGit = [
  ...['__pycache__/', '*.pyc', '.pytest_cache/', '.mypy_cache/', '.ruff_cache/', '.DS_Store', '.hg/', '.svn/', '.jj/'],
  ...['.next/', '.nuxt/', '.turbo/', '.parcel-cache/', '.gradle/', '.terraform/'],
];

/** The lines of the ignore file that stands behind all others. */
export function defaultExcludes(withGit: boolean): string {
  return [...dependencyPatterns, ...(withGit ? [] : patternsWithoutGit), ''].join('\n');
}

/** Lists the workspace: its own files, and those of every repository nested in it. */
export async function listFiles(context: ListContext, signal: AbortSignal): Promise<FileList> {
  const files = new Set<string>();
  const tracked = new Set<string>();
  const ignored: string[] = [];
  const nested: string[] = [];
  const queue: string[] = [''];
  for (let prefix = queue.shift(); prefix !== undefined; prefix = queue.shift()) {
    const level = await listLevel(context, prefix, signal);
    const under = (path: string) => prefix + path;
    for (const path of level.others) {
      if (!path.endsWith('/')) files.add(under(path));
      else if (!isGitName(path.slice(0, -1).split('/').at(-1) ?? '')) {
        nested.push(under(path));
        queue.push(under(path));
      }
    }
    for (const path of level.ignored) ignored.push(under(path));
    for (const path of level.tracked) {
      tracked.add(under(path));
      files.add(under(path));
    }
  }
  return { files: [...files].sort(), tracked, ignored, nested };
}

interface Level {
  readonly others: readonly string[];
  readonly ignored: readonly string[];
  readonly tracked: readonly string[];
}

async function listLevel(context: ListContext, prefix: string, signal: AbortSignal): Promise<Level> {
  const { git, shadowGitDir, noIndex } = context;
  const folder = prefix === '' ? context.workspace : join(context.workspace, prefix);
  const person = prefix === '' ? context.person : await findPersonRepository(folder, git, signal);
  const top = person?.topLevel ?? folder;
  const excludes = [...context.excludeFiles, ...(person?.excludeFile ? [person.excludeFile] : [])];
  const rules = ['--exclude-per-directory=.gitignore', ...excludes.flatMap((file) => ['-X', file])];
  const others = { cwd: folder, gitDir: shadowGitDir, workTree: top, indexFile: noIndex };
  const [plain, ignored, tracked] = await Promise.all([
    git({ ...others, args: ['ls-files', '-z', '-o', ...rules] }, signal),
    git({ ...others, args: ['ls-files', '-z', '-o', '-i', '--directory', ...rules] }, signal),
    person ? listTracked({ git, person, folder }, signal) : [],
  ]);
  return { others: splitZ(plain.stdout), ignored: splitZ(ignored.stdout), tracked };
}

/** The paths in the person's index below a folder. Submodule entries are left out: their files are listed on their own. */
async function listTracked(
  { git, person, folder }: { readonly git: Git; readonly person: PersonRepository; readonly folder: string },
  signal: AbortSignal,
): Promise<string[]> {
  if (!existsSync(join(person.gitDir, 'index'))) return [];
  const place = { cwd: folder, gitDir: person.gitDir, workTree: person.topLevel };
  const reply = await git({ ...place, args: ['ls-files', '-z', '-s'] }, signal);
  const paths: string[] = [];
  for (const line of splitZ(reply.stdout)) {
    if (!line.startsWith('160000 ')) paths.push(line.slice(line.indexOf('\t') + 1));
  }
  return paths;
}

/** True when the repository around the workspace ignores the workspace folder itself: then it has no say in it. */
export async function isIgnoredByParent(
  person: PersonRepository,
  context: { readonly git: Git; readonly shadowGitDir: string; readonly noIndex: string },
  signal: AbortSignal,
): Promise<boolean> {
  if (person.prefix === '') return false;
  const reply = await context.git(
    {
      args: ['check-ignore', '-q', '--no-index', '--', `./${person.prefix}`],
      cwd: person.topLevel,
      gitDir: context.shadowGitDir,
      workTree: person.topLevel,
      indexFile: context.noIndex,
      answers: [1],
    },
    signal,
  );
  return reply.exitCode === 0;
}
