import path from 'node:path';
import type { ToolCommand } from '../core/analysis/analysisTool.ts';
import type { CommandNetwork } from '../core/run/commandNetwork.ts';
import { buildSandboxEnvironment, defaultPassedVariables } from '../core/sandbox/policy.ts';
import type { SandboxResult } from '../core/sandbox/sandbox.ts';
import type { WorkspaceCopy } from '../core/workspace/workspace.ts';
import { connectionsOf, inPlace, policyFor, type TestRunningPorts } from './testRunning.ts';

/** What running a command of the project needs. */
export type SandboxedCommandPorts = Omit<TestRunningPorts, 'onStarted'>;

/** Runs commands of the project over its copies, in the sandbox and under its policy. */
export function createSandboxedCommands({ sandbox, hostEnv, onOutput }: SandboxedCommandPorts) {
  const { env } = buildSandboxEnvironment({ host: hostEnv, pass: defaultPassedVariables, set: {} });
  return async (
    command: ToolCommand<WorkspaceCopy> & { readonly network?: CommandNetwork },
    signal: AbortSignal,
  ): Promise<SandboxResult> => {
    const copy = sandbox.mountsCopy ? command.copy : inPlace(command.copy);
    const { timeoutMs, network } = command;
    const policy = policyFor(copy, { env, timeoutMs, network });
    const cwd = command.cwd === '' ? copy.originalPath : path.join(copy.originalPath, command.cwd);
    const { argv, env: own } = command;
    return sandbox.run({ argv, cwd, env: own, ...connectionsOf(network) }, policy, onOutput, signal);
  };
}
