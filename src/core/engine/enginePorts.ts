import type { Clock, Random } from '../../base/clock.ts';
import type { BudgetDefinition } from '../workflow/definition.ts';
import type { DurableBackend } from './durableBackend.ts';
import type { EngineEventBody, NodeSpent } from './engineEvent.ts';
import type { Limiter } from './limiter.ts';
import type { NodeRunner, WorkflowLanguage } from './nodeRunner.ts';

/** What the engine works with. One limiter serves all engines of a process. */
export interface EnginePorts {
  readonly backend: DurableBackend;
  readonly runner: NodeRunner;
  readonly language: WorkflowLanguage;
  readonly limiter: Limiter;
  readonly clock: Clock;
  readonly random: Random;
}

/** What a caller may decide about one run, on top of its definition. */
export interface RunOptions {
  /** Replaces the definition's budget: raised, when a paused run is resumed. */
  readonly budget?: BudgetDefinition;
  readonly priority?: number;
  /** The model that agents ask which name none of their own: its provider's limits hold for them. */
  readonly model?: string;
  /** What nodes spent that did not come to an end on record: they run again, and what they spent is gone all the same. */
  readonly spentBefore?: NodeSpent;
  /** Hears what was recorded, after it was. */
  onRecorded?(events: readonly EngineEventBody[]): void;
}
