import { CodedError, messageOf } from '../../base/errors.ts';
import { jsonOrText } from '../../core/engine/fork.ts';
import { parseTask } from '../../core/run/taskEnvelope.ts';
import { askToSend } from '../askToSend.ts';
import type { Arguments, Command, CommandContext } from '../command.ts';
import { readText } from '../readText.ts';
import {
  endedJson,
  fixExtras,
  limitHelp,
  limitOptions,
  readRunOptions,
  startHelp,
  startOptions,
  traceHelp,
  traceOptions,
} from '../runOptions.ts';
import { printEnded } from '../runResult.ts';
import { runTask } from '../runTask.ts';
import { exitOf, runToEnd } from '../runToEnd.ts';

/** `loopwright run`: a workflow by its name, or a task for one agent. */
export const runCommand: Command = {
  usage: 'run WORKFLOW [--input NAME=VALUE]… [options]   or: run --file task.json [options]',
  summary:
    'Run a workflow of the workspace or a built-in one, or a task for one agent, in an isolated copy. What it changes ends as a proposal.',
  arguments: { WORKFLOW: 'The name of the workflow; loopwright workflows lists them.' },
  positionals: true,
  options: {
    input: { type: 'string', multiple: true },
    inputs: { type: 'string' },
    file: { type: 'string' },
    'idempotency-key': { type: 'string' },
    ...startOptions,
    ...limitOptions,
    ...traceOptions,
  },
  help: {
    'input NAME=VALUE': 'An input of the workflow; repeatable. A value that is JSON is read as such.',
    'inputs FILE': 'A JSON file with inputs; --input goes before what it says.',
    'file FILE':
      'A JSON file with a task for one agent: {"type":"AgentTask","version":1,"id":"…","agent":"…","payload":{…}}.',
    'idempotency-key KEY':
      'The same key gives the same run: one that has ended is shown, one that was interrupted goes on.',
    ...startHelp,
    ...limitHelp,
    'budget-usd N':
      'What the run may cost, in US dollars (default: what the workflow says, else 1; of the workspace, never above 1).',
    'max-minutes N':
      'How long the run may take, in minutes (default: what the workflow says, else 15; of the workspace, never above 15).',
    ...traceHelp,
  },
  exits: {
    reached: 'the tests are fixed, by evidence; there was nothing to fix; or the workflow is done',
    notReached: 'the tests are not fixed, or a step of the workflow failed',
    usage: 'wrong usage; an unknown workflow, one with errors, or an input that does not fit',
    paused: 'the budget is used up; nothing is lost: loopwright resume goes on',
  },
  json: `${endedJson}; with --file the envelope of the task instead: an AgentResult (type, version, id, ok, runId, agent, outcome, output, cost, wallMs) or an AgentError (type, version, id, ok, runId, traceId, error)`,
  async run(context, signal) {
    const { args, io, workspace, app } = context;
    const [workflow] = args.positionals;
    const file = args.text('file');
    if (file !== undefined) return runTask(context, parseTask(await readText(context, file)), signal);
    if (workflow === undefined) throw noWorkflow();
    const inputs = await readInputs(context);
    const options = readRunOptions(args);
    const model = await askToSend(context, { ...options, workspace, starts: { workflow } }, signal);
    const request = {
      ...options,
      model,
      workspace,
      workflow,
      inputs,
      idempotencyKey: args.text('idempotency-key'),
    };
    const ended = await runToEnd(context, (progress) => {
      const extras = { ...fixExtras(io, args), onWait: (place: number) => progress.say(`waiting: place ${place}`) };
      return app.startWorkflow(request, extras, signal);
    });
    await printEnded(context, ended);
    return exitOf(ended.state);
  },
};

function noWorkflow(): CodedError {
  return new CodedError('usage.noWorkflow', 'Say which workflow is to be run, or give a task with --file.', {
    hint: 'See: loopwright workflows',
  });
}

async function readInputs(context: CommandContext): Promise<Readonly<Record<string, unknown>>> {
  const { args } = context;
  const file = args.text('inputs');
  const fromFile = file === undefined ? {} : readMap(file, await readText(context, file));
  return { ...fromFile, ...givenInputs(args) };
}

function readMap(file: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw new CodedError('usage.badInputs', `${file} is not JSON: ${messageOf(cause)}`, { cause });
  }
  throw new CodedError('usage.badInputs', `${file} must hold a JSON object: input names and their values.`);
}

function givenInputs(args: Arguments): Readonly<Record<string, unknown>> {
  const pairs = args.texts('input').map((pair) => {
    const [, name, value = ''] = /^([^=]+)=([\s\S]*)$/.exec(pair) ?? [];
    if (name === undefined)
      throw new CodedError('usage.badInput', `--input takes NAME=VALUE, not ${JSON.stringify(pair)}.`);
    return [name, jsonOrText(value)] as const;
  });
  return Object.fromEntries(pairs);
}
