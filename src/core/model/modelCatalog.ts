import { type ModelEffort, modelEfforts } from './modelProvider.ts';
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
   * How tools work on Chat Completions. `noReasoning`: only with reasoning switched off. `none`: not at all, so the
   * text protocol serves. OpenAI's Chat Completions answers 400 to function tools with reasoning from gpt-5.6 on
   * ("use /v1/responses or set reasoning_effort to 'none'"), and gpt-6.1 and gpt-6-astra know no effort `none`.
   */
  readonly tools: 'native' | 'noReasoning' | 'none';
  /** OpenAI: the interface that is used unless the reference names one. Reasoning and tools go together on Responses only. */
  readonly api: 'responses' | 'chat';
  /** The levels of effort that the model takes, least first; empty for none, undefined when nobody knows. */
  readonly efforts: readonly ModelEffort[] | undefined;
}

/** For models nobody listed: nothing promised, tools tried, an output limit that small local servers accept. */
const unknownFacts: ModelFacts = {
  contextWindow: undefined,
  maxOutputTokens: 16_384,
  sampling: true,
  tools: 'native',
  api: 'chat',
  efforts: undefined,
};

const [none, minimal, low, medium, high, xhigh, max] = modelEfforts;
const upToMax = [low, medium, high, xhigh, max];

const base = { ...unknownFacts, efforts: [] };
const claude5 = { ...base, contextWindow: 1_000_000, maxOutputTokens: 128_000, sampling: false, efforts: upToMax };
const claude46 = { ...claude5, efforts: [low, medium, high, max] };
const claude45 = { ...claude5, contextWindow: 200_000, maxOutputTokens: 64_000, efforts: [] };
const gpt6: ModelFacts = {
  ...base,
  contextWindow: 1_050_000,
  maxOutputTokens: 128_000,
  sampling: false,
  tools: 'noReasoning',
  api: 'responses',
  efforts: [none, ...upToMax],
};
const gpt54: ModelFacts = { ...gpt6, tools: 'native', efforts: [none, low, medium, high, xhigh] };
const gpt5: ModelFacts = { ...gpt54, contextWindow: 400_000 };
const oSeries: ModelFacts = { ...gpt5, contextWindow: 200_000, maxOutputTokens: 100_000, efforts: [low, medium, high] };
const gemini = { ...base, contextWindow: 1_048_576, maxOutputTokens: 65_536, efforts: [minimal, low, medium, high] };

/**
 * First matching row wins. Sources, read 2026-11-21: platform.claude.com/docs (models overview, effort, migration guides),
 * developers.openai.com/api/docs/models, ai.google.dev/gemini-api/docs (models, OpenAI compatibility), api-docs.deepseek.com.
 */
const rows: ReadonlyArray<readonly [ModelVendor, RegExp, ModelFacts]> = [
  ['anthropic', /^claude-(fable|mythos|opus|sonnet|haiku)-5/, claude5],
  ['anthropic', /^claude-opus-4-[78]/, claude5],
  ['anthropic', /^claude-opus-4-6/, claude46],
  ['anthropic', /^claude-sonnet-4-6/, { ...claude46, maxOutputTokens: 64_000 }],
  ['anthropic', /^claude-opus-4-5/, { ...claude45, efforts: [low, medium, high] }],
  ['anthropic', /^claude-/, claude45],
  ['openai', /^gpt-6\.|^gpt-6-astra/, { ...gpt6, tools: 'none', efforts: upToMax }],
  ['openai', /^gpt-6|^gpt-5\.6/, gpt6],
  ['openai', /^gpt-5\.5/, { ...gpt54, tools: 'noReasoning' }],
  ['openai', /^gpt-5\.4-(mini|nano)/, gpt5],
  ['openai', /^gpt-5\.4/, gpt54],
  ['openai', /^gpt-5\.[23]/, gpt5],
  ['openai', /^gpt-5\.1/, { ...gpt5, efforts: [none, low, medium, high] }],
  ['openai', /^gpt-5/, { ...gpt5, efforts: [minimal, low, medium, high] }],
  ['openai', /^o\d/, oSeries],
  ['openai', /^gpt-4\.1/, { ...base, contextWindow: 1_047_576, maxOutputTokens: 32_768 }],
  ['openai', /^gpt-4o/, { ...base, contextWindow: 128_000 }],
  ['gemini', /^gemini-/, gemini],
  ['deepseek', /^deepseek-/, { ...unknownFacts, contextWindow: 1_000_000, maxOutputTokens: 384_000 }],
  ['mistral', /^(mistral|codestral|devstral)/, { ...unknownFacts, contextWindow: 128_000 }],
];

/** What is known about a vendor's model; cautious values for one that nobody listed. */
export function modelFacts(vendor: ModelVendor, model: string): ModelFacts {
  return rows.find(([owner, pattern]) => owner === vendor && pattern.test(model))?.[2] ?? unknownFacts;
}

/**
 * The level to send for the one that is wanted: itself where the model takes it or nobody knows, else the nearest one,
 * the lesser of two; undefined when the model takes none.
 */
export function acceptedEffort(wanted: ModelEffort, accepted: ModelFacts['efforts']): ModelEffort | undefined {
  if (accepted === undefined) return wanted;
  const distance = (effort: ModelEffort) => Math.abs(modelEfforts.indexOf(effort) - modelEfforts.indexOf(wanted));
  return [...accepted].sort(
    (a, b) => distance(a) - distance(b) || modelEfforts.indexOf(a) - modelEfforts.indexOf(b),
  )[0];
}
