import { paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { namedHunks, namedHunksHelp } from '../namedHunks.ts';
import { newestWith, oneRun } from '../oneRun.ts';
import { printable } from '../printable.ts';
import { renderConflicts } from '../renderApplied.ts';

/** `loopwright undo`: puts back what an apply replaced. */
export const undoCommand: Command = {
  usage: 'undo [RUN] [--hunks ID,ID…]',
  summary:
    'Put back exactly what was there before a proposal was applied: all of it, or single hunks, also around what you have changed since.',
  arguments: { RUN: "The run's id, or the beginning of it (default: the newest run that was applied)." },
  positionals: true,
  options: { hunks: { type: 'string' } },
  help: { 'hunks ID,ID…': namedHunksHelp },
  exits: { notReached: 'you changed the same lines since: nothing was put back' },
  json: 'runId, restored, conflicts',
  async run({ io, args, workspace, app }, signal) {
    const run = await oneRun({ args, workspace, app, suits: newestWith.applied }, signal);
    const named = args.text('hunks');
    const result =
      named === undefined
        ? await app.undo(run, signal)
        : await app.undoHunks(run, namedHunks(await app.getReview(run, signal), named), signal);
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, runId: run.runId, ...result })}\n`);
    else {
      const paint = paintFor(io.stdout, io.env);
      const became = named === undefined ? 'is as it was' : 'no longer has that change';
      for (const path of result.restored) io.stdout.write(`${paint.good('✓')} ${printable(path)} ${became}\n`);
      if (result.conflicts.length > 0) {
        io.stdout.write(
          `${renderConflicts(result.conflicts, paint).join('\n')}\n${paint.bad('Nothing was put back: you changed these lines since.')}\n`,
        );
      } else if (result.restored.length === 0) io.stdout.write('There was nothing to put back.\n');
    }
    return result.conflicts.length > 0 ? exitCode.notReached : exitCode.reached;
  },
};
