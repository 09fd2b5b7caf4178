import type { BlobHash, RunId, TraceId } from '../../base/ids.ts';
import type { FixEvidence } from '../evidence/proof.ts';
import type { TestCounts } from '../evidence/testReport.ts';
import type { TestCommand } from '../evidence/testRunner.ts';
import type { Proposal } from '../workspace/workspace.ts';
import { agentProgress } from './agentProgress.ts';
import type { BudgetLimits, BudgetSpent } from './budget.ts';
import type { NewTests } from './changeEvidence.ts';
import { type Choices, foldChoices } from './choices.ts';
import { engineLine } from './engineLine.ts';
import { emptyPolicyState, foldPolicy, type PolicyState } from './foldPolicy.ts';
import type { GateWord } from './gateWord.ts';
import { emptyReviewState, foldReview, type ReviewState } from './reviewState.ts';
import type { FixedBy, RedTest, RunEvent, RunOutcome, RunOwner } from './runEvent.ts';
import type { RunSettings } from './runSettings.ts';
import { seconds } from './seconds.ts';

/** A hook that failed, as its first failure or its last one in the run says. */
export type HookFailed = Omit<Extract<RunEvent, { type: 'hook.failed' }>, 'type' | 'node' | 'seq' | 'atMs' | 'v'>;

/** What is known of a proposal beside its tests. */
export type Shown = Pick<Extract<RunEvent, { type: 'evidence.recorded' }>, 'change' | 'findings' | 'newTests'>;

/** What memory gave to a prompt; `text` is kept under its address. */
export interface KeptRecall {
  readonly facts: readonly string[];
  readonly files: readonly string[];
  readonly text: BlobHash;
}

/** A run as its log tells it. `outcome` is undefined while it goes on (or when its process died). */
export interface RunState extends ReviewState, PolicyState {
  readonly runId: RunId;
  readonly traceId: TraceId | undefined;
  readonly workflow: string;
  readonly forkedFrom: { readonly runId: RunId; readonly at: string } | undefined;
  readonly workspace: string;
  readonly named: readonly string[];
  readonly model: string | undefined;
  readonly limits: BudgetLimits;
  /** false when the model's price is not known, so that the limit in USD does not bind. */
  readonly priceKnown: boolean;
  readonly isolated: boolean;
  readonly owner: RunOwner | undefined;
  /** Undefined in logs of older versions. */
  readonly settings: RunSettings | undefined;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly command: TestCommand | undefined;
  /** How many other packages of the workspace have tests that this run leaves alone. */
  readonly otherPackages: number;
  /** The copy's base, and the files by which it differs from it now: the address of their text, null when deleted. */
  readonly baseTree: string | undefined;
  readonly changes: Readonly<Record<string, BlobHash | null>>;
  /** What was seen of the failure, and how many steady red tests there are; undefined before the tests were reproduced. */
  readonly reproduction:
    | { readonly hash: BlobHash; readonly red: number; readonly nothing: string | undefined }
    | undefined;
  /** The last clean proof; undefined when there is none of the copy as it is now. */
  readonly proof: { readonly hash: BlobHash; readonly by: FixedBy; readonly summary: string } | undefined;
  /** What the checkers found in the workspace as it was. */
  readonly analysisBefore: BlobHash | undefined;
  /** What they say of the change; undefined when nobody asked since the copy changed. */
  readonly findings: { readonly hash: BlobHash } | undefined;
  /** What the new tests showed; undefined when nobody tried since the copy changed. */
  readonly newTests: NewTests | undefined;
  /** How the change was judged as what was asked for. */
  readonly feature: Pick<Extract<RunEvent, { type: 'feature.judged' }>, 'accepted' | 'why' | 'about'> | undefined;
  /** What memory gave to the prompts of nodes, by node: one that begins anew is told the same. */
  readonly recalled: Readonly<Record<string, KeptRecall>>;
  /** What was recorded beside the evidence: how large the change is, what checkers and new tests say. */
  readonly shown: Shown;
  /** How the last search for a small edit ended, in words. */
  readonly repairWhy: string | undefined;
  /** Why an agent ended without a result. */
  readonly gaveUp: string | undefined;
  /** Edits of a model that the tests have judged. */
  readonly attempts: number;
  readonly before: TestCounts | undefined;
  /** Tests that were red once and green once without a change. */
  readonly flaky: readonly string[];
  /** The first tests that were red before, with what they said. */
  readonly red: readonly RedTest[];
  readonly outcome: RunOutcome | undefined;
  /** The limit that was reached last. */
  readonly pausedBy: keyof BudgetLimits | undefined;
  /** What is happening now, or the outcome, in a few words. */
  readonly line: string;
  readonly failure: { readonly code: string; readonly message: string; readonly hint: string | undefined } | undefined;
  readonly by: FixedBy | undefined;
  readonly summary: string;
  readonly hunks: number;
  /** Changed lines of the proposal, a replaced one counted once; 0 in logs of older versions. */
  readonly lines: number;
  readonly proposal: Proposal | undefined;
  readonly evidence: FixEvidence | undefined;
  readonly testsChanged: readonly string[];
  /** The edits among which a person can choose; undefined when there is one only. */
  readonly choices: Choices | undefined;
  /** What the gates said that were asked last: of the proposal, or of what the run came to. */
  readonly gates: readonly GateWord[];
  /** The gates have been asked of a change that is not proposed yet. */
  readonly gatesAsked: boolean;
  readonly hookFailures: readonly HookFailed[];
  readonly spent: BudgetSpent;
  /** `spent.usd` has parts that nobody counted. */
  readonly costEstimated: boolean;
  readonly disposed: boolean;
  readonly lastSeq: number;
}

