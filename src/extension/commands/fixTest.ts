import * as vscode from 'vscode';
import { CodedError, isAbort } from '../../base/errors.ts';
import type { FailingTestView, FixRequest } from '../../protocol/engine.ts';
import { beginFix } from '../beginFix.ts';
import { abortOn } from '../cancellation.ts';
import { folderOf, relativeTo } from '../folders.ts';
import { readSettings } from '../settings.ts';
import type { Shell } from '../shell.ts';
import { type FailingTarget, matchFailing } from '../tests/failingTarget.ts';
import { requireTrust } from '../trouble.ts';
import { settleBeforeRun } from '../unsavedFiles.ts';

const t = vscode.l10n.t;

/** Longer ones are cut: titles come from other extensions. */
const maxTitles = 50;

/** Starts a fix of the tests that an item of the Testing view stands for, whichever extension shows it. */
export async function fixTest(shell: Shell, [argument]: readonly unknown[], signal: AbortSignal): Promise<void> {
  requireTrust();
  const item = itemOf(argument);
  if (!item) {
    await vscode.commands.executeCommand('loopwright.fixFailingTest');
    return;
  }
  const own = (await shell.tests.opened)?.nodes.of(item);
  const folder = own?.folder ?? folderOf(item.uri);
  if (!folder)
    throw new CodedError('tests.noFile', t('This test belongs to no file of an open folder, so it cannot be run.'));
  if (!(await settleBeforeRun(folder))) return;
  const settings = readSettings(folder);
  const request: FixRequest = { ...settings, workspace: folder.uri.fsPath, tests: [] };
  if (own) {
    const explorer = await shell.tests.opened;
    const tests = failedBelow(item, explorer?.nodes);
    const commandKey = settings.testCommand === undefined ? own.command.key : undefined;
    await beginFix(shell, { ...request, tests: own.kind === 'command' ? [] : tests, commandKey }, signal);
    return;
  }
  const target = targetOf(item, folder);
  const tests = await findRed(shell, { request: { ...request, tests: [target.file] }, target }, signal);
  if (tests) await beginFix(shell, { ...request, tests: tests.map(({ id }) => id) }, signal);
}

/** VS Code hands over an item, or an item with the message that was clicked. */
function itemOf(argument: unknown): vscode.TestItem | undefined {
  const { test } = (argument ?? {}) as { readonly test?: unknown };
  for (const candidate of [test, argument])
    if (typeof candidate === 'object' && candidate !== null && 'id' in candidate && 'label' in candidate)
      return candidate as vscode.TestItem;
  return undefined;
}

/** The ids of one of our items: those that are known to be red, or all, when none is. */
function failedBelow(
  item: vscode.TestItem,
  nodes: { leavesOf(item: vscode.TestItem): readonly vscode.TestItem[]; of(item: vscode.TestItem): NodeOf } | undefined,
): readonly string[] {
  const tests = nodes?.leavesOf(item).flatMap((leaf) => nodes.of(leaf)?.test ?? []) ?? [];
  const red = tests.filter(({ state }) => state === 'failed');
  return (red.length > 0 ? red : tests).map(({ id }) => id);
}

type NodeOf = { readonly test: { readonly id: string; readonly state: string } | undefined } | undefined;

function targetOf(item: vscode.TestItem, folder: vscode.WorkspaceFolder): FailingTarget {
  const labels: string[] = [];
  for (let at: vscode.TestItem | undefined = item; at && labels.length < maxTitles; at = at.parent)
    labels.unshift(String(at.label));
  return {
    file: relativeTo(folder, item.uri ?? folder.uri),
    labels,
    id: String(item.id),
    lines: item.range && [item.range.start.line + 1, item.range.end.line + 1],
    group: (item.children?.size ?? 0) > 0,
  };
}

/** Runs the tests once in an isolated copy, and finds the red ones that are meant. Undefined when there are none, which is said. */
async function findRed(
  shell: Shell,
  { request, target }: { readonly request: FixRequest; readonly target: FailingTarget },
  signal: AbortSignal,
): Promise<readonly FailingTestView[] | undefined> {
  const title = t('Running the tests once in an isolated copy…');
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const failing = await vscode.window.withProgress(options, async (_progress, token) => {
    try {
      return await shell.engine.call('reproduce', request, AbortSignal.any([abortOn(token), signal]));
    } catch (error) {
      if (isAbort(error) && token.isCancellationRequested) return undefined;
      throw error;
    }
  });
  if (!failing) return undefined;
  const meant = matchFailing(failing, target);
  if (meant.length > 0) return meant;
  await sayNotRed(target, failing.length);
  return undefined;
}

async function sayNotRed({ labels }: FailingTarget, others: number): Promise<void> {
  const name = labels.at(-1) ?? '';
  if (others === 0) {
    const text = t('{0} passes in an isolated copy, and so do all other tests. Nothing to fix.', name);
    void vscode.window.showInformationMessage(text);
    return;
  }
  const choose = t('Choose From Them');
  const text = t('{0} is not among the {1} tests that are red in an isolated copy.', name, others);
  if ((await vscode.window.showInformationMessage(text, choose)) === choose)
    await vscode.commands.executeCommand('loopwright.fixFailingTest');
}
