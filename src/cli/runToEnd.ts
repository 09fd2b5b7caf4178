import type { LiveTrace } from '../app/liveTrace.ts';
import type { RunRef, StartedRun } from '../app/loopwright.ts';
import { otlpSettings } from '../app/otlpSettings.ts';
import { CodedError } from '../base/errors.ts';
import type { TestCommand } from '../core/evidence/testRunner.ts';
import type { RunState } from '../core/run/runState.ts';
import type { ReviewView } from '../protocol/runView.ts';
import { followApprovals, TerminalTurns } from './approvalDesk.ts';
import { type CliIo, paintFor } from './cliIo.ts';
import { type CommandContext, exitCode } from './command.ts';
import { printable, printableLines } from './printable.ts';
import { createProgressLine, type ProgressLine } from './progressLine.ts';
import { renderChoices } from './renderChoices.ts';
import { renderRefusals, sayHookFailure } from './renderHooks.ts';
import { renderCost, renderDiff, renderEvidence, renderStatus } from './renderRun.ts';
import { version } from './version.ts';

/** A run that has come to rest, as a command shows it. */
export interface EndedRun {
  readonly run: RunRef;
  readonly state: RunState;
  readonly review: ReviewView;
}

/** Where a run is shown that is not the only one of its command. */
export interface RunDesk {
  readonly progress: ProgressLine;
  readonly turns: TerminalTurns;
}

/**
 * Starts a run, shows what happens, asks what it asks, and gives what came of it. A run that failed is thrown with its code.
 * `begin` may say sentences that stay.
 */
export async function runToEnd(
  { io, args, workspace, app }: CommandContext,
  begin: (progress: ProgressLine) => Promise<StartedRun>,
  { progress, turns }: RunDesk = { progress: createProgressLine(io), turns: new TerminalTurns() },
): Promise<EndedRun> {
  const settings = otlpSettings(args.text('otlp-endpoint'), io.env);
  let live: LiveTrace | undefined;
  try {
    const { runId, ended, goesOnAfter } = await begin(progress);
    const run = { workspace, runId };
    if (settings) {
      const { startLiveTrace } = await import('../app/liveTrace.ts');
      live = startLiveTrace(app, { run, settings, version, ...(goesOnAfter === undefined ? {} : { goesOnAfter }) });
    }
    const report = followRun(app, run, progress);
    const desk = followApprovals({ io, app, run, progress, turns });
    const state = await ended;
    report.dispose();
    report.sayHooks(state);
    desk.dispose();
    progress.dispose();
    if (state.failure) throw failureOf(state);
    return { run, state, review: await app.getReview(run, new AbortController().signal) };
  } finally {
    progress.dispose();
    await sayExport(io, live);
  }
}

