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
  return async ({ stdin, program, ...request }: CommandRequest, signal: AbortSignal): Promise<SandboxResult> => {
    const written: string[] = [];
    const fileOf = async (kind: string, text: string): Promise<string> => {
      const file = path.join(request.copy.scratchPath, `${kind}-${randomBytes(6).toString('hex')}`);
      written.push(file);
      await writeFile(file, text, { flag: 'wx', mode: 0o600 });
      return file;
    };
    try {
      const own = program ? [...program.argv, await fileOf('program', program.text)] : request.argv;
      const argv = stdin === undefined ? own : [...withInput, await fileOf('input', stdin), ...own];
      return await runSandboxed({ ...request, argv, cwd: '' }, signal);
    } finally {
      for (const file of written) await rm(file, { force: true });
    }
  };
}
