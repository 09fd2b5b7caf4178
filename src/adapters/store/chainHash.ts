import { hash } from 'node:crypto';
import type { RunId } from '../../base/ids.ts';
import { chainStart, type HashOf, type LogEntry, linkText, type StoredLog } from '../../core/run/logChain.ts';

/** The hash of an entry that follows one with this hash. */
export const chainHash: HashOf = (previous, entry) => hash('sha256', linkText(previous, entry), 'hex');

/** The log of a run as it is kept. */
export function storedLog(runId: RunId, entries: readonly LogEntry[], head?: StoredLog['head']): StoredLog {
  return { entries, head, start: chainStart(runId), hashOf: chainHash };
}
