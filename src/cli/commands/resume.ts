import { askToSend } from '../askToSend.ts';
import type { Command } from '../command.ts';
import { oneRun } from '../oneRun.ts';
import { endedJson, fixExtras, limitOptions, raiseHelp, readLimits, traceHelp, traceOptions } from '../runOptions.ts';
import { printEnded } from '../runResult.ts';
import { exitOf, runToEnd } from '../runToEnd.ts';

/** `loopwright resume`: goes on with a run that was paused or interrupted. */
export const resumeCommand: Command = {
  usage: 'resume [RUN] [options]',
  summary:
    'Go on with a run that was paused by its budget, or whose process died. What is on record is not done again.',
  arguments: {
    RUN: "The run's id, or the beginning of it (default: the newest run that was paused or interrupted).",
  },
  positionals: true,
  options: { ...limitOptions, ...traceOptions },
  help: { ...raiseHelp, ...traceHelp },
  exits: { paused: 'the budget is used up again', usage: 'wrong usage, or the run has ended' },
  json: endedJson,
  async run(context, signal) {
    const { args, io, workspace, app } = context;
    const suits = ({ status }: { readonly status: string }) => status === 'paused' || status === 'interrupted';
    const run = await oneRun({ args, workspace, app, suits }, signal);
    const model = await askToSend(context, { ...run, model: args.text('model') }, signal);
    const request = { limits: readLimits(args), model };
    const ended = await runToEnd(context, () => app.resumeRun(run, request, fixExtras(io, args), signal));
    await printEnded(context, ended);
    return exitOf(ended.state);
  },
};
