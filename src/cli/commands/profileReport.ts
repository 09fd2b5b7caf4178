import { profileOf } from '../../app/traceOf.ts';
import type { ProfileReport } from '../../core/trace/profileReport.ts';
import { type Paint, paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { oneRun } from '../oneRun.ts';
import { printable } from '../printable.ts';
import { renderDuration, renderTable } from '../renderSpans.ts';

const maxSpans = 10;
const maxNodes = 20;
const maxPieces = 40;

/** `loopwright profile-report`: where a run's time went. */
export const profileReportCommand: Command = {
  usage: 'profile-report [RUN]',
  summary:
    'Say what was slow in a run: its slowest nodes and spans, its critical path, its speed-up against doing one thing after the other.',
  arguments: { RUN: "The run's id, or the beginning of it (default: the newest run)." },
  positionals: true,
  options: {},
  help: {},
  json: 'runId, profile',
  async run({ io, args, workspace, app }, signal) {
    const run = await oneRun({ args, workspace, app }, signal);
    const profile = await profileOf(app, run, signal);
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, runId: run.runId, profile })}\n`);
    else io.stdout.write(`${render(run.runId, profile, paintFor(io.stdout, io.env)).join('\n')}\n`);
    return exitCode.reached;
  },
};

function render(runId: string, profile: ProfileReport, paint: Paint): readonly string[] {
  const { wallMs, serialMs, speedUp, attempts, nodeRetries, modelCalls, modelRetries, toolCalls, testRuns } = profile;
  const share = (ms: number) => (wallMs > 0 ? `${Math.round((ms / wallMs) * 100)} %` : '');
  const times = `wall ${renderDuration(wallMs)}, one after the other ${renderDuration(serialMs)}`;
  const again = nodeRetries > 0 ? ` (${nodeRetries} again)` : '';
  const lines = [
    `${paint.strong(`run ${runId}`)}${profile.complete ? '' : ` ${paint.warn('not ended')}`}`,
    `${times}${speedUp === null ? '' : `, speed-up ${speedUp.toFixed(2)}`}`,
    ...waitedLine(profile),
    `${attempts} attempts${again}, ${modelCalls} model calls (${modelRetries} retries), ${toolCalls} tool calls, ${testRuns} test runs`,
  ];
  const slowest = profile.nodes.filter(({ workMs, waitedMs }) => workMs > 0 || waitedMs > 0);
  const nodes = slowest
    .slice(0, maxNodes)
    .map(({ node, spans, attempts: tries, workMs, waitedMs, slowest: longest }) => [
      printable(node),
      String(spans),
      String(tries),
      renderDuration(workMs),
      renderDuration(waitedMs),
      renderDuration(longest.workMs),
      share(workMs),
    ]);
  if (nodes.length > 0) {
    const head = ['slowest nodes', 'spans', 'attempts', 'work', 'waited', 'longest', 'of wall'];
    lines.push('', ...renderTable([head, ...nodes], paint), ...more(slowest.length, maxNodes, paint));
  }
  const spans = profile.spans
    .filter(({ what }) => what === 'work')
    .slice(0, maxSpans)
    .map(({ name, node, ms, selfMs }) => [
      labelOf(name, node),
      renderDuration(selfMs),
      renderDuration(ms),
      share(selfMs),
    ]);
  if (spans.length > 0)
    lines.push('', ...renderTable([['slowest spans', 'self', 'whole', 'of wall'], ...spans], paint));
  const pieces = profile.criticalPath
    .slice(0, maxPieces)
    .map(({ name, node, what, fromMs, ms }) => [
      what === 'work' ? labelOf(name, node) : `${printable(node ?? 'the run')}: ${waiting[what] ?? what}`,
      `+${renderDuration(fromMs)}`,
      renderDuration(ms),
      share(ms),
    ]);
  if (pieces.length > 0) lines.push('', ...renderTable([['critical path', 'at', 'time', 'of wall'], ...pieces], paint));
  return [...lines, ...more(profile.criticalPath.length, maxPieces, paint)];
}

/** What was waited for, in words. */
const waiting: Readonly<Record<string, string>> = {
  queue: 'waits for a place',
  retry: 'waits for the next attempt',
  person: 'waits for a person',
  paused: 'is paused',
  interrupted: 'has no process',
  forked: 'waits to go its own way',
};

function waitedLine({ idleMs, waited }: ProfileReport): readonly string[] {
  const { queueMs, retryMs, personMs, restMs } = waited;
  const parts = [
    [queueMs, 'for a place'],
    [retryMs, 'between attempts'],
    [personMs, 'for a person'],
    [restMs, 'at rest'],
  ] as const;
  const said = parts.filter(([ms]) => ms > 0).map(([ms, what]) => `${renderDuration(ms)} ${what}`);
  if (said.length === 0) return [];
  return [`waited ${said.join(', ')}; ${renderDuration(idleMs)} with nothing else going on`];
}

/** A span's name, with its node where the name does not say it. */
function labelOf(name: string, node: string | undefined): string {
  const named = node === undefined || name === node || name.endsWith(` ${node}`);
  return printable(named ? name : `${name} (${node})`);
}

function more(count: number, shown: number, paint: Paint): readonly string[] {
  return count > shown ? [paint.dim(`and ${count - shown} more: --json has them all`)] : [];
}
