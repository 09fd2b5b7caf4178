import type { ModelVendor } from './modelVendor.ts';

/** The model taken when only the provider is named. The one place where default names live. */
export const defaultModels = { anthropic: 'claude-sonnet-5-5', openai: 'gpt-6-sol' } as const;

/** What is known about a model before asking it. */
export interface ModelFacts {
  /** Tokens of input and output together; undefined when unknown. */
  readonly contextWindow: number | undefined;
  /** Tokens a reply may have at most, reasoning included. */
  readonly maxOutputTokens: number;
  /** False when the server answers 400 to a temperature, as Anthropic's API version 2026-10-21 does for every model. */
  readonly sampling: boolean;
  /**
   * How tools work on the endpoint we use. `noReasoning`: only with reasoning switched off. `none`: not at all, so the
   * text protocol serves. OpenAI's Chat Completions answers 400 to function tools with reasoning from gpt-5.6 on
   * ("use /v1/responses or set reasoning_effort to 'none'"), and gpt-6.1 and gpt-6-astra know no effort `none`.
   */
  readonly tools: 'native' | 'noReasoning' | 'none';
}

/** For models nobody listed: nothing promised, tools tried, an output limit that small local servers accept. */
const unknownFacts: ModelFacts = { contextWindow: undefined, maxOutputTokens: 16_384, sampling: true, tools: 'native' };

const fifth: ModelFacts = { contextWindow: 1_000_000, maxOutputTokens: 128_000, sampling: false, tools: 'native' };
const sixth: ModelFacts = { contextWindow: 1_050_000, maxOutputTokens: 128_000, sampling: false, tools: 'noReasoning' };

/**
 * First matching row wins. Sources, read 2026-11-21: platform.claude.com/docs (models overview, migration guides),
 * developers.openai.com/api/docs/models, ai.google.dev/gemini-api/docs/models, api-docs.deepseek.com.
 */
const rows: ReadonlyArray<readonly [ModelVendor, RegExp, ModelFacts]> = [
  ['anthropic', /^claude-(fable|mythos|opus|sonnet|haiku)-5/, fifth],
  ['anthropic', /^claude-opus-4-[678]/, fifth],
  ['anthropic', /^claude-sonnet-4-6/, { ...fifth, maxOutputTokens: 64_000 }],
  ['anthropic', /^claude-/, { ...fifth, contextWindow: 200_000, maxOutputTokens: 64_000 }],
  ['openai', /^gpt-6\.|^gpt-6-astra/, { ...sixth, tools: 'none' }],
  ['openai', /^gpt-6|^gpt-5\.[56]/, sixth],
  ['openai', /^gpt-5\.4-(mini|nano)/, { ...sixth, contextWindow: 400_000, tools: 'native' }],
  ['openai', /^gpt-5\.4/, { ...sixth, tools: 'native' }],
  ['openai', /^gpt-5/, { ...sixth, contextWindow: 400_000, tools: 'native' }],
  ['openai', /^o\d/, { contextWindow: 200_000, maxOutputTokens: 100_000, sampling: false, tools: 'native' }],
  ['openai', /^gpt-4\.1/, { contextWindow: 1_047_576, maxOutputTokens: 32_768, sampling: true, tools: 'native' }],
  ['openai', /^gpt-4o/, { contextWindow: 128_000, maxOutputTokens: 16_384, sampling: true, tools: 'native' }],
  ['gemini', /^gemini-/, { contextWindow: 1_048_576, maxOutputTokens: 65_536, sampling: true, tools: 'native' }],
  ['deepseek', /^deepseek-/, { contextWindow: 1_000_000, maxOutputTokens: 384_000, sampling: true, tools: 'native' }],
  ['mistral', /^(mistral|codestral|devstral)/, { ...unknownFacts, contextWindow: 128_000 }],
];

/** What is known about a vendor's model; cautious values for one that nobody listed. */
export function modelFacts(vendor: ModelVendor, model: string): ModelFacts {
  return rows.find(([owner, pattern]) => owner === vendor && pattern.test(model))?.[2] ?? unknownFacts;
}
