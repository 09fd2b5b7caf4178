import { askToSend } from '../askToSend.ts';
import type { Command } from '../command.ts';
import { oneRun } from '../oneRun.ts';
import {
  endedJson,
  fixExtras,
  limitOptions,
  readLimits,
  replyHelp,
  sendHelp,
  traceHelp,
  traceOptions,
} from '../runOptions.ts';
import { printEnded } from '../runResult.ts';
import { exitOf, runToEnd } from '../runToEnd.ts';

/** The limits of a run that goes on: what it has used counts, and what is not said stays. */
const raiseHelp: Command['help'] = {
  'model REF': 'Another model than the run began with (default: that of the run).',
  'budget-usd N': 'What the run may cost in all, in US dollars (default: the limit it has).',
  'max-tokens N': 'Tokens of all model calls together, those made included (default: the limit it has).',
  'max-minutes N': 'How long the run may take in all, in minutes (default: the limit it has).',
  'max-calls N': 'How many model calls it may make in all (default: the limit it has).',
  ...sendHelp,
  ...replyHelp,
};

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
