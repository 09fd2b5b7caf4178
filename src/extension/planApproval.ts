import type { WorkspaceConfiguration } from 'vscode';

/**
 * Whether a person agrees to the plan before code is written: unless they have switched that off themselves. A workspace can
 * switch it on, never off.
 */
export function approvesPlan(settings: Pick<WorkspaceConfiguration, 'inspect'>): boolean {
  const found = settings.inspect<unknown>('addFeature.approvePlan');
  const said = [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
  return said.includes(true) || found?.globalValue !== false;
}
