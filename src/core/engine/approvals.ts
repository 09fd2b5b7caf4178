import { cancelNodeSignal, cancelSignal, type HeldRun, type NodeCancel } from './durableBackend.ts';
import type { Task } from './task.ts';

/** What a run waits for from outside: answers of a person, and the wish that it, or one of its nodes, ends. */
export class Approvals {
  readonly #held: HeldRun;
  readonly #waiting = new Map<Task, { stop(): void }>();
  #cancels: readonly { stop(): void }[] = [];

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

  watchCancels(run: { cancel(reason: string): void; cancelNode(cancel: NodeCancel): void }): void {
    this.#cancels = [
      this.#held.waitForSignal(cancelSignal, ({ value }) => run.cancel(String(value))),
      this.#held.waitForSignal(cancelNodeSignal, ({ value }) => run.cancelNode(value as NodeCancel)),
    ];
  }

  stopAll(): void {
    for (const cancel of this.#cancels) cancel.stop();
    for (const task of [...this.#waiting.keys()]) this.stop(task);
  }
}