/** A run of which nothing is known yet. */
export function emptyRunState(runId: RunId): RunState {
  return {
    runId,
    traceId: undefined,
    workflow: '',
    forkedFrom: undefined,
    workspace: '',
    named: [],
    model: undefined,
    limits: { wallMs: 0 },
    priceKnown: true,
    isolated: true,
    owner: undefined,
    settings: undefined,
    startedAtMs: 0,
    endedAtMs: undefined,
    command: undefined,
    otherPackages: 0,
    baseTree: undefined,
    changes: {},
    reproduction: undefined,
    proof: undefined,
    analysisBefore: undefined,
    findings: undefined,
    newTests: undefined,
    feature: undefined,
    recalled: {},
    shown: {},
    repairWhy: undefined,
    gaveUp: undefined,
    attempts: 0,
    before: undefined,
    flaky: [],
    red: [],
    outcome: undefined,
    pausedBy: undefined,
    line: 'queued',
    failure: undefined,
    by: undefined,
    summary: '',
    hunks: 0,
    lines: 0,
    proposal: undefined,
    evidence: undefined,
    testsChanged: [],
    choices: undefined,
    gates: [],
    gatesAsked: false,
    hookFailures: [],
    spent: { usd: 0, tokensIn: 0, tokensOut: 0, calls: 0, wallMs: 0 },
    costEstimated: false,
    ...emptyReviewState,
    ...emptyPolicyState,
    disposed: false,
    lastSeq: 0,
  };
}

/** The state after these events, which follow those already folded. */
export function foldRunState(state: RunState, events: readonly RunEvent[]): RunState {
  let folded = state;
  for (const event of events) folded = step(folded, event);
  return folded;
}

function step(state: RunState, event: RunEvent): RunState {
  const changed = {
    ...state,
    ...progress(state, event),
    ...hooked(state, event),
    ...foldReview(state, event),
    ...foldPolicy(state, event),
    ...revised(state, event),
    ...foldChoices(state, event),
    lastSeq: event.seq,
  };
  if (changed.endedAtMs !== undefined && state.endedAtMs !== undefined) return changed;
  return { ...changed, spent: { ...changed.spent, wallMs: event.atMs - changed.startedAtMs } };
}

/** What a review changes of the run. What an earlier attempt came to says nothing of the one that begins. */
function revised({ hunks }: RunState, event: RunEvent): Partial<RunState> {
  if (event.type === 'revision.began') return { gaveUp: undefined };
  if (event.type === 'patch.edited') return { hunks: hunks + event.hunkIds.length - event.replaced.length };
  return {};
}

/** What an event of the run itself changes. */
function progress(state: RunState, event: RunEvent): Partial<RunState> {
  switch (event.type) {
    case 'run.started': {
      const { traceId, workflow, forkedFrom, workspace, named, model, limits, isolated, owner, settings } = event;
      return {
        traceId,
        workflow,
        forkedFrom,
        settings,
        workspace,
        named,
        model,
        limits,
        isolated,
        owner,
        priceKnown: event.priceKnown !== false,
        startedAtMs: event.atMs,
        line: 'preparing an isolated copy…',
      };
    }
    case 'run.reopened':
      return { owner: event.owner, limits: event.limits, outcome: undefined, endedAtMs: undefined, failure: undefined };
    case 'engine.recorded': {
      const line = engineLine(event.events);
      return line === undefined ? {} : { line };
    }
    case 'tests.found':
      return { command: event.command, otherPackages: event.others };
    case 'copy.opened':
      return {
        baseTree: event.baseTree,
        disposed: false,
        ...(state.workflow === 'fix-test' ? { line: 'reproducing…' } : {}),
      };
    case 'repair.started':
      return { line: 'repair: looking for a small edit…' };
    case 'repair.progressed':
    case 'repair.finished':
      return {
        ...(event.type === 'repair.finished' ? { repairWhy: event.why } : {}),
        line: `repair: ${event.tried} ${event.tried === 1 ? 'edit' : 'edits'} tried, ${seconds(event.ms)}`,
      };
    case 'attempt.finished':
      return { attempts: event.attempt, line: `attempt ${event.attempt}: ${event.why}` };
    case 'edit.refused':
      return { line: `attempt ${event.attempt}: the edit did not fit` };
    case 'budget.exhausted':
      return { pausedBy: event.limit, line: 'paused: budget' };
    default:
      return found(state, event) ?? agentProgress(state.spent, event) ?? ending(event);
  }
}

