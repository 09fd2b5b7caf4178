import { isCoded } from '../../base/errors.ts';
import type { RunId } from '../../base/ids.ts';
import type { BudgetDefinition } from '../workflow/definition.ts';
import { Approvals } from './approvals.ts';
import type { HeldRun, NodeCancel } from './durableBackend.ts';
import type { EngineEvent, EngineEventBody, NodeFailure, RunEnd } from './engineEvent.ts';
import type { EnginePorts, RunOptions } from './enginePorts.ts';
import { execute } from './execute.ts';
import { failureOf, isFinal } from './failure.ts';
import type { Feeder } from './feeder.ts';
import { Flight, type FlightOwner, graceMs } from './flight.ts';
import { always, cacheKeyOf, extraOf, never } from './flightRules.ts';
import { Ledger } from './ledger.ts';
import type { Claimant } from './limiter.ts';
import type { Machine } from './machine.ts';
import type { MachineListener } from './machineListener.ts';
import { ReadyQueue } from './readyQueue.ts';
import { isComposite, type Scope, type Task } from './task.ts';
import { activeMs, minutesUsed, runTimeLeftMs, runTimeout, timeoutFailure } from './timeRules.ts';
import { Timers, ticksInARow } from './timers.ts';

/**
 * Drives one run: starts what is ready, within its limits, and tells the machine what came of it. It works in ticks: all
 * that landed since the last one is told to the machine, what may begin is started on paper, everything is recorded in
 * one write, and only then do the started nodes run.
 */
export class RunDriver implements MachineListener, FlightOwner, Claimant {
  readonly runId: RunId;
  readonly priority: number;
  readonly finished: Promise<RunEnd>;
  readonly #held: HeldRun;
  readonly #machine: Machine;
  readonly #ports: EnginePorts;
  readonly #options: RunOptions;
  readonly #concurrency: number;
  readonly #timers: Timers;
  readonly #ledger: Ledger;
  readonly #queue: ReadyQueue;
  readonly #approvals: Approvals;
  readonly #landed: Flight[] = [];
  #launching: Flight[] = [];
  #batch: EngineEventBody[] = [];
  /** Attempts that take a place of the run. */
  readonly #flying = new Set<Flight>();
  #ticks = 0;
  #scheduled = false;
  #recording = false;
  #pausing: { readonly node: string | undefined; readonly reason: NodeFailure } | undefined;
  #end: RunEnd | undefined;
  #over = false;
  #resolve: (end: RunEnd) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #endedBefore = false;
  #extended = false;

