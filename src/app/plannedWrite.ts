import type { AppliedFile } from '../core/run/runEvent.ts';
import type { FileWrite } from '../core/workspace/workspace.ts';

/** A file about to be written: what the workspace adapter needs, and what the log keeps for an undo. */
export interface PlannedWrite {
  readonly write: FileWrite;
  readonly applied: AppliedFile;
  readonly beforeBytes: Uint8Array | undefined;
  readonly hunks: number;
}
