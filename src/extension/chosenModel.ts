import type { WorkspaceConfiguration } from 'vscode';

/**
 * The model to use. A workspace may choose one, but not a server for it: a reference with an address in it counts only in
 * the person's own settings, or a project could send the code elsewhere.
 */
export function modelOf(settings: Pick<WorkspaceConfiguration, 'inspect'>): string {
  const found = settings.inspect<unknown>('model');
  const asked = textOf(found?.workspaceFolderValue) ?? textOf(found?.workspaceValue);
  const own = textOf(found?.globalValue) ?? 'auto';
  return asked === undefined || asked.includes('@') ? own : asked;
}

/** Models that take over when another fails. What `modelOf` says of a workspace holds for each of them. */
export function fallbackModelsOf(settings: Pick<WorkspaceConfiguration, 'inspect'>): readonly string[] {
  const found = settings.inspect<unknown>('fallbackModels');
  const asked = found?.workspaceFolderValue ?? found?.workspaceValue;
  if (asked === undefined) return textsOf(found?.globalValue);
  return textsOf(asked).filter((ref) => !ref.includes('@'));
}

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.flatMap((one) => textOf(one) ?? []) : [];

/** A setting's text without the blanks around it; undefined when it is empty or no text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
