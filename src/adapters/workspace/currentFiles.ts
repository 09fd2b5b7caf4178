import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listFiles } from './listFiles.ts';
import { openRepositories, type RepositoryContext, writeExcludes } from './repositories.ts';

const dependencyFolder = /(^|\/)(node_modules|\.venv|__pypackages__|\.tox|\.nox|\.pnpm-store|vendor\/bundle)\//;

/**
 * The files of the workspace as they are now that no rule ignores: what a copy would hold, without taking one. Relative paths with
 * `/`, sorted.
 */
export async function listCurrentFiles(context: RepositoryContext, signal: AbortSignal): Promise<readonly string[]> {
  const folder = join(context.folders.root, 'listing');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Several processes may list at once.
  const file = join(folder, `exclude-${randomUUID()}`);
  try {
    const noIndex = join(folder, 'no-index');
    const { person, shadow } = await openRepositories(context, noIndex, signal);
    await writeExcludes(context, { file, person }, signal);
    const { git, workspace } = context;
    const list = await listFiles(
      { git, workspace, person, shadowGitDir: shadow.gitDir, excludeFiles: [file], noIndex },
      signal,
    );
    return list.files.filter((path) => !dependencyFolder.test(path));
  } finally {
    await rm(file, { force: true });
  }
}
