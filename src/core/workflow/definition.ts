import type { Objective, OptimiserBudget } from '../manifest/optimiserFields.ts';
import type { ModelWish } from './modelWish.ts';

/** Version of the workflow language this program writes. Older ones are read, newer ones refused. */
export const workflowVersion = 1;

/** A CEL expression as its author wrote it, without `${{ }}`. */
export interface Expression {
  readonly kind: 'expression';
  readonly source: string;
}

/**
 * A value of `with`, `outputs` or `items`: JSON in which any string may hold `${{ expression }}`. A string that is one
 * expression and nothing else keeps the type of its value; mixed with text it becomes text.
 */
export type Template =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | Expression
  | { readonly kind: 'text'; readonly parts: readonly (string | Expression)[] }
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  | { readonly kind: 'map'; readonly entries: Readonly<Record<string, Template>> };

/** A JSON Schema of an input, an output or a tool, as data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** An input of a workflow. One without a default is required. */
export interface WorkflowInput {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'list' | 'map';
  readonly description: string | undefined;
  /** undefined: required. */
  readonly default: unknown;
  readonly enum: readonly unknown[] | undefined;
}

/** When a node may begin, counted over the nodes it needs. With `any` and `atLeast` the others are cancelled. */
export type Join =
  | { readonly kind: 'all' }
  | { readonly kind: 'any' }
  | { readonly kind: 'atLeast'; readonly count: number };

/** How a failing node is tried again. Delays in ms, `baseMs * 2^n` when exponential, spread by ±`jitter` (0 to 1). */
export interface RetryDefinition {
  /** Attempts in all, the first one included. */
  readonly max: number;
  readonly backoff: 'fixed' | 'exponential';
  readonly baseMs: number;
  readonly maxMs: number;
  readonly jitter: number;
  /** Error codes worth another try; empty: every operational failure. */
  readonly on: readonly string[];
}

/** What a node that failed for good does to the run. */
export type FailurePolicy =
  /** The run fails. */
  | { readonly kind: 'fail' }
  /** What needs this node is skipped, the rest goes on. */
  | { readonly kind: 'skip' }
  /** The run goes on as if it had succeeded with `null`. */
  | { readonly kind: 'continue' }
  /** Another node runs in its place and its output counts as this one's. */
  | { readonly kind: 'fallback'; readonly node: string };

/** What a node or a run may use at most, on top of what its parent has left. */
export interface BudgetDefinition {
  readonly usd: number | undefined;
  readonly tokens: number | undefined;
  readonly calls: number | undefined;
  readonly minutes: number | undefined;
}

/** What every node has. */
export interface NodeCommon {
  readonly id: string;
  /** What must have ended first: those written, and those that the node's expressions read. */
  readonly needs: readonly string[];
  readonly join: Join;
  /** false: the node is skipped, and what needs it sees `null`. */
  readonly when: Expression | undefined;
  readonly with: Readonly<Record<string, Template>>;
  readonly retry: RetryDefinition;
  readonly timeoutMs: number | undefined;
  readonly onFailure: FailurePolicy;
  readonly budget: BudgetDefinition | undefined;
  /** true: a recorded output with the same input is taken instead of running again. */
  readonly cache: boolean;
  readonly model: string | undefined;
  /** Models that take over when that one fails; absent: none are named here. */
  readonly fallbackModels?: readonly string[];
  /** Of an agent: what its workflow says of the model of those that name none. */
  readonly usualModel?: ModelWish;
  readonly tools: readonly string[] | undefined;
  /** What the output must be. */
  readonly schema: JsonSchema | undefined;
}

/**
 * A node. `body` and `branches` hold graphs of their own. Their nodes see each other in `nodes`, never their siblings
 * outside; in `inputs` they see the workflow's inputs and, over them, what the container's `with` gives; the iteration's
 * names (`item`, `index`, `loop`) of all containers around them stay visible, the inner over the outer.
 * A node that is named by `onFailure: {fallback: node}` never starts by itself: it runs only in the place of the one that failed.
 */
export type NodeDefinition =
  | (NodeCommon & { readonly kind: 'agent'; readonly agent: string })
  | (NodeCommon & { readonly kind: 'tool'; readonly tool: string })
  /**
   * A sandboxed command: an argument vector, or one line for `sh -c`. The line is a literal: the validator refuses
   * expressions in it, because their values would be read by the shell. `with` becomes environment variables.
   * Output: `{exitCode, stdout, stderr}`; another exit code than 0 is a failure.
   */
  | (NodeCommon & { readonly kind: 'run'; readonly command: Template | readonly Template[] })
  | (NodeCommon & { readonly kind: 'workflow'; readonly workflow: string })
  /** Waits for a person. Output: `{approved: boolean, reason: string}`. */
  | (NodeCommon & { readonly kind: 'approve'; readonly message: Template })
  /** Runs the body once for each item, at most `concurrency` at a time; output: the list of outputs, in the items' order. */
  | (NodeCommon & {
      readonly kind: 'forEach';
      readonly items: Template;
      /** Name of the item inside the body; `item` unless told. Its position is `index`. */
      readonly as: string;
      readonly concurrency: number;
      readonly body: Graph;
    })
  /**
   * Runs the body until the expression is true, at most `max` times; output: `{rounds, done, last}`. `until` is read after
   * each round in the body's scope; `loop.round` counts from 1, `loop.last` is the output of the round before (in
   * `until`: of this one), null at first.
   */
  | (NodeCommon & { readonly kind: 'loop'; readonly until: Expression; readonly max: number; readonly body: Graph })
  /** Runs the branches at once; the first that succeeds wins and the others are cancelled. Output: `{winner, output}`. */
  | (NodeCommon & { readonly kind: 'race'; readonly branches: Readonly<Record<string, Graph>> });

/** Nodes that belong together, in the order they were written, and what comes out: undefined means the outputs of the last ones. */
export interface Graph {
  readonly nodes: readonly NodeDefinition[];
  readonly output: Template | undefined;
}

/** How a whole run behaves. */
export interface RunDefinition {
  readonly timeoutMs: number | undefined;
  /** Nodes in flight at most. */
  readonly concurrency: number;
  /** `cascading`: cancelling the run, or a failure that fails it, cancels what is in flight; `isolated`: that is let end. */
  readonly cancellation: 'cascading' | 'isolated';
  readonly budget: BudgetDefinition | undefined;
  /** Higher runs first among runs that wait for the same place; 0 unless told. */
  readonly priority: number;
}

/** A workflow as read from YAML or JSON, checked and with every default filled in. */
export interface WorkflowDefinition {
  readonly version: number;
  readonly name: string;
  readonly description: string | undefined;
  readonly inputs: Readonly<Record<string, WorkflowInput>>;
  readonly graph: Graph;
  readonly run: RunDefinition;
  /** Absent when the workflow is not to be optimised. */
  readonly optimise?: WorkflowOptimiser;
}

/** What an optimiser is asked to make better in a workflow, and the prompts that it may change. */
export interface WorkflowOptimiser {
  /** Most important first. */
  readonly objectives: readonly Objective[];
  readonly budget: OptimiserBudget;
  readonly prompts: readonly string[];
}
