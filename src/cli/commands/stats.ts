import { CodedError } from '../../base/errors.ts';
import type { AgentFigure, DashboardView, ModelFigure, NodeFigure, WorkflowFigure } from '../../protocol/dashboard.ts';
import { type Paint, paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { printable } from '../printable.ts';
import { renderCost } from '../renderRun.ts';
import { renderDuration, renderTable } from '../renderSpans.ts';

const usualDays = 30;
const mostDays = 3_650;

/** `loopwright stats`: how the runs of a workspace came out, what they cost, and what was slow: the figures of the dashboard. */
export const statsCommand: Command = {
  usage: 'stats [--days N]',
  summary: 'Count over the runs of this workspace: how they came out, what they cost, which nodes are slow.',
  positionals: false,
  options: { days: { type: 'string' } },
  help: {
    'days N':
      'Runs that began today or in the days before, so many in all; days are those of this machine (default: 30).',
  },
  json: 'atMs, days, now, runs, outcomes, medianMs, usd, callsOfUnknownPrice, workflows, perDay, models, nodes, agents; numbers name runs by their place in runs',
  async run({ io, args, workspace, app }, signal) {
    const days = readDays(args.number('days'));
    const view = await app.getDashboard({ workspaces: [workspace], days }, signal);
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, ...view })}\n`);
    else io.stdout.write(`${renderFigures(view, paintFor(io.stdout, io.env)).join('\n')}\n`);
    return exitCode.reached;
  },
};

function readDays(days = usualDays): number {
  if (Number.isInteger(days) && days <= mostDays) return days;
  throw new CodedError('usage.badNumber', `--days takes a whole number up to ${mostDays}, not ${days}.`);
}

/** The figures as tables; those that would be empty are left out. */
function renderFigures(view: DashboardView, paint: Paint): readonly string[] {
  const { days, runs, outcomes, medianMs, now } = view;
  const period = days === 1 ? 'Today' : `Last ${days} days`;
  const going = now.filter(({ row }) => row.status === 'running').length;
  const more = going > 0 ? [`${going} going on`] : [];
  if (runs.length === 0) return [[`${period}: no runs`, ...more].join(', ')];
  const { reached, notReached, failed, stopped } = outcomes;
  const parts = [
    `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`,
    ...more,
    `${reached.length} reached the goal`,
    `${notReached.length} did not`,
    `${failed.length} failed`,
    `${stopped.length} stopped`,
    ...(medianMs === undefined ? [] : [`median ${renderDuration(medianMs)}`]),
    cost(view),
  ];
  return [
    `${period}: ${parts.join(', ')}`,
    ...table(['workflow', 'runs', 'reached', 'median', 'cost'], view.workflows.map(workflowRow), paint),
    ...table(['model', 'calls', 'failed', 'tokens in', 'tokens out', 'cost'], view.models.map(modelRow), paint),
    ...table(['slow nodes', 'times', 'failed', 'median', 'longest'], view.nodes.map(nodeRow), paint),
    ...table(['agent', 'times', 'failed', 'gave up', 'median', 'cost'], view.agents.map(agentRow), paint),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[], paint: Paint): readonly string[] {
  return rows.length === 0 ? [] : ['', ...renderTable([head, ...rows], paint)];
}

function workflowRow(figure: WorkflowFigure): readonly string[] {
  const { workflow, reached, notReached, failed, stopped, medianMs, usd } = figure;
  const judged = reached.length + notReached.length + failed.length;
  const share = judged === 0 ? '-' : `${Math.round((100 * reached.length) / judged)}%`;
  return [printable(workflow), String(judged + stopped.length), share, duration(medianMs), renderCost(usd)];
}

function modelRow(figure: ModelFigure): readonly string[] {
  const { model, calls, failed, tokensIn, tokensOut, usd, callsOfUnknownPrice } = figure;
  const numbers = [calls, failed, tokensIn, tokensOut].map(String);
  return [printable(model), ...numbers, cost({ usd, callsOfUnknownPrice })];
}

function nodeRow({ workflow, node, times, failed, medianMs, maxMs }: NodeFigure): readonly string[] {
  return [printable(`${workflow}/${node}`), String(times), String(failed), duration(medianMs), duration(maxMs)];
}

function agentRow({ agent, times, failed, gaveUp, medianMs, usd }: AgentFigure): readonly string[] {
  return [printable(agent), ...[times, failed, gaveUp].map(String), duration(medianMs), renderCost(usd)];
}

/** An unknown price is said, also beside known ones. */
function cost({ usd, callsOfUnknownPrice: unknown }: { usd: number | null; callsOfUnknownPrice: number }): string {
  if (usd === null) return 'cost unknown';
  return unknown === 0 ? renderCost(usd) : `${renderCost(usd)} + ${unknown} unknown`;
}

const duration = (ms: number | undefined) => (ms === undefined ? '-' : renderDuration(ms));
