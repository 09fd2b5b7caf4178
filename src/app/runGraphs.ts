import { CodedError, isCoded } from '../base/errors.ts';
import { graphInside, stepsOf } from '../core/engine/nodePath.ts';
import { definitionHash } from '../core/run/runBackend.ts';
import type { RunEvent } from '../core/run/runEvent.ts';
import { createRunGraphFold, type PlaceState, type RunGraphFold } from '../core/run/runGraph.ts';
import type { RunState } from '../core/run/runState.ts';
import { type FindNode, findNodesIn } from '../core/run/workflowNodes.ts';
import type { BudgetDefinition, Graph, NodeDefinition, WorkflowDefinition } from '../core/workflow/definition.ts';
import { type OutlineNode, outlineOf } from '../core/workflow/outline.ts';
import type { GraphEngineCalls, GraphView, NodeStatesView, NodeStateView } from '../protocol/graph.ts';
import { createPictures } from './graphPicture.ts';
import type { Loopwright, RunRef } from './loopwright.ts';
import { statusOf, titleOf } from './runViews.ts';
import { noWorkflowRun } from './startWorkflow.ts';

/** What the graphs of runs are read with. */
type Logs = Pick<Loopwright, 'listEventsAfter' | 'getWorkflow' | 'getState'>;

/** The graphs of runs. What was read of a log is kept, so that a run that goes on costs only what is new. */
export interface RunGraphs {
  getGraph(
    run: RunRef,
    view: { readonly level: string; readonly open: readonly string[] },
    signal: AbortSignal,
  ): Promise<GraphView>;
  getStates(
    run: RunRef,
    since: GraphEngineCalls['getNodeStates']['input']['since'],
    signal: AbortSignal,
  ): Promise<NodeStatesView>;
}

interface KnownRun {
  readonly fold: RunGraphFold;
  /** Undefined until the log names its workflow. */
  workflow: Workflows | undefined;
  /** Reads are made one after the other: two that overlap would fold the same events twice. */
  reading: Promise<void>;
}

interface Workflows {
  /** Undefined when it is no longer kept. */
  readonly definition: WorkflowDefinition | undefined;
  readonly used: ReadonlyMap<string, WorkflowDefinition>;
  readonly find: FindNode | undefined;
}

const mostKept = 8;

/** Reads graphs of runs through the app. */
export function createRunGraphs(app: Logs): RunGraphs {
  const known = new Map<string, KnownRun>();
  const draw = createPictures();

  const follow = async (run: RunRef, signal: AbortSignal): Promise<KnownRun> => {
    const key = `${run.runId} ${run.workspace}`;
    const found = known.get(key) ?? { fold: createRunGraphFold(), workflow: undefined, reading: Promise.resolve() };
    known.delete(key);
    known.set(key, found);
    for (const oldest of known.keys()) {
      if (known.size <= mostKept) break;
      known.delete(oldest);
    }
    // Whoever asked before may have been cancelled; that is not this question's end.
    found.reading = found.reading.catch(() => undefined).then(() => readOn(app, { run, found }, signal));
    await found.reading;
    return found;
  };

  return {
    async getGraph(run, { level, open }, signal) {
      const { fold, workflow } = await follow(run, signal);
      const state = await app.getState(run, signal);
      if (!workflow) throw noWorkflowRun(run.runId);
      const { outline, crumbs } = workflow.definition
        ? levelOf(workflow.definition, workflow.used, level)
        : { outline: outlineOfPlaces(fold.changedAfter(0)), crumbs: [{ name: state.workflow, level: '' }] };
      const picture = draw({
        outline,
        prefix: level === '' ? '' : `${level}/`,
        open: new Set(open),
        hasLevel: ({ detail }) => workflow.used.has(detail),
        note: () => ({ range: undefined, problems: [] }),
      });
      const notice = workflow.definition ? undefined : 'damaged';
      return { title: titleOf(state), crumbs, ...picture, problems: [], notice };
    },
    async getStates(run, since, signal) {
      const { fold, workflow } = await follow(run, signal);
      const state = await app.getState(run, signal);
      const status = await statusOf(state);
      const atRest = status !== 'running';
      const whole = since === undefined || since.atRest !== atRest || since.seq > fold.lastSeq;
      const places = fold.changedAfter(whole ? 0 : since.seq);
      const view = { atRest, limits: state.limits, find: workflow?.find };
      return {
        mark: { seq: fold.lastSeq, atRest },
        status,
        line: state.line,
        costUsd: state.spent.usd,
        costEstimated: state.costEstimated,
        budgetUsd: state.limits.usd,
        startedAtMs: state.startedAtMs,
        endedAtMs: state.endedAtMs,
        states: places.map((place) => toStateView(place, view)),
        whole,
      };
    },
  };
}

async function readOn(
  app: Logs,
  { run, found }: { readonly run: RunRef; readonly found: KnownRun },
  signal: AbortSignal,
): Promise<void> {
  const events = await app.listEventsAfter(run, found.fold.lastSeq, signal);
  const workflow = found.workflow ?? (await workflowsIn(app, { run, events }, signal));
  for (const event of events) found.fold.add(event);
  found.workflow = workflow;
}

