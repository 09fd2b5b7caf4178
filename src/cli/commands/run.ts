import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, messageOf } from '../../base/errors.ts';
import { parseTask } from '../../core/run/taskEnvelope.ts';
import type { Arguments, Command, CommandContext } from '../command.ts';
import { fixExtras, limitHelp, limitOptions, readRunOptions, startHelp, startOptions } from '../runOptions.ts';
import { printEnded } from '../runResult.ts';
import { runTask } from '../runTask.ts';
import { exitOf, runToEnd } from '../runToEnd.ts';

/** `loopwright run`: a workflow by its name, or a task for one agent. */
export const runCommand: Command = {
  usage: 'run WORKFLOW [--input NAME=VALUE]… [options]   or: run --file task.json [options]',
  summary: 'Run a workflow of the workspace or a built-in one, or a task for one agent.',
  positionals: true,
  options: {
    input: { type: 'string', multiple: true },
    inputs: { type: 'string' },
    file: { type: 'string' },
    'idempotency-key': { type: 'string' },
    ...startOptions,
    ...limitOptions,
    'otlp-endpoint': { type: 'string' },
  },
  help: {
    input: 'An input of the workflow (repeatable). A value that is JSON is read as such.',
    inputs: 'A JSON file with inputs; --input goes before what it says.',
    file: 'A task for one agent: {"type":"AgentTask","version":1,"id":"…","agent":"…","payload":{…}}.',
    'idempotency-key':
      'The same key gives the same run: one that has ended is shown, one that was interrupted goes on.',
    ...startHelp,
    ...limitHelp,
    'otlp-endpoint': 'Send spans of the run to this OpenTelemetry collector; never what was asked or answered.',
  },
  async run(context, signal) {
    const { args, io, workspace, app } = context;
    const [workflow] = args.positionals;
    const file = args.text('file');
    if (file !== undefined) return runTask(context, parseTask(await readText(context, file)), signal);
    if (workflow === undefined) throw noWorkflow();
    const inputs = await readInputs(context);
    const request = {
      ...readRunOptions(args),
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

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function readText({ io }: CommandContext, file: string): Promise<string> {
  try {
    return await readFile(path.resolve(io.cwd, file), 'utf8');
  } catch (cause) {
    throw new CodedError('usage.noFile', `${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}
