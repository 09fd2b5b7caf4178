import type { StartedRun } from '../../app/loopwright.ts';
import { CodedError } from '../../base/errors.ts';
import { type Command, type CommandContext, exitCode } from '../command.ts';
import { attemptHelp, attemptOptions, readFixRequest } from '../fixRequest.ts';
import type { McpActions } from '../mcpTools.ts';
import { printable } from '../printable.ts';
import { fixExtras, limitHelp, limitOptions, startHelp, startOptions } from '../runOptions.ts';
import { version } from '../version.ts';

/** `loopwright mcp`: other agents start and read runs, by the Model Context Protocol on standard input and output. */
export const mcpCommand: Command = {
  usage: 'mcp [options]',
  summary:
    'Serve the Model Context Protocol on standard input and output, so that other agents can start runs of this workspace and read them. None of them can decide on a proposal or write into the workspace. Ends when its input does, once its runs have ended.',
  positionals: false,
  options: { ...startOptions, ...limitOptions, ...attemptOptions },
  help: { ...startHelp, ...limitHelp, ...attemptHelp },
  json: 'not used: standard output is the protocol',
  async run(context, signal) {
    const { serveStdio } = await import('@modelcontextprotocol/server/stdio');
    const { createMcpServer } = await import('../mcpTools.ts');
    const { io } = context;
    const started: StartedRun[] = [];
    const actions = actionsOf(context, started, signal);
    const server = serveStdio(() => createMcpServer(actions, version), {
      onerror: (error) => io.stderr.write(`${printable(error.message)}\n`),
    });
    await inputEnds(io.stdin, signal);
    await Promise.allSettled(started.map(({ ended }) => ended));
    await server.close();
    return signal.aborted ? exitCode.cancelled : exitCode.reached;
  },
};

function actionsOf(
  { io, args, workspace, app }: CommandContext,
  started: StartedRun[],
  signal: AbortSignal,
): McpActions {
  return {
    async startFix(tests) {
      const request = { ...readFixRequest(args, { workspace, tests }), origin: 'other-agent' } as const;
      const run = await app.startFix(request, fixExtras(io, args), signal);
      started.push(run);
      return run;
    },
    async readRun(runId) {
      const [newest] = runId === undefined ? await app.listRuns(workspace, signal) : [];
      const wanted = runId ?? newest?.runId;
      if (wanted === undefined)
        throw new CodedError('run.unknown', 'There is no run in this workspace yet.', {
          hint: 'Begin with: start_fix',
        });
      return app.getReview(await app.findRun(workspace, wanted, signal), signal);
    },
    cancelRun: async (runId) =>
      app.cancelRun(await app.findRun(workspace, runId, signal), 'Cancelled by another agent.', signal),
  };
}

function inputEnds(stdin: NodeJS.ReadableStream, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['end', 'close', 'error']) stdin.once(event, () => resolve());
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
}
