import type { Claimant, Limiter } from './limiter.ts';
import { isComposite, type Task } from './task.ts';

/** A task that may start, with the places that were taken for it. */
export interface Startable {
  readonly task: Task;
  readonly keys: readonly string[];
}

/**
 * The nodes of a run that are ready, first come, first served. Nodes that take no place in flight never wait behind those
 * that do; nodes whose kind or provider is full wait aside and let others pass.
 */
export class ReadyQueue {
  readonly #limiter: Limiter;
  readonly #claimant: Claimant;
  readonly #free: Task[] = [];
  #tasks: Task[] = [];
  #head = 0;
  readonly #parked = new Map<string, { readonly tasks: Task[]; head: number }>();
  /** Keys whose next free place will be offered to this run. */
  readonly #asking = new Set<string>();
  /** Places that were offered to this run and are not taken yet. */
  readonly #granted: string[] = [];
  readonly #keys = new Map<string, readonly string[]>();

  constructor(limiter: Limiter, claimant: Claimant) {
    this.#limiter = limiter;
    this.#claimant = claimant;
  }

  push(task: Task): void {
    if (isComposite(task.node) || task.node.kind === 'approve') this.#free.push(task);
    else this.#tasks.push(task);
  }

  /** The next task to start; `hasRoom`: whether the run may have one more node in flight. */
  take(hasRoom: boolean): Startable | undefined {
    for (let task = this.#free.shift(); task; task = this.#free.shift()) {
      if (task.state !== 'settled') return { task, keys: none };
    }
    if (!hasRoom) return undefined;
    for (let key = this.#granted.shift(); key !== undefined; key = this.#granted.shift()) {
      const task = this.#unparkOne(key);
      if (!task) this.#limiter.decline(key, this.#claimant);
      const startable = task && this.#try(task, true);
      if (startable) return startable;
    }
    // Those who wait aside came first.
    const parked = this.#parked.size === 0 ? undefined : this.#retryParked();
    if (parked) return parked;
    for (let task = this.#shift(); task; task = this.#shift()) {
      const startable = this.#try(task);
      if (startable) return startable;
    }
    return undefined;
  }

  /** A place has come free. False when nobody can use it now; `room`: how many more nodes the run may have in flight. */
  unpark(key: string, room: number): boolean {
    this.#asking.delete(key);
    if (room <= this.#granted.length || !this.#parked.has(key)) return false;
    this.#granted.push(key);
    return true;
  }

  all(): readonly Task[] {
    const parked = [...this.#parked.values()].flatMap(({ tasks, head }) => tasks.slice(head));
    return [...this.#free, ...this.#tasks.slice(this.#head), ...parked];
  }

  #try(task: Task, first = false): Startable | undefined {
    if (task.state === 'settled') return undefined;
    const keys = this.#keysOf(task);
    const full = keys.length === 0 ? undefined : this.#limiter.take(keys, this.#claimant);
    if (full === undefined) return { task, keys };
    this.#asking.add(full);
    const parked = this.#parked.get(full);
    if (!parked) this.#parked.set(full, { tasks: [task], head: 0 });
    // Back to where it came from: it keeps its turn.
    else if (first && parked.head > 0) parked.tasks[--parked.head] = task;
    else parked.tasks.push(task);
    return undefined;
  }

  /** Asks again for places that were refused when the run had no room for them. */
  #retryParked(): Startable | undefined {
    for (const key of [...this.#parked.keys()]) {
      if (this.#asking.has(key)) continue;
      const task = this.#unparkOne(key);
      const startable = task && this.#try(task, true);
      if (startable) return startable;
    }
    return undefined;
  }

  #unparkOne(key: string): Task | undefined {
    const parked = this.#parked.get(key);
    if (!parked) return undefined;
    while (parked.head < parked.tasks.length) {
      const task = parked.tasks[parked.head++];
      if (task && task.state !== 'settled') return task;
    }
    this.#parked.delete(key);
    return undefined;
  }

  #shift(): Task | undefined {
    const task = this.#tasks[this.#head];
    if (!task) return undefined;
    this.#head++;
    if (this.#head > 1_024 && this.#head * 2 > this.#tasks.length) {
      this.#tasks = this.#tasks.slice(this.#head);
      this.#head = 0;
    }
    return task;
  }

  #keysOf({ node }: Task): readonly string[] {
    const kindAndModel = node.model === undefined ? node.kind : `${node.kind} ${node.model}`;
    const known = this.#keys.get(kindAndModel);
    if (known) return known;
    const provider = node.model?.split(/[/:]/)[0];
    const wanted = ['*', `kind:${node.kind}`, ...(provider ? [`provider:${provider}`] : [])];
    const bound = this.#limiter.bind(wanted);
    this.#keys.set(kindAndModel, bound);
    return bound;
  }
}

const none: readonly string[] = [];
