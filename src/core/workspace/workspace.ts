import type { BlobHash } from '../../base/ids.ts';
import type { DependencyMount } from '../sandbox/sandbox.ts';
import type { RecentLines } from './recentLines.ts';

/** A file as it was or is: `undefined` hash means it does not exist. */
export interface FileState {
  readonly hash: BlobHash | undefined;
  /** true when its executable bit is set. */
  readonly executable: boolean;
}

/** One file of a proposal, relative to the workspace with `/`. Contents are blobs in the run's store. */
export interface ProposedFile {
  readonly path: string;
  readonly kind: 'added' | 'modified' | 'deleted';
  /** As it was when the run began, in the person's workspace. */
  readonly base: FileState;
  readonly result: FileState;
  readonly binary: boolean;
}

/** What a run would change. Nothing of it has touched the workspace. */
export interface Proposal {
  readonly files: readonly ProposedFile[];
  /** Files the collector refused (symlink out of the tree, device, nested .git, too large), with the reason. */
  readonly refused: readonly { readonly path: string; readonly why: string }[];
}

/** An isolated copy of a workspace. Everything a run does to files happens here. */
export interface WorkspaceCopy {
  /** Absolute path on the host. */
  readonly hostPath: string;
  /** The original workspace's absolute path: the copy is mounted there inside the sandbox. */
  readonly originalPath: string;
  /** Writable scratch folder of this run, beside the copy. */
  readonly scratchPath: string;
  /** Dependency folders to mount. */
  readonly dependencies: readonly DependencyMount[];
  readonly files: number;
  /** Tree id of the snapshot in the shadow repository. */
  readonly baseTree: string;
  /** Files of the workspace that the copy does not hold (a link that leaves it, unreadable), with the reason. */
  readonly skipped?: readonly { readonly path: string; readonly why: string }[];
  /** Ignored files that the copy holds because the person named them; they are never part of a proposal. */
  readonly included?: readonly string[];
}

/** What is left of a run in the data folder. */
export interface CopyLeftover {
  readonly runId: string;
  readonly path: string;
  readonly bytes: number;
  /** Process that owns it, when it is still alive. */
  readonly ownerPid: number | undefined;
}

/** The bytes of a file to be written by an accept or an undo. `undefined` content deletes the file. */
export interface FileWrite {
  readonly path: string;
  /** What must be on disk now, or the write is refused. */
  readonly expected: FileState;
  readonly content: Uint8Array | undefined;
  readonly executable: boolean;
}

/** Outcome of writing: all or nothing. */
export type WriteOutcome =
  | { readonly kind: 'written' }
  | { readonly kind: 'changed-since'; readonly paths: readonly string[] }
  | { readonly kind: 'refused'; readonly path: string; readonly why: string };

/**
 * Port: isolated copies of a workspace, and careful writes into it.
 *
 * Contract: `openCopy` never writes to the workspace nor to its `.git`; the copy includes uncommitted and untracked files
 * byte for byte and leaves ignored ones out. `reopenCopy` makes a copy from an earlier
 * snapshot, in the place of what the run may have left behind (`workspace.baseGone` when the snapshot is no longer kept). A
 * snapshot is kept until `forget` is called for its run. `include` takes ignored files or folders into a copy that was just opened (relative
 * paths; `include.unsafePath`, `include.missing`): byte for byte, links as links, and never part of the proposal; the copy it gives lists them. `renew` makes an open copy as it was at first: everything that was changed in it,
 * left in its scratch folder or written over its dependencies is gone. `collect` compares the copy with its base and never follows links out of it.
 * `readFile` gives undefined for a file that does not exist, and refuses (`workspace.unsafePath`) one reached through a link
 * that leaves the workspace. `write` checks every expected hash first, then writes all or nothing, never through a link;
 * a crash in between is finished or rolled back by the next call; it refuses files that are read-only. `check` says what `write`
 * would come to, and writes nothing. `dispose` removes a copy; a disposed copy is gone from `leftovers`.
 */
export interface Workspace {
  readonly path: string;
  openCopy(runId: string, signal: AbortSignal): Promise<WorkspaceCopy>;
  reopenCopy(runId: string, baseTree: string, signal: AbortSignal): Promise<WorkspaceCopy>;
  include(copy: WorkspaceCopy, paths: readonly string[], signal: AbortSignal): Promise<WorkspaceCopy>;
  renew(copy: WorkspaceCopy, signal: AbortSignal): Promise<void>;
  collect(
    copy: WorkspaceCopy,
    signal: AbortSignal,
  ): Promise<{ readonly proposal: Proposal; readonly blobs: ReadonlyMap<BlobHash, Uint8Array> }>;
  /** Which lines of the copy's base were changed lately, by git; empty where that is not known. Never fails for that. */
  recentLines(copy: WorkspaceCopy, signal: AbortSignal): Promise<RecentLines>;
  readFile(
    path: string,
    signal: AbortSignal,
  ): Promise<{ readonly content: Uint8Array; readonly state: FileState } | undefined>;
  write(writes: readonly FileWrite[], signal: AbortSignal): Promise<WriteOutcome>;
  check(writes: readonly FileWrite[], signal: AbortSignal): Promise<WriteOutcome>;
  leftovers(signal: AbortSignal): Promise<readonly CopyLeftover[]>;
  dispose(runId: string, signal: AbortSignal): Promise<void>;
  /** Lets go of the snapshot that a run began with, and of its copy: it can be neither resumed, replayed nor forked any more. */
  forget(runId: string, signal: AbortSignal): Promise<void>;
}
