import type { Range } from '../manifest/problem.ts';
import type { JsonSchema, WorkflowInput } from './definition.ts';

/** What is known of an agent or a tool by its name. */
export interface CatalogEntry {
  readonly description: string;
  /** JSON Schema of what `with` gives; undefined: anything. */
  readonly input: JsonSchema | undefined;
  /** JSON Schema of the output; undefined: not known. */
  readonly output: JsonSchema | undefined;
  /** Of an agent: what bounds its nodes that say nothing else. */
  readonly limits?: AgentLimits | undefined;
}

/** Bounds that the manifest of an agent gives, as they stand there. */
export interface AgentLimits {
  readonly timeout?: string | number | undefined;
  readonly budget?: Readonly<Record<string, unknown>> | undefined;
}

/** What is known of a workflow by its name. */
export interface CatalogWorkflow {
  readonly description: string;
  readonly inputs: Readonly<Record<string, WorkflowInput>>;
  readonly output: JsonSchema | undefined;
}

/** The names that a workflow may use. A part that is undefined is not checked. */
export interface Catalog {
  readonly agents?: Readonly<Record<string, CatalogEntry>> | undefined;
  readonly tools?: Readonly<Record<string, CatalogEntry>> | undefined;
  readonly workflows?: Readonly<Record<string, CatalogWorkflow>> | undefined;
  readonly prompts?: readonly string[] | undefined;
}

/** An agent, a tool or a workflow that a node names, and where it does. */
export interface NameUse {
  readonly kind: 'agent' | 'tool' | 'workflow';
  readonly name: string;
  readonly at: Range;
}

/** The schema of what a workflow takes. */
export function inputSchemaOf(inputs: CatalogWorkflow['inputs']): JsonSchema {
  const types: Readonly<Record<string, string>> = { list: 'array', map: 'object' };
  const properties = Object.entries(inputs).map(
    ([name, input]) => [name, { type: types[input.type] ?? input.type }] as const,
  );
  const required = Object.entries(inputs).filter(([, input]) => input.default === undefined);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: required.map(([name]) => name),
    additionalProperties: false,
  };
}
