import { createHash } from 'node:crypto';
import { throwIfAborted } from '../../src/base/abort.ts';
import { Emitter } from '../../src/base/event.ts';
import { asBlobHash, type BlobHash, type RunId } from '../../src/base/ids.ts';
import { type RunEvent, runEventVersion } from '../../src/core/run/runEvent.ts';
import type { RunStore } from '../../src/core/run/runStore.ts';

/** Runs kept in memory, for as long as the object lives. */
export function createMemoryRunStore(nowMs: () => number = () => 0): RunStore {
  const runs = new Map<RunId, RunEvent[]>();
  const blobs = new Map<BlobHash, { readonly bytes: Uint8Array; readonly putAtMs: number }>();
  const changed = new Emitter<RunId>();
  return {
    onDidChange: changed.event,
    async append(runId, bodies, signal) {
      throwIfAborted(signal);
      const events = runs.get(runId) ?? [];
      const added = bodies.map((body, i): RunEvent => {
        // As any store would: what cannot be written down does not come back.
        const kept = JSON.parse(JSON.stringify(body)) as RunEvent;
        return { ...kept, seq: events.length + i + 1, atMs: nowMs(), v: runEventVersion };
      });
      runs.set(runId, [...events, ...added]);
      changed.fire(runId);
      return added;
    },
    async read(runId, afterSeq, signal) {
      throwIfAborted(signal);
      return (runs.get(runId) ?? []).filter(({ seq }) => seq > afterSeq);
    },
    async list(signal) {
      throwIfAborted(signal);
      const heads = [...runs].map(([runId, events]) => ({
        runId,
        createdAtMs: events[0]?.atMs ?? 0,
        lastSeq: events.length,
      }));
      return heads.sort((a, b) => b.createdAtMs - a.createdAtMs || (a.runId < b.runId ? 1 : -1));
    },
    async putBlob(bytes, signal) {
      throwIfAborted(signal);
      const hash = asBlobHash(createHash('sha256').update(bytes).digest('hex'));
      blobs.set(hash, { bytes: bytes.slice(), putAtMs: nowMs() });
      return hash;
    },
    async getBlob(hash, signal) {
      throwIfAborted(signal);
      return blobs.get(hash)?.bytes;
    },
    async remove(runId, signal) {
      throwIfAborted(signal);
      if (runs.delete(runId)) changed.fire(runId);
    },
    async sweepBlobs({ keep, putBeforeMs, dryRun }, signal) {
      throwIfAborted(signal);
      const swept = [...blobs].filter(([hash, { putAtMs }]) => !keep.has(hash) && putAtMs < putBeforeMs);
      if (!dryRun) for (const [hash] of swept) blobs.delete(hash);
      return { blobs: swept.length, bytes: swept.reduce((sum, [, { bytes }]) => sum + bytes.length, 0) };
    },
    async compact(signal) {
      throwIfAborted(signal);
    },
    close() {
      changed.dispose();
    },
  };
}
