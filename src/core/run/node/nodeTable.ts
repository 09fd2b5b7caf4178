import type { NodeTable } from '../workflowRunner.ts';
import { commandNode } from './commandNode.ts';
import { debugNode } from './debugNode.ts';
import { fileToolNode } from './fileToolNode.ts';
import { proposeNode } from './proposeNode.ts';
import { repairNode } from './repairNode.ts';
import { reproduceNode } from './reproduceNode.ts';
import { testexecNode } from './testexecNode.ts';

/** Everything that comes with Loopwright and can be a node, by the names of the catalog. */
export function builtInNodes(): NodeTable {
  return {
    agents: { debug: debugNode, testexec: testexecNode },
    tools: {
      'tests.reproduce': reproduceNode,
      'repair.search': repairNode,
      'proposal.create': proposeNode,
      list_files: fileToolNode('list_files'),
      read_file: fileToolNode('read_file'),
      search: fileToolNode('search'),
    },
    command: commandNode,
  };
}
