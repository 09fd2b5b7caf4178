import { throwIfAborted } from '../../base/abort.ts';
import type { BlobHash } from '../../base/ids.ts';
import type { CopyFiles } from '../tool/tool.ts';
import type { Workspace, WorkspaceCopy } from '../workspace/workspace.ts';
import type { RunLog } from './runLog.ts';

/** Texts of files by path; undefined is a file that is deleted. */
export type FileTexts = ReadonlyMap<string, string | undefined>;

/** What a run's copy is made with. */
export interface WorkingCopyPorts {
  readonly log: RunLog;
  readonly workspace: Workspace;
  /** Ignored files that the person named. */
  readonly include: readonly string[];
  readonly monotonicMs: () => number;
  openFiles(copy: WorkspaceCopy): CopyFiles;
}

/**
 * The one isolated copy in which the nodes of a run work, one after the other. What it holds is on record: the snapshot it was
 * made from, and the files that differ. So a run that goes on in another process finds the same files again.
 */
export interface WorkingCopy {
  /** Gives the copy, made when it is first asked for. */
  open(signal: AbortSignal): Promise<WorkspaceCopy>;
  /** The files that are to differ from the base. */
  changes(signal: AbortSignal): Promise<FileTexts>;
  /** Runs an action while no other node changes the copy or runs anything in it. */
  alone<T>(action: (copy: WorkspaceCopy) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Records that the copy holds the base with these changes from now on; whoever calls has written them. */
  settle(changes: FileTexts, signal: AbortSignal): Promise<void>;
  /** Makes the copy what it was at the last `settle`: whatever was written or left behind since is gone. */
  restore(copy: WorkspaceCopy, signal: AbortSignal): Promise<void>;
  /** The same copy, for a node: what is recorded of it is recorded in the node's log. */
  within(log: RunLog): WorkingCopy;
}

/** The working copy of a run; `runId` names its folder. */
export function createWorkingCopy(runId: string, ports: WorkingCopyPorts): WorkingCopy {
  const { log, workspace } = ports;
  let opening: Promise<WorkspaceCopy> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const texts = async (signal: AbortSignal): Promise<FileTexts> => {
    const entries = Object.entries(log.state().changes).map(
      async ([path, hash]) => [path, hash === null ? undefined : await log.readText(hash, signal)] as const,
    );
    return new Map(await Promise.all(entries));
  };
  const restore = async (copy: WorkspaceCopy, signal: AbortSignal): Promise<void> => {
    await workspace.renew(copy, signal);
    const files = ports.openFiles(copy);
    for (const [path, text] of await texts(signal)) await files.write(path, text, signal);
  };
  const open = async (openerLog: RunLog, signal: AbortSignal): Promise<WorkspaceCopy> => {
    const startMs = ports.monotonicMs();
    const { baseTree } = log.state();
    const opened =
      baseTree === undefined
        ? await workspace.openCopy(runId, signal)
        : await workspace.reopenCopy(runId, baseTree, signal);
    const ms = ports.monotonicMs() - startMs;
    await openerLog.append({ type: 'copy.opened', files: opened.files, baseTree: opened.baseTree, ms }, signal);
    const copy = ports.include.length > 0 ? await take(opened, { ...ports, log: openerLog }, signal) : opened;
    const files = ports.openFiles(copy);
    for (const [path, text] of await texts(signal)) await files.write(path, text, signal);
    return copy;
  };

  const openOnce = (openerLog: RunLog, signal: AbortSignal): Promise<WorkspaceCopy> => {
    opening ??= open(openerLog, signal).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const within = (nodeLog: RunLog): WorkingCopy => ({
    within,
    changes: texts,
    restore,
    open: (signal) => openOnce(nodeLog, signal),
    async alone(action, signal) {
      const before = last;
      const turn = (async () => {
        await before.catch(() => undefined);
        throwIfAborted(signal);
        return action(await openOnce(nodeLog, signal));
      })();
      last = turn;
      return turn;
    },
    async settle(changes, signal) {
      const kept: [string, BlobHash | null][] = [];
      for (const [path, text] of changes)
        kept.push([path, text === undefined ? null : await log.keepBytes(new TextEncoder().encode(text), signal)]);
      await nodeLog.append({ type: 'copy.changed', files: Object.fromEntries(kept) }, signal);
    },
  });
  return within(log);
}

/** The copy with the ignored files that the person named. */
async function take(
  opened: WorkspaceCopy,
  { log, workspace, include }: WorkingCopyPorts,
  signal: AbortSignal,
): Promise<WorkspaceCopy> {
  const copy = await workspace.include(opened, include, signal);
  await log.append({ type: 'copy.included', paths: include, files: copy.included?.length ?? 0 }, signal);
  return copy;
}
