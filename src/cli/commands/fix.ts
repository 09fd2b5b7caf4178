import { applyOptions, applyWhenReached } from '../applyReached.ts';
import { askToSend } from '../askToSend.ts';
import type { Command, CommandContext } from '../command.ts';
import { attemptHelp, attemptOptions, readFixRequest } from '../fixRequest.ts';
import { fixExtras, limitHelp, limitOptions, startHelp, startOptions, traceHelp, traceOptions } from '../runOptions.ts';
import { runToEnd } from '../runToEnd.ts';

/** `loopwright fix`: from a failing test to a reviewed proposal. */
export const fixCommand: Command = {
  usage: 'fix [TEST…] [options]',
  summary:
    'Repair failing tests: find and reproduce them in an isolated copy, repair, prove, and end with a proposal. Nothing in the workspace changes, unless --apply is given and the goal was reached.',
  arguments: { 'TEST…': 'Files, ids or titles of the tests to fix (default: every failing test).' },
  positionals: true,
  options: {
    ...startOptions,
    ...limitOptions,
    ...attemptOptions,
    ...traceOptions,
    ...applyOptions,
  },
  help: {
    ...startHelp,
    ...limitHelp,
    ...attemptHelp,
    ...traceHelp,
    apply:
      'Apply the whole proposal when the goal was reached; not when a file of it stands apart (tests, or what can run code on this machine).',
  },
  exits: {
    reached: 'the tests are fixed, by evidence; or there was nothing to fix',
    notReached: 'not fixed; or with --apply: the proposal was not applied',
    paused: 'the budget is used up; nothing is lost: loopwright resume goes on',
  },
  json: 'runId, outcome, traceId, evidence, proposal, applied (with --apply), by, model, isolated, cost, wallMs, line: see "Output"',
  run: runFix,
};

async function runFix(context: CommandContext, signal: AbortSignal): Promise<number> {
  const { io, args, workspace, app } = context;
  const asked = readFixRequest(args, { workspace, tests: args.positionals });
  const model = await askToSend(context, { ...asked, starts: { workflow: 'fix-test' } }, signal);
  const request = { ...asked, model };
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
  return applyWhenReached(context, ended);
}
