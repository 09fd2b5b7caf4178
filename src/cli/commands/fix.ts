import { type LiveTrace, startLiveTrace } from '../../app/liveTrace.ts';
import type { FixExtras } from '../../app/loopwright.ts';
import { otlpSettings } from '../../app/otlpSettings.ts';
import { CodedError } from '../../base/errors.ts';
import type { TestCommand } from '../../core/evidence/testRunner.ts';
import type { RunState } from '../../core/run/runState.ts';
import type { FixRequest } from '../../protocol/engine.ts';
import type { ReviewView } from '../../protocol/runView.ts';
import { type CliIo, paintFor } from '../cliIo.ts';
import { type Arguments, type Command, type CommandContext, exitCode } from '../command.ts';
import { fixResult } from '../fixResult.ts';
import { printable, printableLines } from '../printable.ts';
import { createProgressLine } from '../progressLine.ts';
import { readFirst } from '../readFirst.ts';
import { renderCost, renderDiff, renderEvidence, renderStatus } from '../renderRun.ts';
import { createTerminalPasteDesk } from '../terminalPasteDesk.ts';
import { version } from '../version.ts';

/** `loopwright fix`: from a failing test to a reviewed proposal. */
export const fixCommand: Command = {
  usage: 'fix [TEST…] [options]',
  summary: 'Repair failing tests: all that are red, or those named by file, id or title.',
  positionals: true,
  options: {
    'test-command': { type: 'string' },
    include: { type: 'string', multiple: true },
    model: { type: 'string' },
    'base-url': { type: 'string' },
    'budget-usd': { type: 'string' },
    'max-tokens': { type: 'string' },
    'max-minutes': { type: 'string' },
    'max-calls': { type: 'string' },
    'max-attempts': { type: 'string' },
    'repair-seconds': { type: 'string' },
    'paste-dir': { type: 'string' },
    'recorded-dir': { type: 'string' },
    'otlp-endpoint': { type: 'string' },
    apply: { type: 'boolean' },
    'no-sandbox': { type: 'boolean' },
  },
  help: {
    'test-command': 'Run the tests with this command, as it is.',
    include: 'Ignored file or folder that the tests need (repeatable): in the copy, never in the proposal.',
    model: 'auto (default), none, paste, anthropic/…, openai/…, openai-compatible/…',
    'base-url': 'Address of an OpenAI-compatible server.',
    'budget-usd': 'What the run may cost, in USD (default 1).',
    'max-tokens': 'Tokens of all model calls together.',
    'max-minutes': 'How long the run may take (default 15).',
    'max-calls': 'How many model calls it may make (default 40).',
    'max-attempts': 'How many edits of a model are tried (default 4).',
    'repair-seconds': 'How long repair without a model may search; 0 leaves it out.',
    'paste-dir': 'With --model paste: folder for request-0001.md and reply-0001.md.',
    'recorded-dir': 'With --model recorded: folder of the recorded replies.',
    'otlp-endpoint': 'Send spans of the run to this OpenTelemetry collector; never what was asked or answered.',
    apply: 'Apply the whole proposal when the goal was reached.',
    'no-sandbox': 'Run the tests not isolated, with all that your account may do.',
  },
  run: runFix,
};

