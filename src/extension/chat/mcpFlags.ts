import type { FixSettings } from '../settings.ts';

/** The settings of a fix as flags of `loopwright mcp`. Models of VS Code are out of reach there: it goes without a model then. */
export function mcpFlags(settings: FixSettings): readonly string[] {
  const { model, fallbackModels = [], repairSeconds } = settings;
  const flag = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [`--${name}`, String(value)];
  return [
    ...flag('model', isReachable(model) ? model : 'none'),
    ...fallbackModels.filter(isReachable).flatMap((fallback) => flag('fallback-model', fallback)),
    ...flag('base-url', settings.baseUrl),
    ...flag('test-command', settings.testCommand),
    ...flag('budget-usd', settings.budgetUsd),
    ...flag('max-minutes', settings.maxMinutes),
    ...flag('max-calls', settings.maxCalls),
    ...flag('max-attempts', settings.maxAttempts),
    ...flag('repair-seconds', repairSeconds),
    ...flag('mode', settings.mode),
    ...(settings.notIsolated ? ['--no-sandbox'] : []),
    // An agent's question would come to nobody.
    '--ask',
    'never',
  ];
}

/** What is pasted by hand needs somebody there, too. */
function isReachable(model: string): boolean {
  return !/^(vscode\/|vscode$|paste$)/.test(model.trim());
}
