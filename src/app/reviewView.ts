import { newTestsUntried } from '../core/evidence/proof.ts';
import { type FileChange, findTampering } from '../core/evidence/tamperGuard.ts';
import { textOf } from '../core/patch/fileReview.ts';
import type { Hunk } from '../core/patch/hunks.ts';
import type { Revision } from '../core/run/reviewState.ts';
import type { RunState } from '../core/run/runState.ts';
import { sayFinding } from '../core/run/sayFindings.ts';
import { changesScripts, protectedPath } from '../core/workspace/protectedPath.ts';
import type {
  ChoicesView,
  EvidenceView,
  HunkView,
  ReviewFileView,
  ReviewView,
  RevisionView,
} from '../protocol/runView.ts';
import { type PaintFile, toRows } from './hunkRows.ts';
import type { ProposalFile } from './proposalFiles.ts';
import { toRunRow } from './runViews.ts';

/** What a review shows beside the proposal as it is now. */
export interface ReviewExtras {
  /** The files that were proposed before a new attempt, by its number. */
  readonly earlier: ReadonlyMap<number, readonly ProposalFile[]>;
  /** The syntax of files, by path. */
  readonly paints: ReadonlyMap<string, PaintFile>;
  /** The edits among which a person can choose. */
  readonly choices: ChoicesView | undefined;
}

/** All that a review shows. Tests, and files that can run code on the host, stand first and carry their reason. */
export async function toReviewView(
  state: RunState,
  files: readonly ProposalFile[],
  { earlier, paints, choices }: ReviewExtras,
): Promise<ReviewView> {
  const views = files.map((file) => toFileView(state, file, paints.get(file.file.path)));
  return {
    run: await toRunRow(state),
    summary: state.summary,
    evidence: toEvidenceView(state, files),
    files: [...views].sort((a, b) => Number(b.risk !== undefined) - Number(a.risk !== undefined)),
    refused: state.proposal?.refused ?? [],
    gates: state.gates.map(({ name, from, allow, reason }) => ({ name, from, allow, reason })),
    hookFailures: state.hookFailures,
    budgetUsd: state.limits.usd,
    wallMs: state.spent.wallMs,
    canUndo: state.appliedFiles.length > 0,
    revisions: state.revisions.map((revision) => toRevision(revision, earlier)),
    hasModel: state.model !== undefined,
    provisional: state.proposal === undefined && files.length > 0,
    ...(choices ? { choices } : {}),
  };
}

function toRevision(revision: Revision, earlier: ReviewExtras['earlier']): RevisionView {
  const { number, reason, hunkIds, ended } = revision;
  const state = ended ? (ended.proposed ? 'proposed' : 'not-proposed') : 'running';
  const instead = (earlier.get(number) ?? []).flatMap((file) =>
    file.hunkIds.flatMap((id, i) => {
      const hunk = file.review.kind === 'same' ? undefined : file.review.hunks[i];
      return hunkIds.includes(id) ? [{ hunkId: id, path: file.file.path, rows: hunk ? toRows(hunk) : [] }] : [];
    }),
  );
  return { number, reason, state, why: ended?.why ?? '', instead };
}

/** The attempt that a hunk came with; undefined for what was proposed at first. */
function attemptOf(hunkId: ProposalFile['hunkIds'][number], { revisions }: RunState): HunkView['attempt'] {
  const made = revisions.findLast(
    ({ known, hunkIds, ended }) => ended?.proposed === true && (!known.has(hunkId) || hunkIds.includes(hunkId)),
  );
  return made && { number: made.number, reason: made.reason };
}

function toEvidenceView(state: RunState, files: readonly ProposalFile[]): EvidenceView | undefined {
  const { evidence, before, testsChanged, flaky, red } = state;
  if (evidence) {
    const { addedIds: _, unbroken: _unbroken, ...rest } = evidence;
    const { newTests } = state.shown;
    const open = rest.notProved.filter((sentence) => newTests === undefined || sentence !== newTestsUntried);
    const own = editedByPerson(state, files);
    const notProved = [...(testsChanged.length > 0 ? [sayTestsChanged(state)] : []), ...own, ...open];
    const goalReached = state.feature?.accepted ?? (rest.goalReached && testsChanged.length === 0);
    return { ...rest, red, notProved, testsChanged, goalReached, ...shownBeside(state) };
  }
  if (!before) return undefined;
  const none = { fixed: [], broken: [], stillFailing: [], missing: [], testsChanged: [], notProved: [] };
  return { ...none, red, before, after: undefined, flaky, byExitCodeOnly: false, goalReached: false };
}

