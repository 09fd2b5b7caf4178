import type { Catalog } from './catalog.ts';
import type { JsonSchema, WorkflowInput } from './definition.ts';
import type { SourceNode } from './sourceGraph.ts';
import { isRecord } from './sourceGraph.ts';

/** The type of a JSON value. */
export type JsonType = 'string' | 'number' | 'boolean' | 'list' | 'map' | 'null';

const jsonTypes: Readonly<Record<string, JsonType>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  array: 'list',
  list: 'list',
  object: 'map',
  map: 'map',
  null: 'null',
};

/** The type that a schema allows, undefined when it allows several or says nothing. */
export function typeOfSchema(schema: unknown): JsonType | undefined {
  if (!isRecord(schema)) return undefined;
  return typeof schema.type === 'string' && Object.hasOwn(jsonTypes, schema.type) ? jsonTypes[schema.type] : undefined;
}

/** The type of a value. */
export function typeOfValue(value: unknown): JsonType {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' ? 'map' : (jsonTypes[typeof value] ?? 'null');
}

/** A schema below another: what the fields of a path select; or the first field that is not there. */
export type FieldLookup =
  | { readonly schema: unknown }
  | { readonly unknownAt: number; readonly known: readonly string[] };

/** Follows fields into a schema. A schema that lists properties is complete unless it says `additionalProperties`. */
export function fieldOf(schema: unknown, path: readonly (string | number)[]): FieldLookup {
  let at: unknown = schema;
  for (const [index, step] of path.entries()) {
    if (!isRecord(at)) return { schema: undefined };
    if (typeof step === 'number') {
      at = typeOfSchema(at) === 'list' ? at.items : undefined;
      continue;
    }
    const type = typeOfSchema(at);
    if (type !== undefined && type !== 'map') return { unknownAt: index, known: [] };
    if (!isRecord(at.properties)) return { schema: undefined };
    if (!Object.hasOwn(at.properties, step)) {
      if (at.additionalProperties !== undefined && at.additionalProperties !== false) return { schema: undefined };
      return { unknownAt: index, known: Object.keys(at.properties) };
    }
    at = at.properties[step];
  }
  return { schema: at };
}

/** A map of these keys and no others. */
export const closed = (properties: Readonly<Record<string, unknown>>): JsonSchema => ({
  type: 'object',
  properties,
  additionalProperties: false,
});
const text = { type: 'string' };

/** What is known of a node's output: its own `schema`, what its kind gives, or what the catalog says. */
export function outputSchemaOf(node: SourceNode, catalog: Catalog): unknown {
  if (isRecord(node.raw.schema)) return node.raw.schema;
  const named = (
    entries: Readonly<Record<string, { readonly output: JsonSchema | undefined }>> | undefined,
    name: unknown,
  ) => (entries && typeof name === 'string' && Object.hasOwn(entries, name) ? entries[name]?.output : undefined);
  switch (node.kind) {
    case 'agent':
      return named(catalog.agents, node.raw.agent);
    case 'tool':
      return named(catalog.tools, node.raw.tool);
    case 'workflow':
    case 'uses':
      return named(catalog.workflows, node.raw.workflow ?? node.raw.uses);
    case 'run':
      return closed({ exitCode: { type: 'integer' }, stdout: text, stderr: text });
    case 'approve':
      return closed({ approved: { type: 'boolean' }, reason: text });
    case 'forEach':
      return { type: 'array' };
    case 'loop':
      return closed({ rounds: { type: 'integer' }, done: { type: 'boolean' }, last: {} });
    case 'race':
      return closed({ winner: text, output: {} });
    case undefined:
      return undefined;
  }
}

/** A node as expressions see it. */
export function nodeViewSchema(output: unknown): JsonSchema {
  return closed({ status: text, output: output ?? {}, error: closed({ code: text, message: text }) });
}

/** What `inputs` holds, as far as the workflow says. */
export function inputsSchema(inputs: Readonly<Record<string, WorkflowInput['type'] | undefined>>): JsonSchema {
  return closed(Object.fromEntries(Object.entries(inputs).map(([name, type]) => [name, type ? { type } : {}])));
}
