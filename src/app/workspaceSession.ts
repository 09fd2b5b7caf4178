import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileOutputCache, type FileOutputCache } from '../adapters/store/fileOutputCache.ts';
import { openRunStore } from '../adapters/store/openRunStore.ts';
import { noStoreSettings, type Retention, type StoreSettings } from '../adapters/store/storeSettings.ts';
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
  /** Outputs of nodes with `cache`, for all runs of the workspace. */
  readonly outputs: FileOutputCache;
  /** How long runs stay when nobody says otherwise. */
  readonly retention: Retention;
  readonly states: RunStates;
  readonly workspace: ShadowWorkspace;
  /** Runs an accept or an undo while no other one of this workspace goes on, in any process. Throws `workspace.writeBusy`. */
  alone<T>(action: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** The same for what is in another folder of the data folder; locks lie in that folder. */
  aloneIn<T>(folder: string, action: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** Opens a workspace's data folder, log and copies. Throws `workspace.missing` when there is no such folder. */
export async function openWorkspaceSession(
  workspacePath: string,
  environment: {
    readonly dataFolder: string;
    /** XDG_CONFIG_HOME: where the person's global ignore file may lie. */
    readonly configHome: string | undefined;
    /** Absent: the store that needs no setting up, and runs are kept for ever. */
    readonly store?: StoreSettings;
    readonly nowMs: () => number;
    readonly notice: (sentence: string) => void;
  },
): Promise<WorkspaceSession> {
  const path = await realpath(workspacePath).catch((cause: unknown) => {
    throw new CodedError('workspace.missing', `There is no folder ${workspacePath}.`, { cause });
  });
  const { dataFolder, configHome, store: settings = noStoreSettings, nowMs, notice } = environment;
  const workspace = createShadowWorkspace({ path, dataFolder, ...(configHome === undefined ? {} : { configHome }) });
  await finishInterruptedWrites(workspace, notice);
  const { folders } = workspace;
  // A session outlives the call that opens it, and is shared with others: no caller's signal ends its opening.
  const { signal } = new AbortController();
  const store = await openRunStore({ folder: folders.root, settings, nowMs, notice }, signal);
  // Not the folder of the write lock: an accept holds this one while it writes.
  const reviewFolder = join(folders.root, 'review');
  await mkdir(reviewFolder, { recursive: true, mode: 0o700 });
  return {
    path,
    folders,
    store,
    outputs: createFileOutputCache(join(folders.root, 'outputs'), nowMs),
    retention: settings.retention,
    states: createRunStates(store),
    workspace,
    alone: (action, waitSignal) => withWriteLock(reviewFolder, { waitMs: reviewWaitMs }, action, waitSignal),
    async aloneIn(folder, action, waitSignal) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return withWriteLock(folder, { waitMs: reviewWaitMs }, action, waitSignal);
    },
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
