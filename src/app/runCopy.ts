import { systemClock } from '../adapters/host/systemClock.ts';
import { createHostCopyFiles } from '../adapters/workspace/hostCopyFiles.ts';
import type { RunLog } from '../core/run/runLog.ts';
import type { RunSettings } from '../core/run/runSettings.ts';
import { createWorkingCopy, type WorkingCopy } from '../core/run/workingCopy.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** The copy that a run, or a replay of one, works in: of a session's workspace, with files of the host. */
export function createRunCopy(
  session: WorkspaceSession,
  { copyId, log, settings }: { readonly copyId: string; readonly log: RunLog; readonly settings: RunSettings },
): WorkingCopy {
  return createWorkingCopy(copyId, {
    log,
    workspace: session.workspace,
    include: settings.include,
    monotonicMs: systemClock.monotonicMs,
    openFiles: (opened) => createHostCopyFiles(opened.hostPath, opened.included),
  });
}
