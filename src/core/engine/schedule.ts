import { at, type CompiledGraph, rowLength } from './compiledGraph.ts';

/**
 * How a node has come out, as the nodes behind it see it. `succeeded` counts for every join; `passed` (its `when` was
 * false) satisfies a join of all but is no success for `any` and `atLeast`; `skipped` satisfies none.
 */
export type Verdict = 'succeeded' | 'passed' | 'skipped';

/** What follows from a node's outcome. `ready`: may begin. `replaced`: it failed and its fallback's outcome is now its own. */
export interface Change {
  readonly kind: 'ready' | 'skipped' | 'unused' | 'cancelled' | 'replaced';
  readonly node: number;
}

const pending = 0;
const ready = 1;
const waiting = 2; // It failed and waits for its fallback.
const succeeded = 3;
const passed = 4;
const skipped = 5;
const cancelled = 6;

const statusNames = ['pending', 'ready', 'waiting', 'succeeded', 'passed', 'skipped', 'cancelled'] as const;
const codes = { succeeded, passed, skipped } as const;

/**
 * Which nodes of a graph may begin: a pure function of the outcomes so far, kept up by counting. Every edge is counted
 * once, so that 100,000 nodes cost what their edges cost. There are no levels: a node is ready as soon as its own join is
 * satisfied.
 *
 * Order: the changes of one outcome come in the order in which they follow from it; whoever hands ready nodes on sorts
 * them by position, so that the same outcomes always give the same order.
 */
export class Schedule {
  readonly #graph: CompiledGraph;
  readonly #status: Uint8Array;
  /** Needs that are not settled yet. */
  readonly #missing: Int32Array;
  /** Needs that succeeded. */
  readonly #hits: Int32Array;
  /** Dependents (and failed nodes to be replaced) that still care how this node comes out. */
  readonly #wanted: Int32Array;
  /** Nodes that a fallback could still be needed for. */
  readonly #guarding: Int32Array;
  readonly #triggered: Uint8Array;
  readonly #stack: number[] = [];
  #changes: Change[] = [];
  #unsettled: number;

  constructor(graph: CompiledGraph) {
    const count = graph.nodes.length;
    this.#graph = graph;
    this.#status = new Uint8Array(count);
    this.#missing = new Int32Array(count);
    this.#hits = new Int32Array(count);
    this.#wanted = new Int32Array(count);
    this.#guarding = new Int32Array(count);
    this.#triggered = new Uint8Array(count);
    this.#unsettled = count;
    for (let i = 0; i < count; i++) {
      const guards = rowLength(graph.guards, i);
      this.#missing[i] = rowLength(graph.needs, i);
      this.#wanted[i] = rowLength(graph.dependents, i) + guards;
      this.#guarding[i] = guards;
    }
  }

  /** True when every node has come out one way or another. */
  get settled(): boolean {
    return this.#unsettled === 0;
  }

