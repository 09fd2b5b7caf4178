import type { FixRequest } from '../../protocol/engine.ts';
import type { ReviewView } from '../../protocol/runView.ts';
import { type Arguments, type Command, type CommandContext, exitCode } from '../command.ts';
import { fixResult } from '../fixResult.ts';
import { readFirst } from '../readFirst.ts';
import { fixExtras, limitHelp, limitOptions, readRunOptions, startHelp, startOptions } from '../runOptions.ts';
import { exitOf, renderOutcome, runToEnd, sayApart } from '../runToEnd.ts';

/** `loopwright fix`: from a failing test to a reviewed proposal. */
export const fixCommand: Command = {
  usage: 'fix [TEST…] [options]',
  summary: 'Repair failing tests: all that are red, or those named by file, id or title.',
  positionals: true,
  options: {
    ...startOptions,
    ...limitOptions,
    'max-attempts': { type: 'string' },
    'otlp-endpoint': { type: 'string' },
    apply: { type: 'boolean' },
  },
  help: {
    ...startHelp,
    ...limitHelp,
    'max-attempts': 'How many edits of a model are tried (default 4).',
    'otlp-endpoint': 'Send spans of the run to this OpenTelemetry collector; never what was asked or answered.',
    apply: 'Apply the whole proposal when the goal was reached.',
  },
  run: runFix,
};

async function runFix(context: CommandContext, signal: AbortSignal): Promise<number> {
  const { io, args, workspace, app } = context;
  const request = readRequest(args, workspace);
  const extras = fixExtras(io, args);
  const ended = await runToEnd(context, (progress) => {
    const { pasteDir } = extras;
    if (request.model === 'paste' && pasteDir !== undefined)
      progress.keep(
        `Requests come to ${pasteDir} as request-0001.md …; write each answer beside it as reply-0001.md …`,
      );
    progress.say('looking for the tests…');
    return app.startFix(request, extras, signal);
  });
  const { run, state, review } = ended;
  const after = new AbortController().signal;
  const wanted = args.flag('apply') && state.outcome === 'fixed';
  const apart = wanted ? readFirst(review) : undefined;
  const applied = wanted && !apart ? await app.accept(run, allHunks(review), after) : undefined;
  const isApplied = applied !== undefined && applied.conflicts.length === 0;
  const patch = await app.getPatch(run, after);
  if (args.flag('json'))
    io.stdout.write(`${JSON.stringify(fixResult(state, patch, wanted ? isApplied : undefined))}\n`);
  else io.stdout.write(`${renderOutcome(io, ended, isApplied).join('\n')}\n`);
  if (!wanted || isApplied) return exitOf(state);
  const why = apart ? sayApart(apart) : 'you changed the same lines since the run began.';
  io.stderr.write(`Not applied: ${why.trim()} See: loopwright review ${run.runId}\n`);
  return exitCode.notReached;
}

function readRequest(args: Arguments, workspace: string): FixRequest {
  const options = readRunOptions(args);
  return {
    ...options,
    workspace,
    tests: args.positionals,
    budgetUsd: options.budgetUsd ?? 1,
    maxMinutes: options.maxMinutes ?? 15,
    maxAttempts: Math.ceil(args.number('max-attempts') ?? 4),
  };
}

const allHunks = (review: ReviewView) => review.files.flatMap((file) => file.hunks.map(({ hunkId }) => hunkId));
