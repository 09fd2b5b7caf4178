import type { ApprovalView } from '../../app/approvals.ts';
import { CodedError } from '../../base/errors.ts';
import { paintFor } from '../cliIo.ts';
import { type Command, type CommandContext, exitCode } from '../command.ts';
import { printable } from '../printable.ts';
import { renderTable } from '../renderSpans.ts';

/** `loopwright approvals`: what a person has allowed in a workspace for later runs, and how they take it back. */
export const approvalsCommand: Command = {
  usage: 'approvals [list | revoke ID… | revoke --all]',
  summary:
    'List what you have allowed in this workspace until a day ("Allow this in this workspace"), or take it back: it is asked about again from then on, in runs that go on as well.',
  arguments: {
    list: 'List what holds now (the default).',
    'revoke ID…': 'Take back those of these ids.',
  },
  positionals: true,
  options: { all: { type: 'boolean' } },
  help: { all: 'With revoke: take back all of them.' },
  exits: { reached: 'done' },
  json: 'list: approvals; revoke: revoked (each with id, action, intents, command, tools, until)',
  async run(context, signal) {
    const [verb = 'list', ...ids] = context.args.positionals;
    const all = context.args.flag('all');
    if (verb === 'list' && ids.length === 0 && !all) return list(context, signal);
    if (verb === 'revoke' && all !== ids.length > 0) return revoke(context, all ? 'all' : ids, signal);
    throw new CodedError('usage.badArguments', `"approvals ${context.args.positionals.join(' ')}" is not understood.`, {
      hint: `Usage: loopwright ${approvalsCommand.usage}`,
    });
  },
};

async function list({ io, args, workspace, app }: CommandContext, signal: AbortSignal): Promise<number> {
  const approvals = await app.listApprovals(workspace, signal);
  if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, approvals: approvals.map(asJson) })}\n`);
  else if (approvals.length === 0) io.stdout.write('Nothing is allowed for later runs.\n');
  else {
    const rows = approvals.map(({ id, action, untilMs }) => [id, lastDay(untilMs), action].map(printable));
    const table = renderTable([['id', 'until', 'runs may'], ...rows], paintFor(io.stdout, io.env));
    io.stdout.write(`${table.join('\n')}\n\nTo take one back: loopwright approvals revoke ID\n`);
  }
  return exitCode.reached;
}

async function revoke(
  { io, args, workspace, app }: CommandContext,
  ids: readonly string[] | 'all',
  signal: AbortSignal,
): Promise<number> {
  const revoked = await app.revokeApprovals(workspace, ids, signal);
  if (args.flag('json')) io.stdout.write(`${JSON.stringify({ ok: true, revoked: revoked.map(asJson) })}\n`);
  else if (revoked.length === 0) io.stdout.write('Nothing was allowed.\n');
  else for (const { id, action } of revoked) io.stdout.write(`Taken back: ${printable(`${id}  ${action}`)}\n`);
  return exitCode.reached;
}

function asJson({ untilMs, ...view }: ApprovalView) {
  return { ...view, until: lastDay(untilMs) };
}

/** It ends with the day before the moment at which it does not hold any more, in UTC. */
function lastDay(untilMs: number): string {
  return new Date(untilMs - 1).toISOString().slice(0, 10);
}
