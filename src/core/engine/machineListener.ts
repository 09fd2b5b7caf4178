import type { EngineEventBody, RunEnd } from './engineEvent.ts';
import type { Task } from './task.ts';

/** Who hears what follows from an outcome. Called in order, while the machine works; it must not be called back from here. */
export interface MachineListener {
  emit(event: EngineEventBody): void;
  /** The task may be started. */
  ready(task: Task): void;
  /** The task may be started again after so many milliseconds. */
  retry(task: Task, waitMs: number): void;
  /** The task is over, whatever it is doing. */
  cancelled(task: Task): void;
  ended(end: RunEnd): void;
}

const ignore = (): void => undefined;

/** Hears nothing. */
export const deaf: MachineListener = { emit: ignore, ready: ignore, retry: ignore, cancelled: ignore, ended: ignore };
