import type { RunId } from '../../base/ids.ts';

/** What the log says of a run without reading it. */
export interface RunHead {
  readonly runId: RunId;
  readonly createdAtMs: number;
  readonly lastSeq: number;
}
