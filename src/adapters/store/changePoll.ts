import type { RunId } from '../../base/ids.ts';

const heldMs = 100;
const allMs = 1_000;

/** Looks for what other processes have written: at these runs, or at all. */
export type Look = (runs: ReadonlySet<RunId> | undefined) => void;

/**
 * When to look for changes of other processes: at the runs that this process holds ten times a second, because answers and
 * cancellations come to them that way; at all runs once a second. Keeps no process alive.
 */
export class ChangePoll {
  readonly #look: Look;
  readonly #held = new Set<RunId>();
  readonly #all: NodeJS.Timeout;
  #often: NodeJS.Timeout | undefined;

  constructor(look: Look) {
    this.#look = look;
    this.#all = setInterval(() => look(undefined), allMs).unref();
  }

  hold(runId: RunId): void {
    this.#held.add(runId);
    this.#often ??= setInterval(() => this.#look(this.#held), heldMs).unref();
  }

  release(runId: RunId): void {
    this.#held.delete(runId);
    if (this.#held.size > 0) return;
    clearInterval(this.#often);
    this.#often = undefined;
  }

  close(): void {
    clearInterval(this.#all);
    clearInterval(this.#often);
  }
}
