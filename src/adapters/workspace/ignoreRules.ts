import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Git, splitZ } from './safeGit.ts';

/** Where the rules of a run's base lie. */
export interface IgnoreRules {
  readonly git: Git;
  readonly gitDir: string;
  /** A folder with nothing in it but ignore files. */
  readonly folder: string;
  readonly prefix: string;
  /** Rules that stand behind every `.gitignore`. */
  readonly excludeFile: string;
  readonly noIndex: string;
}

/**
 * Which of these paths (relative to the workspace; a folder ends in `/`) the base's rules ignore. The copy's own ignore files
 * have no say: a run could hide a file with them, or make git work for ever on a pattern.
 */
export async function ignoredPaths(
  rules: IgnoreRules,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const root = join(rules.folder, rules.prefix);
  const asked = new Map<string, string>();
  for (const path of paths) {
    // A rule such as `build/` matches only what is a folder, so the folder has to exist where git looks.
    if (path.endsWith('/')) mkdirSync(join(root, path), { recursive: true });
    // `./` keeps a name such as `:(top)x` from being read as pathspec magic.
    asked.set(`./${path.replace(/\/$/, '')}`, path);
  }
  const reply = await rules.git(
    {
      args: ['-c', `core.excludesFile=${rules.excludeFile}`, 'check-ignore', '-z', '--stdin', '--no-index'],
      cwd: root,
      gitDir: rules.gitDir,
      workTree: rules.folder,
      indexFile: rules.noIndex,
      input: [...asked.keys()].map((path) => `${path}\0`).join(''),
      answers: [1],
    },
    signal,
  );
  return new Set(splitZ(reply.stdout).map((path) => asked.get(path) ?? path));
}
