import { createInterface } from 'node:readline/promises';
import { CodedError } from '../../base/errors.ts';
import type { ReviewFileView, ReviewView } from '../../protocol/runView.ts';
import { type CliIo, paintFor } from '../cliIo.ts';
import { type Command, type CommandContext, exitCode } from '../command.ts';
import { namedHunksHelp } from '../namedHunks.ts';
import { newestWith, oneRun } from '../oneRun.ts';
import { printableLines } from '../printable.ts';
import { rejectNamed } from '../rejectHunks.ts';
import { renderApplied } from '../renderApplied.ts';
import { alternativeOf, choiceOptions, renderChoices } from '../renderChoices.ts';
import { renderRefusals } from '../renderHooks.ts';
import { renderEvidence, renderFileHead, renderHunk } from '../renderRun.ts';
import { limitOptions, raiseHelp, traceHelp, traceOptions } from '../runOptions.ts';

const keys = 'a accept, r reject, R reject with a reason, s skip, b back, q stop here';

/** `loopwright review`: decide a proposal hunk by hunk, then apply what was accepted. */
export const reviewCommand: Command = {
  usage: 'review [RUN] [--alternative N] [--reject ID,ID… --reason TEXT [--retry]]',
  summary:
    'Decide a proposal hunk by hunk in the terminal, then apply what was accepted. Each answer is kept at once: stopping in the middle loses nothing. With --reject nothing is asked.',
  arguments: { RUN: "The run's id, or the beginning of it (default: the newest run with a proposal)." },
  positionals: true,
  options: {
    reject: { type: 'string' },
    reason: { type: 'string' },
    retry: { type: 'boolean' },
    ...choiceOptions,
    ...limitOptions,
    ...traceOptions,
  },
  help: {
    'alternative N':
      'Take this choice first, where several edits make the tests green: it is what is proposed from now on. 1 is the first one again.',
    'reject ID,ID…': `Reject these. ${namedHunksHelp}`,
    'reason TEXT': 'Why, kept with the run, and told to the agent with --retry.',
    retry:
      'Let the agent try again in place of what is rejected: the run goes on with what is left of its budget, and what passes the same tests is proposed.',
    ...raiseHelp,
    ...traceHelp,
  },
  exits: {
    notReached:
      'you changed the same lines since the run began (nothing was written), or the new attempt brought nothing',
    paused: 'with --retry: the budget is used up',
  },
  json: 'review; nothing is asked then. With --retry: as for `fix`, and revision (number, proposed, why)',
  async run(context, signal) {
    const { io, args, workspace, app } = context;
    const run = await oneRun({ args, workspace, app, suits: newestWith.proposal }, signal);
    const number = alternativeOf(args);
    if (number !== undefined) await app.choose(run, number, signal);
    const review = await app.getReview(run, signal);
    if (review.files.length === 0) {
      throw new CodedError('run.noProposal', 'This run has no proposal to review.', {
        hint: `See: loopwright show ${run.runId}`,
      });
    }
    const named = args.text('reject');
    if (named !== undefined) return rejectNamed(context, { run, review, named }, signal);
    if (args.flag('json')) {
      io.stdout.write(`${JSON.stringify({ ok: true, review })}\n`);
      return exitCode.reached;
    }
    const paint = paintFor(io.stdout, io.env);
    if (review.summary !== '') io.stdout.write(`${printableLines(review.summary)}\n`);
    if (review.evidence) io.stdout.write(`\n${renderEvidence(review.evidence, paint).join('\n')}\n\n`);
    const refusals = renderRefusals(review, paint);
    if (refusals.length > 0) io.stdout.write(`${refusals.join('\n')}\n\n`);
    if (review.choices) io.stdout.write(`${renderChoices(review.choices, run, paint).join('\n')}\n\n`);
    await decideAll(context, { run, review }, signal);
    const result = await app.accept(run, undefined, signal);
    io.stdout.write(`${renderApplied(result, run.runId, paint).join('\n')}\n`);
    return result.conflicts.length > 0 ? exitCode.notReached : exitCode.reached;
  },
};

interface Question {
  readonly file: ReviewFileView;
  readonly index: number;
  readonly hunkId: string;
}

/** Asks for every undecided hunk. Each answer is kept at once, so stopping in the middle loses nothing. */
async function decideAll(
  { io, app }: CommandContext,
  task: { readonly run: Awaited<ReturnType<typeof oneRun>>; readonly review: ReviewView },
  signal: AbortSignal,
): Promise<void> {
  const questions = task.review.files.flatMap((file) =>
    file.hunks.flatMap((hunk, index): Question[] =>
      hunk.decision === 'undecided' && !hunk.applied ? [{ file, index, hunkId: hunk.hunkId }] : [],
    ),
  );
  const ask = createAsk(io, signal);
  let answered = false;
  try {
    for (let at = 0; at < questions.length; ) {
      const question = questions[at];
      if (!question) break;
      const answer = await askOne(io, ask, { question, at, count: questions.length });
      if (answer === undefined && !answered && !signal.aborted && io.stdin.isTTY !== true)
        throw noAnswers(task.run.runId);
      answered = true;
      if (answer === undefined || answer === 'q') break;
      if (answer === 'b') at = Math.max(0, at - 1);
      else if (answer === 's') at++;
      else if (answer === 'a' || answer === 'r' || answer === 'R') {
        const reason = answer === 'R' ? await ask('reason: ') : undefined;
        const decision = answer === 'a' ? 'accepted' : 'rejected';
        await app.decide(task.run, { hunkIds: [question.hunkId], decision, reason }, signal);
        at++;
      } else io.stdout.write(`${keys}\n`);
    }
  } finally {
    ask.close();
  }
}

function noAnswers(runId: string): CodedError {
  return new CodedError(
    'usage.noAnswers',
    'A review needs answers, and there is neither a terminal nor a pipe with them.',
    {
      hint: `Run it in a terminal, or write the whole proposal: loopwright apply ${runId}   or look at it: loopwright show ${runId}`,
    },
  );
}

function askOne(
  io: CliIo,
  ask: (question: string) => Promise<string | undefined>,
  { question, at, count }: { readonly question: Question; readonly at: number; readonly count: number },
) {
  const paint = paintFor(io.stdout, io.env);
  const shown = [...renderFileHead(question.file, paint), ...renderHunk(question.file, question.index, paint)];
  io.stdout.write(`${shown.join('\n')}\n`);
  return ask(`[${at + 1}/${count}] accept this change? (a/r/R/s/b/q/?) `);
}

/** Asks on stdin, line by line; undefined when it has ended. Works with a pipe as with a terminal. */
function createAsk(io: CliIo, signal: AbortSignal) {
  const lines = createInterface({ input: io.stdin, output: io.stdout, terminal: io.stdin.isTTY === true });
  const iterator = lines[Symbol.asyncIterator]();
  const stop = () => lines.close();
  signal.addEventListener('abort', stop, { once: true });
  const ask = async (question: string) => {
    io.stdout.write(question);
    const { value, done } = await iterator.next();
    return done ? undefined : String(value).trim();
  };
  return Object.assign(ask, {
    close() {
      signal.removeEventListener('abort', stop);
      lines.close();
    },
  });
}
