import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { abortError, throwIfAborted } from '../../base/abort.ts';
import type { Disposable } from '../../base/disposable.ts';
import { CodedError, messageOf } from '../../base/errors.ts';
import { type HookDefinition, type HookRunner, maxAnswerBytes } from '../../core/hook/hook.ts';
import type { HostHookOptions } from './commandHook.ts';
import { hookEnvironment } from './hookEnvironment.ts';
import { endProcesses, markName } from './hookProcesses.ts';
import { type ModuleCall, readReply } from './moduleMessage.ts';

/** Heap of a module. One that needs more breaks down, alone. */
const heapMegabytes = 128;
/** What a process has sent just before its end is read after we have heard of the end. */
const lastWordsMs = 100;

/**
 * The runner of the person's modules: each hook has a process of its own, started by its first call and kept. A call that is
 * given up takes its process with it, at once when no other call is in it, else as soon as those have ended; the next call
 * begins a new process. Dispose ends all of them.
 */
export function createModuleHook(options: HostHookOptions): HookRunner & Disposable {
  const running = new Map<string, ModuleProcess>();
  // Also those that take no further calls: one may still compute what was given up.
  const alive = new Set<ModuleProcess>();
  const start = (hook: HookDefinition): ModuleProcess => {
    const module: ModuleProcess = new ModuleProcess(hook, options, () => alive.delete(module));
    alive.add(module);
    return module;
  };
  return {
    async call(hook, text, signal) {
      throwIfAborted(signal);
      const module = running.get(hook.name) ?? start(hook);
      running.set(hook.name, module);
      const forget = (): void => {
        if (running.get(hook.name) === module) running.delete(hook.name);
      };
      return module.call(text, forget, signal);
    },
    dispose() {
      for (const module of alive) void module.end();
      running.clear();
    },
  };
}

interface PendingCall {
  resolve(answer: string): void;
  reject(error: unknown): void;
}

/** A module in its process. */
class ModuleProcess {
  readonly #child: ChildProcess;
  readonly #calls = new Map<number, PendingCall>();
  readonly #mark = randomUUID();
  readonly #options: HostHookOptions;
  #lastId = 0;
  #givenUp = false;
  #exited = false;
  /** What ended it; undefined while it lives. */
  #ended: CodedError | undefined;

  constructor({ action, env }: HookDefinition, options: HostHookOptions, onExit: () => void) {
    if (action.kind !== 'module') throw new Error('only modules are loaded');
    this.#options = options;
    this.#child = fork(hostScript(), [action.file, String(maxAnswerBytes)], {
      cwd: options.folder,
      env: { ...hookEnvironment(options.env, env), ...asNode(), [markName]: this.#mark },
      execArgv: [`--max-old-space-size=${heapMegabytes}`],
      // A group of its own, so that it can be ended as a whole. What it prints must not end up in our own output.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#listen(onExit);
    this.#keepAlive(false);
  }

  /** One call. `forget` is told when the process takes no further ones. */
  async call(text: string, forget: () => void, signal: AbortSignal): Promise<string> {
    if (this.#ended) {
      // It broke down behind its last answer; this is the first occasion to say so.
      forget();
      throw this.#ended;
    }
    this.#lastId += 1;
    const id = this.#lastId;
    const answered = new Promise<string>((resolve, reject) => this.#calls.set(id, { resolve, reject }));
    const onAbort = (): void => {
      forget();
      this.#givenUp = true;
      this.#calls.get(id)?.reject(abortError(signal));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#keepAlive(true);
    // A process that takes no message any more has ended, and then that is what the call comes to.
    this.#child.send({ id, text } satisfies ModuleCall, () => undefined);
    try {
      return await answered;
    } catch (error) {
      // Told with this call. One that was answered leaves it to the next, also where both were heard of at once.
      if (this.#ended) forget();
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#calls.delete(id);
      if (this.#calls.size === 0) await this.#rest();
    }
  }

  /** Ends the process and every other that it has started. Never rejects. */
  async end(): Promise<void> {
    const { pid } = this.#child;
    const gone = (): boolean => this.#exited || pid === undefined;
    await endProcesses(this.#options.processes, { mark: this.#mark, rootPid: pid, gone });
  }

  /** With no call in it, a process does not keep the program running; one that a call was given up in ends. */
  async #rest(): Promise<void> {
    this.#keepAlive(false);
    if (this.#givenUp || this.#ended) await this.end();
  }

  #keepAlive(on: boolean): void {
    this.#child[on ? 'ref' : 'unref']();
    this.#child.channel?.[on ? 'ref' : 'unref']();
  }

  #listen(onExit: () => void): void {
    const child = this.#child;
    child.on('message', (message: unknown) => this.#take(message));
    child.on('error', (error) =>
      this.#close(new CodedError('hook.start', `It could not be started: ${messageOf(error)}.`)),
    );
    child.on('exit', (code, by) => {
      this.#exited = true;
      onExit();
      const why = code === null ? `it was ended by ${by}` : `it ended with exit code ${code}`;
      const close = (): void => this.#close(crashed(why));
      if (!child.connected) return close();
      child.once('disconnect', close);
      setTimeout(close, lastWordsMs);
    });
  }

  #take(message: unknown): void {
    const reply = readReply(message);
    if (reply?.type === 'ended')
      this.#close(reply.code === 'hook.start' ? unloadable(reply.message) : crashed(reply.message));
    else if (reply?.type === 'answered' && reply.text.length <= maxAnswerBytes)
      this.#calls.get(reply.id)?.resolve(reply.text);
    else if (reply?.type === 'failed') this.#calls.get(reply.id)?.reject(new CodedError(reply.code, reply.message));
  }

  #close(why: CodedError): void {
    this.#ended ??= why;
    for (const { reject } of this.#calls.values()) reject(this.#ended);
  }
}

function crashed(why: string): CodedError {
  return new CodedError('hook.crashed', `Its process broke down: ${why}.`);
}

function unloadable(why: string): CodedError {
  return new CodedError('hook.start', `The module could not be loaded: ${why}.`);
}

/** In the desktop editor our own program is Electron, which runs as Node when it is told to. */
function asNode(): Record<string, string> {
  return process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
}

/** In a checkout the source itself, in the bundle its own file beside the chunks. */
function hostScript(): string {
  return fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? './moduleHost.ts' : './moduleHost.js', import.meta.url),
  );
}
