import { retryDelayMs } from '../../src/core/engine/retryDelay.ts';
import type { NodeDefinition, WorkflowDefinition } from '../../src/core/workflow/definition.ts';

/** What a node does at one attempt: it takes so long and then fails with a code, or succeeds. */
export interface Attempt {
  readonly durationMs: number;
  readonly failsWith: string | undefined;
}

/** A run for the reference: a graph of leaves, what they do, and when it is cancelled. */
export interface ReferenceRun {
  readonly definition: WorkflowDefinition;
  readonly attempts: Readonly<Record<string, readonly Attempt[]>>;
  readonly passes: (node: NodeDefinition) => boolean;
  readonly seed: number;
  readonly cancelAtMs: number | undefined;
  readonly limit: number;
}

type Status =
  | 'pending'
  | 'ready'
  | 'running'
  | 'waiting'
  | 'replacing'
  | 'succeeded'
  | 'failed'
  | 'passed'
  | 'skipped'
  | 'cancelled';

interface Node {
  readonly definition: NodeDefinition;
  status: Status;
  /** S: counts as a success, P: satisfies a join of all, N: satisfies none. */
  verdict: 'S' | 'P' | 'N' | undefined;
  attempt: number;
  triggered: boolean;
  started: boolean;
  endsAtMs: number;
}

/**
 * How a run comes out: what became of every node that was reached (`not run`: skipped, or cancelled before it began, which
 * can be both at once), and of the run. `tie`: two things at once, no right answer.
 */
export interface ReferenceEnd {
  readonly tie: boolean;
  readonly kind: 'succeeded' | 'failed' | 'cancelled';
  readonly nodes: Readonly<Record<string, string>>;
}

/**
 * Says how a run must come out. Simple and slow: after every event it looks at every node again and again until nothing
 * changes. It shares no code with the engine, except for the length of waits.
 */
export class ReferenceInterpreter {
  readonly #run: ReferenceRun;
  readonly #nodes: readonly Node[];
  readonly #byId: ReadonlyMap<string, Node>;
  #queue: Node[] = [];
  #nowMs = 0;
  #closing: 'failed' | undefined;
  #stopping: 'cancelled' | 'failed' | undefined;