  statusOf(node: number): (typeof statusNames)[number] {
    return statusNames[at(this.#status, node)] ?? 'pending';
  }

  /** True while a node that was reported ready has not come out and was not cancelled. */
  isReady(node: number): boolean {
    return this.#status[node] === ready;
  }

  /** The nodes that may begin at once. */
  begin(): Change[] {
    return this.#collect(() => {
      for (let i = 0; i < this.#status.length; i++) if (this.#missing[i] === 0) this.#makeReady(i);
    });
  }

  /** Records how a ready node came out. */
  settle(node: number, verdict: Verdict): Change[] {
    return this.#collect(() => {
      this.#close(node, codes[verdict]);
    });
  }

  /** Records that a ready node failed for good and that its fallback is to run in its place. */
  replace(node: number): Change[] {
    return this.#collect(() => {
      const fallback = at(this.#graph.fallback, node);
      this.#status[node] = waiting;
      if (at(this.#status, fallback) >= succeeded) this.#adopt(node, fallback);
      else if (!this.#triggered[fallback]) {
        this.#triggered[fallback] = 1;
        this.#tryJoin(fallback);
      }
    });
  }

  #collect(action: () => void): Change[] {
    const changes: Change[] = [];
    this.#changes = changes;
    action();
    for (let node = this.#stack.pop(); node !== undefined; node = this.#stack.pop()) this.#spread(node);
    return changes;
  }

  #close(node: number, status: number): void {
    this.#status[node] = status;
    this.#unsettled--;
    this.#stack.push(node);
  }

  /** Tells everything that is connected with a settled node. */
  #spread(node: number): void {
    const { dependents, fallback, guards } = this.#graph;
    const status = at(this.#status, node);
    if (status !== cancelled) {
      for (let edge = at(dependents.starts, node); edge < at(dependents.starts, node + 1); edge++)
        this.#count(at(dependents.targets, edge), status);
    }
    const stand = at(fallback, node);
    if (stand >= 0) this.#unguard(stand);
    for (let edge = at(guards.starts, node); edge < at(guards.starts, node + 1); edge++) {
      const guard = at(guards.targets, edge);
      if (this.#status[guard] === waiting) this.#adopt(guard, node);
    }
  }

  #count(node: number, status: number): void {
    if (this.#status[node] !== pending) return;
    this.#missing[node] = at(this.#missing, node) - 1;
    if (status === succeeded) this.#hits[node] = at(this.#hits, node) + 1;
    if (at(this.#graph.required, node) === 0) {
      if (status === skipped) this.#skip(node);
      else if (this.#missing[node] === 0) this.#makeReady(node);
      return;
    }
    this.#tryJoin(node);
  }

  #tryJoin(node: number): void {
    if (this.#status[node] !== pending) return;
    const required = at(this.#graph.required, node);
    if (required === 0) {
      if (this.#missing[node] === 0) this.#makeReady(node);
      return;
    }
    if (at(this.#hits, node) >= required) this.#makeReady(node);
    else if (at(this.#hits, node) + at(this.#missing, node) < required) this.#skip(node);
  }

  #makeReady(node: number): void {
    if (at(this.#guarding, node) > 0 && !this.#triggered[node]) return;
    this.#status[node] = ready;
    this.#changes.push({ kind: 'ready', node });
    if (at(this.#graph.required, node) > 0) this.#releaseNeeds(node);
  }

  #skip(node: number): void {
    this.#changes.push({ kind: 'skipped', node });
    this.#close(node, skipped);
    if (at(this.#graph.required, node) > 0) this.#releaseNeeds(node);
  }

  /** A decided join cares for its needs no longer. */
  #releaseNeeds(node: number): void {
    const { starts, targets } = this.#graph.needs;
    for (let edge = at(starts, node); edge < at(starts, node + 1); edge++) this.#release(at(targets, edge));
  }

  /**
   * One fewer cares for this node; the last one takes it along, and with it what only led to it. Leading to a node that was
   * skipped counts for nothing either, so that it does not matter whether a node is skipped or cancelled first.
   */
  #release(first: number): void {
    const open = [first];
    const { starts, targets } = this.#graph.needs;
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      this.#wanted[node] = at(this.#wanted, node) - 1;
      if (at(this.#wanted, node) > 0) continue;
      const status = at(this.#status, node);
      if (status >= succeeded && status !== skipped) continue;
      // The needs of other joins were released when those were decided.
      const holdsNeeds = at(this.#graph.required, node) === 0 || status === pending;
      if (status < succeeded) {
        this.#changes.push({ kind: 'cancelled', node });
        this.#close(node, cancelled);
      }
      if (!holdsNeeds) continue;
      for (let edge = at(starts, node); edge < at(starts, node + 1); edge++) open.push(at(targets, edge));
    }
  }

  /** A guarded node has come out: its fallback is given up when it is needed for none. */
  #unguard(stand: number): void {
    this.#guarding[stand] = at(this.#guarding, stand) - 1;
    if (!this.#triggered[stand]) {
      this.#wanted[stand] = at(this.#wanted, stand) - 1;
      if (this.#guarding[stand] === 0 && at(this.#status, stand) < succeeded) {
        this.#changes.push({ kind: 'unused', node: stand });
        this.#close(stand, passed);
      }
      return;
    }
    this.#release(stand);
  }

  #adopt(node: number, fallback: number): void {
    this.#changes.push({ kind: 'replaced', node });
    this.#close(node, this.#status[fallback] === succeeded ? succeeded : skipped);
  }
}
