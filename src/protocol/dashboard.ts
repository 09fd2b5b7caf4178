import type { RunRow } from './runView.ts';

/** A run as the figures of the dashboard name it. */
export interface DashboardRun {
  /** Absolute path. */
  readonly workspace: string;
  readonly runId: string;
  readonly title: string;
  readonly workflow: string;
  readonly status: RunRow['status'];
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  /** USD; undefined when a price is unknown. */
  readonly costUsd: number | undefined;
  /** As in `RunRow`. */
  readonly costEstimated?: true;
}

/** Numbers of runs in `DashboardView.runs`: the runs behind a figure. */
export type RunNumbers = readonly number[];

/** How the runs came out. A run that goes on counts nowhere. */
export interface OutcomeFigure {
  /** Fixed, added, done, or nothing to fix. */
  readonly reached: RunNumbers;
  readonly notReached: RunNumbers;
  readonly failed: RunNumbers;
  /** Cancelled, paused or interrupted: neither speaks for nor against the workflow. */
  readonly stopped: RunNumbers;
}

/** How the runs of one workflow came out, and how long they took (ms; undefined when none has ended). */
export interface WorkflowFigure extends OutcomeFigure {
  readonly workflow: string;
  readonly medianMs: number | undefined;
  readonly usd: number;
}

/** What the calls of a model came to. `usd` leaves out calls whose price is not known; null when that is all of them. */
export interface ModelFigure {
  readonly model: string;
  readonly calls: number;
  readonly failed: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly usd: number | null;
  readonly callsOfUnknownPrice: number;
  readonly runs: RunNumbers;
}

/** A day of the person's own calendar, `2026-11-21`. */
export interface DayFigure extends OutcomeFigure {
  readonly day: string;
  /** Runs that began on it, those that go on included. */
  readonly runs: RunNumbers;
  /** USD by model. */
  readonly spend: Readonly<Record<string, number>>;
  /** Runs that asked a model on this day. */
  readonly spenders: RunNumbers;
}

/** A node of a workflow, all of its rounds and items together. Times in ms. */
export interface NodeFigure {
  readonly workflow: string;
  readonly node: string;
  readonly times: number;
  readonly failed: number;
  readonly medianMs: number;
  readonly maxMs: number;
  /** Slowest first. */
  readonly runs: RunNumbers;
}

/** What became of the work of an agent. */
export interface AgentFigure {
  readonly agent: string;
  readonly running: number;
  readonly times: number;
  readonly failed: number;
  readonly gaveUp: number;
  readonly medianMs: number | undefined;
  /** What its calls of known price cost. */
  readonly usd: number;
  /** Newest first; those in which it failed or gave up stand in `troubled`. */
  readonly runs: RunNumbers;
  readonly troubled: RunNumbers;
}

/** A run that goes on, or waits to be resumed. */
export interface RunNow {
  readonly workspace: string;
  readonly row: RunRow;
}

/** All runs of some workspaces, whichever process made them, as figures. */
export interface DashboardView {
  readonly atMs: number;
  readonly days: number;
  readonly now: readonly RunNow[];
  /** Runs that began in these days, newest first. */
  readonly runs: readonly DashboardRun[];
  readonly outcomes: OutcomeFigure;
  /** Time of the runs that reached their goal or did not; undefined when there is none. */
  readonly medianMs: number | undefined;
  readonly usd: number;
  readonly callsOfUnknownPrice: number;
  readonly workflows: readonly WorkflowFigure[];
  /** One a day, oldest first, without gaps. */
  readonly perDay: readonly DayFigure[];
  /** Dearest first. */
  readonly models: readonly ModelFigure[];
  /** Slowest first, at most ten. */
  readonly nodes: readonly NodeFigure[];
  /** Most used first. */
  readonly agents: readonly AgentFigure[];
}

/** A run that the page names. The extension takes it only when it is one of an open folder. */
export interface RunChoice {
  readonly workspace: string;
  readonly runId: string;
}

/** What the dashboard asks of the extension. */
export interface DashboardContract {
  readonly calls: {
    /** `folders`: the names of the open folders by path, for when there are several. */
    readonly getDashboard: {
      readonly input: { readonly days: number };
      readonly output: { readonly view: DashboardView; readonly folders: Readonly<Record<string, string>> };
    };
    readonly stop: { readonly input: RunChoice; readonly output: null };
    readonly resume: { readonly input: RunChoice; readonly output: null };
    readonly discard: { readonly input: RunChoice; readonly output: null };
    readonly restart: { readonly input: RunChoice; readonly output: null };
    /** Opens the run's review, or shows it in the Runs view when it proposes nothing. */
    readonly open: { readonly input: RunChoice; readonly output: null };
    /** Shows these runs, and no others, in the Runs view. */
    readonly filter: {
      readonly input: { readonly label: string; readonly runs: readonly RunChoice[] };
      readonly output: null;
    };
    /** Begins a run: the same as the palette's Fix Failing Test. */
    readonly startFix: { readonly input: null; readonly output: null };
  };
  readonly events: {
    /** Some run changed: refetch. */
    readonly didChangeDashboard: null;
  };
}
