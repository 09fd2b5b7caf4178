import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { openRunStore } from '../adapters/store/openRunStore.ts';
import type { WorkspaceFolders } from '../adapters/workspace/dataFolder.ts';
import { createShadowWorkspace, type ShadowWorkspace } from '../adapters/workspace/shadowWorkspace.ts';
import { withWriteLock } from '../adapters/workspace/writeLock.ts';
import { CodedError } from '../base/errors.ts';
import type { RunStore } from '../core/run/runStore.ts';
import { createRunStates, type RunStates } from './runStates.ts';

const reviewWaitMs = 30_000;

/** One workspace as it is open in this process. */
export interface WorkspaceSession {
  /** Real absolute path. */
  readonly path: string;
  readonly folders: WorkspaceFolders;
  readonly store: RunStore;
  readonly states: RunStates;
  readonly workspace: ShadowWorkspace;
  /** Runs an accept or an undo while no other one of this workspace goes on, in any process. Throws `workspace.writeBusy`. */
  alone<T>(action: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** Opens a workspace's data folder, log and copies. Throws `workspace.missing` when there is no such folder. */
export async function openWorkspaceSession(
  workspacePath: string,
  environment: {
    readonly dataFolder: string;
    /** XDG_CONFIG_HOME: where the person's global ignore file may lie. */
    readonly configHome: string | undefined;
    readonly nowMs: () => number;
    readonly notice: (sentence: string) => void;
  },
): Promise<WorkspaceSession> {
  const path = await realpath(workspacePath).catch((cause: unknown) => {
    throw new CodedError('workspace.missing', `There is no folder ${workspacePath}.`, { cause });
  });
  const { dataFolder, configHome } = environment;
  const workspace = createShadowWorkspace({ path, dataFolder, ...(configHome === undefined ? {} : { configHome }) });
  await finishInterruptedWrites(workspace, environment.notice);
  const { folders } = workspace;
  const store = await openRunStore(folders.root, environment.nowMs, environment.notice);
  // Not the folder of the write lock: an accept holds this one while it writes.
  const reviewFolder = join(folders.root, 'review');
  await mkdir(reviewFolder, { recursive: true, mode: 0o700 });
  return {
    path,
    folders,
    store,
    states: createRunStates(store),
    workspace,
    alone: (action, signal) => withWriteLock(reviewFolder, { waitMs: reviewWaitMs }, action, signal),
  };
}

/** Deals with an accept whose process died, before anything else looks at the files; says where a version was kept. */
async function finishInterruptedWrites(workspace: ShadowWorkspace, notice: (sentence: string) => void): Promise<void> {
  const { kept } = await workspace.recover(new AbortController().signal);
  for (const { path, savedIn } of kept) {
    notice(
      `${path} changed after an accept was interrupted; it was left as it is. What was there before is in ${savedIn}.`,
    );
  }
}