  constructor(held: HeldRun, machine: Machine, { ports, options }: { ports: EnginePorts; options: RunOptions }) {
    this.#machine = machine;
    const { run } = held.definition;
    this.runId = held.runId;
    this.#held = held;
    this.#ports = ports;
    this.#approvals = new Approvals(held);
    this.#options = options;
    this.priority = options.priority ?? run.priority;
    this.#concurrency = run.concurrency;
    this.#timers = new Timers(ports.clock);
    this.#ledger = new Ledger({ scope: 'run', limits: options.budget ?? run.budget, parent: undefined }, ports.clock);
    if (options.spentBefore) this.#ledger.charge(options.spentBefore);
    this.#ledger.chargeTime(activeMs(held.recorded));
    this.#queue = new ReadyQueue(ports.limiter, this, options.model);
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Books what a recorded event says was spent. */
  remember(event: EngineEvent, feeder: Feeder): void {
    if (!('spent' in event) || !event.spent) return;
    const task = feeder.tasks.get(event.node);
    (task ? this.ledgerOf(task.scope) : this.#ledger).charge(event.spent);
  }

  /** Goes on from where the feeder has taken the machine. */
  goOn(feeder: Feeder): void {
    const machine = this.#machine;
    machine.listener = this;
    this.#end = machine.end;
    this.#extended = this.#held.recorded.some(({ type }) => type === 'run.extended');
    this.#endedBefore = machine.end !== undefined && feeder.expected.length === 0;
    if (this.#endedBefore) return;
    // A log of one event is that of a new run, or of one that was killed before it did anything.
    if (this.#held.recorded.length > 1) this.emit({ type: 'run.resumed' });
    for (const event of feeder.expected) this.emit(event);
    for (const task of feeder.tasks.values()) {
      if (task.state === 'started') {
        if (!isComposite(task.node)) this.#queue.push(task);
        else this.#limitTime(task);
      } else if (task.state === 'ready') this.#queue.push(task);
      else if (task.state === 'retrying')
        this.retry(task, Math.max(0, (feeder.wakeAtMs.get(task) ?? 0) - this.#ports.clock.nowMs()));
    }
  }

  /** Goes on with another workflow from where the run has ended. */
  extend(text: string, inputs: Readonly<Record<string, unknown>>): void {
    this.#machine.listener = this;
    this.#machine.extend(text, inputs);
    // What it came to, if nothing of the other workflow had to be run.
    this.#end = this.#machine.end;
    this.#extended = true;
  }

  go(): void {
    const { timeoutMs } = this.#held.definition.run;
    // The time-out is that of the workflow which the run began with.
    if (timeoutMs !== undefined && !this.#end && !this.#extended) this.#endIn(timeoutMs);
    const leftMs = this.#ledger.leftMs();
    if (leftMs !== undefined && !this.#end)
      this.#timers.after(leftMs, always, () => this.pause(minutesUsed(this.#ledger.limits)));
    if (!this.#end) this.#approvals.watchCancels(this);
    this.#schedule();
  }

  cancel(message: string): void {
    this.stop({ code: 'run.cancelled', message });
  }

  /** Ends a node that is at work or waits for its next attempt: it fails, is not tried again, and the run goes on as its `onFailure` says. */
  cancelNode({ node, reason }: NodeCancel): void {
    const task = this.#end ? undefined : this.#machine.find(node);
    if (!task || isComposite(task.node)) return;
    const failure: NodeFailure = { code: 'node.cancelled', message: reason };
    this.#approvals.stop(task);
    if (task.driver instanceof Flight) task.driver.cancel(failure);
    else this.#machine.fail(task, { failure, retryable: false });
    this.#schedule();
  }

  stop(reason: NodeFailure): void {
    if (this.#over || this.#end) return;
    this.#machine.stop(reason);
    this.#schedule();
  }

  /** Lets the run come to rest so that it can be resumed: what is in flight is ended, and runs again then. */
  pause(reason: NodeFailure): void {
    if (this.#over || this.#end || this.#pausing) return;
    this.#pausing = { node: undefined, reason };
    for (const flight of this.#flying) flight.abort();
    this.#schedule();
  }

  emit(event: EngineEventBody): void {
    this.#batch.push(event);
  }

  ready(task: Task): void {
    this.#queue.push(task);
  }

  retry(task: Task, waitMs: number): void {
    const due = () => {
      if (task.state !== 'retrying') return;
      this.#queue.push(task);
      this.#schedule();
    };
    this.#timers.after(waitMs, () => task.state === 'retrying', due);
  }

  cancelled(task: Task): void {
    this.#approvals.stop(task);
    if (task.driver instanceof Flight) task.driver.abort();
  }

  ended(end: RunEnd): void {
    this.#end = end;
  }

  onPlace(key: string): void {
    if (this.#over || !this.#queue.unpark(key, this.#concurrency - this.#flying.size))
      this.#ports.limiter.decline(key, this);
    else this.#schedule();
  }

  late(flight: Flight): void {
    this.#timers.after(
      graceMs,
      () => flight.landing === undefined,
      () => flight.land(never),
    );
  }

  landed(flight: Flight): void {
    this.#landed.push(flight);
    this.#schedule();
  }

  ledgerOf(scope: Scope): Ledger {
    const { owner } = scope;
    if (!owner) return this.#ledger;
    if (owner.driver instanceof Ledger) return owner.driver;
    const parent = this.ledgerOf(owner.scope);
    if (!owner.node.budget) return parent;
    owner.driver = this.newLedger(owner.path, owner.node.budget, parent);
    return owner.driver as Ledger;
  }

  newLedger(scope: string, limits: BudgetDefinition | undefined, parent: Ledger): Ledger {
    return new Ledger({ scope, limits, parent }, this.#ports.clock);
  }

  #schedule(): void {
    if (this.#scheduled || this.#over) return;
    this.#scheduled = true;
    this.#ticks++;
    if (this.#ticks % ticksInARow !== 0) queueMicrotask(() => this.#tick());
    else this.#timers.after(0, always, () => this.#tick());
  }

  #tick(): void {
    this.#scheduled = false;
    if (this.#over || this.#recording) return;
    try {
      for (const flight of this.#landed.splice(0)) this.#settle(flight);
      this.#dispatch();
      this.#pauseWhenIdle();
      this.#record();
    } catch (error) {
      this.#break(error);
    }
  }

  #settle(flight: Flight): void {
    const { task, landing, timedOut, cancelled } = flight;
    this.#flying.delete(flight);
    if (flight.keys.length > 0) this.#ports.limiter.give(flight.keys);
    if (task.driver === flight) task.driver = undefined;
    if (task.state !== 'started' || task.attempt !== flight.attempt || !landing) return;
    // It was ended because the run pauses: it is in flight on record, and runs again.
    if (this.#pausing && flight.aborted && landing.kind === 'error') return;
    if (cancelled) this.#machine.fail(task, { failure: cancelled, retryable: false, spent: flight.spent });
    else if (timedOut) this.#fail(flight, timeoutFailure(task), undefined);
    else if (landing.kind === 'error') this.#failWith(flight, landing.error);
    else {
      const { schema } = task.node;
      const wrong = schema && this.#ports.language.checkOutput(schema, landing.output);
      if (wrong !== undefined) this.#fail(flight, { code: 'output.invalid', message: wrong }, undefined);
      else {
        this.#machine.succeed(task, landing.output, extraOf(flight));
        if (task.node.cache && !landing.cached) this.#held.putCached(cacheKeyOf(task), landing.output);
      }
    }
  }

  #failWith(flight: Flight, error: unknown): void {
    const failure = failureOf(error);
    if (isCoded(error, 'budget.exhausted') && error.details.scope === 'run') {
      // The node stays in flight on record, so that it runs again when the run is resumed with more.
      this.#pausing ??= { node: flight.path, reason: failure };
      return;
    }
    const told = isCoded(error) ? error.details.retryAfterMs : undefined;
    const toldMs = typeof told === 'number' ? told : undefined;
    const provider = flight.keys.find((key) => key.startsWith('provider:'));
    if (provider && toldMs !== undefined && toldMs > 0) this.#ports.limiter.hold(provider, toldMs);
    this.#fail(flight, failure, toldMs);
  }

  #fail({ task, spent }: Flight, failure: NodeFailure, toldMs: number | undefined): void {
    this.#machine.fail(task, { failure, retryable: !isFinal(failure), toldMs, spent });
  }

  #dispatch(): void {
    if (this.#pausing || this.#end) return;
    for (;;) {
      const next = this.#queue.take(this.#flying.size < this.#concurrency);
      if (!next) return;
      const { task, keys } = next;
      this.#machine.start(task, task.state === 'started');
      if (task.state !== 'started') this.#ports.limiter.give(keys);
      else if (isComposite(task.node)) this.#limitTime(task);
      else if (task.node.kind === 'approve') this.#awaitApproval(task);
      else this.#prepare(task, keys);
    }
  }

  #prepare(task: Task, keys: readonly string[]): void {
    const flight = new Flight(task, { owner: this, keys });
    task.driver = flight;
    this.#flying.add(flight);
    this.#launching.push(flight);
  }

  #record(): void {
    const batch = this.#batch;
    // A run that had come to rest before has nothing to add to its log.
    if (batch.length === 0 || this.#endedBefore) {
      this.#launch();
      return;
    }
    this.#batch = [];
    const recording = this.#held.record(batch, this.#end !== undefined);
    if (!recording) {
      this.#options.onRecorded?.(batch);
      this.#launch();
      return;
    }
    this.#recording = true;
    recording.then(
      () => {
        this.#recording = false;
        this.#options.onRecorded?.(batch);
        this.#launch();
        this.#schedule();
      },
      (error: unknown) => this.#break(error),
    );
  }

  #launch(): void {
    const flights = this.#launching;
    if (flights.length > 0) {
      this.#launching = [];
      const nowMs = this.#ports.clock.monotonicMs();
      for (const flight of flights) this.#run(flight, nowMs);
    }
    this.#finishWhenIdle();
  }

  #run(flight: Flight, nowMs: number): void {
    const { task } = flight;
    if (task.state !== 'started') {
      flight.land(never);
      return;
    }
    if (task.node.timeoutMs !== undefined) {
      flight.atMs = nowMs + task.node.timeoutMs;
      this.#timers.add(flight);
    }
    execute(flight, this.#ports.runner, this.#held);
  }

  #awaitApproval(task: Task): void {
    this.#approvals.wait(task, (output) => {
      const flight = new Flight(task, { owner: this, keys: [] });
      flight.land({ kind: 'output', output });
    });
    this.#limitTime(task);
  }

  /** The time-out of a node that takes no place in flight. */
  #limitTime(task: Task): void {
    const { timeoutMs } = task.node;
    if (timeoutMs === undefined) return;
    const { attempt } = task;
    const goesOn = () => task.state === 'started' && task.attempt === attempt;
    this.#timers.after(timeoutMs, goesOn, () => {
      this.#approvals.stop(task);
      this.#machine.fail(task, { failure: timeoutFailure(task), retryable: true });
      this.#schedule();
    });
  }

  #endIn(timeoutMs: number): void {
    const leftMs = runTimeLeftMs(timeoutMs, this.#held.recorded, this.#ports.clock.nowMs());
    const isOpen = () => !this.#end;
    this.#timers.after(leftMs, isOpen, () => this.stop(runTimeout(timeoutMs)));
  }

  #pauseWhenIdle(): void {
    if (!this.#pausing || this.#end || this.#flying.size > 0) return;
    const { node, reason } = this.#pausing;
    this.#end = { kind: 'paused', node, reason };
    this.emit({ type: 'run.paused', ...(node !== undefined && { node }), reason });
  }

  #finishWhenIdle(): void {
    if (!this.#end || this.#flying.size > 0 || this.#batch.length > 0 || this.#recording || this.#over) return;
    this.#close();
    this.#resolve(this.#end);
  }

  /** Progress can no longer be recorded, or there is a bug: everything ends, and the run can be resumed from its log. */
  #break(error: unknown): void {
    if (this.#over) return;
    this.#close();
    for (const flight of this.#flying) flight.abort();
    this.#reject(error);
  }

  #close(): void {
    this.#over = true;
    this.#timers.close();
    this.#ports.limiter.forget(this);
    this.#approvals.stopAll();
    this.#held.release();
  }
}
