import path from 'node:path';
import { createCommandHook } from '../adapters/hook/commandHook.ts';
import { createModuleHook } from '../adapters/hook/moduleHook.ts';
import { findByEnvironment, killHard, listTree } from '../adapters/sandbox/processTree.ts';
import { isInside } from '../adapters/workspace/dataFolder.ts';
import type { Disposable } from '../base/disposable.ts';
import type { HookRunners } from '../core/hook/hook.ts';
import { createSandboxedHook, type RunSandboxed } from '../core/hook/sandboxedHook.ts';

/** What the runners of a run's hooks are made of. */
export interface HookRunnerOptions {
  /** Where the person's hooks.yaml lies. */
  readonly dataFolder: string;
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** undefined where there is no sandbox: then hooks of the workspace fail, and its gates refuse. */
  readonly runSandboxed: RunSandboxed | undefined;
}

/** The runners of one run's hooks. Dispose when the run has ended, behind its last hook: it ends the modules' processes. */
export function createHookRunners(options: HookRunnerOptions): HookRunners & Disposable {
  const { dataFolder, workspace, runSandboxed } = options;
  const env = { ...options.env, PATH: outsidePath(options.env.PATH ?? '', workspace) };
  const host = { folder: dataFolder, env, processes: { listTree, findByEnvironment, killHard } };
  const module = createModuleHook(host);
  return {
    command: createCommandHook(host),
    module,
    sandboxed: runSandboxed && createSandboxedHook(runSandboxed),
    dispose: () => module.dispose(),
  };
}

/** A PATH without folders of the workspace, as npm puts them in front: `node` there may be the repository's. */
function outsidePath(folders: string, workspace: string): string {
  return folders
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder) && !isInside(workspace, path.normalize(folder)))
    .join(path.delimiter);
}
