import type { Event } from '../../base/event.ts';
import type { BlobHash, RunId } from '../../base/ids.ts';
import type { RunEvent, RunEventBody, RunHead } from './runEvent.ts';

/**
 * Port: where runs are kept.
 *
 * Contract: `append` numbers the events of a run without gaps, stores all or none, and has them on disk when it resolves
 * (surviving the death of the process). Two processes may append to different runs, or to the same one, at once. `read`
 * gives events in order. Blobs are content-addressed: the same bytes are kept once. `onDidChange` tells of appends of this
 * process at once, and of other processes within two seconds. A damaged or newer store throws `store.unreadable` or
 * `store.newer` and is left as it is. An append that has begun is completed even when the signal fires.
 */
export interface RunStore {
  append(runId: RunId, bodies: readonly RunEventBody[], signal: AbortSignal): Promise<readonly RunEvent[]>;
  read(runId: RunId, afterSeq: number, signal: AbortSignal): Promise<readonly RunEvent[]>;
  /** Newest first. */
  list(signal: AbortSignal): Promise<readonly RunHead[]>;
  putBlob(bytes: Uint8Array, signal: AbortSignal): Promise<BlobHash>;
  getBlob(hash: BlobHash, signal: AbortSignal): Promise<Uint8Array | undefined>;
  readonly onDidChange: Event<RunId>;
  close(): void;
}
