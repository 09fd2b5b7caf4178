import { readPrintedReport } from '../../core/evidence/printedReport.ts';
import type { TestRunOutcome } from '../../core/evidence/testReport.ts';
import type { RawTestRun, TestRunner } from '../../core/evidence/testRunner.ts';
import { completeOutcome, outputOf, stoppedByLimit } from './readLineRun.ts';
import { runFolder } from './scratch.ts';

/**
 * A command whose runner is not known. When it prints a complete report in a known format (TAP, JUnit, the JSON of jest,
 * vitest or mocha) that is read; otherwise its exit code is all there is. It cannot narrow a run to a selection.
 */
export function createUnknownRunner(): TestRunner {
  return {
    name: 'unknown',
    prepare: async (command, _selection, place) => ({
      argv: command.argv,
      cwd: runFolder(place, command.cwd),
      env: command.env,
      reportPath: undefined,
    }),
    read: (raw, command, place) => read(raw, { root: place.workspacePath, cwd: command.cwd }),
  };
}

function read(raw: RawTestRun, where: { readonly root: string; readonly cwd: string }): TestRunOutcome {
  const output = outputOf(raw);
  const stopped = stoppedByLimit(raw, output);
  if (stopped !== undefined) return stopped;
  const { exitCode, wallMs: durationMs } = raw;
  if (exitCode === undefined || raw.signal !== undefined) {
    return { kind: 'crashed', why: `Ended by ${raw.signal ?? 'a signal'}.`, output, exitCode };
  }
  if (exitCode === 126 || exitCode === 127) {
    return { kind: 'crashed', why: 'The command was not found or could not be started.', output, exitCode };
  }
  const reading = readPrintedReport(raw.stdout, where);
  if (reading.kind === 'complete') return completeOutcome({ reading, raw, runner: 'unknown', output });
  const errors = reading.kind === 'broken' ? [`The printed report was not used: ${reading.why}.`] : [];
  return {
    kind: 'report',
    report: { runner: 'unknown', source: 'exit-code', cases: [], exitCode, durationMs, errors },
    output,
  };
}
