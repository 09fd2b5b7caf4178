import { type Command, exitCode } from '../command.ts';
import { oneRun } from '../oneRun.ts';

/** `loopwright cancel`: tells a run to end, whichever process runs it. */
export const cancelCommand: Command = {
  usage: 'cancel [RUN] [--node NODE] [--reason TEXT]',
  summary: 'Tell a run, or one node of it, to end, whichever process runs it.',
  arguments: { RUN: "The run's id, or the beginning of it (default: the newest run that goes on)." },
  positionals: true,
  options: { node: { type: 'string' }, reason: { type: 'string' } },
  help: {
    'node NODE': 'End this node alone, by its path. It is not tried again; the run goes on as its onFailure says.',
    'reason TEXT': 'Why, for the log.',
  },
  exits: { reached: 'the run was told', usage: 'wrong usage, or the run or the node does not go on' },
  json: 'runId',
  async run({ args, io, workspace, app }, signal) {
    const run = await oneRun({ args, workspace, app, suits: ({ status }) => status === 'running' }, signal);
    const reason = args.text('reason') ?? 'Cancelled from the command line.';
    const node = args.text('node');
    if (node === undefined) await app.cancelRun(run, reason, signal);
    else await app.cancelNode(run, { node, reason }, signal);
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, runId: run.runId })}\n`);
    else
      io.stdout.write(
        `${node === undefined ? 'Run' : `Node ${node} of run`} ${run.runId} was told to end. See: loopwright show ${run.runId}\n`,
      );
    return exitCode.reached;
  },
};
