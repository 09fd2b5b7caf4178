import { type StdioOptions, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

/** How a command ended: "exit 0", "signal SIGKILL", "stopped after 300 s" or "could not start: …". */
export interface CommandEnd {
  readonly exit: string;
  readonly wallMs: number;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly limitMs?: number;
  /** Absolute path of a file that takes the output, in place of the terminal. */
  readonly outputFile?: string | undefined;
}

/** Runs an argument vector in the repository, on this terminal or into a file, and kills its process group at the limit. */
export async function runCommand(
  [file = '', ...args]: readonly string[],
  options: CommandOptions = {},
): Promise<CommandEnd> {
  const { env = {}, limitMs = 10 * 60_000, outputFile } = options;
  const began = performance.now();
  const output = outputFile === undefined ? undefined : openSync(outputFile, 'a');
  const exit = await new Promise<string>((done) => {
    const stdio: StdioOptions = output === undefined ? 'inherit' : ['ignore', output, output];
    const child = spawn(file, args, { cwd: root, stdio, detached: true, env: toolEnvironment(env) });
    const kill = (signal: NodeJS.Signals) => {
      // The group may have ended by itself between the timer and this line.
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
    };
    // The child's own group does not hear the terminal's Ctrl+C.
    const interrupted = () => {
      kill('SIGTERM');
      // Not at once: commands that run beside this one have to hear of it too.
      setImmediate(() => process.exit(130));
    };
    process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      kill('SIGKILL');
    }, limitMs);
    const end = (text: string) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      done(late ? `stopped after ${limitMs / 1000} s` : text);
    };
    child.once('error', (error) => end(`could not start: ${error.message}`));
    child.once('exit', (code, signal) => end(signal === null ? `exit ${code}` : `signal ${signal}`));
  });
  if (output !== undefined) closeSync(output);
  return { exit, wallMs: performance.now() - began };
}

/** The environment with the project's own tools first, so that a script started without npm finds the same ones. */
export function toolEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...extra, PATH: `${resolve(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}` };
}

/** "1.2 s", right-aligned in seven columns. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`.padStart(7);
}
