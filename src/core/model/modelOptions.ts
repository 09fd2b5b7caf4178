import { type ModelEffort, modelEfforts } from './modelProvider.ts';

/** What a reference says about how the model is asked, after a `?`: `anthropic/NAME?effort=high`. */
export interface ModelOptions {
  readonly effort?: ModelEffort;
  /** OpenAI: which of its two interfaces. */
  readonly api?: 'responses' | 'chat';
  /** Tokens the model reads and writes at most; for servers that do not say, and for Ollama what it is loaded with. */
  readonly window?: number;
  /** Ollama: how long the model stays in memory after a call, as `30m`, `2h`, or `-1` for ever. */
  readonly keepAlive?: string;
}

type OptionName = keyof ModelOptions;

/** Which options each kind of reference takes. */
const optionsOfKind: Readonly<Record<string, readonly OptionName[]>> = {
  anthropic: ['effort'],
  openai: ['effort', 'api'],
  'openai-compatible': ['effort', 'window'],
  ollama: ['effort', 'window', 'keepAlive'],
};

/** Options of a reference, or the sentence that says why they cannot be read. */
export function parseModelOptions(query: string, kind: string): ModelOptions | string {
  const options: { -readonly [Name in OptionName]?: ModelOptions[Name] } = {};
  const known = optionsOfKind[kind] ?? [];
  for (const pair of query.split('&')) {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    if (!known.some((option) => option === name))
      return `"${name.slice(0, 40)}" is not an option here (${known.join(', ')})`;
    const why = readOption(options, name, value);
    if (why !== undefined) return why;
  }
  return options;
}

/** The options as text that parses back, with the question mark; empty when there are none. */
export function formatModelOptions(options: ModelOptions): string {
  const pairs = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function readOption(
  options: { -readonly [Name in OptionName]?: ModelOptions[Name] },
  name: string,
  value: string,
): string | undefined {
  if (name === 'effort') {
    const effort = modelEfforts.find((level) => level === value);
    if (effort === undefined) return `effort is one of ${modelEfforts.join(', ')}`;
    options.effort = effort;
  } else if (name === 'api') {
    if (value !== 'responses' && value !== 'chat') return 'api is responses or chat';
    options.api = value;
  } else if (name === 'window') {
    const window = Number(value);
    if (!/^\d{3,8}$/.test(value) || window < 1_024) return 'window is a number of tokens, 1024 or more';
    options.window = window;
  } else if (name === 'keepAlive') {
    if (!/^(-1|0|\d{1,6}(ms|s|m|h))$/.test(value)) return 'keepAlive is a duration such as 30m, or -1 for ever';
    options.keepAlive = value;
  }
  return undefined;
}
