import { CodedError } from '../../base/errors.ts';
import { type HookRunner, maxAnswerBytes } from './hook.ts';

/**
 * Port: runs a command in the sandbox of the run, with a text on its stdin. Contract: as the sandbox's own; `timedOut` says
 * that the time limit ended it, and `exitCode` is undefined when something else than its own end did. It may cut stdout,
 * but only above `maxAnswerBytes`.
 */
export type RunSandboxed = (
  argv: readonly string[],
  stdinText: string,
  timeoutMs: number,
  signal: AbortSignal,
) => Promise<{ readonly exitCode: number | undefined; readonly stdout: string; readonly timedOut: boolean }>;

/** The runner of a workspace's hooks: commands, in the sandbox. */
export function createSandboxedHook(run: RunSandboxed): HookRunner {
  return {
    async call({ action, timeoutMs }, text, signal) {
      if (action.kind !== 'command') throw new Error('only commands run in the sandbox');
      const { exitCode, stdout, timedOut } = await run(action.argv, text, timeoutMs, signal);
      if (timedOut) throw new CodedError('hook.timeout', `It took longer than ${timeoutMs} ms and was ended.`);
      if (new TextEncoder().encode(stdout).length > maxAnswerBytes)
        throw new CodedError('hook.output', `It printed more than ${maxAnswerBytes} bytes.`);
      if (exitCode !== 0) {
        const how = exitCode === undefined ? 'It was ended' : `It ended with exit code ${exitCode}`;
        throw new CodedError('hook.exit', `${how}${lastLine(stdout)}.`);
      }
      return stdout;
    },
  };
}

function lastLine(output: string): string {
  const line = output.trimEnd().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${line.slice(0, 200).replace(/[.\s]+$/, '')}`;
}
