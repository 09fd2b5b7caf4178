import { CodedError } from '../../base/errors.ts';
import { type Command, exitCode } from '../command.ts';
import { oneRun } from '../oneRun.ts';
import { printableLines } from '../printable.ts';

/** `loopwright answer`: answers what an agent of a run asks. */
export const answerCommand: Command = {
  usage: 'answer RUN TEXT [--node NODE]',
  summary: 'Answer what an agent of a run asks.',
  arguments: {
    RUN: "The run's id, or the beginning of it.",
    TEXT: 'The answer; where choices are offered, the number of one stands for it.',
  },
  positionals: true,
  options: { node: { type: 'string' } },
  help: { 'node NODE': 'Path of the node whose agent asks (default: the one that asks).' },
  exits: { usage: 'wrong usage; no agent of the run asks, or several do and none is named' },
  json: 'runId, node, question',
  async run({ args, io, workspace, app }, signal) {
    const [id, text, ...more] = args.positionals;
    if (id === undefined || text === undefined || more.length > 0)
      throw new CodedError('usage.noAnswer', 'Say which run is answered, and what: loopwright answer RUN "TEXT"', {
        hint: 'An answer of several words stands in quotes. The runs: loopwright runs',
      });
    const run = await oneRun({ args, workspace, app }, signal);
    const { node, question } = await app.answer({ run, node: args.text('node'), text }, signal);
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, runId: run.runId, node, question })}\n`);
    else io.stdout.write(`${printableLines(question)}\nAnswered: ${node}\n`);
    return exitCode.reached;
  },
};