async function runFix({ io, args, workspace, app }: CommandContext, signal: AbortSignal): Promise<number> {
  const json = args.flag('json');
  const request = readRequest(args, workspace);
  const progress = createProgressLine(io);
  const extras = fixExtras(io, args);
  const settings = otlpSettings(args.text('otlp-endpoint'), io.env);
  let live: LiveTrace | undefined;
  try {
    const { pasteDir } = extras;
    if (request.model === 'paste' && pasteDir !== undefined)
      progress.keep(
        `Requests come to ${pasteDir} as request-0001.md …; write each answer beside it as reply-0001.md …`,
      );
    progress.say('looking for the tests…');
    const { runId, ended } = await app.startFix(request, extras, signal);
    const run = { workspace, runId };
    live = settings && startLiveTrace(app, { run, settings, version });
    const report = followRun(app, run, progress);
    const state = await ended;
    report.dispose();
    progress.dispose();
    const after = new AbortController().signal;
    if (state.failure) {
      const { code, message, hint } = state.failure;
      throw new CodedError(code, message, {
        details: { traceId: state.traceId },
        ...(hint === undefined ? {} : { hint }),
      });
    }
    const review = await app.getReview(run, after);
    const wanted = args.flag('apply') && state.outcome === 'fixed';
    const apart = wanted ? readFirst(review) : undefined;
    const applied = wanted && !apart ? await app.accept(run, allHunks(review), after) : undefined;
    const isApplied = applied !== undefined && applied.conflicts.length === 0;
    const patch = await app.getPatch(run, after);
    if (json) io.stdout.write(`${JSON.stringify(fixResult(state, patch, wanted ? isApplied : undefined))}\n`);
    else io.stdout.write(`${renderOutcome({ io, state, review, applied: isApplied }).join('\n')}\n`);
    if (wanted && !isApplied) {
      const why = apart
        ? `${printable(apart.path)} wants your own decision. ${apart.risk ?? ''}`
        : 'you changed the same lines since the run began.';
      io.stderr.write(`Not applied: ${why.trim()} See: loopwright review ${runId}\n`);
      return exitCode.notReached;
    }
    return exitOf(state);
  } finally {
    progress.dispose();
    await sayExport(io, live);
  }
}

/** How long the command stays for a collector that is slow or away. */
const exportWaitMs = 2_000;

/** Ends the export, and says so when the collector did not get everything. */
async function sayExport(io: CliIo, live: LiveTrace | undefined): Promise<void> {
  if (!live) return;
  const { dropped, rejected } = await live.close(exportWaitMs);
  if (dropped + rejected > 0)
    io.stderr.write(`The collector did not take ${dropped + rejected} spans. They are in the log: loopwright trace\n`);
}

/** Shows the run's own lines as they come. */
function followRun(
  app: CommandContext['app'],
  run: { readonly workspace: string; readonly runId: RunState['runId'] },
  progress: ReturnType<typeof createProgressLine>,
) {
  let said = false;
  return app.onDidChangeRun(({ runId }) => {
    if (runId !== run.runId) return;
    // A state that cannot be read now is shown with the next change.
    app.getState(run, new AbortController().signal).then(
      (state) => {
        if (state.command && !said) {
          said = true;
          for (const line of describeTests(state.command, state)) progress.keep(line);
          if (!state.priceKnown) progress.keep(sayUnbound(state));
        }
        if (state.outcome === undefined) progress.say(state.line);
      },
      () => undefined,
    );
  });
}

/** That the limit in USD cannot bind, and what does. */
function sayUnbound({ model, limits }: RunState): string {
  const { calls, tokens } = limits;
  return `The price of ${model} is not known, so the limit in USD does not bind; ${calls} calls and ${tokens} tokens do. See docs/models.md, "Own prices".`;
}

function readRequest(args: Arguments, workspace: string): FixRequest {
  return {
    workspace,
    tests: args.positionals,
    testCommand: givenCommand(args),
    include: args.texts('include'),
    model: args.text('model') ?? 'auto',
    baseUrl: args.text('base-url'),
    budgetUsd: args.number('budget-usd') ?? 1,
    maxTokens: args.number('max-tokens'),
    maxMinutes: args.number('max-minutes') ?? 15,
    maxCalls: args.number('max-calls'),
    maxAttempts: Math.ceil(args.number('max-attempts') ?? 4),
    notIsolated: args.flag('no-sandbox'),
    repairSeconds: args.text('repair-seconds') === '0' ? 0 : args.number('repair-seconds'),
  };
}

