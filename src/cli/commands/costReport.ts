import { spansOfWorkspace, traceOf } from '../../app/traceOf.ts';
import { CodedError } from '../../base/errors.ts';
import { type CostKey, type CostSum, costKeys, costReportOf } from '../../core/trace/costReport.ts';
import type { Span } from '../../core/trace/span.ts';
import { paintFor } from '../cliIo.ts';
import { type Command, type CommandContext, exitCode } from '../command.ts';
import { printable } from '../printable.ts';
import { renderCost } from '../renderRun.ts';
import { renderTable } from '../renderSpans.ts';

/** `loopwright cost-report`: what the model calls of one run, or of all runs of a workspace, used and cost. */
export const costReportCommand: Command = {
  usage: 'cost-report [RUN] [--since DATE] [--by provider|model|agent|node|day]',
  summary: 'Say what the model calls of a run, or of all runs of this workspace, used and cost.',
  arguments: { RUN: "The run's id, or the beginning of it (default: all runs of this workspace)." },
  positionals: true,
  options: { since: { type: 'string' }, by: { type: 'string' } },
  help: {
    'since DATE': 'Only calls from this day on: 2026-11-21, or a time such as 2026-11-21T08:00:00Z. Days are UTC.',
    'by KEY': 'What the rows of the table are: provider, model, agent, node or day (default: model).',
  },
  json: 'since, total, by (every table)',
  async run({ io, args, workspace, app }, signal) {
    const by = readKey(args.text('by') ?? 'model');
    const sinceMs = readSince(args.text('since'));
    const report = costReportOf(await spansFor({ args, workspace, app }, signal), sinceMs);
    if (args.flag('json')) {
      const since = sinceMs === undefined ? null : new Date(sinceMs).toISOString();
      io.stdout.write(`${JSON.stringify({ ok: true, since, total: report.total, by: report.by })}\n`);
      return exitCode.reached;
    }
    if (report.total.calls === 0) {
      io.stdout.write('No model calls.\n');
      return exitCode.reached;
    }
    const rows = report.by[by].map(({ key, ...sum }) => [printable(key), ...cells(sum)]);
    const table = [
      [by, 'calls', 'failed', 'tokens in', 'cached', 'tokens out', 'cost'],
      ...rows,
      ['total', ...cells(report.total)],
    ];
    io.stdout.write(`${renderTable(table, paintFor(io.stdout, io.env)).join('\n')}\n`);
    return exitCode.reached;
  },
};

/** The spans of the run that is named, else those of all runs. */
async function spansFor(
  { args, workspace, app }: Pick<CommandContext, 'args' | 'workspace' | 'app'>,
  signal: AbortSignal,
): Promise<readonly Span[]> {
  const [named] = args.positionals;
  if (named === undefined) return spansOfWorkspace(app, workspace, signal);
  const run = await app.findRun(workspace, named, signal);
  return (await traceOf(app, { run, content: { details: false } }, signal)).spans;
}

function cells(sum: CostSum): readonly string[] {
  const numbers = [sum.calls, sum.failed, sum.tokensIn, sum.cacheReadTokens, sum.tokensOut].map(String);
  return [...numbers, cost(sum)];
}

/** An unknown price is said, also beside known ones. */
function cost({ usd, callsOfUnknownPrice: unknown, callsEstimated }: CostSum): string {
  if (usd === null) return 'unknown';
  const known = renderCost(usd, callsEstimated > 0);
  return unknown === 0 ? known : `${known} + ${unknown} unknown`;
}

function readKey(text: string): CostKey {
  const key = costKeys.find((known) => known === text);
  if (key) return key;
  throw new CodedError('usage.badKey', `--by takes ${costKeys.join(', ')}, not ${JSON.stringify(text)}.`);
}

/** A date, or a time with its zone; a time without one would mean something else on each machine. */
function readSince(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const shape = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.exec(text);
  const ms = shape ? Date.parse(text) : Number.NaN;
  // 2026-02-30 would be read as the second of March.
  const exists = shape?.[1] !== undefined && dayOf(Date.parse(shape[1])) === shape[1];
  if (!Number.isNaN(ms) && exists) return ms;
  throw new CodedError('usage.badDate', `--since takes a date such as 2026-11-21, not ${JSON.stringify(text)}.`);
}

function dayOf(ms: number): string | undefined {
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString().slice(0, 10);
}
