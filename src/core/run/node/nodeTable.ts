import type { JsonSchema } from '../../workflow/definition.ts';
import type { NodeTable } from '../workflowRunner.ts';
import { applyNode } from './applyNode.ts';
import { checkTestsNode } from './checkTestsNode.ts';
import { commandNode } from './commandNode.ts';
import type { DeclaredTool } from './declaredToolNode.ts';
import { editNode } from './editNode.ts';
import { fileToolNode } from './fileToolNode.ts';
import type { NodeHandler } from './nodeScope.ts';
import { proposeFeatureNode } from './proposeFeatureNode.ts';
import { proposeNode } from './proposeNode.ts';
import { repairNode } from './repairNode.ts';
import { reproduceNode } from './reproduceNode.ts';
import { staticAnalysisNode } from './staticAnalysisNode.ts';
import { structuredNode } from './structuredNode.ts';
import { testexecNode } from './testexecNode.ts';

const structured = ['interpret', 'decompose', 'plan', 'design-review', 'review'] as const;

/** Everything that comes with Loopwright and can be a node, by the names of the catalog; `outputOf` gives what an agent's answer fits; `declared` are commands of the workspace. */
export function builtInNodes(
  outputOf: (agent: string) => JsonSchema | undefined,
  declared: Readonly<Record<string, DeclaredTool>> = {},
): NodeTable {
  const answering = structured.map((agent): [string, NodeHandler] => {
    const output = outputOf(agent);
    if (!output) throw new Error(`the catalog says nothing of the output of ${agent}`);
    return [agent, structuredNode({ agent, output, declared })];
  });
  return {
    agents: {
      ...Object.fromEntries(answering),
      debug: editNode('debug', declared),
      codegen: editNode('codegen', declared),
      testgen: editNode('testgen', declared),
      refactor: editNode('refactor', declared),
      testexec: testexecNode,
      'static-analysis': staticAnalysisNode,
    },
    tools: {
      'tests.reproduce': reproduceNode,
      'tests.check': checkTestsNode,
      'edit.apply': applyNode,
      'repair.search': repairNode,
      'proposal.create': proposeNode,
      'feature.propose': proposeFeatureNode,
      list_files: fileToolNode('list_files'),
      read_file: fileToolNode('read_file'),
      search: fileToolNode('search'),
      symbols: fileToolNode('symbols'),
      run_tests: fileToolNode('run_tests'),
      diagnostics: fileToolNode('diagnostics'),
    },
    command: commandNode,
  };
}
