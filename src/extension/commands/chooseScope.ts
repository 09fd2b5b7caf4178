import * as vscode from 'vscode';
import { isCoded } from '../../base/errors.ts';
import type { TestCommandView } from '../../protocol/tests.ts';
import type { EngineClient } from '../engineClient.ts';
import { relativeTo } from '../folders.ts';
import { readSettings } from '../settings.ts';
import { looksLikeTest } from '../testFile.ts';

const t = vscode.l10n.t;

/** Which tests to run, and by which command (undefined: found by the engine). */
export interface TestScope {
  readonly tests: readonly string[];
  readonly testCommand: string | undefined;
  /** The found command that was picked. */
  readonly commandKey?: string;
}

interface Item extends vscode.QuickPickItem {
  readonly scope?: TestScope;
}

/** Asks where to look for failing tests: the active test file, a command that was found, or one that is typed. */
export async function chooseScope(
  engine: EngineClient,
  folder: vscode.WorkspaceFolder,
  signal: AbortSignal,
): Promise<TestScope | undefined> {
  const items = itemsFor(engine, folder, signal);
  const placeHolder = t('Where to look for failing tests');
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!chosen) return undefined;
  return chosen.scope ?? askCommand(readSettings(folder).testCommand);
}

async function itemsFor(engine: EngineClient, folder: vscode.WorkspaceFolder, signal: AbortSignal): Promise<Item[]> {
  const items: Item[] = [];
  const document = vscode.window.activeTextEditor?.document;
  if (document && looksLikeTest(document)) {
    const file = relativeTo(folder, document.uri);
    items.push({
      label: `$(file-code) ${t('From the active test file')}`,
      description: file,
      scope: { tests: [file], testCommand: undefined },
    });
  }
  const configured = readSettings(folder).testCommand;
  if (configured !== undefined)
    items.push({
      label: `$(beaker) ${configured}`,
      description: t('from your settings'),
      scope: { tests: [], testCommand: configured },
    });
  for (const command of await commandsIn(engine, folder, signal)) items.push(itemOf(command));
  if (items.length === 0)
    items.push({
      label: t('No test runner found in this folder.'),
      detail: t('Looked for node:test, mocha, vitest, jest, pytest, unittest.'),
      kind: vscode.QuickPickItemKind.Separator,
    });
  return [
    ...items,
    { label: `$(terminal) ${t('Choose a command…')}`, detail: t('Type the command that runs the tests.') },
  ];
}

/** A folder without a runner is no failure here: the person can still type a command. */
async function commandsIn(
  engine: EngineClient,
  folder: vscode.WorkspaceFolder,
  signal: AbortSignal,
): Promise<readonly TestCommandView[]> {
  try {
    return await engine.call('findTests', { workspace: folder.uri.fsPath, hint: [] }, signal);
  } catch (error) {
    if (isCoded(error) && error.code.startsWith('tests.')) return [];
    throw error;
  }
}

function itemOf(command: TestCommandView): Item {
  const place = command.cwd === '' || command.cwd === '.' ? '' : ` · ${command.cwd}`;
  return {
    label: `$(beaker) ${command.display}`,
    description: `${command.runner}${place}`,
    detail: command.why,
    scope: { tests: [], testCommand: undefined, commandKey: command.key },
  };
}

async function askCommand(value: string | undefined): Promise<TestScope | undefined> {
  const testCommand = await vscode.window.showInputBox({
    title: t('Test command'),
    prompt: t('Runs in the folder, inside the sandbox. It must end with a code other than 0 when a test fails.'),
    placeHolder: 'npm test',
    ...(value === undefined ? {} : { value }),
    ignoreFocusOut: true,
  });
  return testCommand === undefined || testCommand.trim() === ''
    ? undefined
    : { tests: [], testCommand: testCommand.trim() };
}
