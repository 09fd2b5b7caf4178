import { CodedError } from '../base/errors.ts';
import { nearestName } from '../core/manifest/nearest.ts';
import { toolAction } from '../core/run/guardedTool.ts';
import { agentsWithoutModel } from '../core/run/node/nodeTable.ts';
import { personTool } from '../core/run/node/personTool.ts';
import { givenUnnamed } from '../core/run/node/roleTools.ts';
import type { CatalogEntry } from '../core/workflow/catalog.ts';
import type { ToolInputView, ToolRow } from '../protocol/library.ts';
import { builtInAgents, builtInTools } from './builtInCatalog.ts';
import { declaredPlace } from './declaredPlace.ts';
import { type Declarations, type DeclaredEntry, readLibrary } from './workflowLibrary.ts';

/**
 * The tools of a workspace: what its `tools.yaml` declares, then those of agents that come with the program, then steps of workflows. Of two
 * with one name the built-in one counts.
 */
export async function toolRows(workspace: string, signal: AbortSignal): Promise<readonly ToolRow[]> {
  const library = await readLibrary(workspace, [], signal);
  const { declarations } = library;
  const builtIn = Object.entries(builtInTools).map(([name, entry]): ToolRow => {
    const isStep = name.includes('.');
    return {
      name,
      from: 'built-in',
      ...wordsOf(entry),
      // What is a step of a workflow only edits the copy, runs tests and proposes, each under the rules for that.
      does: isStep ? 'step' : doing(name),
      network: false,
      agents: isStep ? [] : agentsWith(name, declarations),
      hidden: false,
      command: undefined,
      at: undefined,
    };
  });
  const own = Object.entries(declarations.tools).map(([name, entry]): ToolRow => {
    const { run = [], network = false, description = '' } = entry;
    return {
      name,
      from: 'workspace',
      ...wordsOf({ description, input: entry.input, output: entry.output }),
      does: 'runs',
      network,
      agents: agentsWith(name, declarations),
      hidden: Object.hasOwn(builtInTools, name),
      command: run,
      at: declaredPlace(library, 'tools', name),
    };
  });
  const isStep = ({ does }: ToolRow) => does === 'step';
  return [...own, ...builtIn.filter((row) => !isStep(row)), ...builtIn.filter(isStep)];
}

function doing(name: string): ToolRow['does'] {
  if (name === personTool) return 'asks';
  return toolAction(name, false).intent === 'build' ? 'runs' : 'looks';
}

/** One tool by its name. Throws `tool.unknown`. */
export async function findTool(workspace: string, name: string, signal: AbortSignal): Promise<ToolRow> {
  const rows = await toolRows(workspace, signal);
  const found = rows.find((row) => row.name === name && !row.hidden);
  if (found) return found;
  const near = nearestName(
    name,
    rows.map((row) => row.name),
  );
  throw new CodedError('tool.unknown', `There is no tool ${JSON.stringify(name)}.`, {
    hint: near === undefined ? 'See: loopwright tools' : `Did you mean ${near}?`,
  });
}

/** Agents that have a tool without a node naming it. */
function agentsWith(tool: string, { agents }: Declarations): readonly string[] {
  const has = (name: string, entry: DeclaredEntry | undefined) =>
    entry?.tools ? entry.tools.includes(tool) : givenUnnamed(name, tool);
  const own = Object.keys(agents).filter((name) => !Object.hasOwn(builtInAgents, name) && has(name, agents[name]));
  const builtIn = Object.keys(builtInAgents).filter((name) => !agentsWithoutModel.has(name) && has(name, undefined));
  return [...builtIn, ...own].sort();
}

function wordsOf({ description, input }: CatalogEntry): {
  readonly description: string;
  readonly inputs: readonly ToolInputView[];
} {
  const { properties = {}, required = [] } = (input ?? {}) as {
    readonly properties?: Readonly<Record<string, { readonly type?: unknown; readonly description?: unknown }>>;
    readonly required?: readonly string[];
  };
  const inputs = Object.entries(properties).map(([name, schema]) => ({
    name,
    type: typeof schema.type === 'string' ? schema.type : 'any',
    description: typeof schema.description === 'string' ? schema.description : undefined,
    required: required.includes(name),
  }));
  return { description, inputs };
}
