import type { RunId } from '../../base/ids.ts';

/** An entry of a run's log as its store keeps it: the event as JSON text, byte for byte, and its hash. */
export interface LogEntry {
  /** From 1. */
  readonly seq: number;
  /** Ms since 1970. */
  readonly atMs: number;
  readonly text: string;
  /** SHA-256, hexadecimal; undefined for one that was written by a version that did not chain. */
  readonly hash: string | undefined;
}

/** The hash of an entry that follows one with this hash, or what a chain begins with. */
export type HashOf = (previous: string, entry: Pick<LogEntry, 'seq' | 'atMs' | 'text'>) => string;

/** A run's log as its store keeps it. */
export interface StoredLog {
  readonly entries: readonly LogEntry[];
  /** What the chain begins with, and how the store hashes. */
  readonly start: string;
  readonly hashOf: HashOf;
  /** What the store wrote down apart from the entries: this one was there, with this hash. Absent where a store has no such place. */
  readonly head?: { readonly seq: number; readonly hash: string } | undefined;
}

/** What stands in the place of a hash in front of a run's first entry, so that entries of one run are none of another. */
export function chainStart(runId: RunId): string {
  return `loopwright run ${runId}`;
}

/**
 * The text whose SHA-256 is the hash of an entry: the hash of the entry before it, its number, its time, and its event as it is kept.
 * Lines end with LF; no event holds one, since it is JSON.
 */
export function linkText(previous: string, { seq, atMs, text }: Pick<LogEntry, 'seq' | 'atMs' | 'text'>): string {
  return `${previous}\n${seq}\n${atMs}\n${text}`;
}
