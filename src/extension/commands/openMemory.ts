import * as vscode from 'vscode';
import type { MemoryRow } from '../../protocol/library.ts';
import { pickFolder } from '../folders.ts';
import type { CommandHandler } from '../shell.ts';

const t = vscode.l10n.t;

/** Lists what runs have proved here, and opens the file of the fact that is chosen: it is edited and deleted like any other. */
export const openMemory: CommandHandler = async ({ engine }, _args, signal) => {
  const folder = await pickFolder(undefined);
  if (!folder) return;
  const facts = await engine.call('listMemory', { workspace: folder.uri.fsPath }, signal);
  if (facts.length === 0) {
    await vscode.window.showInformationMessage(t('Nothing is remembered yet: runs write down here what they prove.'));
    return;
  }
  const chosen = await vscode.window.showQuickPick(facts.map(itemOf), {
    title: t('Open Memory'),
    placeHolder: t('A fact to look at, edit or delete'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen) await vscode.window.showTextDocument(vscode.Uri.file(chosen.file));
};

function itemOf({ id, about, place, confidence, file }: MemoryRow) {
  const where = { kept: t('kept by the team'), learnt: t('learnt here'), global: t('yours everywhere') }[place];
  return { label: id, description: `${where}, ${Math.round(100 * confidence)}%`, detail: about, file };
}
