import { cancelSignal, type HeldRun } from './durableBackend.ts';
import type { Task } from './task.ts';

/** What a run waits for from outside: answers of a person, and the wish that it ends. */
export class Approvals {
  readonly #held: HeldRun;
  readonly #waiting = new Map<Task, { stop(): void }>();
  #cancel: { stop(): void } | undefined;

  constructor(held: HeldRun) {
    this.#held = held;
  }

  /** Calls back once, with what was said; never after `stop`. */
  wait(task: Task, answered: (value: unknown) => void): void {
    const waiting = this.#held.waitForSignal(task.path, ({ value }) => {
      if (this.stop(task)) answered(value);
    });
    this.#waiting.set(task, waiting);
  }

  /** False when the node waits for nobody. */
  stop(task: Task): boolean {
    this.#waiting.get(task)?.stop();
    return this.#waiting.delete(task);
  }

  watchCancel(cancelled: (reason: string) => void): void {
    this.#cancel = this.#held.waitForSignal(cancelSignal, ({ value }) => cancelled(String(value)));
  }

  stopAll(): void {
    this.#cancel?.stop();
    for (const task of [...this.#waiting.keys()]) this.stop(task);
  }
}
