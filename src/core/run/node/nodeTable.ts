import type { JsonSchema } from '../../workflow/definition.ts';
import type { NodeTable } from '../workflowRunner.ts';
import { applyNode } from './applyNode.ts';
import { checkTestsNode } from './checkTestsNode.ts';
import { commandNode } from './commandNode.ts';
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

/** Everything that comes with Loopwright and can be a node, by the names of the catalog; `outputOf` gives what an agent's answer fits. */
export function builtInNodes(outputOf: (agent: string) => JsonSchema | undefined): NodeTable {
  const answering = structured.map((agent): [string, NodeHandler] => {
    const output = outputOf(agent);
    if (!output) throw new Error(`the catalog says nothing of the output of ${agent}`);
    return [agent, structuredNode({ agent, output })];
  });
  return {
    agents: {
      ...Object.fromEntries(answering),
      debug: editNode('debug'),
      codegen: editNode('codegen'),
      testgen: editNode('testgen'),
      refactor: editNode('refactor'),
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
    },
    command: commandNode,
  };
}
