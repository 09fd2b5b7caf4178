import type { JsonSchema } from '../../workflow/definition.ts';
import type { NodeTable } from '../workflowRunner.ts';
import type { DeclaredTool } from './declaredToolNode.ts';
import type { editNode } from './editNode.ts';
import type { NodeHandler } from './nodeScope.ts';
import { reproduceNode } from './reproduceNode.ts';

const structured = ['interpret', 'decompose', 'plan', 'design-review', 'review', 'merge'] as const;

/** Agents that ask no model, and so use no tool. */
export const agentsWithoutModel: ReadonlySet<string> = new Set(['testexec', 'static-analysis']);

/** A handler that is loaded when a node of its name begins: most runs have few kinds of nodes, and all of them together are large. */
export function loadedNode(load: () => Promise<NodeHandler>): NodeHandler {
  return async (input, scope, signal) => (await load())(input, scope, signal);
}

const editing = (agent: Parameters<typeof editNode>[0], declared: Readonly<Record<string, DeclaredTool>>) =>
  loadedNode(async () => (await import('./editNode.ts')).editNode(agent, declared));
const fileTool = (name: string) => loadedNode(async () => (await import('./fileToolNode.ts')).fileToolNode(name));

/** Loads what follows a reproduction, while something else is waited for. Never fails: the node itself says what is wrong. */
export function preloadMending(): void {
  Promise.all([import('./repairNode.ts'), import('./editNode.ts')]).catch(() => undefined);
}

/** Everything that comes with Loopwright and can be a node, by the names of the catalog; `outputOf` gives what an agent's answer fits; `declared` are commands of the workspace. */
export function builtInNodes(
  outputOf: (agent: string) => JsonSchema | undefined,
  declared: Readonly<Record<string, DeclaredTool>> = {},
): NodeTable {
  const answering = structured.map((agent): [string, NodeHandler] => {
    const output = outputOf(agent);
    if (!output) throw new Error(`the catalog says nothing of the output of ${agent}`);
    return [
      agent,
      loadedNode(async () => (await import('./structuredNode.ts')).structuredNode({ agent, output, declared })),
    ];
  });
  return {
    agents: {
      ...Object.fromEntries(answering),
      debug: editing('debug', declared),
      codegen: editing('codegen', declared),
      testgen: editing('testgen', declared),
      refactor: editing('refactor', declared),
      testexec: loadedNode(async () => (await import('./testexecNode.ts')).testexecNode),
      'static-analysis': loadedNode(async () => (await import('./staticAnalysisNode.ts')).staticAnalysisNode),
    },
    tools: {
      'tests.reproduce': reproduceNode,
      'tests.check': loadedNode(async () => (await import('./checkTestsNode.ts')).checkTestsNode),
      'edit.apply': loadedNode(async () => (await import('./applyNode.ts')).applyNode),
      'repair.search': loadedNode(async () => (await import('./repairNode.ts')).repairNode),
      'proposal.create': loadedNode(async () => (await import('./proposeNode.ts')).proposeNode),
      'feature.propose': loadedNode(async () => (await import('./proposeFeatureNode.ts')).proposeFeatureNode),
      'problem.check': loadedNode(async () => (await import('./problemNodes.ts')).checkProblemNode),
      'problem.propose': loadedNode(async () => (await import('./problemNodes.ts')).proposeMendedNode),
      list_files: fileTool('list_files'),
      read_file: fileTool('read_file'),
      search: fileTool('search'),
      symbols: fileTool('symbols'),
      map: fileTool('map'),
      run_tests: fileTool('run_tests'),
      diagnostics: fileTool('diagnostics'),
      find_code: fileTool('find_code'),
      run_code: loadedNode(async () => (await import('./runCodeTool.ts')).runCodeNode),
      ask_person: loadedNode(async () => (await import('./personTool.ts')).personNode),
    },
    command: loadedNode(async () => (await import('./commandNode.ts')).commandNode),
  };
}
