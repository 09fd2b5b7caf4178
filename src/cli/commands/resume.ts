import type { Command } from '../command.ts';
import { oneRun } from '../oneRun.ts';
import { fixExtras, limitHelp, limitOptions, readLimits } from '../runOptions.ts';
import { printEnded } from '../runResult.ts';
import { exitOf, runToEnd } from '../runToEnd.ts';

/** `loopwright resume`: goes on with a run that was paused or interrupted. */
export const resumeCommand: Command = {
  usage: 'resume [RUN] [options]',
  summary: 'Go on with a run that was paused by its budget, or whose process died.',
  positionals: true,
  options: { ...limitOptions, 'otlp-endpoint': { type: 'string' } },
  help: {
    ...limitHelp,
    'budget-usd': 'What the run may cost in all, in USD; what it has spent counts.',
    'max-minutes': 'How long the run may take in all.',
    model: 'Another model than the run began with.',
    'otlp-endpoint': 'Send spans of the run to this OpenTelemetry collector; never what was asked or answered.',
  },
  async run(context, signal) {
    const { args, io, workspace, app } = context;
    const suits = ({ status }: { readonly status: string }) => status === 'paused' || status === 'interrupted';
    const run = await oneRun({ args, workspace, app, suits }, signal);
    const request = { limits: readLimits(args), model: args.text('model') };
    const ended = await runToEnd(context, () => app.resumeRun(run, request, fixExtras(io, args), signal));
    await printEnded(context, ended);
    return exitOf(ended.state);
  },
};
