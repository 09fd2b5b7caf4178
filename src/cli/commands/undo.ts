import { paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { newestWith, oneRun } from '../oneRun.ts';
import { printable } from '../printable.ts';
import { renderConflicts } from '../renderApplied.ts';

/** `loopwright undo`: puts back what an apply replaced. */
export const undoCommand: Command = {
  usage: 'undo [RUN]',
  summary: 'Put back exactly what was there before a proposal was applied.',
  arguments: { RUN: "The run's id, or the beginning of it (default: the newest run that was applied)." },
  positionals: true,
  options: {},
  help: {},
  exits: { notReached: 'you changed the same lines since: nothing was put back' },
  json: 'runId, restored, conflicts',
  async run({ io, args, workspace, app }, signal) {
    const run = await oneRun({ args, workspace, app, suits: newestWith.applied }, signal);
    const result = await app.undo(run, signal);
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, runId: run.runId, ...result })}\n`);
    else {
      const paint = paintFor(io.stdout, io.env);
      for (const path of result.restored) io.stdout.write(`${paint.good('✓')} ${printable(path)} is as it was\n`);
      if (result.conflicts.length > 0) {
        io.stdout.write(
          `${renderConflicts(result.conflicts, paint).join('\n')}\n${paint.bad('Nothing was put back: you changed these lines since.')}\n`,
        );
      } else if (result.restored.length === 0) io.stdout.write('There was nothing to put back.\n');
    }
    return result.conflicts.length > 0 ? exitCode.notReached : exitCode.reached;
  },
};