/** An empty command would run nothing and count as green. */
function givenCommand(args: Arguments): string | undefined {
  const command = args.text('test-command');
  if (command?.trim() !== '') return command;
  throw new CodedError('usage.emptyCommand', '--test-command is empty, so it would test nothing.', {
    hint: 'Give the command that runs the tests, for example: --test-command "npm test"',
  });
}

function fixExtras(io: CliIo, args: Arguments): FixExtras {
  const pasteDir = args.text('paste-dir');
  const recordedDir = args.text('recorded-dir');
  return {
    ...(pasteDir === undefined ? {} : { pasteDir }),
    ...(recordedDir === undefined ? {} : { recordedDir }),
    ...(io.stdin.isTTY && io.stderr.isTTY ? { pasteDesk: createTerminalPasteDesk(io) } : {}),
  };
}

/** Which command runs the tests, and that there are more where the workspace holds several packages. */
function describeTests({ display, runner, why }: TestCommand, state: RunState): readonly string[] {
  const { otherPackages: others, named } = state;
  const line = `tests: ${display} (${runner}; ${why})`;
  if (others === 0 || named.length > 0) return [line];
  const more = others === 1 ? '1 more package has tests' : `${others} more packages have tests`;
  return [line, `${more}: name one of ${others === 1 ? 'its' : 'their'} tests to fix it`];
}

const allHunks = (review: ReviewView) => review.files.flatMap((file) => file.hunks.map(({ hunkId }) => hunkId));

function renderOutcome(shown: {
  readonly io: CliIo;
  readonly state: RunState;
  readonly review: ReviewView;
  readonly applied: boolean;
}): readonly string[] {
  const { io, state, review, applied } = shown;
  const paint = paintFor(io.stdout, io.env);
  const lines: string[] = review.summary === '' ? [] : ['', printableLines(review.summary)];
  if (review.files.length > 0) lines.push('', ...renderDiff(review, paint));
  if (review.evidence) lines.push('', ...renderEvidence(review.evidence, paint));
  if (!state.isolated) lines.push(`  ${paint.warn('! not isolated: this run had no sandbox')}`);
  const cost = `${renderCost(state.spent.usd)} · ${Math.round(state.spent.wallMs / 1000)} s`;
  lines.push('', `${renderStatus(review.run.status, state.line, paint)} ${paint.dim(`(run ${state.runId}, ${cost})`)}`);
  lines.push(nextStep(state, review, applied));
  return lines;
}

function nextStep(state: RunState, review: ReviewView, applied: boolean): string {
  if (applied) return `Applied. To put back what was there: loopwright undo ${state.runId}`;
  if (review.files.length > 0)
    return `Nothing of yours has changed. Next: loopwright review ${state.runId}   or: loopwright apply ${state.runId}`;
  switch (state.outcome) {
    case 'not-fixed':
      return state.model === undefined
        ? 'Connect a model for more than a small edit: set ANTHROPIC_API_KEY or OPENAI_API_KEY, or use --model paste with your own chat window.'
        : `See what was tried: loopwright show ${state.runId}`;
    case 'paused':
      return 'Nothing is lost. Run it again with a larger budget: --budget-usd, --max-minutes, --max-calls, --max-tokens.';
    case 'nothing-to-fix':
      return state.flaky.length > 0
        ? `Flaky tests are not repaired. What they said: loopwright show ${state.runId}`
        : 'Red where you run them? Name a test, give the command you use (--test-command "…"), or take in what git ignores (--include PATH).';
    default:
      return `See what happened: loopwright show ${state.runId}`;
  }
}

function exitOf(state: RunState): number {
  switch (state.outcome) {
    case 'fixed':
    case 'nothing-to-fix':
      return exitCode.reached;
    case 'paused':
      return exitCode.paused;
    case 'cancelled':
      return exitCode.cancelled;
    default:
      return exitCode.notReached;
  }
}
