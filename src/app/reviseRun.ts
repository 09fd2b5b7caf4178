import { currentOwner } from '../adapters/workspace/processOwner.ts';
import { CodedError } from '../base/errors.ts';
import type { BlobHash, HunkId, RunId } from '../base/ids.ts';
import { hasChanges, textWith } from '../core/patch/fileReview.ts';
import type { Policy } from '../core/policy/policy.ts';
import { type BudgetLimits, ledgerLimits } from '../core/run/budget.ts';
import { readReproduction } from '../core/run/keptReproduction.ts';
import { describeRejected } from '../core/run/rejectedPart.ts';
import { openRevision } from '../core/run/reviewState.ts';
import type { RunLog } from '../core/run/runLog.ts';
import { emptyRunState, foldRunState, type RunState } from '../core/run/runState.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import { workflowsOf } from './keptWorkflows.ts';
import { knownReplies } from './knownReplies.ts';
import type { RevisionRequest } from './loopwright.ts';
import { languageOf } from './openLibrary.ts';
import { loadProposalFiles, type ProposalFile } from './proposalFiles.ts';
import { definedOnly, inputsOf, modelOnRecord, settingsOnRecord, unrecorded } from './reopenRun.ts';
import { type AssembledRun, assembleRun } from './runAssembly.ts';
import { limitsWithin, policyOf } from './runPolicy.ts';
import { followRun, type LaunchedRun, type LaunchParts, modelOf, policyFact } from './startRun.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** The workflow that a run goes on with; a workspace may have its own. */
const workflow = 'revise';

/** A new attempt as it is to be made. */
interface RevisionPlan {
  readonly runId: RunId;
  readonly request: RevisionRequest;
  readonly parts: LaunchParts;
}

/**
 * Lets an agent try again in place of rejected hunks: the run goes on, in its own log and with what is left of its budget, in a copy
 * that holds every hunk that is not rejected. What is proved by the same proof becomes the proposal; everything else leaves it as it is.
 * Throws `revision.*` for what cannot be tried again, `run.notEnded` while the run goes on, and `model.notConnected` without a model.
 */
export async function reviseRun(
  session: WorkspaceSession,
  plan: RevisionPlan,
  signal: AbortSignal,
): Promise<LaunchedRun> {
  const { runId, request, parts } = plan;
  const log = await session.store.read(runId, 0, signal);
  const state = foldRunState(emptyRunState(runId), log);
  const settings = settingsOnRecord(state);
  const files = await loadProposalFiles(state, session.store, signal);
  const hunkIds = revisable(state, { files, wanted: request.hunkIds });
  const { environment, extras, library, hooks } = parts;
  const { definition } = library.find(workflow);
  const policy = policyOf(settings, parts.layers, state.policy);
  const limits: BudgetLimits = limitsWithin(policy, { ...state.limits, ...definedOnly(request.limits) });
  const assembled = {
    runId,
    settings,
    model: modelOnRecord(state, request.model),
    limits,
    extras,
    library,
    hooks,
    policy,
    workflow: definition.name,
    inputs: inputsOf(log),
    language: languageOf(await workflowsOf(session, log, signal)),
    replies: knownReplies(log),
    opening: (opened: RunLog, openSignal: AbortSignal) =>
      recordBeginning(opened, { hunkIds, files, limits, policy, reason: request.reason }, openSignal),
  };
  const run = await assembleRun(session, { plan: assembled, environment }, signal);
  await requireModelOf(run);
  const inputs = await inputsFor(session, { definition, state, files, hunkIds, asked: inputsOf(log), request }, signal);
  const options = { budget: ledgerLimits(limits), spentBefore: unrecorded(state, log), ...modelOf(run) };
  const begin = () => run.engine.extend({ runId, definition, inputs, ...options }, signal);
  return { ...(await followRun(session, { run, begin }, signal)), goesOnAfter: state.lastSeq };
}

async function requireModelOf(run: AssembledRun): Promise<void> {
  if (run.facts.provider) return;
  await run.hooked.close();
  throw new CodedError('model.notConnected', 'A new attempt needs a model, and this run goes without one.', {
    hint: 'The reason is kept. Connect a model, or name one: --model. Without one, edit the change yourself before you accept it.',
  });
}

