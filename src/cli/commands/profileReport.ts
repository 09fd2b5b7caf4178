import { traceOf } from '../../app/traceOf.ts';
import { type ProfileReport, profileReportOf } from '../../core/trace/profileReport.ts';
import { type Paint, paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { oneRun } from '../oneRun.ts';
import { printable } from '../printable.ts';
import { renderDuration, renderTable } from '../renderSpans.ts';

const maxSpans = 10;

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
    const profile = profileReportOf(await traceOf(app, { run, content: { details: false } }, signal));
    if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, runId: run.runId, profile })}\n`);
    else io.stdout.write(`${render(run.runId, profile, paintFor(io.stdout, io.env)).join('\n')}\n`);
    return exitCode.reached;
  },
};

function render(runId: string, profile: ProfileReport, paint: Paint): readonly string[] {
  const { wallMs, serialMs, speedUp, attempts, modelCalls, modelRetries, toolCalls, testRuns } = profile;
  const share = (ms: number) => (wallMs > 0 ? `${Math.round((ms / wallMs) * 100)} %` : '');
  const times = `wall ${renderDuration(wallMs)}, one after the other ${renderDuration(serialMs)}`;
  const lines = [
    `${paint.strong(`run ${runId}`)}${profile.complete ? '' : ` ${paint.warn('not ended')}`}`,
    `${times}${speedUp === null ? '' : `, speed-up ${speedUp.toFixed(2)}`}`,
    `${attempts} attempts, ${modelCalls} model calls (${modelRetries} retries), ${toolCalls} tool calls, ${testRuns} test runs`,
  ];
  const nodes = profile.nodes.map(({ node, spans, ms }) => [
    printable(node),
    String(spans),
    renderDuration(ms),
    share(ms),
  ]);
  if (nodes.length > 0)
    lines.push('', ...renderTable([['slowest nodes', 'spans', 'time', 'of wall'], ...nodes], paint));
  const spans = profile.spans
    .slice(0, maxSpans)
    .map(({ name, ms, selfMs }) => [printable(name), renderDuration(selfMs), renderDuration(ms), share(selfMs)]);
  if (spans.length > 0)
    lines.push('', ...renderTable([['slowest spans', 'self', 'whole', 'of wall'], ...spans], paint));
  const pieces = profile.criticalPath.map(({ name, fromMs, ms }) => [
    printable(name),
    `+${renderDuration(fromMs)}`,
    renderDuration(ms),
    share(ms),
  ]);
  if (pieces.length > 0) lines.push('', ...renderTable([['critical path', 'at', 'time', 'of wall'], ...pieces], paint));
  return lines;
}