async function workflowsIn(
  app: Logs,
  { run, events }: { readonly run: RunRef; readonly events: readonly RunEvent[] },
  signal: AbortSignal,
): Promise<Workflows | undefined> {
  const hash = definitionHash(events);
  if (hash === undefined) return undefined;
  const used = new Map<string, WorkflowDefinition>();
  try {
    const definition = await app.getWorkflow(run, hash, signal);
    for (const event of events)
      if (event.type === 'workflow.used') used.set(event.name, await app.getWorkflow(run, event.definition, signal));
    return { definition, used, find: findNodesIn(definition, used) };
  } catch (error) {
    if (!isCoded(error, 'run.damaged')) throw error;
    return { definition: undefined, used, find: undefined };
  }
}

/** The graph that a node of kind workflow runs, and the way to it. Throws `graph.unknownNode`. */
function levelOf(
  { name, graph }: WorkflowDefinition,
  used: ReadonlyMap<string, WorkflowDefinition>,
  level: string,
): { readonly outline: readonly OutlineNode[]; readonly crumbs: GraphView['crumbs'] } {
  const crumbs = [{ name, level: '' }];
  let inside: Graph | undefined = graph;
  let at = '';
  const steps = level === '' ? [] : stepsOf(level);
  for (const { id, branch } of steps) {
    const node: NodeDefinition | undefined = inside?.nodes.find((one) => one.id === id);
    at += `${at === '' ? '' : '/'}${id}${branch === undefined ? '' : `.${branch}`}`;
    inside = node && graphInside(node, branch, (workflow) => used.get(workflow));
    if (node?.kind === 'workflow') crumbs.push({ name: id, level: at });
  }
  if (!inside || crumbs.at(-1)?.level !== level)
    throw new CodedError('graph.unknownNode', `No node ${JSON.stringify(level)} of this run runs a workflow.`);
  return { outline: outlineOf(inside), crumbs };
}

/** Nodes of which only the paths are known, without edges. */
function outlineOfPlaces(places: readonly PlaceState[]): readonly OutlineNode[] {
  const top = places.filter(({ place }) => !place.includes('/'));
  return top.map(({ place }) => ({
    id: place,
    kind: 'unknown',
    detail: '',
    needs: [],
    fallback: undefined,
    conditional: false,
    max: undefined,
    budget: undefined,
    bodies: [],
    path: undefined,
  }));
}

interface StateContext {
  readonly atRest: boolean;
  readonly limits: RunState['limits'];
  readonly find: FindNode | undefined;
}

function toStateView(place: PlaceState, { atRest, limits, find }: StateContext): NodeStateView {
  const node = find?.(place.place)?.node;
  const { attempts, startedAtMs, endedAtMs, failure, skipped, spent } = place;
  return {
    id: place.place,
    status: nodeStatus(place.status, { atRest, asks: node?.kind === 'approve' }),
    count: countOf(place, node?.kind, node?.kind === 'loop' ? node.max : undefined),
    attempts,
    startedAtMs,
    endedAtMs,
    costUsd: spent.calls === 0 ? undefined : (spent.usd ?? undefined),
    budgetShare: shareOf(place, node?.budget, limits),
    failure: failure && { code: failure.code, message: failure.message },
    skipped,
  };
}

/** The state of a node for a person: one in work cannot go on while its run rests. */
export function nodeStatus(
  status: PlaceState['status'],
  { atRest, asks }: { readonly atRest: boolean; readonly asks: boolean },
): NodeStateView['status'] {
  const active = status === 'ready' || status === 'running' || status === 'waiting';
  if (active && atRest) return 'stopped';
  return status === 'running' && asks ? 'asking' : status;
}

function countOf(
  { inside, known, ended }: PlaceState,
  kind: string | undefined,
  max: number | undefined,
): NodeStateView['count'] {
  if (inside && kind === 'forEach') return { done: inside.done, total: inside.total };
  if (inside && kind === 'loop') return { done: inside.done, total: max };
  return known > 1 ? { done: ended, total: known } : undefined;
}

/** How much of the limit that is nearest: its own ones, or else the money of the run. */
function shareOf(
  { spent, startedAtMs, endedAtMs }: PlaceState,
  budget: BudgetDefinition | undefined,
  limits: RunState['limits'],
): number | undefined {
  const { usd, tokens, calls } = spent;
  const minutes = startedAtMs === undefined || endedAtMs === undefined ? 0 : (endedAtMs - startedAtMs) / 60_000;
  const of = (used: number | null, limit: number | undefined) =>
    used === null || used === 0 || limit === undefined || limit <= 0 ? 0 : used / limit;
  const share = budget
    ? Math.max(of(usd, budget.usd), of(tokens, budget.tokens), of(calls, budget.calls), of(minutes, budget.minutes))
    : of(usd, limits.usd);
  return share === 0 ? undefined : Math.min(1, share);
}
