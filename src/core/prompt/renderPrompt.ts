import { CodedError } from '../../base/errors.ts';
import { fence } from './fence.ts';
import type { PromptFile } from './promptFile.ts';
import { type PromptTemplate, renderTemplate, variablesOf } from './promptTemplate.ts';
import { rangeIn } from './textRange.ts';

/** Where a prompt comes from. */
export type PromptOrigin = 'workspace' | 'built-in';

/** Which text a rendered prompt comes from, for the record of a run. */
export interface PromptIdentity {
  readonly name: string;
  readonly version: number;
  readonly from: PromptOrigin;
  /** SHA-256 of the prompt file, hexadecimal: two texts of one version differ here. */
  readonly hash: string;
}

/** What a prompt sets for the calls that are made with it. */
export type PromptDefaults = Readonly<Partial<Record<'temperature' | 'maxOutputTokens' | 'maxTurns', number>>>;

/** A prompt with its stable part rendered. */
export interface PreparedPrompt extends PromptIdentity {
  readonly parameters: PromptDefaults;
  /** The stable part: the same text in every request of a run, so that providers read it from their cache. */
  readonly system: string;
  /** The changing part with these values in it. Throws `prompt.missingValue`, and `prompt.emptyMessage` when nothing is left of it. */
  message(values: Readonly<Record<string, unknown>>): string;
}

/**
 * Text that stands in a message as it is, not fenced as data: the program has written it, and has fenced what it quotes. Only
 * code can make one: a value that came as JSON never is.
 */
export class Verbatim {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Renders the stable part with the values that are known when a run begins, and keeps the changing part for each call.
 * `source` says which text the prompt was read from. Throws `prompt.missingValue` for a variable that has neither value nor default.
 */
export function preparePrompt(
  prompt: PromptFile,
  source: Pick<PromptIdentity, 'hash' | 'from'>,
  stable: Readonly<Record<string, string>>,
): PreparedPrompt {
  const { name, version } = prompt;
  const stableText = (variable: string) => (Object.hasOwn(stable, variable) ? stable[variable] : undefined);
  return {
    name,
    version,
    hash: source.hash,
    from: source.from,
    parameters: defaultsOf(prompt),
    system: render(prompt, prompt.system, stableText),
    message(values) {
      const given = (variable: string) => (Object.hasOwn(values, variable) ? values[variable] : undefined);
      const text = render(
        prompt,
        prompt.message,
        (variable) => stableText(variable) ?? dataText(variable, given(variable)),
      );
      if (text !== '') return text;
      // No provider takes an empty message.
      throw new CodedError('prompt.emptyMessage', `The prompt ${prompt.file} was given nothing to say.`, {
        hint: `Give it at least one of: ${variablesOf(prompt.message)
          .map((one) => one.name)
          .join(', ')}.`,
      });
    },
  };
}

function defaultsOf({ parameters }: PromptFile): PromptDefaults {
  const names = ['temperature', 'maxOutputTokens', 'maxTurns'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const preset = parameters[name]?.default;
      return preset === undefined ? [] : [[name, preset]];
    }),
  );
}

/** `textOf` gives null for a variable that was given as empty: its default stands for it, and else nothing. */
function render(
  prompt: PromptFile,
  template: PromptTemplate,
  textOf: (variable: string) => string | null | undefined,
): string {
  const missing = new Set<string>();
  const text = renderTemplate(template, (variable) => {
    const value = textOf(variable);
    const preset = prompt.inputs[variable]?.default;
    if (value === undefined && preset === undefined) missing.add(variable);
    return value ?? preset ?? '';
  });
  if (missing.size > 0) throw missingValue(prompt, template, missing);
  return text.trim();
}

function missingValue(prompt: PromptFile, template: PromptTemplate, missing: ReadonlySet<string>): CodedError {
  const places = variablesOf(template)
    .filter(({ name }) => missing.has(name))
    .map(({ name, ...span }) => ({ name, ...rangeIn(prompt.text, span) }));
  const [first] = places;
  return new CodedError(
    'prompt.missingValue',
    `${prompt.file}:${first?.line}:${first?.column}: the prompt was given no value for ${[...missing].map((one) => `"${one}"`).join(', ')}.`,
    {
      hint: 'Give the input a default in the front matter, or take it out of the text.',
      details: { file: prompt.file, missing: places.map(({ name, line, column }) => ({ name, line, column })) },
    },
  );
}

/** A value of a call as data: a text as it is, anything else as JSON; null for what is empty. */
function dataText(name: string, value: unknown): string | null | undefined {
  if (value instanceof Verbatim) return value.text;
  if (value === undefined || value === null) return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return text.trim() === '' || text === '[]' || text === '{}' ? null : fence(name, text);
}
