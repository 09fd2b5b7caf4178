import type { HunkId } from '../../base/ids.ts';
import type { Proposal } from '../workspace/workspace.ts';
import type { AppliedFile, RunEvent, RunOutcome } from './runEvent.ts';

/** What was said of a hunk. */
export interface HunkDecision {
  readonly decision: 'accepted' | 'rejected';
  readonly reason: string | undefined;
}

/** What a person said about a line of a hunk. */
export type HunkComment = Pick<Extract<RunEvent, { type: 'hunk.commented' }>, 'hunkId' | 'side' | 'line' | 'text'>;

/** A new attempt in place of rejected hunks. */
export interface Revision {
  /** Counts from 2: what was proposed at first is attempt 1. */
  readonly number: number;
  readonly hunkIds: readonly HunkId[];
  readonly reason: string;
  /** The hunks that were proposed before it. */
  readonly known: ReadonlySet<HunkId>;
  readonly previous: Proposal;
  /** How the run stood before; it stands so again when the attempt brings nothing. */
  readonly before: {
    readonly outcome: RunOutcome | undefined;
    readonly line: string;
    readonly failure:
      | { readonly code: string; readonly message: string; readonly hint: string | undefined }
      | undefined;
  };
  /** It has made a proposal. */
  readonly proposed: boolean;
  /** undefined while it goes on. */
  readonly ended: { readonly proposed: boolean; readonly why: string } | undefined;
}

/** What a person's review of a run has come to. */
export interface ReviewState {
  readonly decisions: ReadonlyMap<HunkId, HunkDecision>;
  readonly comments: readonly HunkComment[];
  readonly revisions: readonly Revision[];
  /** Hunks that a person wrote themselves: the tests have not seen them. */
  readonly edited: ReadonlySet<HunkId>;
  /** Hunks written into the workspace, and the files as they were written. */
  readonly applied: ReadonlySet<HunkId>;
  readonly appliedFiles: readonly (readonly AppliedFile[])[];
  /** An accept that has begun and not ended: its process died in between. */
  readonly applying: { readonly files: readonly AppliedFile[]; readonly hunkIds: readonly HunkId[] } | undefined;
}

/** A run that nobody has reviewed. */
export const emptyReviewState: ReviewState = {
  decisions: new Map(),
  comments: [],
  revisions: [],
  edited: new Set(),
  applied: new Set(),
  appliedFiles: [],
  applying: undefined,
};

/** What a fold over the review needs of the run. */
export interface Reviewed extends ReviewState {
  readonly proposal: Proposal | undefined;
  readonly outcome: RunOutcome | undefined;
  readonly line: string;
  readonly failure: Revision['before']['failure'];
}

/** The new attempt that goes on, or whose process died; undefined when there is none. */
export function openRevision({ revisions }: ReviewState): Revision | undefined {
  const last = revisions.at(-1);
  return last?.ended ? undefined : last;
}

/** What an event of a person's review changes. */
export function foldReview(state: Reviewed, event: RunEvent): Partial<Reviewed> {
  switch (event.type) {
    case 'hunk.decided':
      return decided(state, event);
    case 'hunk.commented': {
      const { hunkId, side, line, text } = event;
      const others = state.comments.filter((one) => one.hunkId !== hunkId || one.side !== side || one.line !== line);
      return { comments: text === '' ? others : [...others, { hunkId, side, line, text }] };
    }
    case 'revision.began':
      return began(state, event);
    case 'revision.ended': {
      const { proposed, why } = event;
      const ended = { proposed, why };
      const known = state.revisions.at(-1)?.known;
      // What had been rejected is no part of what is proposed now.
      const decisions = [...state.decisions].filter(([id, one]) => one.decision === 'accepted' || !known?.has(id));
      return {
        ...(proposed ? { decisions: new Map(decisions) } : {}),
        revisions: state.revisions.map((one, i, all) => (i === all.length - 1 ? { ...one, ended } : one)),
      };
    }
    case 'patch.proposed': {
      const open = openRevision(state);
      return open ? { revisions: [...state.revisions.slice(0, -1), { ...open, proposed: true }] } : {};
    }
    case 'patch.edited':
      return edited(state, event);
    default:
      return applied(state, event);
  }
}

function decided(state: Reviewed, event: Extract<RunEvent, { type: 'hunk.decided' }>): Partial<Reviewed> {
  const decisions = new Map(state.decisions);
  for (const id of event.hunkIds) {
    if (event.decision === 'undecided') decisions.delete(id);
    else decisions.set(id, { decision: event.decision, reason: event.reason });
  }
  return { decisions };
}

function began(state: Reviewed, event: Extract<RunEvent, { type: 'revision.began' }>): Partial<Reviewed> {
  const { number, hunkIds, reason, known, previous } = event;
  const { outcome, line, failure } = state;
  const before = { outcome, line, failure };
  const revision = {
    number,
    hunkIds,
    reason,
    known: new Set(known),
    previous,
    before,
    proposed: false,
    ended: undefined,
  };
  return { revisions: [...state.revisions, revision], line: `attempt ${number}…` };
}

/** The file as the person made it is what is proposed. A file that is as it was at first is proposed no longer. */
function edited(state: Reviewed, event: Extract<RunEvent, { type: 'patch.edited' }>): Partial<Reviewed> {
  const { proposal } = state;
  if (!proposal) return {};
  const { path, result, hunkIds, replaced } = event;
  const files = proposal.files.flatMap((file) => {
    if (file.path !== path) return [file];
    const isSame = file.base.hash === result.hash && file.base.executable === result.executable;
    const kind = result.hash === undefined ? 'deleted' : file.base.hash === undefined ? 'added' : 'modified';
    return isSame ? [] : [{ ...file, kind, result } as const];
  });
  const decisions = new Map(state.decisions);
  for (const id of replaced) decisions.delete(id);
  for (const id of hunkIds) decisions.set(id, { decision: 'accepted', reason: undefined });
  return { proposal: { ...proposal, files }, decisions, edited: new Set([...state.edited, ...hunkIds]) };
}

function applied(state: Reviewed, event: RunEvent): Partial<Reviewed> {
  switch (event.type) {
    case 'apply.began':
      return { applying: { files: event.files, hunkIds: event.hunkIds } };
    case 'apply.finished': {
      const begun = state.applying;
      if (!begun || !event.written) return { applying: undefined };
      const files = event.files ?? begun.files;
      return {
        applying: undefined,
        applied: new Set([...state.applied, ...begun.hunkIds]),
        appliedFiles: [...state.appliedFiles, files],
      };
    }
    case 'undo.finished':
      return undone(state, event);
    default:
      return {};
  }
}

/** All of it, or some hunks; those are to be decided again. */
function undone(state: Reviewed, event: Extract<RunEvent, { type: 'undo.finished' }>): Partial<Reviewed> {
  const { paths, hunkIds, files = [] } = event;
  if (!hunkIds) return { applied: new Set(), appliedFiles: [] };
  const taken = new Set(hunkIds);
  const left = state.appliedFiles.map((written) => written.filter(({ path }) => !paths.includes(path)));
  return {
    applied: new Set([...state.applied].filter((id) => !taken.has(id))),
    appliedFiles: [...left, files].filter((written) => written.length > 0),
    decisions: new Map([...state.decisions].filter(([id]) => !taken.has(id))),
  };
}
