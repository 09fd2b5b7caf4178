import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { CodedError } from '../../base/errors.ts';
import type { RunFolders } from './dataFolder.ts';

const schema = z.object({
  tree: z.string().regex(/^[0-9a-f]{40,64}$/),
  gitDir: z.string(),
  objectFormat: z.enum(['sha1', 'sha256']),
  /** The workspace's place below the folder whose ignore rules apply, with `/`. */
  prefix: z.string(),
  /** Paths at which dependencies are mounted, relative to the workspace. */
  dependencyFolders: z.array(z.string()),
  /** Ignored files that were taken into the copy: never part of the proposal. */
  included: z.array(z.string()).default([]),
});

/** What a later process needs to know to collect a run's result. */
export type RunState = z.infer<typeof schema>;

/** Notes the state of a run beside its copy, where the sandbox does not reach. */
export async function saveRunState(run: RunFolders, state: RunState): Promise<void> {
  await writeFile(join(run.state, 'base.json'), JSON.stringify(state), { mode: 0o600 });
}

/** Reads it back. Throws CodedError `workspace.copyGone` when the run has no copy any more. */
export async function loadRunState(run: RunFolders): Promise<RunState> {
  try {
    return schema.parse(JSON.parse(await readFile(join(run.state, 'base.json'), 'utf8')));
  } catch (cause) {
    throw new CodedError('workspace.copyGone', 'The copy of this run is gone or incomplete.', {
      hint: 'Start the run again.',
      cause,
    });
  }
}

/** The folder that holds nothing but the ignore files of the base: rules are asked there, never in the copy. */
export function ignoreFolder(run: RunFolders): string {
  return join(run.state, 'ignore');
}

/** Git's index of the base. */
export function indexFile(run: RunFolders): string {
  return join(run.state, 'index');
}

/** The file of ignore rules that stand behind every `.gitignore`. */
export function excludeFile(run: RunFolders): string {
  return join(run.state, 'exclude');
}

/** Copies the ignore files of the base, and of the folders above the workspace, into the run's ignore folder. */
export async function saveIgnoreRules(
  run: RunFolders,
  place: { readonly topLevel: string; readonly prefix: string; readonly files: readonly string[] },
): Promise<void> {
  const above = place.prefix.split('/').map((_, index, parts) => parts.slice(0, index).join('/'));
  const below = place.files.filter((path) => path === '.gitignore' || path.endsWith('/.gitignore'));
  const wanted = [
    ...(place.prefix === '' ? [] : above.map((folder) => join(folder, '.gitignore'))),
    ...below.map((path) => join(place.prefix, path)),
  ];
  await mkdir(join(ignoreFolder(run), place.prefix), { recursive: true });
  for (const path of wanted) {
    const target = join(ignoreFolder(run), path);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(join(place.topLevel, path), target).catch((error: NodeJS.ErrnoException) => {
      // A folder above need not have rules, and a file may have vanished since the listing.
      if (error.code !== 'ENOENT') throw error;
    });
  }
}
