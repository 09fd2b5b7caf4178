import { existsSync } from 'node:fs';
import path from 'node:path';
import { CodedError } from '../base/errors.ts';
import type { LeafDefinition } from '../core/engine/nodeRunner.ts';
import type { Problem } from '../core/manifest/problem.ts';
import type { DeclaredTool } from '../core/run/node/declaredToolNode.ts';
import type { NodeHandler } from '../core/run/node/nodeScope.ts';
import { builtInNodes, loadedNode } from '../core/run/node/nodeTable.ts';
import type { NodeTable } from '../core/run/workflowRunner.ts';
import type { AgentLimits, CatalogEntry } from '../core/workflow/catalog.ts';
import type { JsonSchema, WorkflowDefinition } from '../core/workflow/definition.ts';
import { durationMs } from '../core/workflow/duration.ts';
import { createLanguage, type Language } from '../core/workflow/language.ts';
import { type ModelWish, modelWish } from '../core/workflow/modelWish.ts';
import { builtInAgents, builtInTools } from './builtInCatalog.ts';
import { compiledWorkflows } from './compiledWorkflows.ts';
import type { Declarations, DeclaredEntry, WorkflowListing } from './workflowLibrary.ts';

/** What a workspace's workflows can use, for running them. */
export interface WorkflowLibrary {
  /** A workflow that is free of errors. Throws `workflow.unknown` and `workflow.invalid`, which names what is wrong. */
  find(name: string): { readonly definition: WorkflowDefinition; readonly from: WorkflowListing['from'] };
  /** What carries nodes out: what comes with Loopwright, and what the workspace declares under names that are free. */
  readonly table: NodeTable;
  /** What the node, the manifest of its agent and its workflow say of its model, in this order. */
  modelOf(node: LeafDefinition): NodeModel;
  /** What the manifest of an agent bounds it by. */
  limitsOf(agent: string): AgentLimits;
  /** What is wrong with what a node was given; undefined when nothing is. */
  readonly checkInput: (node: LeafDefinition, input: unknown) => string | undefined;
  /** What is wrong with a payload for an agent; undefined when nothing is. */
  readonly checkPayload: (agent: string, payload: unknown) => string | undefined;
}

/** The model of a node as manifests say it. */
export interface NodeModel extends ModelWish {
  /** Who names `use`; undefined: nobody does. */
  readonly by: 'node' | 'agent' | 'workflow' | undefined;
}

/** Reads what a workspace holds. */
export async function openLibrary(workspace: string, signal: AbortSignal): Promise<WorkflowLibrary> {
  const { declarations, find } = await knownHere(workspace, signal);
  const commands = declaredCommands(declarations.tools);
  const builtIn = builtInNodes((agent) => builtInAgents[agent]?.output, commands);
  const schemas = createLanguage(() => undefined);
  const inputs = {
    agents: { ...declarations.agents, ...builtInAgents },
    tools: { ...declarations.tools, ...builtInTools },
  };
  return {
    find,
    table: {
      agents: { ...declaredAgents(declarations.agents, commands), ...builtIn.agents },
      tools: { ...declaredTools(commands), ...builtIn.tools },
      command: builtIn.command,
    },
    modelOf: (node) => modelOfNode(node, node.kind === 'agent' ? declarations.agents[node.agent]?.model : undefined),
    limitsOf(agent) {
      const { timeout, budget } = Object.hasOwn(builtInAgents, agent) ? {} : (declarations.agents[agent] ?? {});
      return { timeout, budget };
    },
    checkInput(node, input) {
      const schema = entryOf(node, inputs)?.input;
      return schema && schemas.checkOutput(schema, input);
    },
    checkPayload(agent, payload) {
      const schema = inputs.agents[agent]?.input;
      return schema && schemas.checkOutput(schema, payload);
    },
  };
}

/** The most particular word counts, for the model and for those that take over each. */
function modelOfNode({ model, fallbackModels = [], usualModel }: LeafDefinition, ofAgent: unknown): NodeModel {
  const said = [
    { by: 'node', use: model, fallback: fallbackModels },
    { by: 'agent', ...modelWish(ofAgent) },
    { by: 'workflow', ...modelWish(usualModel) },
  ] as const;
  const named = said.find(({ use }) => use !== undefined);
  const fallback = said.find((one) => one.fallback.length > 0)?.fallback ?? [];
  return { use: named?.use, by: named?.by, fallback };
}

/** The workflows that a workspace can run, and what its manifests declare. */
interface KnownHere extends Pick<WorkflowLibrary, 'find'> {
  readonly declarations: Pick<Declarations, 'agents' | 'tools'>;
}

