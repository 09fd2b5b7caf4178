import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { raceAbort, throwIfAborted } from '../../base/abort.ts';
import { CodedError, messageOf } from '../../base/errors.ts';
import { type HookRunner, maxAnswerBytes } from '../../core/hook/hook.ts';
import { hookEnvironment } from './hookEnvironment.ts';
import { endProcesses, markName, type ProcessTable } from './hookProcesses.ts';

/** What hooks on the host are given by it. */
export interface HostHookOptions {
  /** Where the person's hooks.yaml lies. Programs are started there: never in a workspace, whose files they might load. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly processes: ProcessTable;
}

/** The runner of the person's commands: one process a call, which ends with everything it has started. */
export function createCommandHook({ folder, env, processes }: HostHookOptions): HookRunner {
  return {
    async call(hook, text, signal) {
      if (hook.action.kind !== 'command') throw new Error('only commands are started as processes');
      throwIfAborted(signal);
      const mark = randomUUID();
      const environment = { ...hookEnvironment(env, hook.env), [markName]: mark };
      const call = new CommandCall(start(hook.action.argv, folder, environment), text);
      try {
        return await raceAbort(call.answer, signal);
      } finally {
        await endProcesses(processes, { mark, rootPid: call.pid, gone: () => call.exited });
        call.close();
      }
    },
  };
}

function start([program = '', ...args]: readonly string[], cwd: string, env: Record<string, string>): ChildProcess {
  try {
    // A group of its own, so that it can be ended as a whole.
    const detached = process.platform !== 'win32';
    return spawn(program, args, { cwd, env, detached, windowsHide: true, stdio: 'pipe' });
  } catch (error) {
    throw cannotStart(program, error);
  }
}

function cannotStart(program: string, error: unknown): CodedError {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const why = missing ? 'there is no such program' : messageOf(error);
  return new CodedError('hook.start', `${JSON.stringify(program)} could not be started: ${why}.`, { cause: error });
}

/** A child of the hook that holds its stdout open must not hold up the answer. */
const streamGraceMs = 100;
const stderrKept = 2_000;

/** One started command, from its stdin to its answer. */
class CommandCall {
  /** What it printed, once it has ended well. */
  readonly answer: Promise<string>;
  readonly pid: number | undefined;
  exited = false;
  readonly #child: ChildProcess;
  readonly #stdout: Buffer[] = [];
  #bytes = 0;
  #stderr = '';
  #grace: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess, text: string) {
    this.#child = child;
    this.pid = child.pid;
    this.exited = child.pid === undefined;
    this.answer = new Promise((resolve, reject) => this.#listen(resolve, reject));
    // One that does not read its stdin breaks the pipe; that is its own affair.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(text);
  }

  close(): void {
    clearTimeout(this.#grace);
    for (const stream of this.#child.stdio) stream?.destroy();
  }

  #listen(resolve: (answer: string) => void, reject: (error: unknown) => void): void {
    const child = this.#child;
    child.on('error', (error) => reject(cannotStart(child.spawnfile, error)));
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#bytes += chunk.length;
      if (this.#bytes <= maxAnswerBytes) this.#stdout.push(chunk);
      else reject(new CodedError('hook.output', `It printed more than ${maxAnswerBytes} bytes.`));
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.#stderr = (this.#stderr + chunk).slice(-stderrKept);
    });
    child.on('exit', (code, by) => {
      this.exited = true;
      const settle = (): void => {
        if (code === 0) resolve(Buffer.concat(this.#stdout).toString('utf8'));
        else reject(new CodedError('hook.exit', this.#endingOf(code, by)));
      };
      child.on('close', settle);
      this.#grace = setTimeout(settle, streamGraceMs);
    });
  }

  #endingOf(code: number | null, by: NodeJS.Signals | null): string {
    const line = this.#stderr.trimEnd().split('\n').at(-1)?.trim() ?? '';
    const how = code === null ? `It was ended by ${by}` : `It ended with exit code ${code}`;
    return line === '' ? `${how}.` : `${how}: ${line.replace(/[.\s]+$/, '')}.`;
  }
}
