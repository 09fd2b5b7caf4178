import * as vscode from 'vscode';
import { keyedProviders, storedKeys, storeKey } from '../modelKeys.ts';
import type { Shell } from '../shell.ts';

const t = vscode.l10n.t;

/** Stores or forgets the key of a model provider, in the editor's secret storage only. */
export async function setModelKey(shell: Shell, _args: readonly unknown[], signal: AbortSignal): Promise<void> {
  const stored = await storedKeys(shell.context.secrets);
  const items = keyedProviders.map((provider) => ({
    label: provider.label,
    description: stored.has(provider.secret) ? t('a key is stored') : t('no key stored'),
    provider,
  }));
  const title = t('Set Model Key');
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: t('The provider whose key it is') });
  if (!chosen) return;
  const { label, secret } = chosen.provider;
  const value = await vscode.window.showInputBox({
    title: t('Key for {0}', label),
    prompt: t(
      'It is kept in the secret storage of the editor, never in settings or logs. Leave it empty to forget the stored key.',
    ),
    password: true,
    ignoreFocusOut: true,
  });
  if (value === undefined) return;
  const key = value.trim() === '' ? undefined : value.trim();
  await storeKey(shell.context.secrets, secret, key);
  // An engine that is not running reads the storage when it starts.
  if (shell.engine.running) await shell.engine.call('setSecret', { name: secret, value: key }, signal);
  void vscode.window.showInformationMessage(
    key === undefined ? t('The key for {0} is forgotten.', label) : t('The key for {0} is stored.', label),
  );
}
