import { type Command, exitCode } from '../command.ts';
import { oneRun } from '../oneRun.ts';

/** `loopwright discard`: removes a run's copy. */
export const discardCommand: Command = {
  usage: 'discard [RUN]',
  summary: 'Remove what a run left on the disk. Its log stays; your files are not touched.',
  arguments: { RUN: "The run's id, or the beginning of it (default: the newest run)." },
  positionals: true,
  options: {},
  help: {},
  json: 'runId, bytes',
  async run({ io, args, workspace, app }, signal) {
    const run = await oneRun({ args, workspace, app }, signal);
    const { bytes } = await app.discard(run, signal);
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, runId: run.runId, bytes })}\n`);
    else io.stdout.write(`Run ${run.runId}: ${(bytes / 1e6).toFixed(1)} MB removed.\n`);
    return exitCode.reached;
  },
};
