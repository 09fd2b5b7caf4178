import type { VerifiedLog } from '../../app/auditCalls.ts';
import type { Policy } from '../../core/policy/policy.ts';
import type { AuditRow, AuditTrail } from '../../core/run/auditTrail.ts';
import { type Paint, paintFor } from '../cliIo.ts';
import { type Command, type CommandContext, exitCode } from '../command.ts';
import { oneRun } from '../oneRun.ts';
import { printable } from '../printable.ts';
import { renderTable } from '../renderSpans.ts';

/** `loopwright audit`: what was decided in a run, and whether logs are as they were written. */
export const auditCommand: Command = {
  usage: 'audit [RUN]   or: audit verify [RUN]',
  summary:
    'Say what was decided in a run: what was allowed, refused and asked, by which rule, and who answered. With verify: follow the chain of hashes of a log, or of all, and name every entry that is changed, missing, put in or out of order.',
  arguments: {
    RUN: "The run's id, or the beginning of it (default: the newest run; with verify: all runs of this workspace).",
  },
  positionals: true,
  options: {},
  help: {},
  exits: { notReached: 'a log is not what was written' },
  json: 'runId, mode, policy, decisions (each with seq, at, node, action, decision, rule, by, tainted, times), log; with verify: whole, logs. A log has runId, entries, unchained, head (seq, hash) and problems (seq, kind, message)',
  run: (context, signal) =>
    context.args.positionals[0] === 'verify' ? verify(context, signal) : audit(context, signal),
};

async function audit(context: CommandContext, signal: AbortSignal): Promise<number> {
  const { io, args, app } = context;
  const run = await oneRun(context, signal);
  const [log] = await app.verifyLogs(run.workspace, run.runId, signal);
  if (log && log.problems.length > 0 && !args.flag('json'))
    io.stderr.write(
      `The log is not what was written: ${log.problems[0]?.message}. See: loopwright audit verify ${run.runId}\n`,
    );
  const trail = await app.getAudit(run, signal);
  if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, ...asJson(trail, log), runId: run.runId })}\n`);
  else io.stdout.write(`${render(trail, log, paintFor(io.stdout, io.env)).join('\n')}\n`);
  return log && log.problems.length > 0 ? exitCode.notReached : exitCode.reached;
}

async function verify({ io, args, workspace, app }: CommandContext, signal: AbortSignal): Promise<number> {
  const [, named] = args.positionals;
  const run = named === undefined ? undefined : await app.findRun(workspace, named, signal);
  const logs = await app.verifyLogs(workspace, run?.runId, signal);
  const whole = logs.every(({ problems }) => problems.length === 0);
  if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, whole, logs })}\n`);
  else {
    const paint = paintFor(io.stdout, io.env);
    const lines = logs.flatMap((log) => [renderLog(log, paint), ...log.problems.map(({ message }) => `  ${message}`)]);
    io.stdout.write(`${(lines.length > 0 ? lines : ['There is no run in this workspace yet.']).join('\n')}\n`);
  }
  return whole ? exitCode.reached : exitCode.notReached;
}

function asJson({ mode, policy, rows }: AuditTrail, log: VerifiedLog | undefined) {
  const decisions = rows.map(({ atMs, node, ...row }) => ({
    ...row,
    node: node ?? null,
    at: new Date(atMs).toISOString(),
  }));
  return { mode, policy, decisions, log };
}

function render({ mode, policy, rows }: AuditTrail, log: VerifiedLog | undefined, paint: Paint): readonly string[] {
  const head = [`Mode ${paint.strong(mode)}${sayFiles(policy)}`, ''];
  const table = [['entry', 'time (UTC)', 'node', 'decision', 'what', 'by'], ...rows.map(cells)];
  const body = rows.length > 0 ? renderTable(table, paint) : ['Nothing was decided.'];
  return [...head, ...body, ...(log ? ['', renderLog(log, paint)] : [])];
}

function sayFiles({ layers }: Policy): string {
  return layers.length === 0 ? '' : `, bounded by ${layers.map(({ file }) => printable(file)).join(' and ')}`;
}

function cells({ seq, atMs, node = '', decision, action, rule, by, tainted, times }: AuditRow): readonly string[] {
  const often = times > 1 ? ` (${times} times)` : '';
  const who = by === 'policy' ? rule : by === 'nobody' ? `${rule}; nobody was there` : `${by}: ${rule}`;
  const taint = tainted.length > 0 ? ` [tainted: ${tainted.join(', ')}]` : '';
  const time = new Date(atMs).toISOString().slice(11, 19);
  return [String(seq), time, node, decision, `${action}${often}`, `${who}${taint}`].map(printable);
}

/** One line on a log: how long it is, whether its chain holds, and the hash to be kept elsewhere. */
function renderLog({ runId, entries, unchained, head, problems }: VerifiedLog, paint: Paint): string {
  const older = unchained > 0 ? `, the first ${unchained} not chained (written by an older version)` : '';
  const state =
    problems.length > 0
      ? paint.bad(`${problems.length} ${problems.length === 1 ? 'place' : 'places'} not as written`)
      : head
        ? paint.good('whole')
        : paint.warn('not chained');
  const end = head ? `  head ${head.seq} ${head.hash}` : '';
  return `${runId}  ${entries} entries${older}: ${state}${end}`;
}
