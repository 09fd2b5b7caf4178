import { CodedError } from '../../base/errors.ts';
import type { BlobHash } from '../../base/ids.ts';
import type { FoundDefinitions } from '../context/map/languageServices.ts';
import type { SandboxResult } from '../sandbox/sandbox.ts';
import { servicesPrefix } from './describedFiles.ts';
import type { CommandRequest, FixPorts, MeasuredOutcome, TestRequest } from './fixPorts.ts';
import type { RunLog } from './runLog.ts';

/** Runs tests in the sandbox. */
export type RunTests = (request: TestRequest, signal: AbortSignal) => Promise<MeasuredOutcome>;
/** Runs a command in the sandbox. */
export type RunCommand = (request: CommandRequest, signal: AbortSignal) => Promise<SandboxResult>;

/** The tests, with what came of each run of them kept in the log, so that a replay has it. Coverage is not kept. */
export function recordTests(runTests: RunTests, log: RunLog): RunTests {
  return async (request, signal) => {
    const measured = await runTests(request, signal);
    const { coverage: _coverage, ...outcome } = measured;
    const result = await log.keepText(JSON.stringify(outcome), signal);
    const { exitCode, durationMs: ms } = factsOf(outcome);
    await log.append({ type: 'command.ran', command: sayTests(request), result, exitCode, ms }, signal);
    return measured;
  };
}

/** Keeps what came of something that is done once, under its name. */
export function recordOnce(log: RunLog, monotonicMs: () => number): FixPorts['once'] {
  return async (name, action, signal) => {
    const startMs = monotonicMs();
    const value = await action();
    const result = await log.keepText(JSON.stringify(value), signal);
    const ms = monotonicMs() - startMs;
    await log.append({ type: 'command.ran', command: name, result, exitCode: undefined, ms }, signal);
    return value;
  };
}

/** What a command is called in the log. */
function sayTests({ command, selection }: TestRequest): string {
  const { files, names } = selection;
  const some = names.length > 0 ? `${names.length} named` : files.length > 0 ? `${files.length} files` : 'all';
  return `${command.display} (${some})`;
}

/** What a command came to, as it is kept. */
export function writeResult(result: SandboxResult): string {
  return JSON.stringify(result);
}

/**
 * Gives what was recorded, run by run, in the order of the log. Throws `replay.notRecorded` for a run that is not the one
 * that comes next there.
 */
export function replayCommands(
  recorded: readonly { readonly command: string; readonly result: BlobHash }[],
  log: RunLog,
): {
  readonly runTests: RunTests;
  readonly runCommand: RunCommand;
  readonly once: FixPorts['once'];
  readonly describeFiles: NonNullable<FixPorts['describeFiles']>;
} {
  let at = 0;
  const next = async (command: string, signal: AbortSignal): Promise<unknown> => {
    const found = recorded[at++];
    if (found?.command === command) return JSON.parse(await log.readText(found.result, signal));
    const instead = found ? `on record comes ${found.command}` : 'no further one is on record';
    throw new CodedError('replay.notRecorded', `It runs ${command}, and ${instead}.`);
  };
  return {
    async runTests(request, signal) {
      const outcome = (await next(sayTests(request), signal)) as MeasuredOutcome;
      await log.append(ranEvent(sayTests(request), recorded[at - 1]?.result, factsOf(outcome)), signal);
      return outcome;
    },
    async once<T>(name: string, _action: () => Promise<T>, signal: AbortSignal) {
      const value = (await next(name, signal)) as T;
      await log.append(ranEvent(name, recorded[at - 1]?.result, { exitCode: undefined, durationMs: 0 }), signal);
      return value;
    },
    async describeFiles(_files, signal) {
      const name = recorded[at]?.command ?? '';
      // The run may have had no editor beside it.
      if (!name.startsWith(servicesPrefix)) return {};
      const value = (await next(name, signal)) as FoundDefinitions;
      await log.append(ranEvent(name, recorded[at - 1]?.result, { exitCode: undefined, durationMs: 0 }), signal);
      return value;
    },
    async runCommand({ argv }, signal) {
      return (await next(sayCommand(argv), signal)) as SandboxResult;
    },
  };
}

/** A command as it is called in the log. */
export function sayCommand(argv: readonly string[]): string {
  return argv.join(' ').slice(0, 200);
}

function ranEvent(
  command: string,
  result: BlobHash | undefined,
  { exitCode, durationMs: ms }: ReturnType<typeof factsOf>,
) {
  if (result === undefined) throw new Error('a command was replayed that is not on record');
  return { type: 'command.ran' as const, command, result, exitCode, ms };
}

function factsOf(outcome: MeasuredOutcome): { readonly exitCode: number | undefined; readonly durationMs: number } {
  switch (outcome.kind) {
    case 'report':
      return { exitCode: outcome.report.exitCode, durationMs: outcome.report.durationMs };
    case 'timed-out':
      return { exitCode: undefined, durationMs: outcome.limitMs };
    default:
      return { exitCode: outcome.exitCode, durationMs: 0 };
  }
}
