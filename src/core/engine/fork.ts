import { CodedError } from '../../base/errors.ts';
import type { RunId } from '../../base/ids.ts';
import type { Graph, NodeDefinition, Template } from '../workflow/definition.ts';
import type { DurableBackend } from './durableBackend.ts';
import type { EngineEventBody } from './engineEvent.ts';

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

/** Makes a run that begins as another one did, up to a node; `resume` runs the rest. Throws `fork.unknownNode`. */
export async function forkRun(backend: DurableBackend, request: ForkRequest, signal: AbortSignal): Promise<void> {
  const { from, at, runId, changes } = request;
  const [events, definition] = await Promise.all([backend.read(from, 0, signal), backend.definition(from, signal)]);
  const cut = events.findIndex((event) => event.type === 'node.started' && event.node === at);
  if (cut < 0) {
    const started = new Set(events.flatMap((event) => (event.type === 'node.started' ? [event.node] : [])));
    throw new CodedError('fork.unknownNode', `No node ${JSON.stringify(at)} has started in the run ${from}.`, {
      hint: `These have: ${[...started].slice(0, 20).join(', ') || 'none'}.`,
    });
  }
  const changed = { ...definition, graph: changeNode(definition.graph, at.split('/'), changes) };
  const taken = events.slice(0, cut).map(({ seq: _seq, atMs: _atMs, ...body }): EngineEventBody => body);
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

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The graph with one node changed: `steps` are the parts of its path. */
function changeNode(graph: Graph, steps: readonly string[], changes: NodeChanges): Graph {
  if (changes.model === undefined && Object.keys(changes.with ?? {}).length === 0) return graph;
  const [step = '', ...rest] = steps;
  // A part is a node's id, with an attempt (#2), a position ([3]) or a branch (.left) behind it when it holds graphs.
  const [, id = step, branch] = /^([^#[.]+)(?:#\d+)?(?:\[\d+\]|\.(.+))?$/.exec(step) ?? [];
  const nodes = graph.nodes.map((node): NodeDefinition => {
    if (node.id !== id && node.id !== step) return node;
    return rest.length === 0 ? withChanges(node, changes) : changeInside(node, branch, { rest, changes });
  });
  return { ...graph, nodes };
}

function changeInside(
  node: NodeDefinition,
  branch: string | undefined,
  { rest, changes }: { rest: readonly string[]; changes: NodeChanges },
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
