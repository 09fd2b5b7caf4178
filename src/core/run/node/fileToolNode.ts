import { CodedError } from '../../../base/errors.ts';
import { createFileTools } from '../../tool/fileTools.ts';
import { toolAction } from '../guardedTool.ts';
import { createMapTool } from './mapTool.ts';
import type { NodeHandler } from './nodeScope.ts';
import { createProjectTools } from './projectTools.ts';

// Loaded with this file by the command line: a door of their own would divide what every run loads at its start.
export { contextOfProject, mapProject } from '../mapView.ts';

/** A tool of agents as a node: looks at the copy and gives what an agent would be given. Throws `tool.failed`. */
export function fileToolNode(name: string): NodeHandler {
  return async (input, scope, signal) => {
    const { run, ports } = scope;
    const files = ports.openFiles(await run.copy.open(signal));
    const tools = [
      ...createFileTools(files, ports.clock),
      ...createProjectTools(scope, files),
      createMapTool(scope, files),
    ];
    const tool = tools.find((one) => one.name === name);
    if (!tool) throw new Error(`there is no tool ${name}`);
    const startMs = ports.clock.monotonicMs();
    const carryOut = () => tool.run(input, signal);
    const { text, isError, summary } = await scope.guard.around(toolAction(name, false), carryOut, signal);
    const ms = ports.clock.monotonicMs() - startMs;
    await ports.log.append({ type: 'tool.called', name, summary, isError, ms }, signal);
    if (isError) throw new CodedError('tool.failed', text);
    return text;
  };
}
