import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { abortError, throwIfAborted } from '../../base/abort.ts';
import type { Disposable } from '../../base/disposable.ts';
import { CodedError, messageOf } from '../../base/errors.ts';
import { type HookDefinition, type HookRunner, maxAnswerBytes } from '../../core/hook/hook.ts';
import type { HostHookOptions } from './commandHook.ts';
import { hookEnvironment } from './hookEnvironment.ts';
import { type HookCall, type HookTask, readReply } from './hookMessage.ts';
import { endProcesses, markName, type ProcessTable } from './hookProcesses.ts';

/** Heap of a hook's thread. One that needs more is ended with `hook.crashed`. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32 };
const abortGraceMs = 400;

/**
 * The runner of the person's modules: each hook has a thread of its own, started by its first call and kept. A call that is
 * given up takes its thread with it, at once when no other call is in it, else as soon as those have ended; the next call
 * begins a new thread. Dispose ends all threads.
 */
export function createModuleHook({ env, processes }: Omit<HostHookOptions, 'folder'>): HookRunner & Disposable {
  const threads = new Map<string, HookThread>();
  return {
    async call(hook, text, signal) {
      throwIfAborted(signal);
      const thread = threads.get(hook.name) ?? new HookThread(hook, hookEnvironment(env, hook.env), processes);
      threads.set(hook.name, thread);
      const forget = (): void => {
        if (threads.get(hook.name) === thread) threads.delete(hook.name);
      };
      return thread.call(text, forget, signal);
    },
    dispose() {
      for (const thread of threads.values()) void thread.end();
      threads.clear();
    },
  };
}

interface PendingCall {
  resolve(answer: string): void;
  reject(error: unknown): void;
}

/** A module in its thread. */
class HookThread {
  readonly #worker: Worker;
  readonly #calls = new Map<number, PendingCall>();
  readonly #mark = randomUUID();
  readonly #processes: ProcessTable;
  #lastId = 0;
  #givenUp = false;
  /** What ended it; undefined while it lives. */
  #ended: CodedError | undefined;

  constructor({ name, action }: HookDefinition, env: Readonly<Record<string, string>>, processes: ProcessTable) {
    if (action.kind !== 'module') throw new Error('only modules run in a thread');
    this.#processes = processes;
    const task: HookTask = { file: action.file, maxAnswerBytes };
    this.#worker = new Worker(workerScript(), {
      name: `hook ${name}`,
      workerData: task,
      env: { ...env, [markName]: this.#mark },
      execArgv: [],
      // What it prints must not end up in the output of the program around it.
      stdout: true,
      stderr: true,
      resourceLimits,
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) stream.resume();
    this.#worker.on('message', (reply: unknown) => this.#take(reply));
    this.#worker.on('error', (error) => this.#close(crashed(messageOf(error))));
    this.#worker.on('exit', (code) => this.#close(crashed(`its thread ended with exit code ${code}`)));
    this.#worker.unref();
  }

  /** One call. `forget` is told when the thread takes no further ones. */
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
    this.#worker.ref();
    this.#worker.postMessage({ id, text } satisfies HookCall);
    try {
      return await answered;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#calls.delete(id);
      if (this.#ended) forget();
      if (this.#calls.size === 0) await this.#rest();
    }
  }

  /** Ends the thread and every process that the module has started. Never rejects. */
  async end(): Promise<void> {
    let gone = false;
    const terminated = this.#worker.terminate().then(() => {
      gone = true;
    });
    // At the same time: a thread that waits for a process of its own ends only with that.
    const ended = Promise.all([
      terminated,
      endProcesses(this.#processes, { mark: this.#mark, rootPid: undefined, gone: () => gone }),
    ]);
    await Promise.race([ended, sleep(abortGraceMs, undefined, { ref: false })]);
  }

  /** With no call in it, a thread does not keep the program running; one that a call was given up in ends. */
  async #rest(): Promise<void> {
    this.#worker.unref();
    if (this.#givenUp || this.#ended) await this.end();
  }

  #take(message: unknown): void {
    const reply = readReply(message);
    if (reply?.type === 'unloadable')
      this.#close(new CodedError('hook.start', `The module could not be loaded: ${reply.message}.`));
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
  return new CodedError('hook.crashed', `Its thread broke down: ${why}.`);
}

/** In a checkout the source itself, in the bundle its own file beside the chunks. */
function workerScript(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './hookWorker.ts' : './hookWorker.js', import.meta.url);
}
