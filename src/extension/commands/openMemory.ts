import * as vscode from 'vscode';
import type { MemoryRow } from '../../protocol/library.ts';
import type { EngineClient } from '../engineClient.ts';
import { pickFolder } from '../folders.ts';
import type { CommandHandler, Shell } from '../shell.ts';
import { showTrouble } from '../trouble.ts';

const t = vscode.l10n.t;

interface FactItem extends vscode.QuickPickItem {
  readonly fact: MemoryRow;
}

/** Lists what is remembered here and how it is known. Enter opens the file of a fact, which is edited like any other; its bin forgets it. */
export const openMemory: CommandHandler = async (shell, _args, signal) => {
  const folder = await pickFolder(undefined);
  if (!folder) return;
  const workspace = folder.uri.fsPath;
  const facts = await shell.engine.call('listMemory', { workspace }, signal);
  if (facts.length === 0) {
    await vscode.window.showInformationMessage(t('Nothing is remembered yet: runs write down here what they prove.'));
    return;
  }
  const chosen = await choose(facts, { shell, workspace, signal });
  if (chosen) await vscode.window.showTextDocument(vscode.Uri.file(chosen.file));
};

interface Place {
  readonly shell: Shell;
  readonly workspace: string;
  readonly signal: AbortSignal;
}

function choose(facts: readonly MemoryRow[], place: Place): Promise<MemoryRow | undefined> {
  const picker = vscode.window.createQuickPick<FactItem>();
  picker.title = t('Show Memory');
  picker.placeholder = t('A fact to open: it is edited there. The bin forgets it.');
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  // The question before forgetting takes the focus.
  picker.ignoreFocusOut = true;
  picker.items = facts.map(itemOf);
  picker.onDidTriggerItemButton(({ item }) => void forgetIn(picker, item.fact, place));
  const chosen = new Promise<MemoryRow | undefined>((resolve) => {
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]?.fact);
      picker.hide();
    });
    picker.onDidHide(() => resolve(undefined));
  });
  picker.show();
  return chosen.finally(() => picker.dispose());
}

/** Never rejects. */
async function forgetIn(
  picker: vscode.QuickPick<FactItem>,
  fact: MemoryRow,
  { shell, workspace, signal }: Place,
): Promise<void> {
  const { engine, output } = shell;
  try {
    if (!(await isForgotten(engine, { fact, workspace }, signal))) return;
    picker.items = (await engine.call('listMemory', { workspace }, signal)).map(itemOf);
    if (picker.items.length === 0) picker.hide();
  } catch (error) {
    void showTrouble(error, output);
  }
}

async function isForgotten(
  engine: Pick<EngineClient, 'call'>,
  { fact, workspace }: { readonly fact: MemoryRow; readonly workspace: string },
  signal: AbortSignal,
): Promise<boolean> {
  const { id, about, place } = fact;
  const back =
    place === 'kept'
      ? t('Its file is removed from .loopwright/memory, for the whole team once that is committed.')
      : t('Until more is learnt, it can be had back with: loopwright memory snapshots');
  const detail = `${about}\n\n${back}`;
  const forget = t('Forget');
  const chosen = await vscode.window.showWarningMessage(t('Forget {0}?', id), { modal: true, detail }, forget);
  if (chosen !== forget) return false;
  await engine.call('forgetFact', { workspace, id }, signal);
  return true;
}

function itemOf(fact: MemoryRow): FactItem {
  const { id, about, place, confidence, evidence, verified } = fact;
  const where = { kept: t('kept by the team'), learnt: t('learnt here'), global: t('yours everywhere') }[place];
  const known = [evidence, verified === undefined ? undefined : t('proved {0}', verified.slice(0, 10))];
  const detail = [about, ...known].filter((part) => part !== undefined).join(' · ');
  const buttons = [{ iconPath: new vscode.ThemeIcon('trash'), tooltip: t('Forget') }];
  return { label: id, description: `${where}, ${Math.round(100 * confidence)}%`, detail, buttons, fact };
}
