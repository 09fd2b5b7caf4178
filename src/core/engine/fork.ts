import { CodedError } from '../../base/errors.ts';
import type { RunId } from '../../base/ids.ts';
import type { Graph, NodeDefinition, Template, WorkflowDefinition } from '../workflow/definition.ts';
import type { DurableBackend } from './durableBackend.ts';
import type { EngineEvent, EngineEventBody } from './engineEvent.ts';
import { type PathStep, stepsOf } from './nodePath.ts';

/** What is to be different at the node: another model, or other values of its `with` (`prompt` is one of them). */
export interface NodeChanges {
  readonly model?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** A fork to make: everything that was recorded before the node first started is taken over, the rest runs anew. */
export interface ForkRequest {
  readonly from: RunId;
  /** Path of a node. */
  readonly at: string;
  readonly runId: RunId;
  readonly changes: NodeChanges;
}

/** A fork before it is made: how many of the run's events are taken over, and the workflow with the change. */
export interface ForkPlan {
  readonly taken: readonly EngineEventBody[];
  readonly definition: WorkflowDefinition;
}

/** Finds where a run is to fork, and changes the node there. Throws `fork.unknownNode` and `fork.elsewhere`. */
export function planFork(
  run: { readonly events: readonly EngineEvent[]; readonly definition: WorkflowDefinition },
  { from, at, changes }: Pick<ForkRequest, 'from' | 'at' | 'changes'>,
): ForkPlan {
  const { events, definition } = run;
  const cut = events.findIndex((event) => event.type === 'node.started' && event.node === at);
  if (cut < 0) {
    const started = new Set(events.flatMap((event) => (event.type === 'node.started' ? [event.node] : [])));
    throw new CodedError('fork.unknownNode', `No node ${JSON.stringify(at)} has started in the run ${from}.`, {
      hint: `These have: ${[...started].slice(0, 20).join(', ') || 'none'}.`,
    });
  }
  const changed = { ...definition, graph: changeNode(definition.graph, stepsOf(at), changes) };
  const taken = events.slice(0, cut).map(({ seq: _seq, atMs: _atMs, ...body }): EngineEventBody => withoutSpent(body));
  return { taken, definition: changed };
}

/** What was spent was spent by the other run. */
function withoutSpent(event: EngineEventBody): EngineEventBody {
  if (!('spent' in event)) return event;
  const { spent: _spent, ...rest } = event;
  return rest;
}

/** Makes a run that begins as another one did, up to a node; `resume` runs the rest. */
export async function forkRun(backend: DurableBackend, request: ForkRequest, signal: AbortSignal): Promise<void> {
  const { from, at, runId } = request;
  const [events, definition] = await Promise.all([backend.read(from, 0, signal), backend.definition(from, signal)]);
  const { taken, definition: changed } = planFork({ events, definition }, request);
  const mark: EngineEventBody = { type: 'run.forked', from, at };
  await backend.fork({ runId, definition: changed, idempotencyKey: undefined }, [...taken, mark], signal);
}

/** Reads what a person sets: `prompt=…` and `input.NAME=…` change `with`, `model=…` the model. Values that are JSON are read as such. */
export function readNodeChanges(settings: readonly string[]): NodeChanges {
  const values: Record<string, unknown> = {};
  let model: string | undefined;
  for (const setting of settings) {
    const [, name = '', value = ''] = /^([^=]+)=([\s\S]*)$/.exec(setting) ?? [];
    if (name === 'model') model = value;
    else if (name === 'prompt') values.prompt = value;
    else if (name.startsWith('input.') && name.length > 6) values[name.slice(6)] = jsonOrText(value);
    else {
      throw new CodedError('fork.badSetting', `${JSON.stringify(setting)} sets nothing that a node has.`, {
        hint: 'Set prompt=…, model=… or input.NAME=….',
      });
    }
  }
  return { ...(model !== undefined && { model }), with: values };
}

/** A value that a person gives: JSON where it is, else the text as it stands. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The graph with one node changed: `steps` are the parts of its path. */
function changeNode(graph: Graph, steps: readonly PathStep[], changes: NodeChanges): Graph {
  if (changes.model === undefined && Object.keys(changes.with ?? {}).length === 0) return graph;
  const [step, ...rest] = steps;
  const nodes = graph.nodes.map((node): NodeDefinition => {
    if (!step || node.id !== step.id) return node;
    const { branch } = step;
    return rest.length === 0 ? withChanges(node, changes) : changeInside(node, branch, { rest, changes });
  });
  return { ...graph, nodes };
}

function changeInside(
  node: NodeDefinition,
  branch: string | undefined,
  { rest, changes }: { rest: readonly PathStep[]; changes: NodeChanges },
): NodeDefinition {
  if (node.kind === 'forEach' || node.kind === 'loop') return { ...node, body: changeNode(node.body, rest, changes) };
  const graph = node.kind === 'race' && branch !== undefined ? node.branches[branch] : undefined;
  if (node.kind === 'race' && branch !== undefined && graph)
    return { ...node, branches: { ...node.branches, [branch]: changeNode(graph, rest, changes) } };
  throw new CodedError('fork.elsewhere', `The node ${node.id} is a workflow of its own: change its file instead.`);
}

function withChanges(node: NodeDefinition, { model, with: values }: NodeChanges): NodeDefinition {
  const changed = Object.entries(values ?? {}).map(([key, value]) => [key, templateOf(value)] as const);
  return { ...node, with: { ...node.with, ...Object.fromEntries(changed) }, ...(model !== undefined && { model }) };
}

function templateOf(value: unknown): Template {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(templateOf) };
  if (typeof value === 'object' && value !== null)
    return {
      kind: 'map',
      entries: Object.fromEntries(Object.entries(value).map(([key, one]) => [key, templateOf(one)])),
    };
  return { kind: 'literal', value: value as string | number | boolean | null };
}