/** The failure of a run, with what finds it again. */
function failureOf({ failure, traceId, runId }: RunState): CodedError {
  const { code, message, hint } = failure ?? { code: 'internal', message: 'The run failed.', hint: undefined };
  return new CodedError(code, message, {
    details: { traceId, runId },
    hint: hint ?? `What happened: loopwright show ${runId}`,
  });
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
function followRun(app: CommandContext['app'], run: RunRef, progress: ProgressLine) {
  let said = false;
  let failures = 0;
  const sayHooks = ({ hookFailures }: RunState) => {
    for (const failure of hookFailures.slice(failures)) progress.keep(`! ${sayHookFailure(failure)}`);
    failures = Math.max(failures, hookFailures.length);
  };
  const listening = app.onDidChangeRun(({ runId }) => {
    if (runId !== run.runId) return;
    // A state that cannot be read now is shown with the next change.
    app.getState(run, new AbortController().signal).then(
      (state) => {
        if (state.command && !said) {
          said = true;
          for (const line of describeTests(state.command, state)) progress.keep(line);
          if (!state.priceKnown) progress.keep(sayUnbound(state));
        }
        sayHooks(state);
        if (state.outcome === undefined) progress.say(state.line);
      },
      () => undefined,
    );
  });
  return { sayHooks, dispose: () => listening.dispose() };
}

/** That the limit in USD cannot bind, and what does. */
function sayUnbound({ model, limits }: RunState): string {
  const { calls, tokens } = limits;
  return `The price of ${model} is not known, so the limit in USD does not bind; ${calls} calls and ${tokens} tokens do. See docs/models.md, "Own prices".`;
}

/** Which command runs the tests, and that there are more where the workspace holds several packages. */
function describeTests({ display, runner, why }: TestCommand, state: RunState): readonly string[] {
  const { otherPackages: others, named } = state;
  const line = `tests: ${display} (${runner}; ${why})`;
  if (others === 0 || named.length > 0) return [line];
  const more = others === 1 ? '1 more package has tests' : `${others} more packages have tests`;
  return [line, `${more}: name one of ${others === 1 ? 'its' : 'their'} tests to fix it`];
}

/** What came of a run, for a person. The last line is the next command to type. */
export function renderOutcome(io: CliIo, { state, review }: EndedRun, applied: boolean): readonly string[] {
  const paint = paintFor(io.stdout, io.env);
  const lines: string[] = review.summary === '' ? [] : ['', printableLines(review.summary)];
  if (review.files.length > 0) lines.push('', ...renderDiff(review, paint));
  if (review.evidence) lines.push('', ...renderEvidence(review.evidence, paint));
  const refusals = renderRefusals(review, paint);
  if (refusals.length > 0) lines.push('', ...refusals);
  if (review.choices) lines.push('', ...renderChoices(review.choices, state, paint));
  if (!state.isolated) lines.push(`  ${paint.warn('! not isolated: this run had no sandbox')}`);
  const cost = `${renderCost(state.spent.usd, state.costEstimated)} · ${Math.round(state.spent.wallMs / 1000)} s`;
  lines.push('', `${renderStatus(review.run.status, state.line, paint)} ${paint.dim(`(run ${state.runId}, ${cost})`)}`);
  lines.push(nextStep(state, review, applied));
  return lines;
}

function nextStep(state: RunState, review: ReviewView, applied: boolean): string {
  if (applied) return `Applied. To put back what was there: loopwright undo ${state.runId}`;
  const force = state.gates.some(({ allow }) => !allow) ? ' --force' : '';
  if (review.files.length > 0)
    return `Nothing of yours has changed. Next: loopwright review ${state.runId}   or: loopwright apply ${state.runId}${force}`;
  switch (state.outcome) {
    case 'not-fixed':
      return state.model === undefined
        ? 'Connect a model for more than a small edit: set ANTHROPIC_API_KEY or OPENAI_API_KEY, or use --model paste with your own chat window.'
        : `See what was tried: loopwright show ${state.runId}`;
    case 'paused':
      return `Nothing is lost. Go on with more: loopwright resume ${state.runId} ${raiseOf(state)}`;
    case 'nothing-to-fix':
      return state.flaky.length > 0
        ? `Flaky tests are not repaired. What they said: loopwright show ${state.runId}`
        : 'Red where you run them? Name a test, give the command you use (--test-command "…"), or take in what git ignores (--include PATH).';
    default:
      return `See what happened: loopwright show ${state.runId}`;
  }
}

/** The flag that gives a paused run twice of what ran out. */
function raiseOf({ pausedBy, limits }: RunState): string {
  switch (pausedBy) {
    case 'usd':
      return `--budget-usd ${2 * (limits.usd ?? 1)}`;
    case 'tokens':
      return `--max-tokens ${2 * (limits.tokens ?? 1)}`;
    case 'calls':
      return `--max-calls ${2 * (limits.calls ?? 1)}`;
    default:
      return `--max-minutes ${Math.ceil((2 * limits.wallMs) / 60_000)}`;
  }
}

/** The exit code of a run that has come to rest. */
export function exitOf(state: RunState): number {
  switch (state.outcome) {
    case 'fixed':
    case 'nothing-to-fix':
    case 'added':
    case 'done':
      return exitCode.reached;
    case 'paused':
      return exitCode.paused;
    case 'cancelled':
      return exitCode.cancelled;
    default:
      return exitCode.notReached;
  }
}

/** The first file that wants a decision of its own, as the reason why nothing was applied. */
export function sayApart(apart: ReviewView['files'][number]): string {
  return `${printable(apart.path)} wants your own decision. ${apart.risk ?? ''}`;
}
