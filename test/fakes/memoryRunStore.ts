import { createHash } from 'node:crypto';
import { throwIfAborted } from '../../src/base/abort.ts';
import { CodedError } from '../../src/base/errors.ts';
import { Emitter } from '../../src/base/event.ts';
import { asBlobHash, type BlobHash, type RunId } from '../../src/base/ids.ts';
import { chainStart, type HashOf, type LogEntry, linkText } from '../../src/core/run/logChain.ts';
import { type RunEvent, type RunEventBody, runEventVersion } from '../../src/core/run/runEvent.ts';
import type { RunStore } from '../../src/core/run/runStore.ts';

const hashOf: HashOf = (previous, entry) => createHash('sha256').update(linkText(previous, entry)).digest('hex');

/** Runs kept in memory, for as long as the object lives. */
export function createMemoryRunStore(nowMs: () => number = () => 0): RunStore {
  const runs = new Map<RunId, RunEvent[]>();
  const blobs = new Map<BlobHash, { readonly bytes: Uint8Array; readonly putAtMs: number }>();
  const changed = new Emitter<RunId>();
  const holders = new Map<RunId, object>();
  const logs = new Map<RunId, LogEntry[]>();
  const chain = (runId: RunId, { seq, atMs, ...body }: RunEvent) => {
    const log = logs.get(runId) ?? [];
    const text = JSON.stringify(body);
    const before = log.at(-1)?.hash ?? chainStart(runId);
    const hash = hashOf(before, { seq, atMs, text });
    logs.set(runId, [...log, { seq, atMs, text, hash }]);
  };
  const add = (runId: RunId, bodies: readonly RunEventBody[]): readonly RunEvent[] => {
    const events = runs.get(runId) ?? [];
    const added = bodies.map((body, i): RunEvent => {
      // As any store would: what cannot be written down does not come back.
      const kept = JSON.parse(JSON.stringify(body)) as RunEvent;
      const event = { ...kept, seq: events.length + i + 1, atMs: nowMs(), v: runEventVersion };
      chain(runId, event);
      return event;
    });
    events.push(...added);
    runs.set(runId, events);
    changed.fire(runId);
    return added;
  };
  return {
    onDidChange: changed.event,
    async append(runId, bodies, signal) {
      throwIfAborted(signal);
      return add(runId, bodies);
    },
    async hold(runId, signal) {
      throwIfAborted(signal);
      if (holders.has(runId)) throw new CodedError('run.held', `The run ${runId} goes on already.`);
      const holder = {};
      holders.set(runId, holder);
      return {
        append(bodies, _how, appendSignal) {
          throwIfAborted(appendSignal);
          if (holders.get(runId) !== holder)
            throw new CodedError('run.lost', `The run ${runId} is held elsewhere now.`);
          return add(runId, bodies)[0]?.seq ?? 0;
        },
        release() {
          if (holders.get(runId) === holder) holders.delete(runId);
        },
      };
    },
    async isHeld(runId, signal) {
      throwIfAborted(signal);
      return holders.has(runId);
    },
    async read(runId, afterSeq, signal) {
      throwIfAborted(signal);
      return (runs.get(runId) ?? []).filter(({ seq }) => seq > afterSeq);
    },
    async entries(runId, signal) {
      throwIfAborted(signal);
      return { entries: logs.get(runId) ?? [], start: chainStart(runId), hashOf };
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
      if (holders.has(runId)) throw new CodedError('run.held', `The run ${runId} goes on.`);
      logs.delete(runId);
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
