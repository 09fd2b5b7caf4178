import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, isAbort } from '../../base/errors.ts';
import type { WorkspaceCopy } from '../../core/workspace/workspace.ts';
import type { RunFolders, WorkspaceFolders } from './dataFolder.ts';
import { findDependencies } from './dependencies.ts';
import { defaultExcludes, type FileList, isIgnoredByParent, listFiles } from './listFiles.ts';
import { findPersonExcludes } from './personExcludes.ts';
import { findPersonRepository, type PersonRepository } from './personRepository.ts';
import { createRunFolder, removeRunFolder } from './runFolder.ts';
import { excludeFile, indexFile, saveIgnoreRules, saveRunState } from './runState.ts';
import type { Git } from './safeGit.ts';
import { openShadowRepository, type ShadowRepository } from './shadowRepository.ts';
import { checkOut, readSnapshot, type SnapshotContext, takeSnapshot } from './snapshot.ts';
import { type CopyLimits, surveyFiles } from './surveyFiles.ts';

/** What opening a copy needs. All paths are real paths. */
export interface OpenContext {
  readonly git: Git;
  readonly workspace: string;
  readonly folders: WorkspaceFolders;
  readonly dataFolder: string;
  readonly home: string;
  readonly configHome: string | undefined;
  readonly limits: CopyLimits;
}

/** Takes a snapshot of the workspace, or an earlier one, and checks it out into a new run folder. A failure leaves no folder behind. */
export async function openCopy(
  context: OpenContext,
  { runId, baseTree }: { readonly runId: string; readonly baseTree?: string },
  signal: AbortSignal,
): Promise<WorkspaceCopy> {
  const run = await createRunFolder(context.folders, runId);
  try {
    return await fill(context, { run, runId, baseTree }, signal);
  } catch (error) {
    // Clean up also after an abort: the signal has fired, but the folder must go.
    await removeRunFolder(context.folders, runId, new AbortController().signal);
    if (isAbort(error) || error instanceof CodedError || !isDiskFull(error)) throw error;
    throw new CodedError('workspace.diskFull', 'There is no space left for a copy of the workspace.', {
      hint: 'Free some space, or dispose of old runs.',
      cause: error,
    });
  }
}

async function fill(
  context: OpenContext,
  { run, runId, baseTree }: { readonly run: RunFolders; readonly runId: string; readonly baseTree: string | undefined },
  signal: AbortSignal,
): Promise<WorkspaceCopy> {
  const { git, workspace } = context;
  const { person, shadow, noIndex } = await openRepositories(context, run, signal);
  await writeExcludes(context, { run, person }, signal);
  const list = await listFiles(
    { git, workspace, person, shadowGitDir: shadow.gitDir, excludeFiles: [excludeFile(run)], noIndex },
    signal,
  );
  const places = { home: context.home, dataFolder: context.dataFolder, workspace };
  const dependencies = findDependencies(list, { places, topLevel: person?.topLevel });
  const survey = await surveyFiles(workspace, withoutFolders(list, dependencies.folders), context.limits, signal);
  const mostlyNew = survey.paths.length - list.tracked.size > 500;
  const snapshotContext: SnapshotContext = {
    git,
    workspace,
    shadow,
    indexFile: indexFile(run),
    runId,
    mostlyNew,
  };
  const snapshot =
    baseTree === undefined
      ? await takeSnapshot(snapshotContext, survey.paths, signal)
      : await readSnapshot(snapshotContext, baseTree, signal);
  const { gitDir } = shadow;
  await checkOut({ git, gitDir, indexFile: snapshotContext.indexFile }, run.copy, signal);
  const prefix = person?.prefix ?? '';
  await saveIgnoreRules(run, { topLevel: person?.topLevel ?? workspace, prefix, files: list.files });
  await saveRunState(run, {
    tree: snapshot.tree,
    gitDir,
    objectFormat: shadow.objectFormat,
    prefix,
    dependencyFolders: [...dependencies.folders],
    included: [],
  });
  return {
    hostPath: run.copy,
    originalPath: workspace,
    scratchPath: run.scratch,
    dependencies: dependencies.mounts,
    files: snapshot.files,
    baseTree: snapshot.tree,
    skipped: [
      ...survey.skipped,
      ...dependencies.refused,
      ...snapshot.unreadable.map((path) => ({ path, why: 'it cannot be read' })),
    ],
  };
}

async function openRepositories(
  context: OpenContext,
  run: RunFolders,
  signal: AbortSignal,
): Promise<{ person: PersonRepository | undefined; shadow: ShadowRepository; noIndex: string }> {
  const { git, workspace, folders } = context;
  const noIndex = join(run.state, 'no-index');
  const person = await findPersonRepository(workspace, git, signal);
  const shadow = await openShadowRepository(folders.root, { git, person }, signal);
  if (!person || !(await isIgnoredByParent(person, { git, shadowGitDir: shadow.gitDir, noIndex }, signal))) {
    return { person, shadow, noIndex };
  }
  return { person: undefined, shadow, noIndex };
}

/** One file of all ignore rules that stand behind the `.gitignore` files, kept with the run for its collection. */
async function writeExcludes(
  context: OpenContext,
  { run, person }: { readonly run: RunFolders; readonly person: PersonRepository | undefined },
  signal: AbortSignal,
): Promise<void> {
  const personal = await findPersonExcludes(context.home, context, signal);
  const texts = [defaultExcludes(person !== undefined)];
  for (const file of [personal, person?.excludeFile]) {
    if (file) texts.push(await readFile(file, 'utf8').catch(() => ''));
  }
  await writeFile(excludeFile(run), `${texts.join('\n')}\n`, { mode: 0o600 });
}

function withoutFolders(list: FileList, folders: readonly string[]): string[] {
  if (folders.length === 0) return [...list.files];
  const mounted = new Set(folders);
  return list.files.filter((path) => {
    if (mounted.has(path)) return false;
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (mounted.has(path.slice(0, end))) return false;
    }
    return true;
  });
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
