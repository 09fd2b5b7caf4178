import * as vscode from 'vscode';
import type { FailingTestView, FixRequest } from '../../protocol/engine.ts';
import { pickFolder, relativeTo } from '../folders.ts';
import { readSettings } from '../settings.ts';
import type { Shell } from '../shell.ts';
import { requireTrust } from '../trouble.ts';
import { settleBeforeRun } from '../unsavedFiles.ts';
import { agreeToSend } from './agreeToSend.ts';
import { chooseScope, type TestScope } from './chooseScope.ts';
import { chooseTests } from './chooseTests.ts';

/** Asks which tests, reproduces them, asks which of the red ones, and starts a run. */
export async function fixFailingTest(shell: Shell, [argument]: readonly unknown[], signal: AbortSignal): Promise<void> {
  requireTrust();
  const file = argument instanceof vscode.Uri ? argument : undefined;
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
  const failing = await chooseTests(shell.engine, request, signal);
  if (!failing) return;
  const agreed = await agreeToSend(shell.engine, narrowed(request, failing), signal);
  if (agreed) await start(shell, agreed, signal);
}

/** All red tests chosen: the request as it was. Otherwise just the chosen ones. */
function narrowed(
  request: FixRequest,
  { chosen, all }: { chosen: readonly FailingTestView[]; all: number },
): FixRequest {
  return chosen.length === all ? request : { ...request, tests: chosen.map(({ id }) => id) };
}

async function start(shell: Shell, request: FixRequest, signal: AbortSignal): Promise<void> {
  const { runId } = await shell.engine.call('startFix', request, signal);
  shell.panels.openWhenReady({ workspace: request.workspace, runId });
  await shell.runs.refresh();
  await vscode.commands.executeCommand('loopwright.runs.focus', { preserveFocus: true });
  const run = shell.runs.find(request.workspace, runId);
  if (run) await shell.terminals.open(run, { reveal: false });
}
