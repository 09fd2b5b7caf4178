import { CodedError } from '../../base/errors.ts';
import { type Command, exitCode } from '../command.ts';
import { oneRun } from '../oneRun.ts';
import { printableLines } from '../printable.ts';

/** `loopwright approve`: answers a run that waits for a person. */
export const approveCommand: Command = {
  usage: 'approve RUN [NODE] [--reject] [--reason TEXT]',
  summary: 'Answer a run that waits for a person: yes, or no with --reject.',
  arguments: {
    RUN: "The run's id, or the beginning of it.",
    NODE: 'Path of the node that asks (default: the one that asks).',
  },
  positionals: true,
  options: { reject: { type: 'boolean' }, reason: { type: 'string' } },
  help: { reject: 'Say no.', 'reason TEXT': 'Words that the workflow is given with the answer.' },
  exits: { usage: 'wrong usage; nothing of the run asks, or several nodes do and none is named' },
  json: 'runId, node, approved',
  async run({ args, io, workspace, app }, signal) {
    const [, node] = args.positionals;
    if (args.positionals.length === 0)
      throw new CodedError('usage.noRun', 'Say which run is to be answered.', { hint: 'See: loopwright runs' });
    const run = await oneRun({ args, workspace, app }, signal);
    const approved = !args.flag('reject');
    const asked = await app.approve({ run, node, approved, reason: args.text('reason') ?? '' }, signal);
    if (args.flag('json'))
      io.stdout.write(`${JSON.stringify({ ok: true, runId: run.runId, node: asked.node, approved })}\n`);
    else io.stdout.write(`${printableLines(asked.message)}\n${approved ? 'Approved' : 'Rejected'}: ${asked.node}\n`);
    return exitCode.reached;
  },
};
