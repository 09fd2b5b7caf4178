import * as vscode from 'vscode';
import type { FixRequest, RunOptionsView } from '../protocol/engine.ts';
import { chosenMode } from './chosenMode.ts';
import { fallbackModelsOf, modelOf, textOf } from './chosenModel.ts';

/** The part of a request that comes from settings. */
export type FixSettings = Omit<FixRequest, 'workspace' | 'tests'>;

/** Reads the settings that hold for a folder. Limits of a folder or workspace count only where they are lower. */
export function readSettings(folder: vscode.WorkspaceFolder): FixSettings {
  const settings = vscode.workspace.getConfiguration('loopwright', folder.uri);
  const mode = chosenMode(settings);
  return {
    testCommand: textOf(settings.get('testCommand')),
    model: modelOf(settings),
    fallbackModels: fallbackModelsOf(settings),
    baseUrl: textOf(settings.get('baseUrl')),
    budgetUsd: limitOf(settings, 'budgetUsd') ?? 1,
    maxTokens: undefined,
    maxMinutes: limitOf(settings, 'maxMinutes') ?? 15,
    maxCalls: limitOf(settings, 'maxCalls'),
    maxAttempts: limitOf(settings, 'maxAttempts') ?? 4,
    repairSeconds: limitOf(settings, 'repairSeconds'),
    // What the stricter modes run, they run in the sandbox or not at all.
    notIsolated: settings.get('sandbox.allowNotIsolated') === true && mode === undefined,
    ...(mode ? { mode } : {}),
  };
}

/** The settings for a run of any workflow. A limit that nobody has set is left to the workflow. */
export function readWorkflowSettings(folder: vscode.WorkspaceFolder): RunOptionsView {
  const { testCommand, model, fallbackModels, baseUrl, notIsolated, mode } = readSettings(folder);
  const settings = vscode.workspace.getConfiguration('loopwright', folder.uri);
  return {
    testCommand,
    model,
    ...(fallbackModels ? { fallbackModels } : {}),
    baseUrl,
    notIsolated,
    ...(mode ? { mode } : {}),
    budgetUsd: setLimitOf(settings, 'budgetUsd'),
    maxMinutes: setLimitOf(settings, 'maxMinutes'),
    maxCalls: setLimitOf(settings, 'maxCalls'),
    maxTokens: undefined,
    repairSeconds: undefined,
    include: [],
  };
}

/** How often a model may mend what tests refuse. */
export function attemptsOf(folder: vscode.WorkspaceFolder): number {
  return readSettings(folder).maxAttempts;
}

/** The same limit, and undefined where neither the person nor the workspace has set it. */
function setLimitOf(settings: Pick<vscode.WorkspaceConfiguration, 'inspect'>, name: string): number | undefined {
  const found = settings.inspect<unknown>(name);
  const isSet = [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue].some(
    (value) => numberOf(value) !== undefined,
  );
  return isSet ? limitOf(settings, name) : undefined;
}

/** A limit: the person's own value, lowered (never raised) by what the workspace or folder says. */
export function limitOf(settings: Pick<vscode.WorkspaceConfiguration, 'inspect'>, name: string): number | undefined {
  const found = settings.inspect<unknown>(name);
  const own = numberOf(found?.globalValue) ?? numberOf(found?.defaultValue);
  const asked = [own, numberOf(found?.workspaceValue), numberOf(found?.workspaceFolderValue)];
  const values = asked.filter((value) => value !== undefined);
  return values.length === 0 ? undefined : Math.min(...values);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
