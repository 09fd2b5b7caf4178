import type { BlobHash, HunkId } from '../../base/ids.ts';
import type { Proposal } from '../workspace/workspace.ts';
import type { AppliedFile } from './appliedFile.ts';

/** What a person did with the proposal of a run, `noun.pastVerb`: a part of the union of all events. */
export type ReviewEventKind =
  /** A person decided hunks of the proposal; the last decision of a hunk counts. */
  | {
      readonly type: 'hunk.decided';
      readonly hunkIds: readonly HunkId[];
      readonly decision: 'accepted' | 'rejected' | 'undecided';
      readonly reason: string | undefined;
    }
  /** A person said something about a line of a hunk; an empty text takes it back. `line` counts from 1 on its side. */
  | {
      readonly type: 'hunk.commented';
      readonly hunkId: HunkId;
      readonly side: 'old' | 'new';
      readonly line: number;
      readonly text: string;
    }
  /**
   * A person asked for a new attempt in place of hunks that they rejected: the run goes on. `known` are all hunks of the proposal until
   * now, which `previous` holds: hunks that are in none of them are those of the new attempt.
   */
  | {
      readonly type: 'revision.began';
      readonly number: number;
      readonly hunkIds: readonly HunkId[];
      readonly reason: string;
      readonly known: readonly HunkId[];
      readonly previous: Proposal;
    }
  /** The new attempt came to its end; `why` says why there is nothing new to review. */
  | { readonly type: 'revision.ended'; readonly proposed: boolean; readonly why: string }
  /**
   * A person chose which of the edits that make the tests green is proposed from now on: 1 is the one that the run proposed. `hunkIds` are
   * all hunks of it, `known` those of what was proposed until now.
   */
  | {
      readonly type: 'alternative.chosen';
      readonly number: number;
      readonly hunkIds: readonly HunkId[];
      readonly known: readonly HunkId[];
    }
  /** A person changed a proposed file; what they made of it is what is proposed from now on, in place of the hunks `replaced`. */
  | {
      readonly type: 'patch.edited';
      readonly path: string;
      readonly result: { readonly hash: BlobHash | undefined; readonly executable: boolean };
      readonly hunkIds: readonly HunkId[];
      readonly replaced: readonly HunkId[];
    }
  /** An accept is about to write; the blobs hold what was there before. */
  | { readonly type: 'apply.began'; readonly files: readonly AppliedFile[]; readonly hunkIds: readonly HunkId[] }
  /**
   * An accept ended; `written` is false when nothing was changed. `files` is there when an editor wrote them and left something
   * else than was given to it (it formats what it saves): the files as they are.
   */
  | { readonly type: 'apply.finished'; readonly written: boolean; readonly files?: readonly AppliedFile[] }
  /**
   * What an accept had written was put back: all of it, or (with `hunkIds`) those hunks. Then `files` are files as they were written,
   * which hold other hunks still, and `paths` those that hold none.
   */
  | {
      readonly type: 'undo.finished';
      readonly paths: readonly string[];
      readonly hunkIds?: readonly HunkId[];
      readonly files?: readonly AppliedFile[];
    };
