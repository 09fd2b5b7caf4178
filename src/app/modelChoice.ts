import { CodedError } from '../base/errors.ts';
import type { LeafDefinition } from '../core/engine/nodeRunner.ts';
import type { Graph, WorkflowDefinition } from '../core/workflow/definition.ts';
import type { WorkflowLibrary } from './openLibrary.ts';

/** What decides which model a node asks. */
export interface ModelChoiceParts {
  readonly library: Pick<WorkflowLibrary, 'modelOf'>;
  /** What the person said, by id, path or agent. */
  readonly modelFor: Readonly<Record<string, string>>;
  /** Models that the person lets take over in every node, behind those that manifests name. */
  readonly fallbackModels: readonly string[];
}

/** Which model a node asks, why, and which take over when it fails, as references; without `ref` it is the run's own. */
export interface ModelChoice {
  readonly ref: string | undefined;
  readonly why: string;
  readonly fallback: readonly string[];
}

export const runsOwn = 'the model of the run';

/**
 * The model of a node and why it is that one: what the person said of this place, of the node, or of its agent, goes before what
 * the node, the agent's manifest or the workflow says; without any it is the run's own. Where the person names the model, what
 * manifests say of others that take over does not count.
 */
export function modelChoice(
  node: LeafDefinition,
  path: string,
  { library, modelFor, fallbackModels }: ModelChoiceParts,
): ModelChoice {
  for (const name of namesOf(node, path))
    if (Object.hasOwn(modelFor, name))
      return { ref: modelFor[name], why: `the person said so for ${name}`, fallback: fallbackModels };
  const { use: ref, by, fallback } = library.modelOf(node);
  return { ref, why: by === undefined ? runsOwn : namedBy[by], fallback: [...fallback, ...fallbackModels] };
}

const namedBy = {
  node: 'the node names it',
  agent: 'the manifest of the agent names it',
  workflow: 'the workflow names it',
} as const;

/** Throws `usage.unknownNode` for a name that is neither a node nor an agent of the workflows. */
export function requireKnownNames(
  modelFor: Readonly<Record<string, string>>,
  definitions: readonly WorkflowDefinition[],
): void {
  const known = new Set(definitions.flatMap(({ graph }) => [...namesIn(graph, '')]));
  const unknown = Object.keys(modelFor).filter((name) => !known.has(plain(name)));
  if (unknown.length === 0) return;
  throw new CodedError('usage.unknownNode', `No node and no agent of the workflow is called ${unknown.join(' or ')}.`, {
    hint: `There are: ${[...known].sort().join(', ')}.`,
  });
}

/** The names that a node answers to, the most exact first: `build[1]/code`, `build/code`, `code`, `codegen`. */
function namesOf(node: LeafDefinition, path: string): readonly string[] {
  const steps = plain(path);
  const id = steps.slice(steps.lastIndexOf('/') + 1);
  return [path, steps, id, ...(node.kind === 'agent' ? [node.agent] : [])];
}

/** A path without its rounds, items and repeated attempts. */
const plain = (path: string) => path.replace(/(?:#\d+)?(?:\[\d+\])?(?=\/|$)/g, '');

function* namesIn(graph: Graph, above: string): Generator<string> {
  for (const node of graph.nodes) {
    const path = `${above}${node.id}`;
    yield node.id;
    yield path;
    if (node.kind === 'agent') yield node.agent;
    if (node.kind === 'loop' || node.kind === 'forEach') yield* namesIn(node.body, `${path}/`);
    if (node.kind === 'race')
      for (const [branch, body] of Object.entries(node.branches)) yield* namesIn(body, `${path}.${branch}/`);
  }
}
