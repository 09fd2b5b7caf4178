import type { Event } from '../../base/event.ts';
import type { BlobHash, RunId } from '../../base/ids.ts';
import type { StoredLog } from './logChain.ts';
import type { RunEvent, RunEventBody, RunHead } from './runEvent.ts';

/** Which blobs a sweep removes: those put before that time (ms since 1970) whose address is not among those to keep. */
export interface BlobSweep {
  readonly keep: ReadonlySet<BlobHash>;
  readonly putBeforeMs: number;
  /** true: nothing is removed, and the answer is what would be. */
  readonly dryRun: boolean;
}

/** How much a sweep removed. */
export interface BlobsSwept {
  readonly blobs: number;
  readonly bytes: number;
}

/** The right to go on with a run, which one process has at a time. */
export interface RunHold {
  /**
   * Appends as the run's holder, and gives the number of the first event: at once where the store writes at once. With
   * `flush` the events survive the death of the machine, without it that of the process. Throws `run.lost`, and appends
   * nothing, once another process holds the run.
   */
  append(
    bodies: readonly RunEventBody[],
    how: { readonly flush: boolean },
    signal: AbortSignal,
  ): number | Promise<number>;
  /** Lets others have the run. Further appends throw `run.lost`. */
  release(): void;
}

/**
 * Port: where runs are kept.
 *
 * Contract: `append` numbers the events of a run without gaps, stores all or none, and has them on disk when it resolves
 * (surviving the death of the process). Two processes may append to different runs, or to the same one, at once. `read`
 * gives events in order. Each entry carries the hash of the one before it and of itself (`logChain.ts`). Blobs are content-addressed: the same bytes are kept once. `onDidChange` tells of appends of this
 * process at once, and of other processes within two seconds, or 200 ms for a run that this process holds. A damaged or newer
 * store throws `store.unreadable` or `store.newer` and is left as it is. A store on a server throws `store.unreachable` and
 * `store.unauthorized`; an append that it broke off may have been stored or not, all or none. An append that has begun is
 * completed even when the signal fires. `remove` takes a run's events away, all or none, is told by `onDidChange`, and leaves
 * blobs alone; it throws `run.held` while a holder of the run lives, and a run that is not there is no failure. A blob that is
 * put again counts as put now, so that a sweep cannot take what an append is about to refer to. `hold` gives a run to one
 * process at a time, whether it has events or not: it throws `run.held` while another holder lives, in this process or
 * elsewhere, and takes the run over at once when its holder is dead. Anybody may `append` to a run that another holds.
 */
export interface RunStore {
  append(runId: RunId, bodies: readonly RunEventBody[], signal: AbortSignal): Promise<readonly RunEvent[]>;
  read(runId: RunId, afterSeq: number, signal: AbortSignal): Promise<readonly RunEvent[]>;
  /** The log as it is kept, in the order in which it is kept, with the hash of each entry. */
  entries(runId: RunId, signal: AbortSignal): Promise<StoredLog>;
  hold(runId: RunId, signal: AbortSignal): Promise<RunHold>;
  /** Whether a holder of the run lives. */
  isHeld(runId: RunId, signal: AbortSignal): Promise<boolean>;
  /** Newest first. */
  list(signal: AbortSignal): Promise<readonly RunHead[]>;
  putBlob(bytes: Uint8Array, signal: AbortSignal): Promise<BlobHash>;
  getBlob(hash: BlobHash, signal: AbortSignal): Promise<Uint8Array | undefined>;
  remove(runId: RunId, signal: AbortSignal): Promise<void>;
  sweepBlobs(sweep: BlobSweep, signal: AbortSignal): Promise<BlobsSwept>;
  /** Gives the room of what was removed back to the disk, where that does not happen by itself. */
  compact(signal: AbortSignal): Promise<void>;
  readonly onDidChange: Event<RunId>;
  close(): void;
}
