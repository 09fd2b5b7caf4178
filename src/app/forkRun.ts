import { systemClock, systemRandom } from '../adapters/host/systemClock.ts';
import { currentOwner } from '../adapters/workspace/processOwner.ts';
import { CodedError } from '../base/errors.ts';
import { createRunId, createTraceId, type RunId } from '../base/ids.ts';
import { type ForkPlan, type NodeChanges, planFork } from '../core/engine/fork.ts';
import { definitionHash, definitionOf, engineEventsOf, keepDefinition } from '../core/run/runBackend.ts';
import type { RunEvent, RunEventBody } from '../core/run/runEvent.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

/** Where a run forks, and what is different there. */
export interface ForkWish {
  readonly from: RunId;
  /** Path of a node. */
  readonly at: string;
  readonly changes: NodeChanges;
}

/** Facts that the nodes to come rest on. What calls of the other run cost, and how it ended, is that run's alone. */
const takenOver: ReadonlySet<RunEventBody['type']> = new Set([
  'workflow.used',
  'tests.found',
  'copy.opened',
  'copy.included',
  'copy.changed',
  'test.reported',
  'tests.named',
  'tests.reproduced',
  'command.ran',
  'repair.finished',
  'alternatives.recorded',
  'attempt.finished',
  'proof.recorded',
  'agent.explained',
  'agent.gaveUp',
]);

/**
 * Makes a run that begins with everything that another one had recorded before a node first started; it is run by resuming
 * it. Throws `run.unknown`, `run.notForkable`, `fork.unknownNode` and `fork.elsewhere`.
 */
export async function forkWorkflowRun(
  { store }: WorkspaceSession,
  wish: ForkWish,
  signal: AbortSignal,
): Promise<RunId> {
  const log = await store.read(wish.from, 0, signal);
  const started = log.find((event) => event.type === 'run.started');
  const hash = definitionHash(log);
  if (started?.type !== 'run.started' || hash === undefined)
    throw new CodedError('run.notForkable', `The run ${wish.from} was made by a version that could not fork runs.`, {
      hint: 'Begin a new run.',
    });
  const plan = planFork({ events: engineEventsOf(log), definition: await definitionOf(store, hash, signal) }, wish);
  const { seq: _seq, atMs: _atMs, v: _v, ...body } = started;
  const kept = await keepDefinition(store, plan.definition, signal);
  const runId = createRunId(systemClock.nowMs(), systemRandom.bytes(5));
  const { from, at } = wish;
  const bodies: RunEventBody[] = [
    {
      ...body,
      traceId: createTraceId(systemRandom.bytes(16)),
      owner: await currentOwner(),
      forkedFrom: { runId: from, at },
    },
    { type: 'workflow.defined', definition: kept },
    ...taken(log, plan),
    { type: 'engine.recorded', events: [{ type: 'run.forked', from, at }] },
  ];
  const hold = await store.hold(runId, signal);
  try {
    await hold.append(bodies, { flush: true }, signal);
  } finally {
    hold.release();
  }
  return runId;
}

/** The part of a log before the fork: what the engine recorded up to there, and the facts of the nodes that had ended. */
function taken(log: readonly RunEvent[], plan: ForkPlan): readonly RunEventBody[] {
  const bodies: RunEventBody[] = [];
  let done = 0;
  for (const { seq: _seq, atMs: _atMs, v: _v, ...body } of log) {
    if (body.type === 'engine.recorded') {
      const events = plan.taken.slice(done, done + body.events.length);
      if (events.length > 0) bodies.push({ type: 'engine.recorded', events });
      done += body.events.length;
      if (done > plan.taken.length) return bodies;
    } else if (takenOver.has(body.type)) bodies.push(body);
  }
  return bodies;
}
