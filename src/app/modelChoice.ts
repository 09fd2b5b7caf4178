import { CodedError } from '../base/errors.ts';
import type { LeafDefinition } from '../core/engine/nodeRunner.ts';
import type { Graph, WorkflowDefinition } from '../core/workflow/definition.ts';
import type { WorkflowLibrary } from './openLibrary.ts';

/** What decides which model a node asks. */
export interface ModelChoiceParts {
  readonly library: Pick<WorkflowLibrary, 'modelOf'>;
  /** What the person said, by id, path or agent. */
  readonly modelFor: Readonly<Record<string, string>>;
}

export const runsOwn = 'the model of the run';

/**
 * The model of a node and why it is that one: what the person said of this place, of the node, or of its agent, goes before what
 * the workflow or the agent's manifest says; without either it is the run's own, and `ref` is undefined.
 */
export function modelChoice(
  node: LeafDefinition,
  path: string,
  { library, modelFor }: ModelChoiceParts,
): { readonly ref: string | undefined; readonly why: string } {
  for (const name of namesOf(node, path))
    if (Object.hasOwn(modelFor, name)) return { ref: modelFor[name], why: `the person said so for ${name}` };
  const named = library.modelOf(node);
  if (named === undefined) return { ref: undefined, why: runsOwn };
  return { ref: named, why: node.model === undefined ? 'the manifest of the agent names it' : 'the node names it' };
}

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
