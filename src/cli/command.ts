import type { ParseArgsOptionsConfig } from 'node:util';
import type { Loopwright } from '../app/loopwright.ts';
import type { CliIo } from './cliIo.ts';

/** The exit codes of the command line. */
export const exitCode = {
  reached: 0,
  notReached: 1,
  usage: 2,
  environment: 3,
  paused: 4,
  cancelled: 130,
} as const;

type ExitName = keyof typeof exitCode;

/** What the exit codes mean, for the help and the documentation. */
export const exitMeanings: Readonly<Record<ExitName, string>> = {
  reached: 'goal reached, by evidence; or done',
  notReached: 'finished, goal not reached',
  usage: 'wrong usage or configuration',
  environment: 'environment: no runner, no tests, no sandbox, Node too old',
  paused: 'paused by the budget',
  cancelled: 'cancelled',
};

/** A command line once it is parsed. */
export interface Arguments {
  readonly positionals: readonly string[];
  /** The text of an option, or undefined. */
  text(name: string): string | undefined;
  /** All values of an option that may be repeated. */
  texts(name: string): readonly string[];
  flag(name: string): boolean;
  /** A positive number; throws `usage.badNumber` naming the option. */
  number(name: string): number | undefined;
}

/** What a command works with. */
export interface CommandContext {
  readonly io: CliIo;
  readonly args: Arguments;
  readonly workspace: string;
  readonly app: Loopwright;
  /** The exit code of a failure, for commands that say it in a form of their own. */
  exitCodeOf(code: string): number;
}

/** A command of the command line. */
export interface Command {
  /** `fix [TEST…]` */
  readonly usage: string;
  readonly summary: string;
  readonly options: ParseArgsOptionsConfig;
  /** One sentence a positional argument, for the help and the documentation: `RUN`. */
  readonly arguments?: Readonly<Record<string, string>>;
  /**
   * One sentence an option, for the help and the documentation. The key may name the value (`keep N`); the default
   * stands in brackets: `(default: 15)`.
   */
  readonly help: Readonly<Record<string, string>>;
  /** What exit codes mean for this command, where that says more than what they mean for all. */
  readonly exits?: Readonly<Partial<Record<ExitName, string>>>;
  /** What is in the JSON object beside `ok`, for the documentation: names of fields, or a sentence. */
  readonly json?: string;
  /** Whether positional arguments are taken. */
  readonly positionals: boolean;
  run(context: CommandContext, signal: AbortSignal): Promise<number>;
}
