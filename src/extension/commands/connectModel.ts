import * as vscode from 'vscode';
import type { ModelChoiceView } from '../../protocol/engine.ts';
import { modelOf } from '../chosenModel.ts';
import type { Shell } from '../shell.ts';
import { setModelKey } from './setModelKey.ts';

const t = vscode.l10n.t;

type Item = vscode.QuickPickItem & { readonly choose?: () => Promise<string | undefined> };

/**
 * Says what is there to be used as a model and lets the person choose one. Nothing is sent, and no endpoint is agreed to: that
 * is asked when a run begins.
 */
export async function connectModel(shell: Shell, _args: readonly unknown[], signal: AbortSignal): Promise<void> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = t('Connect a Model');
  pick.placeholder = t('Looking for models of VS Code, keys, and servers on this machine…');
  pick.busy = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true;
  const chosen = new Promise<Item | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0]));
    pick.onDidHide(() => resolve(undefined));
  });
  pick.show();
  try {
    const models = await shell.engine.call('listModels', null, signal);
    pick.items = itemsOf(models, () => setModelKey(shell, [], signal));
    pick.placeholder = sayFound(models);
    pick.busy = false;
    const item = await chosen;
    pick.hide();
    const ref = await item?.choose?.();
    if (ref !== undefined) await use(ref, models);
  } finally {
    pick.dispose();
  }
}

function sayFound(models: readonly ModelChoiceView[]): string {
  const found = models.filter(({ state, ref }) => state === 'ready' && ref !== 'paste').length;
  if (found === 1) return t('1 way was found. Nothing was sent anywhere; you are asked before code is.');
  return found === 0
    ? t('Nothing was found that could be asked by itself. Nothing was sent anywhere.')
    : t('{0} ways were found. Nothing was sent anywhere; you are asked before code is.', found);
}

function itemsOf(models: readonly ModelChoiceView[], setKey: () => Promise<void>): Item[] {
  const ready = models.filter(({ state }) => state === 'ready');
  const inEditor = ready.filter(({ ref }) => ref.startsWith('vscode/'));
  const others = ready.filter(({ ref }) => !ref.startsWith('vscode/'));
  const missing = models.filter(({ state }) => state === 'missing');
  const none: Item = {
    label: t('VS Code offers no model'),
    description: t('that is usual without an extension that brings one'),
  };
  return [
    heading(t('Models of VS Code')),
    ...(inEditor.length === 0 ? [none] : inEditor.map(itemOf)),
    heading(t('Ready')),
    ...others.map(itemOf),
    heading(t('Other ways')),
    {
      label: `$(key) ${t('Set a Key…')}`,
      choose: async () => {
        await setKey();
        return undefined;
      },
    },
    { label: `$(edit) ${t('Write a Reference…')}`, choose: () => askReference('') },
    {
      label: `$(circle-slash) ${t('No Model')}`,
      detail: t('Small defects can be repaired without one.'),
      choose: async () => 'none',
    },
    heading(t('Not set up')),
    ...missing.map(itemOf),
  ];
}

function heading(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function itemOf({ ref, state, found, endpoint, agreed }: ModelChoiceView): Item {
  const vendor = endpoint?.startsWith('vscode:') ? decodeURIComponent(endpoint.slice(7)) : undefined;
  const where =
    endpoint === undefined
      ? t('nothing is sent by itself')
      : vendor === undefined
        ? t('code would go to {0}', endpoint)
        : t('code would go to the models of {0} in VS Code', vendor);
  const consent = agreed ? t('agreed') : t('you are asked first');
  return {
    label: `$(${state === 'ready' ? 'check' : 'circle-outline'}) ${ref}`,
    description: found,
    detail: endpoint === undefined ? where : `${where} · ${consent}`,
    choose: async () => (ref.includes('NAME') ? askReference(ref) : ref),
  };
}

/** A reference as the person writes it; the word NAME of a suggestion is selected. */
async function askReference(value: string): Promise<string | undefined> {
  const at = value.indexOf('NAME');
  const said = await vscode.window.showInputBox({
    title: t('Connect a Model'),
    prompt: t('The model, for example anthropic/claude-sonnet-5-5, ollama/qwen3:8b or vscode/copilot'),
    value,
    ...(at < 0 ? {} : { valueSelection: [at, at + 4] as [number, number] }),
    validateInput: (text) => (text.includes('NAME') ? t('Put the name of the model in the place of NAME.') : undefined),
    ignoreFocusOut: true,
  });
  return said === undefined || said.trim() === '' ? undefined : said.trim();
}

/** Keeps the choice in the person's own settings, and says where code will go. */
async function use(ref: string, models: readonly ModelChoiceView[]): Promise<void> {
  const uri = vscode.workspace.workspaceFolders?.[0]?.uri;
  await vscode.workspace.getConfiguration('loopwright', uri).update('model', ref, vscode.ConfigurationTarget.Global);
  const holds = modelOf(vscode.workspace.getConfiguration('loopwright', uri));
  if (holds !== ref) {
    const open = t('Open Workspace Settings');
    const text = t('{0} is chosen, but this workspace names another model, which holds here: {1}.', ref, holds);
    if ((await vscode.window.showWarningMessage(text, open)) === open)
      await vscode.commands.executeCommand('workbench.action.openWorkspaceSettings', 'loopwright.model');
    return;
  }
  const known = models.find((model) => model.ref === ref);
  const sent =
    known?.agreed === true
      ? ''
      : ` ${t('Nothing has been sent: you are asked before code of a project goes there for the first time.')}`;
  void vscode.window.showInformationMessage(`${t('Runs use {0} from now on.', ref)}${ref === 'none' ? '' : sent}`);
}
