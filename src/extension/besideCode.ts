import * as vscode from 'vscode';

/** The column beside the editor in use; that one itself where nothing is open, as half of the window would stay empty. */
export function besideCode(): vscode.ViewColumn {
  const { tabs } = vscode.window.tabGroups.activeTabGroup;
  return tabs.length > 0 ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
}
