import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { abortError, throwIfAborted } from '../base/abort.ts';
import type { Disposable } from '../base/disposable.ts';
import { CodedError } from '../base/errors.ts';
import type { EmbeddingChoice } from './contextEmbedder.ts';

/** What the thread is started with. */
export interface ContextWorkerData {
  /** Absolute path. */
  readonly workspace: string;
  readonly dataFolder: string;
  readonly embedding: EmbeddingChoice;
  /** Nobody waits for it: others come first. */
  readonly background: boolean;
}

export type ContextRequest =
  | { readonly kind: 'index'; readonly id: number; readonly files: readonly string[] }
  | { readonly kind: 'cancel'; readonly id: number };

export type ContextReply =
  | { readonly kind: 'progress'; readonly id: number; readonly done: number }
  | { readonly kind: 'notice'; readonly sentence: string }
  | { readonly kind: 'done'; readonly id: number }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly aborted: boolean;
      readonly message: string;
      readonly code?: string;
      readonly hint?: string | undefined;
    };

interface Waiting {
  resolve(): void;
  reject(error: unknown): void;
  progress(done: number): void;
}

/** Grammars and terms take some 100 MB while the thread is there. */
const idleMs = 20_000;

/** The thread that reads files into the index of one workspace: started when first needed, kept until it is disposed of. */
export class ContextThread implements Disposable {
  readonly #data: ContextWorkerData;
  readonly #notice: (sentence: string) => void;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(data: ContextWorkerData, notice: (sentence: string) => void) {
    this.#data = data;
    this.#notice = notice;
  }

  /** Puts files into the index. Rejects with AbortError when the signal fires; what was written by then stays. */
  index(files: readonly string[], onDone: (files: number) => void, signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const id = ++this.#lastId;
    const worker = this.#start();
    worker.ref();
    const cancel = () => worker.postMessage({ kind: 'cancel', id } satisfies ContextRequest);
    signal.addEventListener('abort', cancel, { once: true });
    return new Promise<void>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, progress: onDone });
      worker.postMessage({ kind: 'index', id, files } satisfies ContextRequest);
    })
      .catch((error: unknown) => {
        throw signal.aborted ? abortError(signal) : error;
      })
      .finally(() => {
        signal.removeEventListener('abort', cancel);
        this.#waiting.delete(id);
        if (this.#waiting.size === 0) this.#rest(worker);
      });
  }

  dispose(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    clearTimeout(this.#idle);
    // Ends by itself, and what it has written is complete.
    void worker?.terminate();
  }

  /** It keeps no process alive, and gives its memory back when nothing comes for a while. */
  #rest(worker: Worker): void {
    worker.unref();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.dispose(), idleMs).unref();
  }

  #start(): Worker {
    clearTimeout(this.#idle);
    if (this.#worker) return this.#worker;
    const script = import.meta.url.endsWith('.ts') ? './contextWorker.ts' : './contextWorker.js';
    const worker = new Worker(fileURLToPath(new URL(script, import.meta.url)), {
      name: 'loopwright-index',
      workerData: this.#data,
      resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32 },
    });
    worker.on('message', (reply: ContextReply) => this.#take(reply));
    worker.on('error', (error) => this.#end(worker, error));
    worker.on('exit', () => this.#end(worker, new Error('the thread ended')));
    this.#worker = worker;
    return worker;
  }

  #take(reply: ContextReply): void {
    if (reply.kind === 'notice') {
      this.#notice(reply.sentence);
      return;
    }
    const waiting = this.#waiting.get(reply.id);
    if (reply.kind === 'progress') waiting?.progress(reply.done);
    else if (reply.kind === 'done') waiting?.resolve();
    else waiting?.reject(failureOf(reply));
  }

  #end(worker: Worker, cause: unknown): void {
    if (this.#worker === worker) this.#worker = undefined;
    const error = new CodedError('context.threadEnded', 'The thread that builds the index has ended.', { cause });
    for (const { reject } of this.#waiting.values()) reject(error);
  }
}

function failureOf({ code, message, hint }: Extract<ContextReply, { kind: 'failed' }>): Error {
  return code === undefined ? new Error(message) : new CodedError(code, message, hint === undefined ? {} : { hint });
}
