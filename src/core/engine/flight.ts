import type { RunId } from '../../base/ids.ts';
import type { NodeFailure } from './engineEvent.ts';
import type { Ledger } from './ledger.ts';
import type { NodeContext } from './nodeRunner.ts';
import type { Scope, Task } from './task.ts';
import type { Timer } from './timers.ts';

/** How long a runner may take to end after its signal fired; then the run goes on without it. */
export const graceMs = 400;

/** What a flight needs of its run. */
export interface FlightOwner {
  readonly runId: RunId;
  /** The ledger of the run, or of the innermost node around the scope that has a budget. */
  ledgerOf(scope: Scope): Ledger;
  newLedger(scope: string, limits: Task['node']['budget'], parent: Ledger): Ledger;
  landed(flight: Flight): void;
  /** The flight was asked to end: it must land soon, or it is given up. */
  late(flight: Flight): void;
}

/** What came of an attempt. */
export type Landing =
  | { readonly kind: 'output'; readonly output: unknown; readonly cached?: true }
  | { readonly kind: 'error'; readonly error: unknown };

/** One attempt of a node from its start to its landing. It is the context that its runner sees, and its own time-out. */
export class Flight implements NodeContext, Timer {
  readonly task: Task;
  readonly attempt: number;
  readonly keys: readonly string[];
  readonly #owner: FlightOwner;
  readonly #controller = new AbortController();
  #ledger: Ledger | undefined;
  atMs = 0;
  landing: Landing | undefined;
  timedOut = false;
  /** Set when a person ended this node alone. */
  cancelled: NodeFailure | undefined;
  /** Set when it has been asked to end. */
  aborted = false;

  constructor(task: Task, { owner, keys }: { owner: FlightOwner; keys: readonly string[] }) {
    this.task = task;
    this.attempt = task.attempt;
    this.keys = keys;
    this.#owner = owner;
  }

  get runId(): RunId {
    return this.#owner.runId;
  }

  get path(): string {
    return this.task.path;
  }

  get subject(): unknown {
    return this.task.subject;
  }

  get idempotencyKey(): string {
    return `${this.#owner.runId}/${this.task.path}`;
  }

  get ledger(): Ledger {
    const { scope, node, path } = this.task;
    this.#ledger ??= this.#owner.newLedger(path, node.budget, this.#owner.ledgerOf(scope));
    return this.#ledger;
  }

  /** What was spent, undefined when nothing was. */
  get spent() {
    return this.#ledger?.spent();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** As a timer, a flight is alive until it has landed or was asked to end. */
  get live(): boolean {
    return this.landing === undefined && !this.aborted;
  }

  due(): void {
    this.timedOut = true;
    this.abort();
  }

  /** Ends this node alone, unless it has come out. */
  cancel(failure: NodeFailure): void {
    if (this.landing) return;
    this.cancelled = failure;
    this.abort();
  }

  /** Asks the runner to end. */
  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    this.#controller.abort();
    if (!this.landing) this.#owner.late(this);
  }

  land(landing: Landing): void {
    if (this.landing) return;
    this.landing = landing;
    this.#owner.landed(this);
  }
}
