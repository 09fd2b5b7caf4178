import { paintFor } from '../cliIo.ts';
import { type Command, exitCode } from '../command.ts';
import { printable } from '../printable.ts';

/** `loopwright status`: the agents of a workspace, and what goes on. */
export const statusCommand: Command = {
  usage: 'status',
  summary: 'List the agents of this workspace and how much each has to do, and the runs that go on.',
  positionals: false,
  options: {},
  help: {},
  json: 'agents, queue, runs',
  async run({ args, io, workspace, app }, signal) {
    const [agents, queue, rows] = await Promise.all([
      app.listAgents(workspace, signal),
      app.getQueue(workspace, signal),
      app.listRuns(workspace, signal),
    ]);
    const runs = rows
      .filter(({ status }) => status === 'running')
      .map(({ runId, title, line }) => ({ runId, title, line }));
    if (args.flag('json')) {
      io.stdout.write(`${JSON.stringify({ ok: true, agents, queue, runs })}\n`);
      return exitCode.reached;
    }
    const paint = paintFor(io.stdout, io.env);
    const width = Math.max(...agents.map(({ name }) => name.length));
    const lines = agents.map(({ name, running, idle, description }) => {
      const load = idle ? paint.dim('idle') : `${running} running`;
      return `  ${printable(name).padEnd(width)}  ${load.padEnd(10)}  ${paint.dim(printable(description))}`;
    });
    const going = runs.map(({ runId, title, line }) => `  ${runId}  ${printable(title)}: ${printable(line)}`);
    const none = going.length === 0 ? ['  none'] : going;
    io.stdout.write(`${[paint.strong('Agents'), ...lines, '', paint.strong('Runs in work'), ...none].join('\n')}\n`);
    return exitCode.reached;
  },
};
