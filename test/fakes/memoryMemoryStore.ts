import { createHash } from 'node:crypto';
import { throwIfAborted } from '../../src/base/abort.ts';
import { CodedError } from '../../src/base/errors.ts';
import type { MemorySnapshot, MemoryStore } from '../../src/core/memory/memoryStore.ts';

/** A memory store in memory. */
export function createMemoryMemoryStore(nowMs: () => number = () => 0): MemoryStore {
  let files = new Map<string, string>();
  const snapshots: MemorySnapshot[] = [];
  const requireVersion = (id: string, replaces: string | undefined) => {
    const text = files.get(id);
    if ((text === undefined ? undefined : versionOf(text)) === replaces) return;
    throw new CodedError('memory.changed', `${id} was changed meanwhile.`, { details: { id } });
  };
  const take = () => {
    const all = Object.fromEntries([...files].sort());
    const [last] = snapshots;
    if (last && JSON.stringify(last.files) === JSON.stringify(all)) return last.id;
    const id = String(snapshots.length + 1);
    snapshots.unshift({ id, atMs: nowMs(), files: all });
    return id;
  };
  const abortable = async <T>(signal: AbortSignal, action: () => T): Promise<T> => {
    throwIfAborted(signal);
    return action();
  };
  return {
    list: (signal) =>
      abortable(signal, () => ({
        files: [...files].sort().map(([id, text]) => ({ id, text, version: versionOf(text) })),
        skipped: [],
      })),
    write: ({ id, text }, replaces, signal) =>
      abortable(signal, () => {
        requireVersion(id, replaces);
        files.set(id, text);
        return versionOf(text);
      }),
    remove: (id, replaces, signal) =>
      abortable(signal, () => {
        requireVersion(id, replaces);
        files.delete(id);
      }),
    snapshot: (signal) => abortable(signal, take),
    snapshots: (signal) => abortable(signal, () => [...snapshots]),
    rollback: (id, signal) =>
      abortable(signal, () => {
        const wanted = snapshots.find((one) => one.id === id);
        if (!wanted) throw new CodedError('memory.noSnapshot', `There is no snapshot ${id}.`);
        const before = take();
        files = new Map(Object.entries(wanted.files));
        return before;
      }),
  };
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
