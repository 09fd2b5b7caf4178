import path from 'node:path';
import { throwIfAborted } from '../base/abort.ts';
import { CodedError } from '../base/errors.ts';
import { nearestName } from '../core/manifest/nearest.ts';
import type { Problem } from '../core/manifest/problem.ts';
import type { Catalog, CatalogEntry, CatalogWorkflow } from '../core/workflow/catalog.ts';
import type { JsonSchema, WorkflowDefinition } from '../core/workflow/definition.ts';
import { parseWorkflow } from '../core/workflow/parseWorkflow.ts';
import { type ManifestKind, manifestKindOf, parseManifest } from '../core/workflow/schemaRegistry.ts';
import { findAssets } from './assets.ts';
import { builtInAgents, builtInTools } from './builtInCatalog.ts';
import { checkPersonHooks } from './hookSettings.ts';
import { filesIn, findManifests, type ManifestFile, writeWorkflowFile } from './manifestFiles.ts';
import { type FilePlaces, type PlacedName, personFile } from './placedFiles.ts';
import { promptNames } from './promptLibrary.ts';
import { checkPersonSecurity } from './securitySettings.ts';

/** A workflow that can be run here by its name. */
export interface WorkflowListing extends ManifestFile {
  readonly name: string;
  readonly from: 'workspace' | 'built-in';
  readonly description: string;
  /** undefined when something is wrong with it. */
  readonly definition: WorkflowDefinition | undefined;
  readonly problems: readonly Problem[];
}

/** A checked manifest. */
export interface ValidatedFile extends ManifestFile {
  readonly problems: readonly Problem[];
}

/** The workflows of a workspace and those that come with Loopwright; the workspace's own come first and hide others of their name. */
export async function listWorkflows(workspace: string, signal: AbortSignal): Promise<WorkflowListing[]> {
  return listingsOf(await readLibrary(workspace, [], signal));
}

/** The workflows of a library that count, in its order. */
export function listingsOf({ workflows, catalog }: ManifestLibrary): WorkflowListing[] {
  const seen = new Set<string>();
  return workflows.flatMap((file) => {
    const listing = listingOf(file, catalog);
    if (seen.has(listing.name)) return [];
    seen.add(listing.name);
    return [listing];
  });
}

/** The workflow of a library that counts for a name, with no more files read than it takes; undefined when there is none. */
export function listingNamed({ workflows, catalog }: ManifestLibrary, name: string): WorkflowListing | undefined {
  for (const file of workflows) {
    if (file.from === 'built-in' && builtInName(file) !== name) continue;
    const listing = listingOf(file, catalog);
    if (listing.name === name) return listing;
  }
  return undefined;
}

function listingOf({ from, ...file }: LibraryWorkflow, catalog: Catalog): WorkflowListing {
  const { definition, problems } = parseWorkflow(file.text, file.file, catalog);
  const name = definition?.name ?? path.basename(file.path).replace(/\.[^.]*$/, '');
  return { ...file, from, name, description: definition?.description ?? '', definition, problems };
}

/** A workflow that comes with Loopwright is named like its file, so that it is found without being read. */
const builtInName = (file: ManifestFile) => path.basename(file.path, '.yaml');

/** One workflow by its name. Throws `workflow.unknown`. */
export async function findWorkflow(workspace: string, name: string, signal: AbortSignal): Promise<WorkflowListing> {
  return pick(await listWorkflows(workspace, signal), name);
}

/** Copies a built-in workflow into the workspace and gives its path. Throws `workflow.unknown` and `workflow.exists`. */
export async function ejectWorkflow(workspace: string, name: string, signal: AbortSignal): Promise<string> {
  return writeWorkflowFile(workspace, name, await builtInWorkflow(name, signal));
}

/** The text of a workflow that comes with Loopwright. Throws `workflow.unknown`. */
export async function builtInWorkflow(name: string, signal: AbortSignal): Promise<string> {
  const builtIn = (await builtInFiles(signal)).map((file) => ({ ...file, name: builtInName(file) }));
  return pick(builtIn, name).text;
}

function pick<T extends { readonly name: string }>(workflows: readonly T[], name: string): T {
  const found = workflows.find((one) => one.name === name);
  if (found) return found;
  const names = workflows.map((one) => one.name);
  const near = nearestName(name, names);
  throw new CodedError(
    'workflow.unknown',
    `There is no workflow ${JSON.stringify(name)}; there are ${names.join(', ')}.`,
    {
      ...(near === undefined ? {} : { hint: `Did you mean ${near}?` }),
    },
  );
}

/**
 * Checks manifests of any kind against everything that is known here. A file elsewhere counts as a workflow, save the
 * person's own hooks and limits in the data folder. The texts given stand for those on the disk, so that editors check what has not
 * been saved yet.
 */
export async function validateManifests(
  files: readonly ManifestFile[],
  { workspace, env }: { readonly workspace: string; readonly env: Readonly<Record<string, string | undefined>> },
  signal: AbortSignal,
): Promise<ValidatedFile[]> {
  const { catalog } = await readLibrary(workspace, files, signal);
  const problemsOf = async (file: ManifestFile): Promise<readonly Problem[]> => {
    throwIfAborted(signal);
    const kind = manifestKindOf(file.file);
    const own = kind === undefined ? personFile(file.path, env) : undefined;
    if (own) return checkPersonFile(file, { name: own.name, places: { dataFolder: own.dataFolder, workspace } });
    return kind === undefined || kind === 'workflow'
      ? parseWorkflow(file.text, file.file, catalog).problems
      : parseManifest(file.text, file.file, kind).problems;
  };
  return Promise.all(files.map(async (file) => ({ ...file, problems: await problemsOf(file) })));
}

