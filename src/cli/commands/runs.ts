import { paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { renderCost, renderStatus } from '../renderRun.ts';

/** `loopwright runs`: the runs of a workspace, newest first. */
export const runsCommand: Command = {
  usage: 'runs',
  summary: 'List the runs of this workspace, newest first.',
  positionals: false,
  options: {},
  help: {},
  json: 'runs',
  async run({ io, args, workspace, app }, signal) {
    const rows = await app.listRuns(workspace, signal);
    if (args.flag('json')) {
      io.stdout.write(`${JSON.stringify({ ok: true, runs: rows })}\n`);
      return exitCode.reached;
    }
    if (rows.length === 0) {
      io.stdout.write('No runs yet. Begin with: loopwright fix\n');
      return exitCode.reached;
    }
    const paint = paintFor(io.stdout, io.env);
    for (const row of rows) {
      const at = new Date(row.startedAtMs).toISOString().slice(0, 16).replace('T', ' ');
      const notIsolated = row.isolated === false ? ` ${paint.warn('not isolated')}` : '';
      const applied = row.proposal?.applied ? ` ${paint.good('applied')}` : '';
      io.stdout.write(
        `${row.runId}  ${at}  ${renderStatus(row.status, row.line, paint)}  ${paint.dim(renderCost(row.costUsd, row.costEstimated))}${applied}${notIsolated}\n`,
      );
    }
    return exitCode.reached;
  },
};
