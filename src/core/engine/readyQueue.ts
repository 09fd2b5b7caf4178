import type { Claimant, Limiter } from './limiter.ts';
import { isComposite, type Task } from './task.ts';
import { TaskHeap } from './taskHeap.ts';

/** A task that may start, with the places that were taken for it. */
export interface Startable {
  readonly task: Task;
  readonly keys: readonly string[];
}

/**
 * The nodes of a run that are ready, those with the longest path behind them first. Nodes that take no place in flight never wait behind those
 * that do; nodes whose kind or provider is full wait aside and let others pass.
 */
export class ReadyQueue {
  readonly #limiter: Limiter;
  readonly #claimant: Claimant;
  readonly #model: string | undefined;
  readonly #free: Task[] = [];
  readonly #tasks = new TaskHeap();
  #turn = 0;
  readonly #parked = new Map<string, TaskHeap>();
  /** Keys whose next free place will be offered to this run. */
  readonly #asking = new Set<string>();
  /** Places that were offered to this run and are not taken yet. */
  readonly #granted: string[] = [];
  readonly #keys = new Map<string, readonly string[]>();

  /** `model`: the one that agents ask which name none of their own. */
  constructor(limiter: Limiter, claimant: Claimant, model: string | undefined) {
    this.#limiter = limiter;
    this.#claimant = claimant;
    this.#model = model;
  }

  push(task: Task): void {
    if (isComposite(task.node) || task.node.kind === 'approve') this.#free.push(task);
    else {
      task.turn = this.#turn++;
      this.#tasks.push(task);
    }
  }

  /** The next task to start; `hasRoom`: whether the run may have one more node in flight. */
  take(hasRoom: boolean): Startable | undefined {
    for (let task = this.#free.shift(); task; task = this.#free.shift()) {
      if (task.state !== 'settled') return { task, keys: none };
    }
    const startable = hasRoom ? this.#next() : undefined;
    // What was offered and cannot be used is for others.
    if (!startable) for (const key of this.#granted.splice(0)) this.#limiter.decline(key, this.#claimant);
    return startable;
  }

  #next(): Startable | undefined {
    if (this.#parked.size > 0) this.#askAgain();
    for (let task = this.#tasks.pop(); task; task = this.#tasks.pop()) {
      const startable = this.#try(task);
      if (startable) {
        for (const key of startable.keys) this.#useGrant(key);
        return startable;
      }
    }
    return undefined;
  }

  #useGrant(key: string): void {
    const position = this.#granted.indexOf(key);
    if (position >= 0) this.#granted.splice(position, 1);
  }

  /** A place has come free. False when nobody can use it now; `room`: how many more nodes the run may have in flight. */
  unpark(key: string, room: number): boolean {
    this.#asking.delete(key);
    if (room <= this.#granted.length || !this.#parked.has(key)) return false;
    this.#granted.push(key);
    return true;
  }

  #try(task: Task): Startable | undefined {
    if (task.state === 'settled') return undefined;
    const keys = this.#keysOf(task);
    const full = keys.length === 0 ? undefined : this.#limiter.take(keys, this.#claimant);
    if (full === undefined) return { task, keys };
    this.#asking.add(full);
    const parked = this.#parked.get(full) ?? new TaskHeap();
    this.#parked.set(full, parked);
    parked.push(task);
    return undefined;
  }

  /** Of those who wait aside, one tries again for each place that was offered, or that nobody is asked for: the first in order. */
  #askAgain(): void {
    for (const key of [...this.#parked.keys()]) {
      const task = this.#asking.has(key) ? undefined : this.#unparkOne(key);
      if (task) this.#tasks.push(task);
    }
  }

  #unparkOne(key: string): Task | undefined {
    const parked = this.#parked.get(key);
    for (let task = parked?.pop(); task; task = parked?.pop()) if (task.state !== 'settled') return task;
    this.#parked.delete(key);
    return undefined;
  }

  #keysOf({ node }: Task): readonly string[] {
    const kindAndModel = node.model === undefined ? node.kind : `${node.kind} ${node.model}`;
    const known = this.#keys.get(kindAndModel);
    if (known) return known;
    const provider = (node.model ?? (node.kind === 'agent' ? this.#model : undefined))?.split(/[/:]/)[0];
    const wanted = ['*', `kind:${node.kind}`, ...(provider ? [`provider:${provider}`] : [])];
    const bound = this.#limiter.bind(wanted);
    this.#keys.set(kindAndModel, bound);
    return bound;
  }
}

const none: readonly string[] = [];
