import { CodedError } from '../../base/errors.ts';
import type { RunId } from '../../base/ids.ts';
import type { Expression, Graph, Template, WorkflowDefinition } from '../workflow/definition.ts';
import { type CompiledGraph, compileGraph, constantOf, hasExpression } from './compiledGraph.ts';
import { type CompositeHost, type GraphResult, graphEnded, openComposite } from './composite.ts';
import { readDefinition } from './definitionText.ts';
import type { NodeFailure, NodeSpent, RunEnd } from './engineEvent.ts';
import { failureOf } from './failure.ts';
import { endedEvent, isList, startedEvent } from './machineEvents.ts';
import { deaf, type MachineListener } from './machineListener.ts';
import type { WorkflowLanguage } from './nodeRunner.ts';
import { isRetried, retryDelayMs } from './retryDelay.ts';
import type { Change } from './schedule.ts';
import { type Closing, findTask, isComposite, Scope, type Surroundings, Task } from './task.ts';

/** A run as the machine needs it. */
export interface MachineRun {
  readonly runId: RunId;
  readonly definition: WorkflowDefinition;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly seed: number;
}

/** A failed attempt. `waitMs`: it was decided already that it is tried again, and when. */
export interface Failing {
  readonly failure: NodeFailure;
  readonly retryable: boolean;
  readonly toldMs?: number | undefined;
  readonly waitMs?: number;
  readonly spent?: NodeSpent | undefined;
}

const deepest = 32;

/**
 * A run of a workflow without time, threads or disk: it is told what happened (a node was started, succeeded, failed) and
 * says what follows. The same calls in the same order give the same events, which is what resume, replay and fork rest on.
 */
export class Machine implements CompositeHost {
  readonly run: MachineRun;
  readonly language: WorkflowLanguage;
  /** Set before the run begins, and exchanged when a run that was taken through its log goes on. */
  listener: MachineListener = deaf;
  readonly #compiled = new Map<Graph, CompiledGraph>();
  readonly #endedScopes: Scope[] = [];
  readonly #where: { readonly id: string; readonly workflow: string };
  readonly cascading: boolean;
  #root: Scope | undefined;
  #extensions = 0;
  #stopping: NodeFailure | undefined;
  end: RunEnd | undefined;

  constructor(run: MachineRun, language: WorkflowLanguage) {
    this.run = run;
    this.language = language;
    this.#where = { id: run.runId, workflow: run.definition.name };
    this.cascading = run.definition.run.cancellation === 'cascading';
  }

  /** Begins the run. */
  begin(): void {
    const { definition, inputs, seed } = this.run;
    this.listener.emit({ type: 'run.started', workflow: definition.name, inputs, seed });
    this.#open(definition.graph, '', inputs);
  }

  /** Lets a run that has ended go on with another workflow, whose nodes lie under a prefix of their own. */
  extend(text: string, inputs: Readonly<Record<string, unknown>>): void {
    if (!this.end) throw new Error('a run that has not ended cannot be extended');
    const definition = readDefinition(text);
    this.end = undefined;
    this.#stopping = undefined;
    const { name: workflow } = definition;
    this.listener.emit({ type: 'run.extended', workflow, definition: text, inputs });
    this.#open(definition.graph, `${workflow}[${++this.#extensions}]/`, inputs);
  }

  #open(graph: Graph, prefix: string, inputs: Readonly<Record<string, unknown>>): void {
    const scope = new Scope(this.#compile(graph), { owner: undefined, slot: '', prefix }, { inputs });
    this.#root = scope;
    this.#apply(scope, scope.schedule.begin());
    this.#drain();
  }

  /** Starts a task that is ready, or its next attempt, or (`again`) the attempt that its process did not survive. */
  start(task: Task, again = false): void {
    if (!again) {
      task.state = 'started';
      task.scope.running++;
    }
    const problem = this.#evaluateInput(task);
    this.listener.emit(startedEvent(task, again));
    if (problem) this.#fail(task, { failure: problem, retryable: false });
    else if (!again && isComposite(task.node)) openComposite(task, this);
    this.#drain();
  }

