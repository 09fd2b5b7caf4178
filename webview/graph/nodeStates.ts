import type { GraphNodeStatus, NodeStatesView, NodeStateView } from '../../src/protocol/graph.ts';

const inWork: ReadonlySet<GraphNodeStatus> = new Set(['running', 'waiting', 'asking']);

/** How a node stands at which nothing happened yet. */
export function pendingState(id: string): NodeStateView {
  return {
    id,
    status: 'pending',
    count: undefined,
    attempts: 0,
    startedAtMs: undefined,
    endedAtMs: undefined,
    costUsd: undefined,
    budgetShare: undefined,
    failure: undefined,
    skipped: undefined,
  };
}

/** The states of all nodes. Who draws a node listens to that node, so that a change draws nothing else. */
export class NodeStates {
  readonly #states = new Map<string, NodeStateView>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #all = new Set<(ids: readonly string[]) => void>();

  get(id: string): NodeStateView {
    return this.#states.get(id) ?? pendingState(id);
  }

  /** Takes in what the engine said and tells those who listen to what changed. */
  apply({ states, whole }: Pick<NodeStatesView, 'states' | 'whole'>): void {
    const changed = new Set(states.map(({ id }) => id));
    if (whole) {
      for (const id of this.#states.keys()) changed.add(id);
      this.#states.clear();
    }
    for (const state of states) this.#states.set(state.id, state);
    this.#tell([...changed]);
  }

  /** Time has passed: those in work are drawn again. */
  tick(): void {
    const ids = [...this.#states.values()].filter(({ status }) => inWork.has(status)).map(({ id }) => id);
    for (const id of ids) for (const listener of this.#listeners.get(id) ?? []) listener();
  }

  /** Calls back whenever the state of this node changes. Gives the way to end that. */
  listen(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(id);
    };
  }

  /** Calls back once for all nodes that changed together. */
  listenToAll(listener: (ids: readonly string[]) => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  #tell(ids: readonly string[]): void {
    for (const id of ids) for (const listener of this.#listeners.get(id) ?? []) listener();
    if (ids.length > 0) for (const listener of this.#all) listener(ids);
  }
}
