import * as vscode from 'vscode';
import { isAbort } from '../../base/errors.ts';
import type { FailingTestView, FixRequest } from '../../protocol/engine.ts';
import type { EngineClient } from '../engineClient.ts';

const t = vscode.l10n.t;

/** The red tests to fix, and how many were red. */
export interface ChosenTests {
  readonly chosen: readonly FailingTestView[];
  readonly all: number;
}

interface Item extends vscode.QuickPickItem {
  readonly test: FailingTestView;
}

/**
 * Runs the tests once, shown as a busy quick pick that Escape cancels, and asks which of the red ones to fix.
 * A test that is named is taken without asking. Undefined when the person backs out or nothing is red (then they are told).
 */
export async function chooseTests(
  engine: EngineClient,
  { request, test }: { readonly request: FixRequest; readonly test: string | undefined },
  signal: AbortSignal,
): Promise<ChosenTests | undefined> {
  const controller = new AbortController();
  const pick = vscode.window.createQuickPick<Item>();
  Object.assign(pick, {
    title: t('Fix Failing Test'),
    placeholder: t('Running the tests once in an isolated copy. Escape cancels.'),
    busy: true,
    enabled: true,
    canSelectMany: false,
    ignoreFocusOut: true,
  });
  const backedOut = pick.onDidHide(() => controller.abort());
  pick.show();
  try {
    const failing = await engine.call('reproduce', request, AbortSignal.any([controller.signal, signal]));
    backedOut.dispose();
    if (failing.length === 0) {
      void vscode.window.showInformationMessage(t('All tests pass. Nothing to fix.'));
      return undefined;
    }
    if (test !== undefined) return onlyNamed(failing, test);
    if (failing.length === 1) return { chosen: failing, all: 1 };
    return await askWhich(pick, failing);
  } catch (error) {
    if (isAbort(error) && controller.signal.aborted) return undefined;
    throw error;
  } finally {
    pick.dispose();
  }
}

/** The named one of the red tests: ids end with the name of their test. */
function onlyNamed(failing: readonly FailingTestView[], test: string): ChosenTests | undefined {
  const chosen = failing.filter(
    ({ id }) => id === test || (/[\s>:.]$/.test(id.slice(0, -test.length)) && id.endsWith(test)),
  );
  if (chosen.length > 0) return { chosen, all: failing.length };
  void vscode.window.showInformationMessage(t('This test passes. Nothing to fix.'));
  return undefined;
}

function askWhich(pick: vscode.QuickPick<Item>, failing: readonly FailingTestView[]): Promise<ChosenTests | undefined> {
  pick.busy = false;
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.placeholder = t('{0} tests are red. Choose those to fix.', failing.length);
  pick.items = failing.map(itemOf);
  pick.selectedItems = pick.items;
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const chosen = pick.selectedItems.map(({ test }) => test);
      resolve(chosen.length === 0 ? undefined : { chosen, all: failing.length });
    });
    pick.onDidHide(() => resolve(undefined));
  });
}

/** Test ids begin with their file, which is shown apart. */
function itemOf(test: FailingTestView): Item {
  const { id, file, line, message } = test;
  const label = file !== undefined && id.startsWith(`${file} > `) ? id.slice(file.length + 3) : id;
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}`;
  return { label, description: place, detail: message.replace(/\s+/g, ' ').trim().slice(0, 200), test };
}
