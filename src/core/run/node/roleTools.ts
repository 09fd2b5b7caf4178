import { createFileTools } from '../../tool/fileTools.ts';
import type { CopyFiles, Tool } from '../../tool/tool.ts';
import type { DeclaredTool } from './declaredToolNode.ts';
import { findCodeTool } from './findCodeTool.ts';
import { createMapTool, mapTool } from './mapTool.ts';
import type { NodeScope } from './nodeScope.ts';
import { createPersonTool, personTool } from './personTool.ts';
import { createCommandTool, createProjectTools } from './projectTools.ts';
import { createRunCodeTool, runCodeTool } from './runCodeTool.ts';

/** Tools that only look at files. */
const looking = ['list_files', 'read_file', 'search', 'symbols'];

/** What the agents that come with Loopwright may use; an agent of a workspace may use what its manifest names. */
const ofRole: Readonly<Record<string, readonly string[]>> = {
  review: [...looking, 'run_tests', 'diagnostics'],
  codegen: [...looking, 'diagnostics'],
  testgen: [...looking, 'run_tests', 'diagnostics'],
  refactor: [...looking, 'run_tests', 'diagnostics'],
  debug: [...looking, 'run_tests', 'diagnostics'],
};

/** Given only where they are named: one interrupts a person, one runs what the model writes, the others read much or need an index. */
const onlyNamed: ReadonlySet<string> = new Set([personTool, mapTool, findCodeTool, runCodeTool]);

/** Whether an agent has a tool of Loopwright without its manifest or its node naming it. */
export function givenUnnamed(agent: string, tool: string): boolean {
  return (ofRole[agent] ?? looking).includes(tool);
}

/** What an agent could be given, by whom it is allowed. */
export interface ToolQuestion {
  readonly agent: string;
  readonly files: CopyFiles;
  /** What the agent's manifest names; absent: what its role may use. */
  readonly own?: readonly string[] | undefined;
  /** Commands that the workspace declares. */
  readonly declared: Readonly<Record<string, DeclaredTool>>;
}

/**
 * The tools of an agent: those of its role, or of its manifest, and of these only what the node allows. A command that the
 * workspace declares, asking the person, running code, the map and finding code by meaning are given only where the manifest or the node names them.
 */
export function toolsOf(scope: NodeScope, { agent, files, own, declared }: ToolQuestion): readonly Tool[] {
  const { tools: allowed } = scope.node;
  const named = own ?? [
    ...(ofRole[agent] ?? looking),
    ...(allowed ?? []).filter((name) => onlyNamed.has(name) || Object.hasOwn(declared, name)),
  ];
  const wanted = new Set(allowed === undefined ? named : named.filter((name) => allowed.includes(name)));
  const known = [
    ...createFileTools(files, scope.ports.clock),
    ...createProjectTools(scope, files),
    createMapTool(scope, files),
    createPersonTool(scope),
    createRunCodeTool(scope),
  ];
  const commands = Object.entries(declared).map(([name, tool]) => createCommandTool(scope, name, tool));
  const taken = new Set(known.map(({ name }) => name));
  return [...known, ...commands.filter(({ name }) => !taken.has(name))].filter(({ name }) => wanted.has(name));
}
