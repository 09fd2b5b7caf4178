import { hash } from 'node:crypto';
import { type LogEntry, linkText } from '../../core/run/logChain.ts';

/** The hash of an entry that follows one with this hash. */
export function chainHash(previous: string, entry: Pick<LogEntry, 'seq' | 'atMs' | 'text'>): string {
  return hash('sha256', linkText(previous, entry), 'hex');
}
