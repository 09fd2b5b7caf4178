import type { TestRunOutcome } from './testReport.ts';
import type { TestSelection } from './testRunner.ts';

/** One run of the tests in a warm process. */
export interface WarmRequest {
  /** Files as they are for this run only, paths relative to the workspace. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly selection: TestSelection;
  /** Both end the run, whichever comes first. Time of the processor says more on a busy machine. */
  readonly wallMs: number;
  readonly cpuMs: number;
  /** How long one test may compute before it is ended and red; those after it get less. */
  readonly testMs: number;
}

/** How a warm run ended, and what it took. */
export interface WarmRun {
  readonly outcome: TestRunOutcome;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/**
 * Port: a copy whose tests are run in a process that stays, several times as fast as by starting the runner.
 *
 * Contract: a run begins with the files of the copy as they were when the process started, and with fresh modules of the
 * project. What it says is never evidence: the process is shared by all that ran in it. `run` throws CodedError
 * `tests.notWarm` once the process is lost; `dispose` ends it and never rejects. One run at a time.
 */
export interface WarmTests {
  run(request: WarmRequest, signal: AbortSignal): Promise<WarmRun>;
  /** Puts back what runs have left in the copy, before it is used otherwise. */
  tidy(signal: AbortSignal): Promise<void>;
  dispose(): Promise<void>;
}
