import { raceAbort, throwIfAborted } from '../../base/abort.ts';

/** Lets so many at a time do something; the others wait in the order they came. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Does it when it is its turn, or rejects with AbortError as soon as the signal fires while it waits. */
  async take<T>(action: () => Promise<T>, signal: AbortSignal): Promise<T> {
    throwIfAborted(signal);
    await this.#turn(signal);
    try {
      return await action();
    } finally {
      this.#handOn();
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    let called: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => {
      called = resolve;
      this.#waiting.push(resolve);
    });
    try {
      await raceAbort(turn, signal);
    } catch (error) {
      const at = this.#waiting.indexOf(called);
      // Called in the same moment: the turn is handed on.
      if (at < 0) this.#handOn();
      else this.#waiting.splice(at, 1);
      throw error;
    }
  }

  #handOn(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
