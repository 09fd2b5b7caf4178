import type { ReviewView } from '../protocol/runView.ts';
import type { CandidateLine } from './candidates.ts';
import { type CommandContext, exitCode } from './command.ts';
import { fixResult } from './fixResult.ts';
import { readFirst } from './readFirst.ts';
import { type EndedRun, exitOf, renderOutcome, sayApart } from './runToEnd.ts';

/** The flag of commands that may apply what they propose. */
export const applyOptions = { apply: { type: 'boolean' } } as const;

/** Whether new tests of the proposal may be applied without being decided on; `fix` brings none. */
export interface ApplyRules {
  readonly mayAddTests: boolean;
  /** The runs among which this one is the best. */
  readonly candidates?: readonly CandidateLine[];
}

/**
 * Prints what came of a run that was for a goal, and with `--apply` writes the proposal when the goal was reached. Gives the exit
 * code.
 */
export async function applyWhenReached(
  { io, args, app }: CommandContext,
  ended: EndedRun,
  rules: ApplyRules = { mayAddTests: false },
): Promise<number> {
  const { run, state, review } = ended;
  const after = new AbortController().signal;
  const wanted = args.flag('apply') && (state.outcome === 'fixed' || state.outcome === 'added');
  const apart = wanted ? readFirst(review, rules) : undefined;
  const rule = wanted && !apart ? await app.whyNotUnasked(run, after) : undefined;
  const applied = wanted && !apart && rule === undefined ? await app.accept(run, allHunks(review), after) : undefined;
  const isApplied = applied !== undefined && applied.conflicts.length === 0;
  const patch = await app.getPatch(run, after);
  const more = rules.candidates ? { candidates: rules.candidates } : {};
  if (args.flag('json'))
    io.stdout.write(`${JSON.stringify({ ...fixResult(state, patch, wanted ? isApplied : undefined), ...more })}\n`);
  else io.stdout.write(`${renderOutcome(io, ended, isApplied).join('\n')}\n`);
  if (!wanted || isApplied) return exitOf(state);
  const why = apart
    ? sayApart(apart)
    : rule !== undefined
      ? `it is not allowed without your own look (${rule}).`
      : 'you changed the same lines since the run began.';
  io.stderr.write(`Not applied: ${why.trim()} See: loopwright review ${run.runId}\n`);
  return exitCode.notReached;
}

const allHunks = (review: ReviewView) => review.files.flatMap((file) => file.hunks.map(({ hunkId }) => hunkId));
