import type { Expression, Graph, Template } from '../workflow/definition.ts';
import type { NodeFailure } from './engineEvent.ts';
import { failureOf } from './failure.ts';
import type { WorkflowLanguage } from './nodeRunner.ts';
import { readInputs } from './readInputs.ts';
import type { Closing, Inside, Scope, Surroundings, Task } from './task.ts';

/** As many as the rounds a loop may have: such a list often comes from a model, which minds no cost. */
const maxItems = 1_000;

/** How a graph came out. */
export type GraphResult = { readonly kind: 'succeeded'; readonly output: unknown } | Closing;

/** What nodes that hold graphs ask of the machine. */
export interface CompositeHost {
  readonly language: WorkflowLanguage;
  /** Whether a failure cancels what goes on beside it. */
  readonly cascading: boolean;
  openGraph(task: Task, graph: Graph, place: { slot: string | number; prefix: string }, around: Surroundings): void;
  closeGraph(scope: Scope): void;
  succeedComposite(task: Task, output: unknown): void;
  failComposite(task: Task, failure: NodeFailure): void;
  cancelComposite(task: Task): void;
  evaluate(scope: Scope, template: Template | Expression, around?: Surroundings): unknown;
}

/** Opens the first graphs of a forEach, loop, race or sub-workflow. */
export function openComposite(task: Task, host: CompositeHost): void {
  const { node } = task;
  const items = node.kind === 'forEach' && Array.isArray(task.subject) ? task.subject : [];
  const inside: Inside = { open: new Set(), items, results: [], next: 0, done: 0, failure: undefined };
  task.inside = inside;
  try {
    switch (node.kind) {
      case 'forEach':
        openItems(task, inside, host);
        break;
      case 'loop':
        openRound(task, { round: 1, last: null }, host);
        break;
      case 'race':
        for (const [name, graph] of Object.entries(node.branches))
          host.openGraph(task, graph, { slot: name, prefix: `${stem(task)}.${name}/` }, inner(task));
        if (inside.open.size === 0)
          host.failComposite(task, { code: 'race.empty', message: 'The race has no branch.' });
        break;
      case 'workflow': {
        const definition = host.language.workflow(node.workflow);
        const inputs = readInputs(definition, (task.input as Record<string, unknown> | undefined) ?? {});
        host.openGraph(task, definition.graph, { slot: '', prefix: `${stem(task)}/` }, { inputs });
      }
    }
  } catch (error) {
    host.failComposite(task, failureOf(error));
  }
}

/** Goes on after one graph of a node has come out. */
export function graphEnded(
  task: Task,
  scope: Scope,
  { result, host }: { result: GraphResult; host: CompositeHost },
): void {
  const { inside, node } = task;
  if (!inside?.open.delete(scope)) return;
  if (result.kind === 'cancelled') {
    if (inside.open.size === 0) host.cancelComposite(task);
    return;
  }
  const failed = result.kind === 'failed' ? result.failure : undefined;
  const output = result.kind === 'succeeded' ? result.output : undefined;
  if (node.kind === 'forEach') {
    if (failed) itemFailed(task, scope, failed, host);
    else itemDone(task, scope, output, host);
  } else if (node.kind === 'race') {
    if (failed) branchFailed(task, scope, failed, host);
    else branchWon(task, scope, output, host);
  } else if (failed) host.failComposite(task, failed);
  else if (node.kind === 'loop') roundDone(task, scope, output, host);
  else host.succeedComposite(task, output);
}

/** The path of a node with the number of its attempt, so that the graphs inside get other names at every attempt. */
function stem({ path, attempt }: Task): string {
  return attempt === 1 ? path : `${path}#${attempt}`;
}

/** What expressions inside see: what is seen around the node, and over its inputs what the node gives by `with`. */
function inner({ scope, input }: Task): Surroundings {
  const { surroundings } = scope;
  if (input === undefined) return surroundings;
  return { ...surroundings, inputs: { ...surroundings.inputs, ...(input as Readonly<Record<string, unknown>>) } };
}

function openItems(task: Task, inside: Inside, host: CompositeHost): void {
  const { node } = task;
  if (node.kind !== 'forEach') return;
  if (!Array.isArray(task.subject)) {
    host.failComposite(task, { code: 'forEach.noList', message: `The items of ${task.path} are not a list.` });
    return;
  }
  if (inside.items.length > maxItems) {
    const message = `The list of ${task.path} has ${inside.items.length} items; ${maxItems} are the most.`;
    host.failComposite(task, { code: 'forEach.tooMany', message });
    return;
  }
  if (inside.items.length === 0) host.succeedComposite(task, []);
  while (task.state === 'started' && inside.open.size < node.concurrency && inside.next < inside.items.length) {
    const index = inside.next++;
    const around = inner(task);
    const variables = { ...around.variables, [node.as]: inside.items[index], index };
    const place = { slot: index, prefix: `${stem(task)}[${index}]/` };
    host.openGraph(task, node.body, place, { ...around, variables });
  }
}

function itemDone(task: Task, scope: Scope, output: unknown, host: CompositeHost): void {
  const { inside } = task;
  if (!inside) return;
  inside.results[Number(scope.slot)] = output;
  inside.done++;
  if (inside.failure) {
    if (inside.open.size === 0) host.failComposite(task, inside.failure);
  } else if (inside.done === inside.items.length) host.succeedComposite(task, inside.results);
  else openItems(task, inside, host);
}

function itemFailed(task: Task, scope: Scope, failure: NodeFailure, host: CompositeHost): void {
  const { inside } = task;
  if (!inside) return;
  inside.failure ??= { ...failure, message: `item ${scope.slot}: ${failure.message}` };
  if (host.cascading || inside.open.size === 0) host.failComposite(task, inside.failure);
}

function openRound(task: Task, loop: { round: number; last: unknown }, host: CompositeHost): void {
  if (task.node.kind !== 'loop') return;
  const place = { slot: loop.round, prefix: `${stem(task)}[${loop.round}]/` };
  host.openGraph(task, task.node.body, place, { ...inner(task), loop });
}

function roundDone(task: Task, scope: Scope, last: unknown, host: CompositeHost): void {
  const { node } = task;
  if (node.kind !== 'loop') return;
  const round = Number(scope.slot);
  try {
    const done = host.evaluate(scope, node.until, { ...scope.surroundings, loop: { round, last } }) === true;
    if (done || round >= node.max) host.succeedComposite(task, { rounds: round, done, last });
    else openRound(task, { round: round + 1, last }, host);
  } catch (error) {
    host.failComposite(task, failureOf(error));
  }
}

function branchWon(task: Task, scope: Scope, output: unknown, host: CompositeHost): void {
  for (const loser of [...(task.inside?.open ?? [])]) host.closeGraph(loser);
  host.succeedComposite(task, { winner: scope.slot, output });
}

function branchFailed(task: Task, scope: Scope, failure: NodeFailure, host: CompositeHost): void {
  const { inside } = task;
  if (!inside) return;
  const said = `${scope.slot}: ${failure.message}`;
  inside.failure = { code: 'race.failed', message: inside.failure ? `${inside.failure.message}; ${said}` : said };
  if (inside.open.size === 0) host.failComposite(task, inside.failure);
}