/** What is known beside the tests: the size of the change, its findings, and what its own tests show. */
function shownBeside({ shown }: RunState): Pick<EvidenceView, 'change' | 'findings' | 'newTests'> {
  const { change, findings, newTests } = shown;
  return {
    ...(change ? { change } : {}),
    ...(findings ? { findings: { ...findings, introduced: findings.introduced.map(sayFinding) } } : {}),
    ...(newTests ? { newTests: { ...newTests, tests: newTests.tests.map(({ id }) => id) } } : {}),
  };
}

/** The tests ran on what was proposed, not on what a person made of it. */
function editedByPerson({ edited }: RunState, files: readonly ProposalFile[]): readonly string[] {
  const paths = files.filter(({ hunkIds }) => hunkIds.some((id) => edited.has(id))).map(({ file }) => file.path);
  return paths.length > 0 ? [`You edited ${paths.join(', ')}: the tests have not seen that.`] : [];
}

/** Who was to turn tests green must not touch them; who builds something writes tests for it. */
function sayTestsChanged({ reproduction }: RunState): string {
  return reproduction?.red === 0
    ? 'Tests were changed or added: read first what they check.'
    : 'Tests were changed, so their being green proves nothing.';
}

function toFileView(state: RunState, proposal: ProposalFile, paint: PaintFile | undefined): ReviewFileView {
  const { file, hunkIds, review } = proposal;
  const hunks = review.kind === 'same' ? [] : review.hunks;
  const views = hunkIds.map((hunkId, i): HunkView => {
    const hunk = hunks[i];
    const decided = state.decisions.get(hunkId);
    return {
      hunkId,
      rows: hunk ? toRows(hunk, paint) : [],
      decision: decided?.decision ?? 'undecided',
      reason: decided?.reason,
      applied: state.applied.has(hunkId),
      ...saidOf(hunkId, state),
    };
  });
  return {
    path: file.path,
    kind: file.kind,
    binary: proposal.base.kind === 'binary' || proposal.result.kind === 'binary',
    risk: riskOf(proposal),
    ...(addsTestsOnly(proposal, hunks) ? { addsTestsOnly: true as const } : {}),
    hunks: views,
  };
}

/** What is known of a hunk beside its decision. */
function saidOf(hunkId: ProposalFile['hunkIds'][number], state: RunState) {
  const attempt = attemptOf(hunkId, state);
  const comments = state.comments.filter((one) => one.hunkId === hunkId);
  return {
    ...(attempt ? { attempt } : {}),
    ...(state.edited.has(hunkId) ? { edited: true as const } : {}),
    ...(comments.length > 0 ? { comments: comments.map(({ side, line, text }) => ({ side, line, text })) } : {}),
  };
}

function addsTestsOnly(proposal: ProposalFile, hunks: readonly Hunk[]): boolean {
  const isTest = findTampering([changeOf(proposal)])[0]?.kind === 'test';
  return isTest && hunks.every(({ removed }) => removed === 0) && protectedPath(proposal.file.path) === undefined;
}

function changeOf({ file, base, result }: ProposalFile): FileChange {
  return {
    path: file.path,
    before: base.kind === 'absent' ? undefined : textOf(base),
    after: result.kind === 'absent' ? undefined : textOf(result),
  };
}

/** Why a file stands apart: it is a test, steers the tests, or can run code on the person's machine. */
function riskOf(proposal: ProposalFile): string | undefined {
  const { file } = proposal;
  const change = changeOf(proposal);
  const scripts =
    /(^|\/)package\.json$/.test(file.path) && changesScripts(change.before, change.after)
      ? 'It changes what package.json makes others run.'
      : undefined;
  return findTampering([change])[0]?.reason ?? protectedPath(file.path) ?? scripts;
}
