import { type Command, exitCode } from '../command.ts';
import { oneRun } from '../oneRun.ts';

/** `loopwright cancel`: tells a run to end, whichever process runs it. */
export const cancelCommand: Command = {
  usage: 'cancel [RUN] [--reason TEXT]',
  summary: 'Tell a run to end, whichever process runs it.',
  arguments: { RUN: "The run's id, or the beginning of it (default: the newest run that goes on)." },
  positionals: true,
  options: { reason: { type: 'string' } },
  help: { 'reason TEXT': 'Why, for the log.' },
  exits: { reached: 'the run was told', usage: 'wrong usage, or the run does not go on' },
  json: 'runId',
  async run({ args, io, workspace, app }, signal) {
    const run = await oneRun({ args, workspace, app, suits: ({ status }) => status === 'running' }, signal);
    await app.cancelRun(run, args.text('reason') ?? 'Cancelled from the command line.', signal);
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, runId: run.runId })}\n`);
    else io.stdout.write(`Run ${run.runId} was told to end. See: loopwright show ${run.runId}\n`);
    return exitCode.reached;
  },
};
