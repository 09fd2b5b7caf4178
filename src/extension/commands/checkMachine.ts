import * as vscode from 'vscode';
import type { DoctorRow } from '../../protocol/engine.ts';
import { pickFolder } from '../folders.ts';
import type { Shell } from '../shell.ts';

const t = vscode.l10n.t;
const icons: Readonly<Record<DoctorRow['state'], string>> = {
  works: '$(check)',
  missing: '$(error)',
  limited: '$(warning)',
};

/** Lists what works on this machine; picking a row copies its remedy. */
export async function checkMachine(shell: Shell, _args: readonly unknown[], signal: AbortSignal): Promise<void> {
  const folder = await pickFolder(undefined);
  if (!folder) return;
  const words: Readonly<Record<DoctorRow['state'], string>> = {
    works: t('works'),
    missing: t('missing'),
    limited: t('limited'),
  };
  const rows = shell.engine.call('doctor', { workspace: folder.uri.fsPath }, signal);
  const items = rows.then((found) =>
    found.map((row) => ({
      label: `${icons[row.state]} ${row.name}`,
      description: `${words[row.state]} · ${row.detail}`,
      ...(row.remedy === undefined ? {} : { detail: row.remedy }),
      row,
    })),
  );
  const placeHolder = t('What works on this machine. Choose a line to copy what helps.');
  const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  if (chosen?.row.remedy === undefined) return;
  await vscode.env.clipboard.writeText(chosen.row.remedy);
  void vscode.window.showInformationMessage(t('Copied: {0}', chosen.row.remedy));
}
