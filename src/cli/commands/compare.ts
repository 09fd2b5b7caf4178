import { CodedError } from '../../base/errors.ts';
import { compareRuns } from '../../core/run/compareRuns.ts';
import { paintFor } from '../cliIo.ts';
import { type Command, type CommandContext, exitCode } from '../command.ts';
import { renderComparison } from '../renderComparison.ts';

const usage = 'compare A B [--all]';

/** `loopwright compare`: two runs of one workflow side by side, and where they part. */
export const compareCommand: Command = {
  usage,
  summary: 'Compare two runs of the same workflow, node by node: where they part, and what each took.',
  arguments: {
    A: 'The id of a run, or the beginning of it.',
    B: 'The same of another run of that workflow.',
  },
  positionals: true,
  options: { all: { type: 'boolean' } },
  help: { all: 'List every node, however many came out alike.' },
  exits: { reached: 'The runs were compared, whether they differ or not.' },
  json: 'comparison: a, b, same, sameDefinition, inputs, nodes, parting (the node at which they part), proposal',
  async run({ io, args, workspace, app }, signal) {
    const [a, b] = await Promise.all(
      runsOf(args).map(async (id) => {
        const run = await app.findRun(workspace, id, signal);
        return { runId: run.runId, log: await app.listEvents(run, signal) };
      }),
    );
    if (!a || !b) throw new Error('two runs were asked for');
    const comparison = compareRuns(a, b);
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, comparison })}\n`);
    else {
      const paint = paintFor(io.stdout, io.env);
      io.stdout.write(`${renderComparison(comparison, { all: args.flag('all'), paint }).join('\n')}\n`);
    }
    return exitCode.reached;
  },
};

function runsOf({ positionals }: CommandContext['args']): readonly string[] {
  if (positionals.length === 2) return positionals;
  throw new CodedError('usage.badArguments', `compare takes two runs, not ${positionals.length}.`, {
    hint: `Usage: loopwright ${usage}`,
  });
}
