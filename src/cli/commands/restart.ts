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

/** `loopwright restart`: a new run of the same workflow, with what another was given. */
export const restartCommand: Command = {
  usage: 'restart [RUN] [options]',
  summary:
    'Begin a new run of the same workflow with the inputs, the limits and the model of another, on your files as they are now.',
  arguments: { RUN: "The run's id, or the beginning of it (default: the newest run)." },
  positionals: true,
  options: { ...limitOptions, ...traceOptions },
  help: {
    'model REF': 'Another model than the other run used (default: that of the other run).',
    'budget-usd N': 'What the run may cost, in US dollars (default: the limit of the other run).',
    'max-tokens N': 'Tokens of all model calls together (default: the limit of the other run).',
    'max-minutes N': 'How long the run may take, in minutes (default: the limit of the other run).',
    'max-calls N': 'How many model calls it may make (default: the limit of the other run).',
    ...sendHelp,
    ...replyHelp,
    ...traceHelp,
  },
  json: endedJson,
  async run(context, signal) {
    const { args, io, workspace, app } = context;
    const run = await oneRun({ args, workspace, app }, signal);
    const model = await askToSend(context, { ...run, model: args.text('model') }, signal);
    const request = { limits: readLimits(args), model };
    const ended = await runToEnd(context, async (progress) => {
      const started = await app.restartRun(run, request, fixExtras(io, args), signal);
      progress.keep(`run ${started.runId} begins as ${run.runId} did`);
      return started;
    });
    await printEnded(context, ended);
    return exitOf(ended.state);
  },
};
