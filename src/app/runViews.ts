import { isAlive } from '../adapters/workspace/processOwner.ts';
import { newTestsUntried } from '../core/evidence/proof.ts';
import { type FileChange, findTampering } from '../core/evidence/tamperGuard.ts';
import { textOf } from '../core/patch/fileReview.ts';
import type { Hunk } from '../core/patch/hunks.ts';
import { wordDiff } from '../core/patch/wordDiff.ts';
import type { RunState } from '../core/run/runState.ts';
import { sayFinding } from '../core/run/sayFindings.ts';
import { changesScripts, protectedPath } from '../core/workspace/protectedPath.ts';
import type {
  EvidenceView,
  HunkView,
  ReviewFileView,
  ReviewView,
  RowView,
  RunRow,
  RunStatus,
} from '../protocol/runView.ts';
import type { ProposalFile } from './proposalFiles.ts';

/** Where a run stands: what its log says, or that its process has died in the middle. */
export async function statusOf(state: RunState): Promise<RunStatus> {
  if (state.outcome !== undefined) return state.outcome;
  if (state.owner && !(await isAlive(state.owner))) return 'interrupted';
  return 'running';
}

/** A run as a line of the Runs view. */
export async function toRunRow(state: RunState): Promise<RunRow> {
  const status = await statusOf(state);
  const { proposal } = state;
  return {
    runId: state.runId,
    title: titleOf(state),
    status,
    line: status === 'interrupted' ? 'interrupted. Your files are as you left them.' : state.line,
    startedAtMs: state.startedAtMs,
    endedAtMs: state.endedAtMs,
    costUsd: state.spent.usd,
    by: state.by,
    isolated: state.isolated,
    ...troubleOf(state),
    ...pausedOf(state),
    proposal: proposal && {
      files: proposal.files.length,
      hunks: state.hunks,
      decided: new Set([...state.decisions.keys(), ...state.applied]).size,
      applied: state.applied.size > 0,
    },
  };
}

function titleOf({ workflow, named }: RunState): string {
  if (named.length > 0) return `Fix ${named.join(', ')}`;
  if (workflow === 'add-feature') return 'Add a feature';
  return workflow === '' || workflow === 'fix-test' ? 'Fix failing test' : workflow;
}

/** What a paused run ran out of. Minutes are shown, because nobody sets milliseconds. */
function pausedOf({ outcome, pausedBy, limits }: RunState): Pick<RunRow, 'paused'> {
  if (outcome !== 'paused' || pausedBy === undefined) return {};
  if (pausedBy === 'wallMs') return { paused: { limit: 'minutes', at: limits.wallMs / 60_000 } };
  const at = limits[pausedBy];
  return at === undefined ? {} : { paused: { limit: pausedBy, at } };
}

/** What stopped a run, so that the person can be offered what helps. */
function troubleOf(state: RunState): Pick<RunRow, 'trouble'> {
  if (state.failure) return { trouble: state.failure };
  if (state.outcome !== 'paused') return {};
  return { trouble: { code: 'budget.exhausted', message: state.line, hint: undefined } };
}

/** All that a review shows. Tests, and files that can run code on the host, stand first and carry their reason. */
export async function toReviewView(state: RunState, files: readonly ProposalFile[]): Promise<ReviewView> {
  const views = files.map((file) => toFileView(state, file));
  return {
    run: await toRunRow(state),
    summary: state.summary,
    evidence: toEvidenceView(state),
    files: [...views].sort((a, b) => Number(b.risk !== undefined) - Number(a.risk !== undefined)),
    refused: state.proposal?.refused ?? [],
    gates: state.gates.map(({ name, from, allow, reason }) => ({ name, from, allow, reason })),
    hookFailures: state.hookFailures,
    budgetUsd: state.limits.usd,
    wallMs: state.spent.wallMs,
    canUndo: state.appliedFiles.length > 0,
  };
}

function toEvidenceView(state: RunState): EvidenceView | undefined {
  const { evidence, before, testsChanged, flaky, red } = state;
  if (evidence) {
    const { addedIds: _, unbroken: _unbroken, ...rest } = evidence;
    const { newTests } = state.shown;
    const open = rest.notProved.filter((sentence) => newTests === undefined || sentence !== newTestsUntried);
    const notProved = testsChanged.length > 0 ? [sayTestsChanged(state), ...open] : open;
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

/** Who was to turn tests green must not touch them; who builds something writes tests for it. */
function sayTestsChanged({ reproduction }: RunState): string {
  return reproduction?.red === 0
    ? 'Tests were changed or added: read first what they check.'
    : 'Tests were changed, so their being green proves nothing.';
}

function toFileView(state: RunState, proposal: ProposalFile): ReviewFileView {
  const { file, hunkIds, review } = proposal;
  const hunks = review.kind === 'same' ? [] : review.hunks;
  const views = hunkIds.map((hunkId, i): HunkView => {
    const hunk = hunks[i];
    const decided = state.decisions.get(hunkId);
    return {
      hunkId,
      rows: hunk ? toRows(hunk) : [],
      decision: decided?.decision ?? 'undecided',
      reason: decided?.reason,
      applied: state.applied.has(hunkId),
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

/** Rows with the words marked that differ between a removed row and the added row it became. */
function toRows({ rows }: Hunk): readonly RowView[] {
  const marks = new Map<number, readonly (readonly [number, number])[]>();
  for (let at = 0; at < rows.length; ) {
    const removed = runOf(rows, at, 'removed');
    const added = runOf(rows, at + removed, 'added');
    for (let i = 0; i < Math.min(removed, added); i++) {
      const [old, fresh] = [rows[at + i], rows[at + removed + i]];
      if (!old || !fresh) continue;
      const words = wordDiff(old.text, fresh.text);
      marks.set(
        at + i,
        words.removed.map(({ start, end }) => [start, end] as const),
      );
      marks.set(
        at + removed + i,
        words.added.map(({ start, end }) => [start, end] as const),
      );
    }
    at += Math.max(1, removed + added);
  }
  return rows.map(({ kind, text, oldLine, newLine }, i) => ({
    kind,
    text,
    oldLine,
    newLine,
    marks: marks.get(i) ?? [],
  }));
}

function runOf(rows: Hunk['rows'], from: number, kind: Hunk['rows'][number]['kind']): number {
  let length = 0;
  while (rows[from + length]?.kind === kind) length++;
  return length;
}
