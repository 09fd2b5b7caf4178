import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CodedError, messageOf } from '../../base/errors.ts';
import { applyOptions, applyWhenReached } from '../applyReached.ts';
import { askToSend } from '../askToSend.ts';
import type { Command, CommandContext } from '../command.ts';
import {
  fixExtras,
  limitHelp,
  limitOptions,
  readRunOptions,
  startHelp,
  startOptions,
  traceHelp,
  traceOptions,
} from '../runOptions.ts';
import { runToEnd } from '../runToEnd.ts';

/** Longer ones are no request, and would fill the window of a model. */
const maxRequest = 50_000;

/** `loopwright add`: from a request to a reviewed proposal with tests. */
export const addCommand: Command = {
  usage: 'add TEXT [options]   or: add --file REQUEST.md [options]',
  summary:
    'Add what a request asks for: plan, code, tests that show it, review, and a proposal. It counts as added by evidence only. Nothing in the workspace changes, unless --apply is given and the goal was reached.',
  arguments: { TEXT: 'What is to be added, in words.' },
  positionals: true,
  options: {
    file: { type: 'string' },
    'no-approve': { type: 'boolean' },
    'max-attempts': { type: 'string' },
    ...startOptions,
    ...limitOptions,
    ...traceOptions,
    ...applyOptions,
  },
  help: {
    'file FILE': 'Read the request from this file.',
    'no-approve': 'Write code without asking a person whether the plan is right.',
    'max-attempts N': 'How often the debug agent may mend what the tests refuse, at most 20 (default: 4).',
    ...startHelp,
    ...limitHelp,
    'budget-usd N': 'What the run may cost, in US dollars (default: 2).',
    'max-minutes N': 'How long the run may take, in minutes (default: 30).',
    'max-calls N': 'How many model calls it may make (default: 60).',
    ...traceHelp,
    apply:
      'Apply the whole proposal when the goal was reached; not when a file of it stands apart (tests that lose a line, or what can run code on this machine).',
  },
  exits: {
    reached: 'added, by evidence',
    notReached: 'not added, the reason is in the last line; or with --apply: the proposal was not applied',
    paused: 'the budget is used up; nothing is lost: loopwright resume goes on',
  },
  json: 'runId, outcome, traceId, evidence, proposal, applied (with --apply), by, model, isolated, cost, wallMs, line: see "Output"',
  async run(context, signal) {
    const { args, io, workspace, app } = context;
    const inputs = {
      request: await readRequest(context),
      approve: !args.flag('no-approve'),
      attempts: Math.min(20, Math.ceil(args.number('max-attempts') ?? 4)),
    };
    const options = readRunOptions(args);
    const model = await askToSend(context, { ...options, workspace, starts: { workflow: 'add-feature' } }, signal);
    const request = { ...options, model, workspace, workflow: 'add-feature', inputs, idempotencyKey: undefined };
    const ended = await runToEnd(context, (progress) => {
      const extras = { ...fixExtras(io, args), onWait: (place: number) => progress.say(`waiting: place ${place}`) };
      progress.say('looking for the tests…');
      return app.startWorkflow(request, extras, signal);
    });
    return applyWhenReached(context, ended, { mayAddTests: true });
  },
};

async function readRequest({ args, io }: CommandContext): Promise<string> {
  const file = args.text('file');
  const words = args.positionals.join(' ').trim();
  if (file !== undefined && words !== '')
    throw new CodedError('usage.twoRequests', 'Give the request as text or with --file, not both.');
  const request = file === undefined ? words : (await readText(path.resolve(io.cwd, file), file)).trim();
  if (request === '')
    throw new CodedError('usage.noRequest', 'Say what is to be added.', {
      hint: 'For example: loopwright add "slugify keeps digits"   or: loopwright add --file REQUEST.md',
    });
  if (request.length > maxRequest)
    throw new CodedError('usage.longRequest', `The request has ${request.length} characters; ${maxRequest} are read.`, {
      hint: 'Say what is to be added, and name the files that say more.',
    });
  return request;
}

async function readText(file: string, named: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CodedError('usage.noFile', `${named} cannot be read: ${messageOf(cause)}`, { cause });
  }
}
