import { CodedError } from '../base/errors.ts';
import type { LeafDefinition } from '../core/engine/nodeRunner.ts';
import { type DeclaredTool, declaredToolNode } from '../core/run/node/declaredToolNode.ts';
import type { NodeHandler } from '../core/run/node/nodeScope.ts';
import { builtInNodes } from '../core/run/node/nodeTable.ts';
import { structuredNode } from '../core/run/node/structuredNode.ts';
import type { NodeTable } from '../core/run/workflowRunner.ts';
import type { CatalogEntry } from '../core/workflow/catalog.ts';
import type { JsonSchema, WorkflowDefinition } from '../core/workflow/definition.ts';
import { durationMs } from '../core/workflow/duration.ts';
import { createLanguage, type Language } from '../core/workflow/language.ts';
import { builtInAgents, builtInTools } from './builtInCatalog.ts';
import { type DeclaredEntry, listingsOf, readLibrary, type WorkflowListing } from './workflowLibrary.ts';

/** What a workspace's workflows can use, for running them. */
export interface WorkflowLibrary {
  /** A workflow that is free of errors. Throws `workflow.unknown` and `workflow.invalid`, which names what is wrong. */
  find(name: string): { readonly definition: WorkflowDefinition; readonly from: WorkflowListing['from'] };
  /** What carries nodes out: what comes with Loopwright, and what the workspace declares under names that are free. */
  readonly table: NodeTable;
  /** The model that a node asks when neither it nor the run says another; undefined: the run's. */
  modelOf(node: LeafDefinition): string | undefined;
  /** What is wrong with what a node was given; undefined when nothing is. */
  readonly checkInput: (node: LeafDefinition, input: unknown) => string | undefined;
  /** What is wrong with a payload for an agent; undefined when nothing is. */
  readonly checkPayload: (agent: string, payload: unknown) => string | undefined;
}

/** Reads what a workspace holds. */
export async function openLibrary(workspace: string, signal: AbortSignal): Promise<WorkflowLibrary> {
  const library = await readLibrary(workspace, [], signal);
  const { declarations } = library;
  const workflows = listingsOf(library);
  const commands = declaredCommands(declarations.tools);
  const builtIn = builtInNodes((agent) => builtInAgents[agent]?.output, commands);
  const schemas = createLanguage(() => undefined);
  const inputs = {
    agents: { ...declarations.agents, ...builtInAgents },
    tools: { ...declarations.tools, ...builtInTools },
  };
  return {
    find: (name) => findRunnable(workflows, name),
    table: {
      agents: { ...declaredAgents(declarations.agents, commands), ...builtIn.agents },
      tools: { ...declaredTools(commands), ...builtIn.tools },
      command: builtIn.command,
    },
    modelOf: (node) => node.model ?? (node.kind === 'agent' ? declarations.agents[node.agent]?.model : undefined),
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

/** The language for one run: sub-workflows are those that were kept with it, or found when it began. */
export function languageOf(workflows: ReadonlyMap<string, WorkflowDefinition>): Language {
  return createLanguage((name) => workflows.get(name));
}

function findRunnable(workflows: readonly WorkflowListing[], name: string): ReturnType<WorkflowLibrary['find']> {
  const found = workflows.find((one) => one.name === name);
  if (!found)
    throw new CodedError('workflow.unknown', `There is no workflow ${JSON.stringify(name)}.`, {
      hint: `There are: ${workflows.map((one) => one.name).join(', ')}.`,
    });
  const { definition, problems, file, from } = found;
  if (definition) return { definition, from };
  const errors = problems.filter(({ severity }) => severity === 'error');
  const shown = errors.slice(0, 10).map(({ line, column, message }) => `  ${file}:${line}:${column}  ${message}`);
  throw new CodedError('workflow.invalid', `The workflow ${name} has ${errors.length} errors:\n${shown.join('\n')}`, {
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
  const handlers = Object.entries(agents).map(([agent, { prompt = agent, tools, output = anyText }]) => {
    return [agent, structuredNode({ agent, prompt, tools, output, declared })] as const;
  });
  return Object.fromEntries(handlers);
}

function declaredCommands(tools: Readonly<Record<string, DeclaredEntry>>): Record<string, DeclaredTool> {
  const commands = Object.entries(tools).map(([name, entry]) => {
    const { run = [], timeout, output, input, description } = entry;
    const timeoutMs = durationMs(timeout);
    return [name, { run, timeoutMs, hasOutputSchema: output !== undefined, input, description }] as const;
  });
  return Object.fromEntries(commands);
}

function declaredTools(commands: Readonly<Record<string, DeclaredTool>>): Record<string, NodeHandler> {
  return Object.fromEntries(Object.entries(commands).map(([name, tool]) => [name, declaredToolNode(name, tool)]));
}
