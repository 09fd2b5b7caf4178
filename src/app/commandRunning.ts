import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandRequest } from '../core/run/fixPorts.ts';
import { buildSandboxEnvironment, defaultPassedVariables } from '../core/sandbox/policy.ts';
import type { SandboxResult } from '../core/sandbox/sandbox.ts';
import { inPlace, policyFor, type TestRunningPorts } from './testRunning.ts';

/** Reads its first argument as the standard input of the rest: the sandbox gives a command none of its own. */
const withInput = ['sh', '-c', 'input=$1; shift; exec "$@" <"$input"', 'sh'] as const;

/** Runs commands of workflows in the sandbox, in the copy of the run. */
export function createCommandRunning({ sandbox, isolated, hostEnv, onOutput }: TestRunningPorts) {
  const { env } = buildSandboxEnvironment({ host: hostEnv, pass: defaultPassedVariables, set: {} });
  return async (request: CommandRequest, signal: AbortSignal): Promise<SandboxResult> => {
    const { stdin, timeoutMs } = request;
    const copy = isolated ? request.copy : inPlace(request.copy);
    const file = path.join(copy.scratchPath, `input-${randomBytes(6).toString('hex')}`);
    const argv = stdin === undefined ? request.argv : [...withInput, file, ...request.argv];
    try {
      if (stdin !== undefined) await writeFile(file, stdin, { flag: 'wx', mode: 0o600 });
      const command = { argv, cwd: copy.originalPath, env: request.env };
      return await sandbox.run(command, policyFor(copy, env, timeoutMs), onOutput, signal);
    } finally {
      if (stdin !== undefined) await rm(file, { force: true });
    }
  };
}
