/** A file of memory. `version` names its exact text. */
export interface MemoryFile {
  readonly id: string;
  readonly text: string;
  readonly version: string;
}

/** A file that was not read, with the reason. */
export interface SkippedMemory {
  readonly file: string;
  readonly why: string;
}

/** All files of a store as they were at one moment, by name. `at`: ms since 1970. */
export interface MemorySnapshot {
  readonly id: string;
  readonly atMs: number;
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Port: files of memory, one fact each.
 *
 * Contract: a write or a removal says which version it replaces (undefined: there must be none) and throws CodedError
 * `memory.changed` when another one is there, having changed nothing. The same write made twice is no change. A reader never sees
 * half a file. A snapshot holds every file as it is; going back to one makes the files what they were then, and takes a snapshot
 * first, so that going back is undone in the same way. Snapshots beyond the newest 50 may be forgotten. No file is ever reached
 * through a link. Every call honours its signal before it changes anything.
 */
export interface MemoryStore {
  list(
    signal: AbortSignal,
  ): Promise<{ readonly files: readonly MemoryFile[]; readonly skipped: readonly SkippedMemory[] }>;
  /** Gives the new version. */
  write(
    file: { readonly id: string; readonly text: string },
    replaces: string | undefined,
    signal: AbortSignal,
  ): Promise<string>;
  remove(id: string, replaces: string, signal: AbortSignal): Promise<void>;
  /** The snapshot's name; the last one's where nothing has changed since. */
  snapshot(signal: AbortSignal): Promise<string>;
  /** Newest first. */
  snapshots(signal: AbortSignal): Promise<readonly MemorySnapshot[]>;
  /** Throws CodedError `memory.noSnapshot`. Gives the snapshot of what was there before. */
  rollback(id: string, signal: AbortSignal): Promise<string>;
}
