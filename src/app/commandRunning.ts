import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandRequest } from '../core/run/fixPorts.ts';
import type { SandboxResult } from '../core/sandbox/sandbox.ts';
import { createSandboxedCommands, type SandboxedCommandPorts } from './sandboxedCommands.ts';

/** Reads its first argument as the standard input of the rest: the sandbox gives a command none of its own. */
const withInput = ['sh', '-c', 'input=$1; shift; exec "$@" <"$input"', 'sh'] as const;

/** Runs commands of workflows in the sandbox, in the copy of the run. */
export function createCommandRunning(ports: SandboxedCommandPorts) {
  const runSandboxed = createSandboxedCommands(ports);
  return async ({ stdin, ...request }: CommandRequest, signal: AbortSignal): Promise<SandboxResult> => {
    const file = path.join(request.copy.scratchPath, `input-${randomBytes(6).toString('hex')}`);
    const argv = stdin === undefined ? request.argv : [...withInput, file, ...request.argv];
    try {
      if (stdin !== undefined) await writeFile(file, stdin, { flag: 'wx', mode: 0o600 });
      return await runSandboxed({ ...request, argv, cwd: '' }, signal);
    } finally {
      if (stdin !== undefined) await rm(file, { force: true });
    }
  };
}
