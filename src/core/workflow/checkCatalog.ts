import { nearestName } from '../manifest/nearest.ts';
import { type Reporter, replaceWith } from '../manifest/reporter.ts';
import { type Catalog, type CatalogEntry, type CatalogWorkflow, inputSchemaOf, type NameUse } from './catalog.ts';
import type { ReferenceContext } from './checkReferences.ts';
import { typeOfReference } from './checkReferences.ts';
import { compileExpression } from './expression.ts';
import { conditionText } from './expressionUse.ts';
import { typeOfSchema, typeOfValue } from './schemaTypes.ts';
import { isRecord, type SourceNode } from './sourceGraph.ts';
import { article, staticType } from './staticType.ts';

/** What the names of nodes are checked with. */
export interface CatalogContext extends ReferenceContext {
  readonly workflow: string;
  /** Filled here: every name, known or not. */
  readonly names: NameUse[];
}

/** Checks the names that a node uses, and what it gives, against what there is. */
export function checkCatalog(node: SourceNode, catalog: Catalog, context: CatalogContext): void {
  const { raw, kind, path } = node;
  const { reporter } = context;
  const key = kind === 'agent' || kind === 'tool' || kind === 'workflow' || kind === 'uses' ? kind : undefined;
  const name = key === undefined ? undefined : raw[key];
  if (key !== undefined && typeof name === 'string') {
    const what = key === 'uses' ? 'workflow' : key;
    const entries = entriesOf(what, catalog);
    context.names.push({ kind: what, name, at: reporter.source.rangeOf([...path, key]) });
    if (what === 'workflow' && name === context.workflow) {
      const message = `The workflow "${name}" would run itself, without end.`;
      reporter.add({ code: 'catalog.recursion', at: reporter.source.rangeOf([...path, key]), message });
    } else if (entries && !Object.hasOwn(entries, name))
      reportUnknown(what, name, { path: [...path, key], known: Object.keys(entries) }, context);
    else if (entries) checkGiven(node, inputOf(entries[name]), context);
  }
  if (!Array.isArray(raw.tools)) return;
  const known = catalog.tools && Object.keys(catalog.tools);
  for (const [index, tool] of raw.tools.entries()) {
    if (typeof tool !== 'string') continue;
    const place = [...path, 'tools', index];
    context.names.push({ kind: 'tool', name: tool, at: reporter.source.rangeOf(place) });
    if (known && !known.includes(tool)) reportUnknown('tool', tool, { path: place, known }, context);
  }
}

/** The names of one kind. Those of workflows are read only for a node that runs one: they may have to be found first. */
function entriesOf(
  kind: NameUse['kind'],
  catalog: Catalog,
): Readonly<Record<string, CatalogEntry | CatalogWorkflow>> | undefined {
  switch (kind) {
    case 'agent':
      return catalog.agents;
    case 'tool':
      return catalog.tools;
    case 'workflow':
      return catalog.workflows;
  }
}

/** Checks the prompts that an optimiser may change against those that there are. */
export function checkOptimiser(
  value: Readonly<Record<string, unknown>>,
  { prompts: known }: Catalog,
  context: { readonly reporter: Reporter },
): void {
  const { optimise } = value;
  if (!known || !isRecord(optimise) || !Array.isArray(optimise.prompts)) return;
  for (const [index, name] of optimise.prompts.entries()) {
    if (typeof name === 'string' && !known.includes(name))
      reportUnknown('prompt', name, { path: ['optimise', 'prompts', index], known }, context);
  }
}

function inputOf(entry: unknown): unknown {
  if (!isRecord(entry)) return undefined;
  return 'inputs' in entry ? inputSchemaOf(entry.inputs as Parameters<typeof inputSchemaOf>[0]) : entry.input;
}

interface Place {
  readonly path: readonly (string | number)[];
  readonly known: readonly string[];
}

function reportUnknown(
  what: string,
  name: string,
  { path, known }: Place,
  { reporter }: { readonly reporter: Reporter },
): void {
  const at = reporter.source.rangeOf(path);
  const near = nearestName(name, known);
  const message = `There is no ${what} "${name}"; there are ${known.join(', ') || 'none'}.`;
  const extras = near === undefined ? {} : { suggestion: `Did you mean "${near}"?`, fix: replaceWith(at, near) };
  const code =
    { agent: 'catalog.unknownAgent', tool: 'catalog.unknownTool', prompt: 'catalog.unknownPrompt' }[what] ??
    'catalog.unknownWorkflow';
  reporter.add({ code, at, message, ...extras });
}

/** What `with` gives against what is taken: names and, where they are known, types. */
function checkGiven(node: SourceNode, schema: unknown, context: ReferenceContext): void {
  if (!isRecord(schema) || !isRecord(schema.properties)) return;
  const { reporter } = context;
  const given = isRecord(node.raw.with) ? node.raw.with : {};
  const known = Object.keys(schema.properties);
  const required = Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === 'string') : [];
  for (const name of required.filter((one) => given[one] === undefined)) {
    const message = `Node "${node.id}" does not give "${name}", which is required.`;
    reporter.add({
      code: 'catalog.missingInput',
      at: reporter.source.keyRangeOf(node.path),
      message,
      suggestion: `Add "${name}" to "with".`,
    });
  }
  for (const [name, value] of Object.entries(given)) {
    const path = [...node.path, 'with', name];
    if (!known.includes(name)) {
      if (schema.additionalProperties !== false) continue;
      const at = reporter.source.keyRangeOf(path);
      const near = nearestName(name, known);
      const message = `Node "${node.id}" gives "${name}", which is not taken; taken are ${known.join(', ') || 'none'}.`;
      reporter.add({
        code: 'catalog.unknownInput',
        at,
        message,
        ...(near === undefined ? {} : { suggestion: `Did you mean "${near}"?`, fix: replaceWith(at, near) }),
      });
      continue;
    }
    const expected = typeOfSchema(schema.properties[name]);
    const type = typeOfGiven(value, context);
    if (expected === undefined || type === undefined || type === expected || type === 'null') continue;
    const message = `"${name}" of node "${node.id}": found ${article(type)}, expected ${article(expected)}.`;
    reporter.add({ code: 'catalog.type', at: reporter.source.rangeOf(path), message });
  }
}

/** The type of a value of `with`: expressions alone have that of their value, mixed with text they are text. */
function typeOfGiven(value: unknown, { scope }: ReferenceContext) {
  if (typeof value !== 'string' || !value.includes('${{')) return typeOfValue(value);
  const { source } = conditionText(value);
  const compiled = source === value.trim() ? undefined : compileExpression(source);
  if (!compiled) return 'string' as const;
  return compiled.ok
    ? staticType(compiled.expression.ast, (reference) => typeOfReference(reference, scope))
    : undefined;
}
