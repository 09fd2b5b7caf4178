import { CodedError } from '../../base/errors.ts';
import { readNodeChanges } from '../../core/engine/fork.ts';
import type { Command } from '../command.ts';
import { oneRun } from '../oneRun.ts';
import { fixExtras, limitHelp, limitOptions, readLimits } from '../runOptions.ts';
import { printEnded } from '../runResult.ts';
import { exitOf, runToEnd } from '../runToEnd.ts';

/** `loopwright fork`: a new run that begins as another one did, and goes another way from one of its nodes. */
export const forkCommand: Command = {
  usage: 'fork RUN --at NODE [--set prompt=…|model=…|input.NAME=…]… [options]',
  summary: 'Begin a run with what another had done before a node, and run that node and the rest anew.',
  positionals: true,
  options: {
    at: { type: 'string' },
    set: { type: 'string', multiple: true },
    ...limitOptions,
    'otlp-endpoint': { type: 'string' },
  },
  help: {
    at: 'Path of the node, as loopwright show prints it.',
    set: 'What is to be different at the node (repeatable). A value that is JSON is read as such.',
    ...limitHelp,
    'otlp-endpoint': 'Send spans of the run to this OpenTelemetry collector; never what was asked or answered.',
  },
  async run(context, signal) {
    const { args, io, workspace, app } = context;
    const at = args.text('at');
    if (at === undefined || args.positionals.length === 0)
      throw new CodedError('usage.noNode', 'Say which run is to be forked, and at which node.', {
        hint: `Usage: loopwright ${forkCommand.usage}`,
      });
    const run = await oneRun({ args, workspace, app }, signal);
    const request = {
      at,
      changes: readNodeChanges(args.texts('set')),
      limits: readLimits(args),
      model: args.text('model'),
    };
    const ended = await runToEnd(context, async (progress) => {
      const started = await app.forkRun(run, request, fixExtras(io, args), signal);
      progress.keep(`run ${started.runId} forks ${run.runId} at ${at}`);
      return started;
    });
    await printEnded(context, ended);
    return exitOf(ended.state);
  },
};
