import type { RunId } from '../base/ids.ts';
import { type AuditTrail, auditTrail } from '../core/run/auditTrail.ts';
import { emptyRunState, foldRunState } from '../core/run/runState.ts';
import { type ChainReport, verifyChain } from '../core/run/verifyChain.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** What came of following the log of a run. */
export type VerifiedLog = ChainReport & { readonly runId: RunId };

/** How a person looks into what was decided, and whether the logs are as they were written. */
export interface AuditCalls {
  /** What was decided in a run. */
  getAudit(run: { readonly workspace: string; readonly runId: RunId }, signal: AbortSignal): Promise<AuditTrail>;
  /** Follows the chain of one run's log, or of all logs of a workspace, the newest first. Reads the entries as they are kept. */
  verifyLogs(workspace: string, runId: RunId | undefined, signal: AbortSignal): Promise<readonly VerifiedLog[]>;
}

export function createAuditCalls(open: (workspace: string) => Promise<WorkspaceSession>): AuditCalls {
  return {
    async getAudit({ workspace, runId }, signal) {
      const { store } = await open(workspace);
      const events = await store.read(runId, 0, signal);
      return auditTrail(events, foldRunState(emptyRunState(runId), events));
    },
    async verifyLogs(workspace, named, signal) {
      const { store } = await open(workspace);
      const runs = named === undefined ? (await store.list(signal)).map(({ runId }) => runId) : [named];
      const verified: VerifiedLog[] = [];
      for (const runId of runs) verified.push({ runId, ...verifyChain(await store.entries(runId, signal)) });
      return verified;
    },
  };
}
