import path from 'node:path';
import { throwIfAborted } from '../base/abort.ts';
import type { Range } from '../core/manifest/problem.ts';
import { readYaml } from '../core/manifest/yamlSource.ts';
import { type Catalog, inputSchemaOf, type NameUse } from '../core/workflow/catalog.ts';
import type { JsonSchema } from '../core/workflow/definition.ts';
import { parseWorkflow } from '../core/workflow/parseWorkflow.ts';
import { manifestKindOf } from '../core/workflow/schemaRegistry.ts';
import type { ManifestDocument, ManifestName } from '../protocol/manifests.ts';
import { builtInAgents, builtInTools } from './builtInCatalog.ts';
import type { ManifestFile } from './manifestFiles.ts';
import { type ManifestLibrary, readLibrary } from './workflowLibrary.ts';

/** Texts of editors as the manifests of a workspace. Those that are no manifests are left out. */
export function manifestsOf(documents: readonly ManifestDocument[], workspace: string): ManifestFile[] {
  const known = documents.filter(({ file }) => manifestKindOf(file) !== undefined);
  return known.map(({ file, text }) => ({ file, text, path: path.join(workspace, file) }));
}

/** A place in one of several open manifests. */
export interface ManifestPlace {
  readonly workspace: string;
  /** All that are open: names may be declared in any of them. */
  readonly documents: readonly ManifestDocument[];
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The agent, tool or workflow that is named at a place, with what is known of it; undefined when none is. */
export async function nameAt(
  { workspace, documents, file, line, column }: ManifestPlace,
  signal: AbortSignal,
): Promise<ManifestName | undefined> {
  const text = documents.find((one) => one.file === file)?.text;
  if (text === undefined || manifestKindOf(file) !== 'workflow') return undefined;
  const use = parseWorkflow(text, file).names.find(({ at }) => holds(at, line, column));
  if (!use) return undefined;
  const library = await readLibrary(workspace, manifestsOf(documents, workspace), signal);
  throwIfAborted(signal);
  const known = knownAs(use, library.catalog);
  const declared = declarationOf(use, library);
  // A workflow with errors is not known, and all the more a place to go to.
  if (!known && !declared) return undefined;
  return { ...use.at, kind: use.kind, name: use.name, ...(known ?? unknown), declared };
}

const unknown = { description: '', takes: undefined, gives: undefined };

function holds({ line, column, endLine, endColumn }: Range, atLine: number, atColumn: number): boolean {
  const after = atLine > line || (atLine === line && atColumn >= column);
  return after && (atLine < endLine || (atLine === endLine && atColumn <= endColumn));
}

function knownAs(
  { kind, name }: NameUse,
  catalog: Catalog,
): Pick<ManifestName, 'description' | 'takes' | 'gives'> | undefined {
  if (kind === 'workflow') {
    const workflow = own(catalog.workflows, name);
    if (!workflow) return undefined;
    return { description: workflow.description, takes: takesOf(inputSchemaOf(workflow.inputs)), gives: undefined };
  }
  const entry = own(kind === 'agent' ? catalog.agents : catalog.tools, name);
  return entry && { description: entry.description, takes: takesOf(entry.input), gives: fieldsOf(entry.output) };
}

function own<T>(entries: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return entries && Object.hasOwn(entries, name) ? entries[name] : undefined;
}

function takesOf(schema: JsonSchema | undefined): ManifestName['takes'] {
  const required = Array.isArray(schema?.required) ? schema.required : [];
  return fieldsOf(schema)?.map((name) => ({ name, required: required.includes(name) }));
}

function fieldsOf(schema: JsonSchema | undefined): readonly string[] | undefined {
  const { properties } = schema ?? {};
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : undefined;
}

/** Where the workspace declares a name; an agent or a tool that comes with the program is not a file to work on. */
function declarationOf({ kind, name }: NameUse, library: ManifestLibrary): ManifestName['declared'] {
  if (kind === 'workflow') {
    const own = library.workflows.filter(({ from }) => from === 'workspace');
    const found = own.map(read).find(({ source }) => valueAt(source.value, 'name') === name);
    return found && { ...found.source.rangeOf(['name']), path: found.path };
  }
  if (Object.hasOwn(kind === 'agent' ? builtInAgents : builtInTools, name)) return undefined;
  const group = `${kind}s`;
  const declaring = library.declaring.toReversed().map(read);
  const found = declaring.find(({ source }) => valueAt(valueAt(source.value, group), name) !== undefined);
  return found && { ...found.source.keyRangeOf([group, name]), path: found.path };
}

function read({ text, file, path: whole }: ManifestFile) {
  return { source: readYaml(text, file), path: whole };
}

function valueAt(value: unknown, key: string): unknown {
  const isMap = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return isMap ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
