import * as vscode from 'vscode';
import type { ToolRow } from '../../protocol/library.ts';
import { pickFolder } from '../folders.ts';
import { toolText } from '../readOnlyTexts.ts';
import type { CommandHandler } from '../shell.ts';

const t = vscode.l10n.t;

interface ToolItem extends vscode.QuickPickItem {
  readonly tool: ToolRow;
}

/** Lists the tools that agents and workflows can use here. Enter opens the declaration of one, or what a built-in one is in words. */
export const showTools: CommandHandler = async (shell, _args, signal) => {
  const folder = await pickFolder(undefined);
  if (!folder) return;
  const workspace = folder.uri.fsPath;
  const tools = await shell.engine.call('listTools', { workspace }, signal);
  const chosen = await vscode.window.showQuickPick(tools.map(itemOf), {
    title: t('Show Tools'),
    placeHolder: t('A tool to open'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!chosen) return;
  const { at, name } = chosen.tool;
  if (!at) return void (await vscode.window.showTextDocument(toolText(workspace, name), { preview: true }));
  const start = new vscode.Position(at.line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(at.path), { selection: new vscode.Range(start, start) });
};

function itemOf(tool: ToolRow): ToolItem {
  const { name, from, description, does, network, hidden, agents } = tool;
  const icon = { looks: 'eye', asks: 'comment-discussion', runs: 'play', step: 'type-hierarchy-sub' }[does];
  const doing = {
    looks: t('looks'),
    asks: t('asks you'),
    runs: t('runs code in the sandbox'),
    step: t('a step of workflows'),
  }[does];
  const origin = from === 'built-in' ? t('built in') : t('of this workspace');
  const parts = [
    doing,
    network ? t('asks for the network') : undefined,
    agents.length > 0 ? t('given to {0}', agents.join(', ')) : undefined,
  ];
  const detail = hidden
    ? t('Not used: a built-in tool has this name.')
    : [description, ...parts].filter((part) => part !== undefined && part !== '').join(' · ');
  return { label: `$(${icon}) ${name}`, description: origin, detail, tool };
}
