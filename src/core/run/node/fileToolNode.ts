import { CodedError } from '../../../base/errors.ts';
import { createFileTools } from '../../tool/fileTools.ts';
import type { NodeHandler } from './nodeScope.ts';
import { createProjectTools } from './projectTools.ts';

/** A tool of agents as a node: looks at the copy and gives what an agent would be given. Throws `tool.failed`. */
export function fileToolNode(name: string): NodeHandler {
  return async (input, scope, signal) => {
    const { run, ports } = scope;
    const files = ports.openFiles(await run.copy.open(signal));
    const tool = [...createFileTools(files), ...createProjectTools(scope, files)].find((one) => one.name === name);
    if (!tool) throw new Error(`there is no tool ${name}`);
    const startMs = ports.clock.monotonicMs();
    const { text, isError, summary } = await tool.run(input, signal);
    const ms = ports.clock.monotonicMs() - startMs;
    await ports.log.append({ type: 'tool.called', name, summary, isError, ms }, signal);
    if (isError) throw new CodedError('tool.failed', text);
    return text;
  };
}
