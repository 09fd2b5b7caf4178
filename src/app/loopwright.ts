import type { Disposable } from '../base/disposable.ts';
import type { Event } from '../base/event.ts';
import type { RunId } from '../base/ids.ts';
import type { PasteDesk } from '../core/model/pasteDesk.ts';
import type { RunEvent } from '../core/run/runEvent.ts';
import type { RunState } from '../core/run/runState.ts';
import type { DoctorRow, FailingTestView, FixRequest, TestCommandView } from '../protocol/engine.ts';
import type { AcceptResult, Decision, ReviewView, RunRow, UndoResult } from '../protocol/runView.ts';

/** A run of a workspace; `workspace` is an absolute path. */
export interface RunRef {
  readonly workspace: string;
  readonly runId: RunId;
}

/** A run that goes on in this process. */
export interface StartedRun {
  readonly runId: RunId;
  /** Resolves with the run's last state once it has ended, whatever its outcome. Rejects only when the log cannot be written. */
  readonly ended: Promise<RunState>;
}

/** What only some callers have for a run. */
export interface FixExtras {
  /** Folder for `request-0001.md` and `reply-0001.md` of the paste model. */
  readonly pasteDir?: string;
  readonly pasteDesk?: PasteDesk;
  /** Folder with recorded replies, for the recorded model. */
  readonly recordedDir?: string;
}

/** Something that changed in a run. */
export interface RunChange {
  readonly workspace: string;
  readonly runId: RunId;
}

/** A proposal as a patch that `git apply` takes, and its size. */
export interface PatchFile {
  readonly text: string;
  readonly path: string;
  readonly files: number;
  readonly hunks: number;
  readonly added: number;
  readonly removed: number;
}

/** What a collection may remove. Neither `olderThanDays` nor `keep`, here or in the settings: no run at all. */
export interface GarbageRequest {
  /** Runs whose last event is older. */
  readonly olderThanDays: number | undefined;
  /** The newest runs that stay. */
  readonly keep: number | undefined;
  /** Also runs whose proposal is not fully decided. */
  readonly undecided: boolean;
  /** Nothing is removed; the report says what would be. */
  readonly dryRun: boolean;
}

/** What a collection removed, or with `dryRun` would have. Sizes are in bytes. */
export interface GarbageReport {
  readonly dryRun: boolean;
  readonly runs: readonly RunId[];
  /** Events of the removed runs. */
  readonly events: number;
  readonly keptRuns: number;
  readonly blobs: number;
  readonly blobBytes: number;
  /** Copies of the workspace that dead runs left. */
  readonly copies: number;
  readonly copyBytes: number;
  /** Patches and paste folders. */
  readonly files: number;
  readonly fileBytes: number;
}

/** All that Loopwright does, for the command line and for the extension's worker alike. */
export interface Loopwright extends Disposable {
  findTests(workspace: string, hint: readonly string[], signal: AbortSignal): Promise<readonly TestCommandView[]>;
  reproduce(request: FixRequest, signal: AbortSignal): Promise<readonly FailingTestView[]>;
  /** Starts a run. The signal cancels the run itself, also after this has resolved. */
  startFix(request: FixRequest, extras: FixExtras, signal: AbortSignal): Promise<StartedRun>;
  listRuns(workspace: string, signal: AbortSignal): Promise<readonly RunRow[]>;
  /** Finds a run by its id or by the beginning of it. Throws `run.unknown` or `run.ambiguous`. */
  findRun(workspace: string, id: string, signal: AbortSignal): Promise<RunRef>;
  getState(run: RunRef, signal: AbortSignal): Promise<RunState>;
  listEvents(run: RunRef, signal: AbortSignal): Promise<readonly RunEvent[]>;
  getReview(run: RunRef, signal: AbortSignal): Promise<ReviewView>;
  getFile(run: RunRef, path: string, side: 'base' | 'result', signal: AbortSignal): Promise<string | undefined>;
  /** The proposal as a patch, kept beside the run; undefined when there is no proposal. */
  getPatch(run: RunRef, signal: AbortSignal): Promise<PatchFile | undefined>;
  decide(
    run: RunRef,
    what: { readonly hunkIds: readonly string[]; readonly decision: Decision; readonly reason: string | undefined },
    signal: AbortSignal,
  ): Promise<void>;
  /** Writes hunks into the workspace: the given ones, or all that are accepted. A conflict anywhere writes nothing. */
  accept(run: RunRef, hunkIds: readonly string[] | undefined, signal: AbortSignal): Promise<AcceptResult>;
  undo(run: RunRef, signal: AbortSignal): Promise<UndoResult>;
  /** Removes what the run left on the disk besides its log. */
  discard(run: RunRef, signal: AbortSignal): Promise<{ readonly bytes: number }>;
  /** Removes old runs as asked, or as the settings of the data folder say, and what nothing refers to any more. */
  collectGarbage(workspace: string, request: GarbageRequest, signal: AbortSignal): Promise<GarbageReport>;
  doctor(workspace: string, signal: AbortSignal): Promise<readonly DoctorRow[]>;
  setSecret(name: string, value: string | undefined): void;
  readonly onDidChangeRun: Event<RunChange>;
  /** Sanitised output of sandboxed commands. */
  readonly onDidOutput: Event<RunChange & { readonly text: string }>;
}