  succeed(task: Task, output: unknown, extra: { spent?: NodeSpent | undefined; cached?: true } = {}): void {
    this.#succeed(task, output, extra);
    this.#drain();
  }

  fail(task: Task, failing: Failing): void {
    this.#fail(task, failing);
    this.#drain();
  }

  /** The node of this path, if its turn has come and it has not come out. */
  find(path: string): Task | undefined {
    return this.#root && findTask(this.#root, path);
  }

  /** Cancels the run, or ends it because its time is over. */
  stop(reason: NodeFailure): void {
    if (this.#stopping || this.end || !this.#root) return;
    this.#stopping = reason;
    this.listener.emit({ type: 'run.cancelling', reason });
    // Time is over for everybody: only a cancel may let nodes end.
    const cascade = this.cascading || reason.code === 'run.timeout';
    this.#closeScope(this.#root, { kind: 'cancelled' }, cascade);
    this.#drain();
  }

  succeedComposite(task: Task, output: unknown): void {
    const { schema } = task.node;
    const wrong = schema && this.language.checkOutput(schema, output);
    if (wrong === undefined) this.#succeed(task, output, {});
    else this.failComposite(task, { code: 'output.invalid', message: wrong });
  }

  failComposite(task: Task, failure: NodeFailure): void {
    this.#fail(task, { failure, retryable: true });
  }

  cancelComposite(task: Task): void {
    this.#cancelTask(task);
    this.#endIfIdle(task.scope);
  }

  openGraph(task: Task, graph: Graph, place: { slot: string | number; prefix: string }, around: Surroundings): void {
    if (task.scope.depth >= deepest)
      throw new CodedError('workflow.tooDeep', `Graphs are nested more than ${deepest} deep.`);
    const scope = new Scope(this.#compile(graph), { ...place, owner: task }, around);
    task.inside?.open.add(scope);
    this.#apply(scope, scope.schedule.begin());
  }

  closeGraph(scope: Scope): void {
    scope.ended = true;
    this.#closeScope(scope, { kind: 'cancelled' }, true);
  }

  evaluate(scope: Scope, template: Template | Expression, around: Surroundings = scope.surroundings): unknown {
    if (!hasExpression(template)) return constantOf(template);
    return this.language.evaluate(template, { ...around, nodes: scope.views ?? {}, run: this.#where });
  }

  #compile(graph: Graph): CompiledGraph {
    const known = this.#compiled.get(graph);
    if (known) return known;
    const compiled = compileGraph(graph);
    this.#compiled.set(graph, compiled);
    return compiled;
  }

  #evaluateInput(task: Task): NodeFailure | undefined {
    const { node, scope } = task;
    try {
      task.input = this.#inputOf(task);
      if (node.kind === 'run') {
        const command = node.command;
        task.subject = isList(command)
          ? command.map((part) => this.evaluate(scope, part))
          : this.evaluate(scope, command);
      } else if (node.kind === 'approve') task.subject = this.evaluate(scope, node.message);
      else if (node.kind === 'forEach') task.subject = this.evaluate(scope, node.items);
      return undefined;
    } catch (error) {
      return failureOf(error);
    }
  }

  #inputOf({ node, scope, index }: Task): unknown {
    if (scope.graph.dynamic[index] === 0) return scope.graph.constants[index];
    const entries = Object.entries(node.with).map(([key, value]) => [key, this.evaluate(scope, value)]);
    return Object.fromEntries(entries);
  }

  #succeed(task: Task, output: unknown, { spent, cached }: { spent?: NodeSpent | undefined; cached?: true }): void {
    if (task.state !== 'started') return;
    const event = { type: 'node.succeeded' as const, node: task.path, output: output ?? null };
    this.listener.emit(spent || cached ? { ...event, ...(spent && { spent }), ...(cached && { cached }) } : event);
    const { scope, index } = task;
    scope.outputs[index] = output ?? null;
    scope.show(index, 'succeeded');
    this.#leave(task);
    if (scope.closing) this.#endIfIdle(scope);
    else this.#apply(scope, scope.schedule.settle(index, 'succeeded'));
  }

