import { CodedError } from '../../../base/errors.ts';
import type { JsonSchema } from '../../workflow/definition.ts';
import { toolAction } from '../guardedTool.ts';
import { runIn } from './commandNode.ts';
import type { NodeHandler } from './nodeScope.ts';
import { onCopy } from './onCopy.ts';

/** A tool as a workspace declares it in `tools.yaml`: a command, given its input as JSON on standard input. */
export interface DeclaredTool {
  readonly run: readonly string[];
  readonly timeoutMs: number | undefined;
  /** It says that it needs the network: where the policy takes that away it is not run. It reaches the hosts that the policy names. */
  readonly network?: boolean | undefined;
  /** What it says to an agent that may use it. */
  readonly description?: string | undefined;
  readonly input?: JsonSchema | undefined;
  /** Whether standard output is JSON; otherwise the output is text. */
  readonly hasOutputSchema: boolean;
}

/** Runs a declared tool in the sandbox. Throws `command.failed`, and `tool.badOutput` when JSON was promised and is not there. */
export function declaredToolNode(name: string, tool: DeclaredTool): NodeHandler {
  const inCopy: NodeHandler = async (input, scope, signal) => {
    const { timeoutMs, network } = tool;
    const command = {
      argv: tool.run,
      env: {},
      stdin: JSON.stringify(input),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(network ? { network } : {}),
    };
    const { stdout } = await onCopy(scope, (copy) => runIn(copy, command, scope, signal), signal);
    return tool.hasOutputSchema ? parseOutput(name, stdout) : stdout;
  };
  return (input, scope, signal) =>
    scope.guard.around(toolAction(name, true), () => inCopy(input, scope, signal), signal);
}

function parseOutput(name: string, stdout: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw new CodedError('tool.badOutput', `The tool ${name} printed no JSON: ${stdout.trim().slice(0, 200)}`, {
      hint: 'A tool with an output schema prints one JSON value on standard output and nothing else.',
      cause,
    });
  }
}
