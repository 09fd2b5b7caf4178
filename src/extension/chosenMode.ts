import type { WorkspaceConfiguration } from 'vscode';

const strictestFirst = ['analysis-only', 'safe'] as const;

/** What runs may do at most: the strictest that the person, the workspace or the folder says; undefined is `standard`. */
export function chosenMode(settings: Pick<WorkspaceConfiguration, 'inspect'>): 'analysis-only' | 'safe' | undefined {
  const found = settings.inspect<unknown>('mode');
  const said = [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
  return strictestFirst.find((mode) => said.includes(mode));
}
