import type { RunRef } from '../app/loopwright.ts';
import { CodedError } from '../base/errors.ts';
import type { ReviewView } from '../protocol/runView.ts';
import { askToSend } from './askToSend.ts';
import { paintFor } from './cliIo.ts';
import { type CommandContext, exitCode } from './command.ts';
import { fixResult } from './fixResult.ts';
import { namedHunks } from './namedHunks.ts';
import { printable } from './printable.ts';
import { fixExtras, readLimits } from './runOptions.ts';
import { exitOf, renderOutcome, runToEnd } from './runToEnd.ts';

/**
 * `review --reject`: rejects hunks with a reason, and with `--retry` lets the run go on with a new attempt in their place. The answer is
 * the exit code.
 */
export async function rejectNamed(
  context: CommandContext,
  { run, review, named }: { readonly run: RunRef; readonly review: ReviewView; readonly named: string },
  signal: AbortSignal,
): Promise<number> {
  const { args, io, app } = context;
  const hunkIds = namedHunks(review, named);
  const reason = args.text('reason') ?? '';
  if (!args.flag('retry')) {
    await app.decide(run, { hunkIds, decision: 'rejected', reason }, signal);
    const count = hunkIds.length === 1 ? '1 change' : `${hunkIds.length} changes`;
    if (args.flag('json'))
      io.stdout.write(`${JSON.stringify({ ok: true, review: await app.getReview(run, signal) })}\n`);
    else io.stdout.write(`Rejected ${count}. To try again in their place: --retry\n`);
    return exitCode.reached;
  }
  if (reason.trim() === '')
    throw new CodedError('usage.noReason', 'A new attempt needs a reason: without one it would be the same again.', {
      hint: 'Say what is wrong: --reason "…"',
    });
  const model = await askToSend(context, { ...run, model: args.text('model') }, signal);
  const request = { hunkIds, reason, limits: readLimits(args), model };
  const ended = await runToEnd(context, () => app.reviseRun(run, request, fixExtras(io, args), signal));
  const last = ended.state.revisions.at(-1);
  const revision = { number: last?.number ?? 0, proposed: last?.ended?.proposed === true, why: last?.ended?.why ?? '' };
  const exit = revision.proposed || ended.state.outcome === 'paused' ? exitOf(ended.state) : exitCode.notReached;
  if (args.flag('json')) {
    const patch = await app.getPatch(run, signal);
    io.stdout.write(`${JSON.stringify({ ...fixResult(ended.state, patch, undefined), revision })}\n`);
    return exit;
  }
  const paint = paintFor(io.stdout, io.env);
  const line = revision.proposed
    ? paint.good(`✓ attempt ${revision.number} is proposed in its place`)
    : paint.warn(
        `! attempt ${revision.number} brought nothing: ${printable(revision.why)}. The proposal is as it was.`,
      );
  io.stdout.write(`${[...renderOutcome(io, ended, false), ...(last?.ended ? [line] : [])].join('\n')}\n`);
  return exit;
}