/** The hunks to be tried again. */
function revisable(
  state: RunState,
  { files, wanted }: { readonly files: readonly ProposalFile[]; readonly wanted: readonly string[] },
): readonly HunkId[] {
  const { runId, applied, reproduction } = state;
  if (openRevision(state)) {
    throw new CodedError('revision.running', `A new attempt of run ${runId} has begun already, and has not ended.`, {
      hint: `Wait for it, or go on with it: loopwright resume ${runId}`,
    });
  }
  const known = files.flatMap((file) => file.hunkIds);
  const hunkIds = known.filter((id) => wanted.includes(id));
  const unknown = wanted.filter((id) => !known.some((other) => other === id));
  if (hunkIds.length === 0 || unknown.length > 0)
    throw new CodedError('usage.unknownHunk', `There is no hunk ${unknown.join(', ')} in this proposal.`);
  if (hunkIds.some((id) => applied.has(id)))
    throw new CodedError('revision.applied', 'This change is in your files already.', { hint: 'Undo it first.' });
  if (!reproduction)
    throw new CodedError('revision.notProvable', 'This run ran no tests, so a new attempt could not be proved.', {
      hint: 'Edit the change yourself before you accept it, or begin a new run.',
    });
  return hunkIds;
}

/** The attempt is on record before anything of it happens: which hunks, why, and the copy without what is rejected. */
async function recordBeginning(
  log: RunLog,
  task: {
    readonly hunkIds: readonly HunkId[];
    readonly files: readonly ProposalFile[];
    readonly limits: BudgetLimits;
    readonly policy: Policy;
    readonly reason: string;
  },
  signal: AbortSignal,
): Promise<void> {
  const { hunkIds, files, limits, policy, reason } = task;
  const state = log.state();
  if (!state.proposal) throw new Error('a revision of a run without a proposal');
  const number = state.revisions.length + 2;
  const known = files.flatMap((file) => file.hunkIds);
  const changes: Record<string, BlobHash | null> = {};
  for (const file of files) {
    const kept = new Set(
      file.hunkIds.filter((id) => !hunkIds.includes(id) && state.decisions.get(id)?.decision !== 'rejected'),
    );
    if (!hasChanges(file.review, kept)) continue;
    const text = textWith(file.review, kept, file);
    changes[file.file.path] = text === undefined ? null : await log.keepBytes(new TextEncoder().encode(text), signal);
  }
  await log.append({ type: 'revision.began', number, hunkIds, reason, known, previous: state.proposal }, signal);
  const owner = await currentOwner();
  await log.append({ type: 'run.reopened', owner, limits, ...policyFact(policy) }, signal);
  await log.append({ type: 'copy.changed', files: changes }, signal);
}

/** What the workflow is given. A workspace's own version may do without some of it. */
async function inputsFor(
  { store }: WorkspaceSession,
  task: {
    readonly definition: WorkflowDefinition;
    readonly state: RunState;
    readonly files: readonly ProposalFile[];
    readonly hunkIds: readonly HunkId[];
    readonly asked: Readonly<Record<string, unknown>>;
    readonly request: RevisionRequest;
  },
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const { definition, state, files, hunkIds, asked, request } = task;
  const kept = state.reproduction && (await store.getBlob(state.reproduction.hash, signal));
  const red = kept ? readReproduction(new TextDecoder().decode(kept)).red : [];
  const rejected = hunkIds.map((id) => {
    const file = files.find((one) => one.hunkIds.includes(id));
    const hunks = file && file.review.kind !== 'same' ? file.review.hunks : [];
    return { path: file?.file.path ?? '', hunk: hunks.find((hunk) => hunk.id === id) };
  });
  const given: Readonly<Record<string, unknown>> = {
    rejected: describeRejected(rejected, { reason: request.reason, comments: state.comments }),
    failed: red.map(({ id }) => id),
    request: typeof asked.request === 'string' ? asked.request : '',
    feature: state.feature !== undefined,
  };
  return Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(definition.inputs, name)));
}
