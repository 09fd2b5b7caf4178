import type { HeldRun } from './durableBackend.ts';
import type { Task } from './task.ts';

/** The nodes of a run that wait for a person. */
export class Approvals {
  readonly #held: HeldRun;
  readonly #waiting = new Map<Task, { stop(): void }>();

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

  stopAll(): void {
    for (const task of [...this.#waiting.keys()]) this.stop(task);
  }
}
