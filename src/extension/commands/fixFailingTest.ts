import * as vscode from 'vscode';
import type { FailingTestView, FixRequest } from '../../protocol/engine.ts';
import { beginFix } from '../beginFix.ts';
import { pickFolder, relativeTo } from '../folders.ts';
import { readSettings } from '../settings.ts';
import type { Shell } from '../shell.ts';
import { requireTrust } from '../trouble.ts';
import { settleBeforeRun } from '../unsavedFiles.ts';
import { chooseScope, type TestScope } from './chooseScope.ts';
import { chooseTests } from './chooseTests.ts';

/** Asks which tests, reproduces them, asks which of the red ones, and starts a run. */
export async function fixFailingTest(shell: Shell, [argument]: readonly unknown[], signal: AbortSignal): Promise<void> {
  requireTrust();
  const { file, test } = targetOf(argument);
  const folder = await pickFolder(file);
  if (!folder) return;
  const scope: TestScope | undefined = file
    ? { tests: [relativeTo(folder, file)], testCommand: undefined }
    : await chooseScope(shell.engine, folder, signal);
  if (!scope || !(await settleBeforeRun(folder))) return;
  const settings = readSettings(folder);
  const request: FixRequest = {
    ...settings,
    workspace: folder.uri.fsPath,
    tests: scope.tests,
    // A command that was picked from the list wins over the one in the settings.
    testCommand: scope.testCommand ?? (scope.commandKey === undefined ? settings.testCommand : undefined),
    commandKey: scope.commandKey,
  };
  const failing = await chooseTests(shell.engine, { request, test }, signal);
  if (!failing) return;
  await beginFix(shell, narrowed(request, failing), signal);
}

/** The file of a menu or of a lens, and with the lens its test. */
function targetOf(argument: unknown): { readonly file: vscode.Uri | undefined; readonly test: string | undefined } {
  if (argument instanceof vscode.Uri) return { file: argument, test: undefined };
  const { uri, test } = (argument ?? {}) as { readonly uri?: unknown; readonly test?: unknown };
  if (!(uri instanceof vscode.Uri) || typeof test !== 'string') return { file: undefined, test: undefined };
  return { file: uri, test };
}

/** All red tests chosen: the request as it was. Otherwise just the chosen ones. */
function narrowed(
  request: FixRequest,
  { chosen, all }: { chosen: readonly FailingTestView[]; all: number },
): FixRequest {
  return chosen.length === all ? request : { ...request, tests: chosen.map(({ id }) => id) };
}
