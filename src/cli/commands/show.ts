import type { Loopwright, RunRef } from '../../app/loopwright.ts';
import { CodedError, isCoded } from '../../base/errors.ts';
import type { RunEvent } from '../../core/run/runEvent.ts';
import type { NodeView, WorkflowRunView } from '../../protocol/engine.ts';
import { paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { oneRun } from '../oneRun.ts';
import { printable, printableLines } from '../printable.ts';
import { alternativeOf, choiceOptions, renderChoices } from '../renderChoices.ts';
import { renderHooks } from '../renderHooks.ts';
import { renderNodes } from '../renderNodes.ts';
import { renderCost, renderDiff, renderEvidence, renderStatus } from '../renderRun.ts';

/** `loopwright show`: one run with its evidence, its diff and, when asked for, its events. */
export const showCommand: Command = {
  usage: 'show [RUN]',
  summary: 'Show a run: its outcome, its evidence, its diff, what it cost.',
  arguments: { RUN: "The run's id, or the beginning of it (default: the newest run)." },
  positionals: true,
  options: { events: { type: 'boolean' }, patch: { type: 'boolean' }, node: { type: 'string' }, ...choiceOptions },
  help: {
    events: 'Show every event of the log as well.',
    patch: 'Print the proposal as a patch, and nothing else.',
    'alternative N':
      'Show the run as it would be with this choice, where several edits make the tests green. Takes nothing.',
    'node NODE': 'Print what this node was given and what came of it, as JSON, and nothing else.',
  },
  exits: { notReached: 'with --patch: the run has no proposal', usage: 'wrong usage; with --node: no such node' },
  json: 'review, workflow (null for a run of an older version), patch (the path of the patch, or null), events; with --node only `node`: node, status, attempt, startedAtMs, endedAtMs, costUsd, models (each with model, why, failure), failure, input, output',
  async run({ io, args, workspace, app }, signal) {
    const run = await oneRun({ args, workspace, app }, signal);
    const number = alternativeOf(args);
    const choice = number === undefined ? undefined : await app.getChoice(run, number, signal);
    const patch = choice ? undefined : await app.getPatch(run, signal);
    if (args.flag('patch')) {
      const text = choice?.patch ?? patch?.text ?? '';
      // A pipe gets the patch byte for byte; a terminal would obey what is in it.
      io.stdout.write(io.stdout.isTTY ? printableLines(text) : text);
      return text !== '' ? exitCode.reached : exitCode.notReached;
    }
    const workflow = await workflowOf(app, run, signal);
    const path = args.text('node');
    if (path !== undefined) {
      const node = nodeOf(workflow, path);
      const text = args.flag('json') ? JSON.stringify({ ok: true, node }) : JSON.stringify(node, null, 2);
      io.stdout.write(`${printableLines(text)}\n`);
      return exitCode.reached;
    }
    const review = choice?.review ?? (await app.getReview(run, signal));
    const events = args.flag('events') || args.flag('json') ? await app.listEvents(run, signal) : [];
    if (args.flag('json')) {
      io.stdout.write(
        `${JSON.stringify({ ok: true, review, workflow: workflow ?? null, patch: patch?.path ?? null, events })}\n`,
      );
      return exitCode.reached;
    }
    const paint = paintFor(io.stdout, io.env);
    const lines = [
      `${paint.strong(printable(review.run.title))} ${paint.dim(`run ${run.runId}`)}`,
      `${renderStatus(review.run.status, review.run.line, paint)} ${paint.dim(`${renderCost(review.run.costUsd, review.run.costEstimated)} · ${Math.round(review.wallMs / 1000)} s`)}`,
    ];
    if (review.summary !== '') lines.push('', printableLines(review.summary));
    if (review.evidence) lines.push('', ...renderEvidence(review.evidence, paint));
    const hooks = renderHooks(review, paint);
    if (hooks.length > 0) lines.push('', paint.strong('Hooks'), ...hooks);
    if (review.files.length > 0) lines.push('', ...renderDiff(review, paint));
    if (review.choices) lines.push('', ...renderChoices(review.choices, { runId: run.runId, looked: number }, paint));
    if (workflow) lines.push('', ...renderNodes(workflow, paint));
    if (patch) lines.push('', paint.dim(`patch: ${patch.path}`));
    if (args.flag('events')) lines.push('', ...events.map(renderEvent));
    io.stdout.write(`${lines.join('\n')}\n`);
    return exitCode.reached;
  },
};

/** The run node by node; undefined for one of an older version. */
async function workflowOf(app: Loopwright, run: RunRef, signal: AbortSignal): Promise<WorkflowRunView | undefined> {
  try {
    return await app.getWorkflowRun(run, signal);
  } catch (error) {
    if (isCoded(error, 'run.noWorkflow')) return undefined;
    throw error;
  }
}

function nodeOf(workflow: WorkflowRunView | undefined, path: string): NodeView {
  const nodes = workflow?.nodes ?? [];
  const found = nodes.find(({ node }) => node === path);
  if (found) return found;
  throw new CodedError('run.unknownNode', `The run has no node ${JSON.stringify(path)}.`, {
    hint: `It has: ${nodes.map(({ node }) => node).join(', ') || 'none'}.`,
  });
}

function renderEvent(event: RunEvent): string {
  const { seq, atMs, v: _version, type, ...rest } = event;
  const facts = printable(JSON.stringify(rest));
  const time = new Date(atMs).toISOString().slice(11, 23);
  return `${String(seq).padStart(4)} ${time} ${type} ${facts.length > 200 ? `${facts.slice(0, 200)}…` : facts}`;
}
