import { isCoded } from '../base/errors.ts';
import { type AgentError, type AgentResult, type AgentTask, envelopeVersion } from '../core/run/taskEnvelope.ts';
import { askToSend } from './askToSend.ts';
import type { CommandContext } from './command.ts';
import { fixExtras, readRunOptions } from './runOptions.ts';
import { printEnded } from './runResult.ts';
import { type EndedRun, exitOf, runToEnd } from './runToEnd.ts';

/** Runs a task and prints its envelope (with `--json`), or words for a person. A failure is an envelope too, beside its exit code. */
export async function runTask(context: CommandContext, task: AgentTask, signal: AbortSignal): Promise<number> {
  const { app, args, io, workspace } = context;
  const json = args.flag('json');
  let agent = task.agent ?? '';
  try {
    const options = readRunOptions(args);
    const model = await askToSend(context, { ...options, workspace, starts: { task } }, signal);
    const ended = await runToEnd(context, async (progress) => {
      const extras = { ...fixExtras(io, args), onWait: (place: number) => progress.say(`waiting: place ${place}`) };
      const started = await app.startTask({ workspace, task, options: { ...options, model } }, extras, signal);
      agent = started.agent;
      return started;
    });
    if (!json) await printEnded(context, ended);
    else {
      const { output } = await app.getWorkflowRun(ended.run, new AbortController().signal);
      io.stdout.write(`${JSON.stringify(resultOf(task, { ended, agent, output }))}\n`);
    }
    return exitOf(ended.state);
  } catch (error) {
    if (!json || !isCoded(error)) throw error;
    io.stdout.write(`${JSON.stringify(errorOf(task, error))}\n`);
    return context.exitCodeOf(error.code);
  }
}

function resultOf(
  task: AgentTask,
  { ended, agent, output }: { readonly ended: EndedRun; readonly agent: string; readonly output: unknown },
): AgentResult {
  const { state } = ended;
  const { usd, tokensIn, tokensOut, calls, wallMs } = state.spent;
  return {
    type: 'AgentResult',
    version: envelopeVersion,
    id: task.id,
    ok: true,
    runId: state.runId,
    agent,
    outcome: state.outcome ?? 'failed',
    output: output ?? null,
    cost: { usd: usd ?? null, tokensIn, tokensOut, calls },
    wallMs,
  };
}

function errorOf(
  task: AgentTask,
  error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | undefined;
    readonly details: Readonly<Record<string, unknown>>;
  },
): AgentError {
  const text = (name: string) => (typeof error.details[name] === 'string' ? error.details[name] : null);
  const { code, message, hint = '' } = error;
  return {
    type: 'AgentError',
    version: envelopeVersion,
    id: task.id,
    ok: false,
    runId: text('runId'),
    traceId: text('traceId'),
    error: { code, message, hint },
  };
}