  #leave(task: Task): void {
    if (task.state === 'started') task.scope.running--;
    task.state = 'settled';
    task.inside = undefined;
    task.scope.tasks[task.index] = undefined;
  }

  #fail(task: Task, failing: Failing): void {
    // What is recorded first must be what came from outside: that the nodes inside are cancelled follows from it.
    const waits = task.state === 'retrying' && !failing.retryable;
    if (task.state !== 'started' && !waits) return;
    const { failure, spent } = failing;
    const waitMs = task.scope.closing ? undefined : this.#waitBeforeRetry(task, failing);
    const attempt = waits ? task.attempt - 1 : task.attempt;
    const outcome = { node: task.path, attempt, failure, ...(spent && { spent }) };
    if (waitMs !== undefined) {
      this.listener.emit({ type: 'node.retried', ...outcome, waitMs });
      this.#closeInside(task);
      task.scope.running--;
      task.state = 'retrying';
      task.attempt++;
      task.inside = undefined;
      this.listener.retry(task, waitMs);
      return;
    }
    this.listener.emit({ type: 'node.failed', ...outcome });
    this.#closeInside(task);
    task.scope.show(task.index, 'failed', failure);
    this.#leave(task);
    if (task.scope.closing) this.#endIfIdle(task.scope);
    else this.#afterFailure(task, failure);
  }

  #waitBeforeRetry({ node, attempt, path }: Task, failing: Failing): number | undefined {
    if (failing.waitMs !== undefined) return failing.waitMs;
    const { retry } = node;
    if (!failing.retryable || attempt >= retry.max || !isRetried(retry, failing.failure.code)) return undefined;
    return retryDelayMs(retry, { seed: this.run.seed, path, attempt, toldMs: failing.toldMs });
  }

  #afterFailure({ scope, index, node, path }: Task, failure: NodeFailure): void {
    switch (node.onFailure.kind) {
      case 'fail':
        this.#closeScope(scope, { kind: 'failed', node: path, failure }, this.cascading);
        break;
      case 'skip':
        this.#apply(scope, scope.schedule.settle(index, 'skipped'));
        break;
      case 'continue':
        scope.outputs[index] = null;
        this.#apply(scope, scope.schedule.settle(index, 'succeeded'));
        break;
      case 'fallback':
        this.#apply(scope, scope.schedule.replace(index));
        break;
    }
  }

  /** Works off what follows from an outcome; what may begin is handed on last, by position. */
  #apply(scope: Scope, changes: Change[]): void {
    let ready: number[] | undefined;
    // The list grows while it is worked off.
    for (const { kind, node } of changes) {
      if (kind !== 'ready') this.#note(scope, kind, node);
      else if (scope.graph.nodes[node]?.when === undefined || this.#passes(scope, node)) {
        if (ready) ready.push(node);
        else ready = [node];
      } else if (!scope.closing && scope.schedule.isReady(node)) {
        this.listener.emit({ type: 'node.skipped', node: scope.prefix + scope.graph.nodes[node]?.id, why: 'when' });
        scope.show(node, 'skipped');
        for (const change of scope.schedule.settle(node, 'passed')) changes.push(change);
      }
    }
    if (scope.closing) return;
    if (ready) this.#handOn(scope, ready);
    if (scope.schedule.settled) this.#endScope(scope);
  }

  #handOn(scope: Scope, ready: number[]): void {
    if (ready.length > 1) ready.sort((a, b) => a - b);
    for (const index of ready) {
      const node = scope.graph.nodes[index];
      if (!node || !scope.schedule.isReady(index)) continue;
      const task = new Task(scope, index, node);
      scope.tasks[index] = task;
      this.listener.emit({ type: 'node.ready', node: task.path });
      this.listener.ready(task);
    }
  }

  #note(scope: Scope, kind: Exclude<Change['kind'], 'ready'>, index: number): void {
    const node = scope.prefix + scope.graph.nodes[index]?.id;
    if (kind === 'replaced') {
      const fallback = scope.graph.fallback[index] ?? 0;
      scope.outputs[index] = scope.outputs[fallback] ?? null;
      if (scope.schedule.statusOf(index) === 'succeeded') scope.show(index, 'succeeded');
      return;
    }
    const task = scope.tasks[index];
    if (kind !== 'cancelled')
      this.listener.emit({ type: 'node.skipped', node, why: kind === 'unused' ? 'unused' : 'needs' });
    else if (task) this.#cancelTask(task);
    else this.listener.emit({ type: 'node.cancelled', node });
    scope.show(index, kind === 'cancelled' ? 'cancelled' : 'skipped');
  }

  /** Whether `when` lets the node begin. One without a value fails the node. */
  #passes(scope: Scope, index: number): boolean {
    const node = scope.graph.nodes[index];
    if (scope.closing || !node?.when || !scope.schedule.isReady(index)) return false;
    try {
      return this.evaluate(scope, node.when) === true;
    } catch (error) {
      const task = new Task(scope, index, node);
      task.state = 'started';
      scope.running++;
      this.#fail(task, { failure: failureOf(error), retryable: false });
      return false;
    }
  }

  #cancelTask(task: Task): void {
    if (task.state === 'settled') return;
    this.#closeInside(task);
    this.listener.emit({ type: 'node.cancelled', node: task.path });
    this.#leave(task);
    this.listener.cancelled(task);
  }

  #closeInside(task: Task): void {
    if (!task.inside) return;
    for (const scope of [...task.inside.open]) this.closeGraph(scope);
    task.inside.open.clear();
  }

  /** Starts nothing more in a graph; what goes on is cancelled, or let end. */
  #closeScope(scope: Scope, closing: Closing, cascade: boolean): void {
    if (scope.closing && !cascade) return;
    scope.closing ??= closing;
    for (const task of [...scope.tasks]) {
      if (!task) continue;
      if (cascade || task.state !== 'started') this.#cancelTask(task);
      else for (const inner of [...(task.inside?.open ?? [])]) this.#closeScope(inner, { kind: 'cancelled' }, false);
    }
    this.#endIfIdle(scope);
  }

  #endIfIdle(scope: Scope): void {
    if (scope.closing && scope.running === 0) this.#endScope(scope);
  }

  #endScope(scope: Scope): void {
    if (scope.ended) return;
    scope.ended = true;
    this.#endedScopes.push(scope);
  }

  /** A queue, not recursion: a loop of 100,000 rounds that all end at once must not fill the stack. */
  #drain(): void {
    for (let scope = this.#endedScopes.shift(); scope; scope = this.#endedScopes.shift()) {
      const { owner } = scope;
      const result = this.#resultOf(scope);
      if (!owner) this.#endRun(result);
      else if (owner.state === 'started') graphEnded(owner, scope, { result, host: this });
    }
  }

  #resultOf(scope: Scope): GraphResult {
    if (scope.closing) return scope.closing;
    try {
      return { kind: 'succeeded', output: this.#outputOf(scope) };
    } catch (error) {
      return { kind: 'failed', node: scope.owner?.path ?? '', failure: failureOf(error) };
    }
  }

  #outputOf(scope: Scope): unknown {
    const { graph, last, nodes } = scope.graph;
    if (graph.output) return this.evaluate(scope, graph.output);
    const [only] = last;
    if (only !== undefined && last.length === 1) return scope.outputs[only] ?? null;
    return Object.fromEntries(last.map((index) => [nodes[index]?.id ?? '', scope.outputs[index] ?? null]));
  }

  #endRun(result: GraphResult): void {
    this.end = this.#endOf(result);
    this.listener.emit(endedEvent(this.end));
    this.listener.ended(this.end);
  }

  #endOf(result: GraphResult): RunEnd {
    const reason = this.#stopping;
    if (reason?.code === 'run.timeout') return { kind: 'failed', node: undefined, failure: reason };
    if (reason) return { kind: 'cancelled', reason };
    if (result.kind === 'failed') return { kind: 'failed', node: result.node || undefined, failure: result.failure };
    if (result.kind === 'succeeded') return result;
    throw new Error('a run was closed without a reason');
  }
}
