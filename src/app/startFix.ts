import type { BudgetLimits } from '../core/run/budget.ts';
import type { RunSettings } from '../core/run/runSettings.ts';
import type { FixRequest } from '../protocol/engine.ts';
import { type LaunchedRun, type LaunchParts, launchRun } from './startRun.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

const defaultMaxCalls = 40;
const defaultMaxTokens = 2_000_000;

/** Starts the workflow `fix-test`: the workspace's own, or the one that comes with Loopwright. */
export async function launchFix(
  session: WorkspaceSession,
  { request, parts }: { readonly request: FixRequest; readonly parts: LaunchParts },
  signal: AbortSignal,
): Promise<LaunchedRun> {
  const { definition } = parts.library.find('fix-test');
  const { tests, maxAttempts, model } = request;
  const given: Readonly<Record<string, unknown>> = { tests, attempts: maxAttempts };
  // A workspace's own version may do without an input.
  const inputs = Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(definition.inputs, name)));
  const launch = { definition, inputs, named: tests, model, limits: limitsOf(request), settings: settingsOf(request) };
  return launchRun(session, { request: launch, parts }, signal);
}

/** What a run may use at most, with what holds where nothing is said. */
export function limitsOf(
  request: Pick<FixRequest, 'budgetUsd' | 'maxTokens' | 'maxCalls' | 'maxMinutes'>,
): BudgetLimits {
  return {
    usd: request.budgetUsd,
    tokens: request.maxTokens ?? defaultMaxTokens,
    calls: request.maxCalls ?? defaultMaxCalls,
    wallMs: request.maxMinutes * 60_000,
  };
}

/** How the tests of a run are run. */
export function settingsOf(
  request: Pick<
    FixRequest,
    | 'testCommand'
    | 'commandKey'
    | 'include'
    | 'repairSeconds'
    | 'notIsolated'
    | 'baseUrl'
    | 'modelFor'
    | 'fallbackModels'
    | 'memory'
    | 'mode'
    | 'origin'
  >,
): RunSettings {
  const { testCommand, commandKey, include = [], repairSeconds, notIsolated, baseUrl, modelFor = {} } = request;
  const repairMs = repairSeconds === undefined ? undefined : repairSeconds * 1_000;
  const { fallbackModels = [] } = request;
  return {
    testCommand,
    commandKey,
    include,
    repairMs,
    notIsolated,
    baseUrl,
    ...(Object.keys(modelFor).length > 0 ? { modelFor } : {}),
    ...(fallbackModels.length > 0 ? { fallbackModels } : {}),
    ...(request.memory === false ? { memory: false } : {}),
    ...(request.mode === undefined ? {} : { mode: request.mode }),
    ...(request.origin === undefined ? {} : { origin: request.origin }),
  };
}