  constructor(run: ReferenceRun) {
    this.#run = run;
    this.#nodes = run.definition.graph.nodes.map((definition) => ({
      definition,
      status: 'pending',
      verdict: undefined,
      attempt: 1,
      triggered: false,
      started: false,
      endsAtMs: 0,
    }));
    this.#byId = new Map(this.#nodes.map((node) => [node.definition.id, node]));
  }

  end(): ReferenceEnd {
    let tie = false;
    this.#settle();
    while (!this.#isOver()) {
      this.#dispatch();
      const due = this.#due();
      const [first, second] = due;
      if (!first) throw new Error('the reference is stuck');
      if (second && second.atMs - first.atMs < 1e-6) tie = true;
      this.#nowMs = first.atMs;
      first.happen();
    }
    const reached = this.#nodes.filter(({ status }) => status !== 'pending');
    const nodes = Object.fromEntries(
      reached.map(({ definition, status, started }) => [definition.id, started ? shown(status) : 'not run']),
    );
    return { tie, kind: this.#stopping ?? this.#closing ?? 'succeeded', nodes };
  }

  #isOver(): boolean {
    if (this.#closing || this.#stopping) return this.#nodes.every(({ status }) => status !== 'running');
    return this.#nodes.every(({ verdict, status }) => verdict !== undefined || status === 'cancelled');
  }

  #dispatch(): void {
    const room = Math.min(this.#run.definition.run.concurrency, this.#run.limit);
    this.#queue = this.#queue.filter(({ status }) => status === 'ready');
    while (!this.#closing && this.#nodes.filter(({ status }) => status === 'running').length < room) {
      const node = this.#first();
      if (!node) return;
      const { timeoutMs } = node.definition;
      node.status = 'running';
      node.started = true;
      node.endsAtMs = this.#nowMs + Math.min(timeoutMs ?? Number.POSITIVE_INFINITY, this.#attemptOf(node).durationMs);
    }
  }

  /** The one with the longest path behind it; among equals the one that came first. */
  #first(): Node | undefined {
    const best = this.#queue.reduce<Node | undefined>(
      (first, node) => (first && this.#height(first) >= this.#height(node) ? first : node),
      undefined,
    );
    this.#queue = this.#queue.filter((node) => node !== best);
    return best;
  }

  #height(node: Node): number {
    return Math.max(0, ...this.#dependentsOf(node).map((dependent) => 1 + this.#height(dependent)));
  }

  #attemptOf({ definition, attempt }: Node): Attempt {
    const attempts = this.#run.attempts[definition.id] ?? [];
    return attempts[Math.min(attempt, attempts.length) - 1] ?? { durationMs: 1, failsWith: undefined };
  }

  #due(): readonly { atMs: number; happen(): void }[] {
    const { cancelAtMs, definition } = this.#run;
    const due: { atMs: number; happen(): void }[] = [];
    for (const node of this.#nodes) {
      if (node.status === 'running') due.push({ atMs: node.endsAtMs, happen: () => this.#attemptEnded(node) });
      if (node.status === 'waiting') due.push({ atMs: node.endsAtMs, happen: () => this.#queueAgain(node) });
    }
    if (cancelAtMs !== undefined && cancelAtMs >= this.#nowMs && !this.#stopping)
      due.push({ atMs: cancelAtMs, happen: () => this.#stop('cancelled') });
    const { timeoutMs } = definition.run;
    if (timeoutMs !== undefined && !this.#stopping) due.push({ atMs: timeoutMs, happen: () => this.#stop('failed') });
    return due.sort((a, b) => a.atMs - b.atMs);
  }

  #queueAgain(node: Node): void {
    node.status = 'ready';
    this.#queue.push(node);
  }

  #stop(kind: 'cancelled' | 'failed'): void {
    this.#stopping = kind;
    this.#close(kind === 'failed' || this.#run.definition.run.cancellation === 'cascading');
  }

  #close(cascade: boolean): void {
    for (const node of this.#nodes) {
      if (node.status === 'ready' || node.status === 'waiting' || (cascade && node.status === 'running'))
        node.status = 'cancelled';
    }
    this.#closing ??= 'failed';
  }

  #attemptEnded(node: Node): void {
    const { definition, attempt } = node;
    const { timeoutMs, retry, onFailure } = definition;
    const { durationMs, failsWith } = this.#attemptOf(node);
    const timedOut = timeoutMs !== undefined && timeoutMs < durationMs;
    const code = timedOut ? 'node.timeout' : failsWith;
    if (code === undefined) {
      node.status = 'succeeded';
      node.verdict = 'S';
      if (!this.#closing) this.#settle();
      return;
    }
    const again = code !== 'node.bug' && attempt < retry.max && (retry.on.length === 0 || retry.on.includes(code));
    if (again && !this.#closing) {
      const asked = { seed: this.#run.seed, path: definition.id, attempt, toldMs: undefined };
      node.endsAtMs = this.#nowMs + retryDelayMs(retry, asked);
      node.status = 'waiting';
      node.attempt++;
      return;
    }
    node.status = 'failed';
    if (this.#closing) return;
    if (onFailure.kind === 'fail') this.#close(this.#run.definition.run.cancellation === 'cascading');
    else if (onFailure.kind === 'skip') node.verdict = 'N';
    else if (onFailure.kind === 'continue') node.verdict = 'S';
    else {
      node.status = 'replacing';
      const fallback = this.#byId.get(onFailure.node);
      if (fallback) fallback.triggered = true;
    }
    if (!this.#closing) this.#settle();
  }

  /** Applies every rule to every node until nothing changes; then hands on what has become ready, by position. */
  #settle(): void {
    const before = new Set(this.#nodes.filter(({ status }) => status === 'ready'));
    let changed = true;
    while (changed) {
      changed = false;
      for (const node of this.#nodes) if (this.#apply(node)) changed = true;
    }
    for (const node of this.#nodes) if (node.status === 'ready' && !before.has(node)) this.#queue.push(node);
  }

  #apply(node: Node): boolean {
    if (node.verdict !== undefined || node.status === 'cancelled') return false;
    if (node.status === 'replacing') {
      const { onFailure } = node.definition;
      const fallback = onFailure.kind === 'fallback' ? this.#byId.get(onFailure.node) : undefined;
      if (fallback?.verdict !== undefined) {
        node.status = 'failed';
        node.verdict = fallback.verdict === 'S' ? 'S' : 'N';
        return true;
      }
    }
    if (node.status === 'pending' && this.#applyJoin(node)) return true;
    if (!this.#isUnwanted(node)) return false;
    node.status = 'cancelled';
    return true;
  }

  #applyJoin(node: Node): boolean {
    const guards = this.#guardsOf(node);
    if (guards.length > 0 && !node.triggered) {
      if (!guards.every((guard) => isOut(guard))) return false;
      node.status = 'skipped';
      node.verdict = 'P';
      return true;
    }
    const decided = this.#joinOf(node);
    if (decided === undefined) return false;
    if (decided === 'skip') {
      node.status = 'skipped';
      node.verdict = 'N';
    } else if (this.#run.passes(node.definition)) node.status = 'ready';
    else {
      node.status = 'passed';
      node.verdict = 'P';
    }
    return true;
  }

  #joinOf({ definition: { needs, join } }: Node): 'begin' | 'skip' | undefined {
    const verdicts = needs.map((id) => this.#byId.get(id)?.verdict);
    if (join.kind === 'all' || needs.length === 0) {
      if (verdicts.includes('N')) return 'skip';
      return verdicts.includes(undefined) ? undefined : 'begin';
    }
    const required = join.kind === 'any' ? 1 : Math.max(1, Math.min(join.count, needs.length));
    const hits = verdicts.filter((verdict) => verdict === 'S').length;
    if (hits >= required) return 'begin';
    return hits + verdicts.filter((verdict) => verdict === undefined).length < required ? 'skip' : undefined;
  }

  #guardsOf({ definition: { id } }: Node): readonly Node[] {
    return this.#nodes.filter(
      ({ definition: { onFailure } }) => onFailure.kind === 'fallback' && onFailure.node === id,
    );
  }

  /** Nobody that needs it cares any longer. */
  #isUnwanted(node: Node): boolean {
    const dependents = this.#dependentsOf(node);
    const guards = this.#guardsOf(node);
    if (dependents.length + guards.length === 0) return false;
    const dropped = dependents.every((dependent) => this.#dropsNeeds(dependent));
    return dropped && guards.every((guard) => isOut(guard)) && (guards.length === 0 || node.triggered);
  }

  /** Its join is decided without the rest of its needs, or it does not run and is of no use to anybody. */
  #dropsNeeds(node: Node): boolean {
    if (node.definition.join.kind !== 'all') return node.status !== 'pending';
    if (node.status === 'cancelled') return true;
    return node.status === 'skipped' && this.#isUnwanted(node);
  }

  #dependentsOf({ definition: { id } }: Node): readonly Node[] {
    return this.#nodes.filter(({ definition }) => definition.needs.includes(id));
  }
}

function isOut({ verdict, status }: Node): boolean {
  return verdict !== undefined || status === 'cancelled';
}

function shown(status: Status): string {
  return status === 'replacing' ? 'failed' : status;
}
