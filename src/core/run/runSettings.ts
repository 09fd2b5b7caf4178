import type { Mode } from '../policy/policy.ts';

/** How the tests of a run are run and what it may do, as the person said; a resumed run goes on with it. */
export interface RunSettings {
  /** A command that was given, to be run as it is. */
  readonly testCommand: string | undefined;
  /** Which of the commands that are found; without one, the best. */
  readonly commandKey: string | undefined;
  /** Ignored files or folders of the workspace that the copy holds. */
  readonly include: readonly string[];
  /** How long repair may search, ms; 0 leaves it out, undefined is a share of the time left. */
  readonly repairMs: number | undefined;
  /** The person agreed to run without a sandbox. */
  readonly notIsolated: boolean;
  /** What it may do at most; absent: `standard`. */
  readonly mode?: Exclude<Mode, 'standard'>;
  /** Who began it, when that was no person: what it says is text like any other. */
  readonly origin?: 'other-agent';
  readonly baseUrl: string | undefined;
  /** Other models for some nodes, by id, path or agent, as the person said. */
  readonly modelFor?: Readonly<Record<string, string>>;
  /** Models that take over when another fails, in every node, as the person said. */
  readonly fallbackModels?: readonly string[];
  /** false: the run uses nothing that earlier runs proved, and later runs learn nothing from it. */
  readonly memory?: false;
}