function checkPersonFile(
  file: ManifestFile,
  { name, places }: { readonly name: PlacedName; readonly places: FilePlaces },
): Promise<readonly Problem[]> {
  return name === 'hooks' ? checkPersonHooks(file, places) : checkPersonSecurity(file, places);
}

type LibraryWorkflow = ManifestFile & Pick<WorkflowListing, 'from'>;

/** The manifests that give names to workflows, and those names. */
export interface ManifestLibrary {
  /** The workspace's own before the built-in ones; of several with one name the first counts. */
  readonly workflows: readonly LibraryWorkflow[];
  /** Manifests of agents and tools; of several with one name the last counts. */
  readonly declaring: readonly ManifestFile[];
  readonly declarations: Declarations;
  readonly catalog: Catalog;
}

/** What a workspace declares beside its workflows, as it was written; files that are wrong declare nothing. */
export interface Declarations {
  readonly agents: Readonly<Record<string, DeclaredEntry>>;
  readonly tools: Readonly<Record<string, DeclaredEntry>>;
  /** Names of all prompts that there are here. */
  readonly prompts: readonly string[];
}

/** Reads the manifests of a workspace. The texts in `given` stand for those on the disk. */
export async function readLibrary(
  workspace: string,
  given: readonly ManifestFile[],
  signal: AbortSignal,
): Promise<ManifestLibrary> {
  const own = overlay(await findManifests(workspace, signal), given);
  const workflows = [
    ...own.filter(isOf('workflow')).map((file) => ({ ...file, from: 'workspace' as const })),
    ...(await builtInFiles(signal)).map((file) => ({ ...file, from: 'built-in' as const })),
  ];
  const declaring = own.filter((file) => isOf('agents')(file) || isOf('tools')(file));
  const declarations = declarationsOf(declaring, await promptNames(workspace));
  return { workflows, declaring, declarations, catalog: catalogOf(declarations, workflows) };
}

/** What is wrong with the manifests that declare agents and tools. */
export function declaringProblems({ declaring }: ManifestLibrary): readonly Problem[] {
  return declaring.flatMap(({ text, file }) => {
    const kind = manifestKindOf(file);
    return kind === undefined || kind === 'workflow' ? [] : parseManifest(text, file, kind).problems;
  });
}

const isOf = (kind: ManifestKind) => (one: ManifestFile) => manifestKindOf(one.file) === kind;

/** The files on the disk with the texts given in their place, and the given ones that are not there yet. */
function overlay(onDisk: readonly ManifestFile[], given: readonly ManifestFile[]): ManifestFile[] {
  const left = new Map(given.map((file) => [file.path, file]));
  const merged = onDisk.map((file) => {
    const text = left.get(file.path);
    left.delete(file.path);
    return text ?? file;
  });
  return [...merged, ...left.values()];
}

async function builtInFiles(signal: AbortSignal): Promise<ManifestFile[]> {
  const { workflowFolder } = findAssets();
  return filesIn(workflowFolder, { workspace: workflowFolder, endings: /\.yaml$/ }, signal);
}

function declarationsOf(declaring: readonly ManifestFile[], prompts: readonly string[]): Declarations {
  const declared = (kind: 'agents' | 'tools') =>
    Object.assign({}, ...declaring.filter(isOf(kind)).map((one) => entriesOf(one, kind))) as Record<
      string,
      DeclaredEntry
    >;
  return { agents: declared('agents'), tools: declared('tools'), prompts };
}

/** The names that workflows may use: built in, and those that the workspace declares under names that are free. */
function catalogOf({ agents, tools, prompts }: Declarations, workflows: readonly ManifestFile[]): Catalog {
  let known: Catalog['workflows'];
  return {
    agents: { ...catalogEntries(agents), ...builtInAgents },
    tools: { ...catalogEntries(tools), ...builtInTools },
    // Few workflows run others, and only for those have all of them to be read.
    get workflows() {
      known ??= Object.fromEntries(workflows.toReversed().flatMap(workflowEntry));
      return known;
    },
    prompts,
  };
}

function workflowEntry({ text, file }: ManifestFile): [string, CatalogWorkflow][] {
  // Without a catalog: what a workflow takes does not depend on the names that it uses.
  const { definition } = parseWorkflow(text, file);
  if (!definition) return [];
  const { name, description, inputs } = definition;
  return [[name, { description: description ?? '', inputs, output: undefined }]];
}

function entriesOf({ text, file }: ManifestFile, kind: 'agents' | 'tools'): Record<string, DeclaredEntry> {
  const { value } = parseManifest(text, file, kind);
  return (value as Readonly<Record<string, Record<string, DeclaredEntry>>> | undefined)?.[kind] ?? {};
}

function catalogEntries(declared: Readonly<Record<string, DeclaredEntry>>): Record<string, CatalogEntry> {
  const entries = Object.entries(declared).map(
    ([name, { description = '', input, output, timeout, budget }]) =>
      [name, { description, input, output, limits: { timeout, budget } }] as const,
  );
  return Object.fromEntries(entries);
}

/** An agent or a tool as its manifest declares it, checked by the manifest's schema. */
export interface DeclaredEntry {
  readonly description?: string;
  readonly input?: JsonSchema;
  readonly output?: JsonSchema;
  readonly timeout?: string | number;
  /** Of a tool. */
  readonly run?: readonly string[];
  readonly network?: boolean;
  /** Of an agent. */
  readonly prompt?: string;
  readonly model?: string | { readonly use?: string; readonly fallback?: readonly string[] };
  readonly tools?: readonly string[];
  readonly maxTurns?: number;
  readonly budget?: Readonly<Record<string, unknown>>;
}
