import type { ModelEffort } from '../../core/model/modelProvider.ts';
import type { ModelVendor } from '../../core/model/modelVendor.ts';

/** How a server's Chat Completions differ from OpenAI's own. */
export interface ChatDialect {
  /** True for api.openai.com and stand-ins: newer parameter names. */
  readonly isOpenAi: boolean;
  /** False for servers that answer 422 to `stream_options`. */
  readonly asksForUsage: boolean;
  /** The name of the seed, where one is taken. */
  readonly seed: 'seed' | 'random_seed' | undefined;
  /** `schema`: `response_format` with a JSON Schema. `json`: only that the reply is JSON. */
  readonly responseFormat: 'schema' | 'json';
  effort(level: ModelEffort): Readonly<Record<string, unknown>>;
  /** True where the beginning of a prompt is cached only if it is marked. */
  marksCache(model: string): boolean;
}

const common: ChatDialect = {
  isOpenAi: false,
  asksForUsage: true,
  seed: 'seed',
  responseFormat: 'schema',
  effort: (level) => ({ reasoning_effort: level }),
  marksCache: () => false,
};

/**
 * By the documentation of each, read in November 2026. Gemini's compatible interface answers 400 to names that it does not
 * list, and lists no seed; DeepSeek lists none either and knows `json_object` only; Mistral calls it `random_seed`.
 * OpenRouter hands Anthropic's cache marks on.
 */
const dialects: Readonly<Partial<Record<ModelVendor, Partial<ChatDialect>>>> = {
  openai: { isOpenAi: true },
  gemini: { seed: undefined },
  deepseek: { seed: undefined, responseFormat: 'json' },
  mistral: { asksForUsage: false, seed: 'random_seed' },
  openrouter: {
    effort: (level) => ({ reasoning: { effort: level } }),
    marksCache: (model) => model.startsWith('anthropic/'),
  },
};

/** The dialect of a vendor's server. */
export function chatDialect(vendor: ModelVendor): ChatDialect {
  return { ...common, ...dialects[vendor] };
}
