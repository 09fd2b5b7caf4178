import type { RunEvent } from '../../core/run/runEvent.ts';
import { paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { oneRun } from '../oneRun.ts';
import { printable, printableLines } from '../printable.ts';
import { renderCost, renderDiff, renderEvidence, renderStatus } from '../renderRun.ts';

/** `loopwright show`: one run with its evidence, its diff and, when asked for, its events. */
export const showCommand: Command = {
  usage: 'show [RUN]',
  summary: 'Show a run (the newest one when none is named): outcome, evidence, diff.',
  positionals: true,
  options: { events: { type: 'boolean' }, patch: { type: 'boolean' } },
  help: { events: 'Show every event of the log as well.', patch: 'Print the proposal as a patch, and nothing else.' },
  async run({ io, args, workspace, app }, signal) {
    const run = await oneRun({ args, workspace, app }, signal);
    const patch = await app.getPatch(run, signal);
    if (args.flag('patch')) {
      const text = patch?.text ?? '';
      // A pipe gets the patch byte for byte; a terminal would obey what is in it.
      io.stdout.write(io.stdout.isTTY ? printableLines(text) : text);
      return patch ? exitCode.reached : exitCode.notReached;
    }
    const review = await app.getReview(run, signal);
    const events = args.flag('events') || args.flag('json') ? await app.listEvents(run, signal) : [];
    if (args.flag('json')) {
      io.stdout.write(`${JSON.stringify({ ok: true, review, patch: patch?.path ?? null, events })}\n`);
      return exitCode.reached;
    }
    const paint = paintFor(io.stdout, io.env);
    const lines = [
      `${paint.strong(printable(review.run.title))} ${paint.dim(`run ${run.runId}`)}`,
      `${renderStatus(review.run.status, review.run.line, paint)} ${paint.dim(`${renderCost(review.run.costUsd)} · ${Math.round(review.wallMs / 1000)} s`)}`,
    ];
    if (review.summary !== '') lines.push('', printableLines(review.summary));
    if (review.evidence) lines.push('', ...renderEvidence(review.evidence, paint));
    if (review.files.length > 0) lines.push('', ...renderDiff(review, paint));
    if (patch) lines.push('', paint.dim(`patch: ${patch.path}`));
    if (args.flag('events')) lines.push('', ...events.map(renderEvent));
    io.stdout.write(`${lines.join('\n')}\n`);
    return exitCode.reached;
  },
};

function renderEvent(event: RunEvent): string {
  const { seq, atMs, v: _version, type, ...rest } = event;
  const facts = printable(JSON.stringify(rest));
  const time = new Date(atMs).toISOString().slice(11, 23);
  return `${String(seq).padStart(4)} ${time} ${type} ${facts.length > 200 ? `${facts.slice(0, 200)}…` : facts}`;
}
