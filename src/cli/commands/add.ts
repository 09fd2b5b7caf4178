import { availableParallelism } from 'node:os';
import { CodedError } from '../../base/errors.ts';
import type { TotalLimits } from '../../core/run/bestCandidate.ts';
import type { RunOptionsView } from '../../protocol/engine.ts';
import { applyOptions, applyWhenReached } from '../applyReached.ts';
import { TerminalTurns } from '../approvalDesk.ts';
import { askToSend } from '../askToSend.ts';
import { bestOf, type CandidateTask, readCandidates, readJobs } from '../candidates.ts';
import type { Command, CommandContext } from '../command.ts';
import { createProgressLine, type ProgressLine, shareProgress } from '../progressLine.ts';
import { readText } from '../readText.ts';
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
    candidates: { type: 'string' },
    jobs: { type: 'string' },
    ...startOptions,
    ...limitOptions,
    ...traceOptions,
    ...applyOptions,
  },
  help: {
    'file FILE': 'Read the request from this file.',
    'no-approve': 'Write code without asking a person whether the plan is right.',
    'max-attempts N': 'How often the debug agent may mend what the tests refuse, at most 20 (default: 4).',
    'candidates N':
      'Make the change N times, at most 8, within the one budget, and propose the one with the best evidence (default: 1).',
    'jobs N': 'How many of the candidates go on at once, at most 8 (default: as many as there are cores, at most 4).',
    ...startHelp,
    ...limitHelp,
    'budget-usd N': 'What the run may cost, in US dollars (default: 2).',
    'max-minutes N': 'How long the run may take, in minutes (default: 30).',
    'max-calls N': 'How many model calls it may make (default: 40).',
    ...traceHelp,
    apply:
      'Apply the whole proposal when the goal was reached; not when a file of it stands apart (tests that lose a line, or what can run code on this machine).',
  },
  exits: {
    reached: 'added, by evidence',
    notReached: 'not added, the reason is in the last line; or with --apply: the proposal was not applied',
    paused: 'the budget is used up; nothing is lost: loopwright resume goes on',
  },
  json: 'runId, outcome, traceId, evidence, proposal, applied (with --apply), by, model, isolated, cost, wallMs, line: see "Output"; with --candidates: candidates (of each runId, outcome, line)',
  async run(context, signal) {
    const { args, io, workspace, app } = context;
    const inputs = {
      request: await readRequest(context),
      approve: !args.flag('no-approve'),
      attempts: Math.min(20, Math.ceil(args.number('max-attempts') ?? 4)),
    };
    const count = readCandidates(args);
    const options = readRunOptions(args);
    const model = await askToSend(context, { ...options, workspace, starts: { workflow: 'add-feature' } }, signal);
    const request = { ...options, model, workspace, workflow: 'add-feature', idempotencyKey: undefined };
    const begin = (task: CandidateTask | undefined, runSignal: AbortSignal) => async (progress: ProgressLine) => {
      const extras = { ...fixExtras(io, args), onWait: (place: number) => progress.say(`waiting: place ${place}`) };
      progress.say('looking for the tests…');
      const tried = task && task.earlier.length > 0 ? { earlier: task.earlier } : {};
      const asked = { ...request, ...task?.limits, inputs: { ...inputs, ...tried } };
      const started = await app.startWorkflow(asked, extras, runSignal);
      task?.begun({ workspace, runId: started.runId });
      return started;
    };
    if (count === 1)
      return applyWhenReached(context, await runToEnd(context, begin(undefined, signal)), { mayAddTests: true });
    const whole = createProgressLine(io);
    const shareOf = shareProgress(io, whole);
    const turns = new TerminalTurns();
    const running = {
      app,
      nowMs: () => performance.now(),
      say: (sentence: string) => whole.keep(sentence),
      run: (task: CandidateTask, runSignal: AbortSignal) =>
        runToEnd(context, begin(task, runSignal), { progress: shareOf(`${task.number}`), turns }),
    };
    const jobs = isCarried(options) ? 1 : readJobs(args, availableParallelism());
    try {
      const { best, candidates } = await bestOf({ count, jobs, total: totalOf(options) }, running, signal);
      for (const { runId, line } of candidates) whole.keep(`${runId === best.run.runId ? '*' : ' '} ${runId}  ${line}`);
      return await applyWhenReached(context, best, { mayAddTests: true, candidates });
    } finally {
      whole.dispose();
    }
  },
};

/** A person who carries requests to a chat window has two hands. */
const isCarried = ({ model, modelFor = {}, fallbackModels = [] }: RunOptionsView) =>
  [model, ...Object.values(modelFor), ...fallbackModels].includes('paste');

/** What all candidates together may use: what one run may. */
function totalOf({
  budgetUsd = 2,
  maxTokens = 2_000_000,
  maxCalls = 40,
  maxMinutes = 30,
}: RunOptionsView): TotalLimits {
  return { usd: budgetUsd, tokens: maxTokens, calls: maxCalls, wallMs: maxMinutes * 60_000 };
}

async function readRequest({ args, io }: CommandContext): Promise<string> {
  const file = args.text('file');
  const words = args.positionals.join(' ').trim();
  if (file !== undefined && words !== '')
    throw new CodedError('usage.twoRequests', 'Give the request as text or with --file, not both.');
  const request = file === undefined ? words : (await readText({ io }, file)).trim();
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
