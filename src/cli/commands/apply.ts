import { CodedError } from '../../base/errors.ts';
import type { ReviewView } from '../../protocol/runView.ts';
import { chosenHunks } from '../chosenHunks.ts';
import { paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { namedHunksHelp } from '../namedHunks.ts';
import { newestWith, oneRun } from '../oneRun.ts';
import { renderApplied } from '../renderApplied.ts';
import { alternativeOf, choiceOptions } from '../renderChoices.ts';
import { sayRefused } from '../renderHooks.ts';

/** `loopwright apply`: writes a proposal into the workspace. */
export const applyCommand: Command = {
  usage: 'apply [RUN] [--alternative N] [--hunks ID,ID…] [--merged MERGE] [--force]',
  summary:
    'Write a proposal into the workspace, merged with what the files have become: all that was not rejected, or the hunks named. Files that stand apart (tests, or what can run code on this machine) only when they were decided on or named. What a gate refused, only with --force.',
  arguments: { RUN: "The run's id, or the beginning of it (default: the newest run with a proposal)." },
  positionals: true,
  options: { hunks: { type: 'string' }, merged: { type: 'string' }, force: { type: 'boolean' }, ...choiceOptions },
  help: {
    'alternative N': 'Take this choice first, where several edits make the tests green.',
    'hunks ID,ID…': namedHunksHelp,
    'merged MERGE': 'Where you changed the same lines, write what this run of loopwright merge proposed.',
    force: 'Apply it although a gate refused it.',
  },
  exits: {
    notReached: 'you changed the same lines since the run began, or a gate refused the proposal: nothing was written',
  },
  json: 'runId, applied, conflicts',
  async run({ io, args, workspace, app }, signal) {
    const run = await oneRun({ args, workspace, app, suits: newestWith.proposal }, signal);
    const number = alternativeOf(args);
    if (number !== undefined) await app.choose(run, number, signal);
    const review = await app.getReview(run, signal);
    if (!args.flag('force')) requireAllowed(review);
    const hunkIds = chosenHunks(review, args.text('hunks'));
    const merged = args.text('merged');
    const mergeRun = merged === undefined ? undefined : await app.findRun(workspace, merged, signal);
    const result = mergeRun
      ? await app.acceptMerged(run, { hunkIds, mergeRun }, signal)
      : await app.accept(run, hunkIds, signal);
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, runId: run.runId, ...result })}\n`);
    else io.stdout.write(`${renderApplied(result, run.runId, paintFor(io.stdout, io.env)).join('\n')}\n`);
    return result.conflicts.length > 0 ? exitCode.notReached : exitCode.reached;
  },
};

/** Throws `gate.refused` for a proposal that a gate refused: what nobody has looked at is not written past it. */
function requireAllowed(review: ReviewView): void {
  const refused = sayRefused(review);
  if (refused === undefined || review.files.length === 0) return;
  const { runId } = review.run;
  throw new CodedError('gate.refused', refused, {
    hint: `Look at it: loopwright review ${runId}   or apply it all the same: loopwright apply ${runId} --force`,
  });
}