/** What an event says of the failure and of the change that answers it. */
function found(state: RunState, event: RunEvent): Partial<RunState> | undefined {
  switch (event.type) {
    case 'copy.changed':
      return { changes: event.files, proof: undefined, findings: undefined, newTests: undefined };
    case 'analysis.reported':
      return analysed(event);
    case 'tests.reproduced':
      return { reproduction: { hash: event.reproduction, red: event.red, nothing: event.nothing } };
    case 'proof.recorded':
      return { proof: { hash: event.proof, by: event.by, summary: event.summary } };
    case 'agent.gaveUp':
      return { gaveUp: event.why };
    case 'memory.recalled':
      return recalled(state, event);
    case 'test.reported':
      return event.phase === 'before' ? { before: event.counts, line: reproduced(event.counts) } : {};
    case 'tests.named':
      return { flaky: event.flaky, red: event.red ?? [] };
    case 'patch.proposed':
      return {
        proposal: event.proposal,
        by: event.by,
        summary: event.summary,
        hunks: event.hunks,
        lines: event.lines ?? 0,
      };
    case 'evidence.recorded':
      return recorded(event);
    case 'tests.checked':
      return { newTests: checkedOf(event), line: `new tests: ${event.why}` };
    case 'feature.judged':
      return { feature: { accepted: event.accepted, why: event.why, ...(event.about ? { about: event.about } : {}) } };
    default:
      return undefined;
  }
}

function recalled(
  state: RunState,
  { node = '', facts, files = [], text }: Extract<RunEvent, { type: 'memory.recalled' }>,
): Partial<RunState> {
  return text === undefined ? {} : { recalled: { ...state.recalled, [node]: { facts, files, text } } };
}

/** What hooks change. A proposal without a question before it was made when no gate was there. */
function hooked(state: RunState, event: RunEvent): Partial<RunState> {
  switch (event.type) {
    case 'gate.decided':
      return { gates: event.gates, gatesAsked: true };
    case 'patch.proposed':
      return state.gatesAsked ? { gatesAsked: false } : { gates: [] };
    case 'hook.failed': {
      const { name, from, point, code, message, switchedOff } = event;
      return { hookFailures: [...state.hookFailures, { name, from, point, code, message, switchedOff }] };
    }
    default:
      return {};
  }
}

function recorded({
  evidence,
  testsChanged,
  change,
  findings,
  newTests,
}: Extract<RunEvent, { type: 'evidence.recorded' }>): Partial<RunState> {
  const shown = {
    ...(change ? { change } : {}),
    ...(findings ? { findings } : {}),
    ...(newTests ? { newTests } : {}),
  };
  return { evidence, testsChanged, shown };
}

/** What the event says, without what it is an event by. */
function checkedOf(event: Extract<RunEvent, { type: 'tests.checked' }>): NewTests {
  const { tests, red, redWithout, greenWithout, tried, killed, counts, why } = event;
  return { tests, red, redWithout, greenWithout, tried, killed, counts, why };
}

function analysed(event: Extract<RunEvent, { type: 'analysis.reported' }>): Partial<RunState> {
  const { phase, report: hash, introduced = 0, silenced = 0 } = event;
  if (phase === 'before') return { analysisBefore: hash };
  return { findings: { hash }, line: `static analysis: ${introduced + silenced} new findings` };
}

function ending(event: RunEvent): Partial<RunState> {
  switch (event.type) {
    case 'run.finished':
      return { outcome: event.outcome, line: event.line, endedAtMs: event.atMs };
    case 'copy.disposed':
      return { disposed: true };
    case 'run.cancelled':
      return { outcome: 'cancelled', line: 'cancelled', endedAtMs: event.atMs };
    case 'run.failed': {
      const { code, message, hint } = event;
      return { outcome: 'failed', line: message, failure: { code, message, hint }, endedAtMs: event.atMs };
    }
    default:
      return {};
  }
}

/** A runner without a report counts nothing. */
const reproduced = (counts: TestCounts) =>
  total(counts) === 0 ? 'reproduced, by exit code only' : `reproduced: ${counts.failed} of ${total(counts)} red`;

const total = (counts: TestCounts) => counts.passed + counts.failed + counts.skipped;
