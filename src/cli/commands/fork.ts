import { CodedError } from '../../base/errors.ts';
import { readNodeChanges } from '../../core/engine/fork.ts';
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

/** What the other run spent does not count. */
const forkLimitHelp: Command['help'] = {
  'model REF': 'Another model than the other run began with (default: that of the other run).',
  'budget-usd N': 'What the new run may cost, in US dollars (default: the limit that the other run began with).',
  'max-tokens N': 'Tokens of all its model calls together (default: the limit that the other run began with).',
  'max-minutes N': 'How long the new run may take, in minutes (default: the limit that the other run began with).',
  'max-calls N': 'How many model calls it may make (default: the limit that the other run began with).',
};

/** `loopwright fork`: a new run that begins as another one did, and goes another way from one of its nodes. */
export const forkCommand: Command = {
  usage: 'fork RUN --at NODE [--set prompt=…|model=…|input.NAME=…]… [options]',
  summary: 'Begin a run with what another had done before a node, and run that node and the rest anew.',
  arguments: { RUN: "The run's id, or the beginning of it." },
  positionals: true,
  options: {
    at: { type: 'string' },
    set: { type: 'string', multiple: true },
    ...limitOptions,
    ...traceOptions,
  },
  help: {
    'at NODE': 'Path of the node, as loopwright show prints it.',
    'set NAME=VALUE':
      'What is to be different at the node: prompt=…, model=… or input.NAME=…; repeatable. A value of an input that is JSON is read as such.',
    ...forkLimitHelp,
    ...sendHelp,
    ...replyHelp,
    ...traceHelp,
  },
  json: endedJson,
  async run(context, signal) {
    const { args, io, workspace, app } = context;
    const at = args.text('at');
    if (at === undefined || args.positionals.length === 0)
      throw new CodedError('usage.noNode', 'Say which run is to be forked, and at which node.', {
        hint: `Usage: loopwright ${forkCommand.usage}`,
      });
    const run = await oneRun({ args, workspace, app }, signal);
    const changes = readNodeChanges(args.texts('set'));
    const question = { ...run, model: args.text('model'), nodeModel: changes.model };
    const model = await askToSend(context, question, signal);
    const request = { at, changes, limits: readLimits(args), model };
    const ended = await runToEnd(context, async (progress) => {
      const started = await app.forkRun(run, request, fixExtras(io, args), signal);
      progress.keep(`run ${started.runId} forks ${run.runId} at ${at}`);
      return started;
    });
    await printEnded(context, ended);
    return exitOf(ended.state);
  },
};
