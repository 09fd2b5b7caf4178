import { join } from 'node:path';
import { CodedError, isAbort } from '../../base/errors.ts';
import type { WorkspaceCopy } from '../../core/workspace/workspace.ts';
import type { RunFolders } from './dataFolder.ts';
import { findDependencies } from './dependencies.ts';
import { type FileList, listFiles } from './listFiles.ts';
import { openRepositories, type RepositoryContext, writeExcludes } from './repositories.ts';
import { createRunFolder, removeRunFolder } from './runFolder.ts';
import { excludeFile, indexFile, saveIgnoreRules, saveRunState } from './runState.ts';
import { beginIndex, checkOut, keepSnapshot, readSnapshot, type SnapshotContext, takeSnapshot } from './snapshot.ts';
import { type CopyLimits, surveyFiles } from './surveyFiles.ts';

/** What opening a copy needs. */
export interface OpenContext extends RepositoryContext {
  readonly dataFolder: string;
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
  const noIndex = join(run.state, 'no-index');
  const { person, shadow } = await openRepositories(context, noIndex, signal);
  await writeExcludes(context, { file: excludeFile(run), person }, signal);
  const index = { git, workspace, shadow, indexFile: indexFile(run) };
  const [list, started] = await both(
    listFiles(
      { git, workspace, person, shadowGitDir: shadow.gitDir, excludeFiles: [excludeFile(run)], noIndex },
      signal,
    ),
    baseTree === undefined ? beginIndex(index, signal) : { listed: [] },
  );
  const places = { home: context.home, dataFolder: context.dataFolder, workspace };
  const dependencies = findDependencies(list, { places, topLevel: person?.topLevel });
  const survey = await surveyFiles(workspace, withoutFolders(list, dependencies.folders), context.limits, signal);
  const mostlyNew = survey.paths.length - list.tracked.size > 500;
  const snapshotContext: SnapshotContext = { ...index, runId, mostlyNew };
  const snapshot =
    baseTree === undefined
      ? await takeSnapshot(snapshotContext, { index: started, paths: survey.paths }, signal)
      : await readSnapshot(snapshotContext, baseTree, signal);
  const { gitDir } = shadow;
  await both(
    keepSnapshot(snapshotContext, snapshot.tree, signal),
    checkOut({ git, gitDir, indexFile: index.indexFile }, run.copy, signal),
  );
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

/** Both results, or the first failure once neither goes on: what they write is removed after it. */
async function both<A, B>(first: Promise<A>, second: Promise<B> | B): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
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
