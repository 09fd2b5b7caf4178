import type { WorkspaceCopy } from '../workspace/workspace.ts';

/**
 * Port: what the person's machine has and a run does not see, to tell why tests fail for a reason that no edit can mend.
 *
 * Contract: looks at names only, never at contents, and follows nothing out of the workspace.
 */
export interface HostView {
  /**
   * Of these paths (relative to the workspace, `/`) what the workspace has and the copy has not, each cut to its topmost
   * missing folder, sorted. Dependencies, `.git` and what the copy had to leave out are not among them.
   */
  onlyInWorkspace(copy: WorkspaceCopy, paths: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
  /** Where a program (a name or an absolute path) stands on this machine; undefined when it does not. */
  program(name: string, signal: AbortSignal): Promise<string | undefined>;
}