async function knownHere(workspace: string, signal: AbortSignal): Promise<KnownHere> {
  const hasOwn = existsSync(path.join(workspace, '.loopwright'));
  const compiled = hasOwn ? undefined : await compiledWorkflows(signal);
  if (compiled) return { declarations: { agents: {}, tools: {} }, find: (name) => findCompiled(compiled, name) };
  const { declaringProblems, listingNamed, listingsOf, readLibrary } = await import('./workflowLibrary.ts');
  const library = await readLibrary(workspace, [], signal);
  const all = () => listingsOf(library).map((one) => one.name);
  const find = (name: string) => {
    const listing = listingNamed(library, name);
    if (!listing) throw unknownWorkflow(name, all());
    // A manifest that is wrong declares nothing, so a workflow that uses it has errors for that alone: the cause comes first.
    return runnable(listing, () => declaringProblems(library));
  };
  return { declarations: library.declarations, find };
}

function findCompiled(
  compiled: Readonly<Record<string, WorkflowDefinition>>,
  name: string,
): ReturnType<WorkflowLibrary['find']> {
  const definition = Object.hasOwn(compiled, name) ? compiled[name] : undefined;
  if (!definition) throw unknownWorkflow(name, Object.keys(compiled));
  return { definition, from: 'built-in' };
}

/** The language for one run: sub-workflows are those that were kept with it, or found when it began. */
export function languageOf(workflows: ReadonlyMap<string, WorkflowDefinition>): Language {
  return createLanguage((name) => workflows.get(name));
}

function unknownWorkflow(name: string, names: readonly string[]): CodedError {
  return new CodedError('workflow.unknown', `There is no workflow ${JSON.stringify(name)}.`, {
    hint: `There are: ${names.join(', ')}.`,
  });
}

function runnable(
  { name, from, definition, problems }: WorkflowListing,
  elsewhere: () => readonly Problem[],
): ReturnType<WorkflowLibrary['find']> {
  if (definition) return { definition, from };
  const all = [...elsewhere(), ...problems];
  const errors = all.filter(({ severity }) => severity === 'error');
  const shown = errors.slice(0, 10).map((one) => `  ${one.file}:${one.line}:${one.column}  ${one.message}`);
  const counted = errors.length === 1 ? 'an error' : `${errors.length} errors`;
  throw new CodedError('workflow.invalid', `The workflow ${name} has ${counted}:\n${shown.join('\n')}`, {
    hint: 'See all of them: loopwright validate',
  });
}

function entryOf(
  node: LeafDefinition,
  {
    agents,
    tools,
  }: {
    readonly agents: Readonly<Record<string, Partial<CatalogEntry>>>;
    readonly tools: Readonly<Record<string, Partial<CatalogEntry>>>;
  },
): Partial<CatalogEntry> | undefined {
  if (node.kind === 'run') return undefined;
  return node.kind === 'agent' ? agents[node.agent] : tools[node.tool];
}

/** What an agent of a workspace answers when its manifest does not say: a text. */
const anyText: JsonSchema = {
  type: 'object',
  properties: { text: { type: 'string' } },
  required: ['text'],
  additionalProperties: false,
};

function declaredAgents(
  agents: Readonly<Record<string, DeclaredEntry>>,
  declared: Readonly<Record<string, DeclaredTool>>,
): Record<string, NodeHandler> {
  const handlers = Object.entries(agents).map(([agent, { prompt = agent, tools, output = anyText, maxTurns }]) => {
    const parts = { agent, prompt, tools, output, declared, maxTurns };
    const load = async () => (await import('../core/run/node/structuredNode.ts')).structuredNode(parts);
    return [agent, loadedNode(load)] as const;
  });
  return Object.fromEntries(handlers);
}

function declaredCommands(tools: Readonly<Record<string, DeclaredEntry>>): Record<string, DeclaredTool> {
  const commands = Object.entries(tools).map(([name, entry]) => {
    const { run = [], timeout, output, input, description, network } = entry;
    const timeoutMs = durationMs(timeout);
    return [name, { run, timeoutMs, hasOutputSchema: output !== undefined, input, description, network }] as const;
  });
  return Object.fromEntries(commands);
}

function declaredTools(commands: Readonly<Record<string, DeclaredTool>>): Record<string, NodeHandler> {
  return Object.fromEntries(
    Object.entries(commands).map(([name, tool]) => {
      const load = async () => (await import('../core/run/node/declaredToolNode.ts')).declaredToolNode(name, tool);
      return [name, loadedNode(load)];
    }),
  );
}
