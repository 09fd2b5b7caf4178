import type { RunId } from '../../base/ids.ts';
import type { Expression, JsonSchema, NodeDefinition, Template, WorkflowDefinition } from '../workflow/definition.ts';
import type { Ledger } from './ledger.ts';

/** What a node is told about its run. */
export interface NodeContext {
  readonly runId: RunId;
  /** The node's path, unique in its run. */
  readonly path: string;
  /** From 1. */
  readonly attempt: number;
  /** The same for every attempt of this node in this run, also after a crash: outside effects that know it happen once. */
  readonly idempotencyKey: string;
  /** Reserve from here before spending; what is committed is booked on this node and on everything around it. */
  readonly ledger: Ledger;
  /** What the node's `command` or `message` evaluates to; undefined for other kinds. */
  readonly subject: unknown;
}

/** The kinds of node that do something by themselves. */
export type LeafDefinition = Extract<NodeDefinition, { readonly kind: 'agent' | 'tool' | 'run' }>;

/**
 * Port: what a node does.
 *
 * Contract: `input` is the value of `with`. The output is JSON. A CodedError is an operational failure and may be tried
 * again; `details.retryAfterMs` is honoured for all runs that share the model's provider; `budget.exhausted` with
 * `details.scope: 'run'` pauses the run. Any other error is a bug and ends the node. After the signal fired the promise
 * settles within 400 ms with nothing left running; what it settles with is ignored. With the same idempotency key the
 * runner may be asked again for what it has done already, when its process died before the result was recorded.
 */
export interface NodeRunner {
  run(node: LeafDefinition, input: unknown, context: NodeContext, signal: AbortSignal): Promise<unknown>;
}

/** What a node has come to, as expressions see it. */
export interface NodeView {
  readonly status: string;
  readonly output: unknown;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** What an expression can see. */
export interface EvaluationScope {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly nodes: Readonly<Record<string, NodeView>>;
  readonly run: { readonly id: string; readonly workflow: string };
  readonly loop?: { readonly round: number; readonly last: unknown };
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** What the meaning of a workflow depends on, beside its definition. All of it is pure: the same arguments, the same answer. */
export interface WorkflowLanguage {
  /** Throws a CodedError (`expression.…`) when there is no value. */
  evaluate(template: Template | Expression, scope: EvaluationScope): unknown;
  /** A workflow by name; throws `workflow.unknown`. */
  workflow(name: string): WorkflowDefinition;
  /** What is wrong with an output, for a person; undefined when nothing is. */
  checkOutput(schema: JsonSchema, output: unknown): string | undefined;
}
