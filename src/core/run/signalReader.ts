import type { Disposable } from '../../base/disposable.ts';
import type { RunId } from '../../base/ids.ts';
import type { RunSignal } from '../engine/durableBackend.ts';
import type { RunEvent } from './runEvent.ts';
import type { RunStore } from './runStore.ts';

const never = new AbortController().signal;

/**
 * The signals in a run's log, handed to those who wait for them. The holder's own appends are told to it: so it reads the log
 * only where somebody else has written, and not after every tick.
 */
export class SignalReader {
  readonly #store: RunStore;
  readonly #runId: RunId;
  readonly #signals: RunSignal[] = [];
  readonly #listeners = new Map<string, (signal: RunSignal) => void>();
  readonly #subscription: Disposable;
  #lastSeq = 0;
  #appending = 0;
  /** How often a change was told of while the holder was appending. */
  #told = 0;
  #reading: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(store: RunStore, runId: RunId, log: readonly RunEvent[]) {
    this.#store = store;
    this.#runId = runId;
    this.#take(log);
    this.#subscription = store.onDidChange((changed) => {
      if (changed !== runId) return;
      if (this.#appending > 0) this.#told++;
      else this.#read();
    });
  }

  /** Calls back for every signal of this name, those that came before included, until `stop` is called. */
  wait(name: string, listener: (signal: RunSignal) => void): { stop(): void } {
    this.#listeners.set(name, listener);
    for (const signal of this.#signals)
      if (signal.name === name)
        queueMicrotask(() => {
          if (this.#listeners.get(name) === listener) listener(signal);
        });
    return {
      stop: () => {
        if (this.#listeners.get(name) === listener) this.#listeners.delete(name);
      },
    };
  }

  /** Runs an append of the holder, whose own change is no news. */
  whileAppending(append: () => number | Promise<number>): number | Promise<number> {
    this.#appending++;
    let first: number | Promise<number>;
    try {
      first = append();
    } catch (error) {
      this.#settle(0);
      throw error;
    }
    if (typeof first === 'number') {
      this.#settle(1);
      return first;
    }
    return first.then(
      (seq) => {
        this.#settle(1);
        return seq;
      },
      (error: unknown) => {
        this.#settle(0);
        throw error;
      },
    );
  }

  /** The holder's events got these numbers. A gap before them is what others wrote. */
  appended(first: number, count: number): undefined {
    if (first === this.#lastSeq + 1) this.#lastSeq += count;
    else this.#read();
  }

  close(): void {
    this.#closed = true;
    this.#subscription.dispose();
    this.#listeners.clear();
  }

  /** An append of the holder is told of once. What was told of beyond that, others have written. */
  #settle(own: number): void {
    this.#appending--;
    this.#told -= own;
    if (this.#appending > 0) return;
    if (this.#told > 0) this.#read();
    this.#told = 0;
  }

  #read(): void {
    this.#again = true;
    this.#reading ??= this.#readOn().finally(() => {
      this.#reading = undefined;
    });
  }

  async #readOn(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        this.#take(await this.#store.read(this.#runId, this.#lastSeq, never));
      } catch {
        // A log that cannot be read now is read with the next change; the holder's own appends say what is wrong with it.
        return;
      }
    }
  }

  #take(events: readonly RunEvent[]): void {
    for (const event of events) {
      if (event.seq <= this.#lastSeq) continue;
      this.#lastSeq = event.seq;
      if (event.type !== 'signal.sent') continue;
      const signal = { seq: this.#signals.length + 1, name: event.name, value: event.value };
      this.#signals.push(signal);
      this.#listeners.get(signal.name)?.(signal);
    }
  }
}
