import type { PatchFile } from '../app/loopwright.ts';
import type { WorkflowRunView } from '../protocol/engine.ts';
import { paintFor } from './cliIo.ts';
import type { CommandContext } from './command.ts';
import { fixResult } from './fixResult.ts';
import { printableLines } from './printable.ts';
import { type EndedRun, renderOutcome } from './runToEnd.ts';

const maxShown = 4_000;

/** Prints what came of a run: the JSON object of docs/cli.md, or words for a person. */
export async function printEnded({ io, args, app }: CommandContext, ended: EndedRun): Promise<void> {
  const signal = new AbortController().signal;
  const patch = await app.getPatch(ended.run, signal);
  const view = await app.getWorkflowRun(ended.run, signal);
  if (args.flag('json')) {
    io.stdout.write(`${JSON.stringify(runResult(ended, view, patch))}\n`);
    return;
  }
  const paint = paintFor(io.stdout, io.env);
  const failed = view.nodes.filter(({ status }) => status === 'failed');
  const lines = failed.map(({ node, failure }) => `  ${paint.bad('✗')} ${node}: ${failure?.message ?? 'failed'}`);
  if (view.output !== undefined && view.output !== null) lines.push('', renderValue(view.output));
  io.stdout.write(`${[...lines.map(printableLines), ...renderOutcome(io, ended, false)].join('\n')}\n`);
}

/** What `run --json` prints: all that `fix --json` does, and what the workflow gave. */
export function runResult({ state }: EndedRun, view: WorkflowRunView, patch: PatchFile | undefined) {
  return {
    ...fixResult(state, patch, undefined),
    workflow: view.workflow,
    output: view.output ?? null,
    nodes: view.nodes.map(({ node, status, attempt, failure }) => ({
      node,
      status,
      attempt,
      ...(failure === undefined ? {} : { error: failure }),
    })),
  };
}

/** A value as JSON for a person, bounded. */
function renderValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return text.length > maxShown ? `${text.slice(0, maxShown)}\n(the rest is cut: --json prints all of it)` : text;
}
