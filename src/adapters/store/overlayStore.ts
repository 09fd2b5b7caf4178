import type { BlobHash, RunId } from '../../base/ids.ts';
import { type RunEvent, runEventVersion } from '../../core/run/runEvent.ts';
import type { LogStore } from '../../core/run/runLog.ts';
import { blobHashOf } from './blobHash.ts';

/** A store over another one: what is written stays in memory, blobs that are not there are read from below, events never are. */
export function createOverlayStore(below: LogStore, nowMs: () => number): LogStore {
  const events = new Map<RunId, RunEvent[]>();
  const blobs = new Map<BlobHash, Uint8Array>();
  return {
    async append(runId, bodies) {
      const kept = events.get(runId) ?? [];
      const added = bodies.map(
        (body, i): RunEvent => ({ ...body, seq: kept.length + i + 1, atMs: nowMs(), v: runEventVersion }),
      );
      kept.push(...added);
      events.set(runId, kept);
      return added;
    },
    async read(runId, afterSeq) {
      return (events.get(runId) ?? []).slice(afterSeq);
    },
    async putBlob(bytes) {
      const hash = blobHashOf(bytes);
      blobs.set(hash, bytes);
      return hash;
    },
    async getBlob(hash, signal) {
      return blobs.get(hash) ?? below.getBlob(hash, signal);
    },
  };
}
