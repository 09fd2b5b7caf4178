import type { ModelVendor } from './modelVendor.ts';

/** USD per million tokens. */
export interface TokenRates {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** A model's rates; beyond `aboveInputTokens` of input the whole request is billed at `rates`. */
export interface PriceRow extends TokenRates {
  readonly long?: { readonly aboveInputTokens: number; readonly rates: TokenRates };
}

/** The day on which the rows below were compared with their sources. */
export const pricesCheckedOn = '2026-11-21';

/** Where the rows come from. Batch, priority, regional and negotiated prices are not modelled. */
export const priceSources: Readonly<Partial<Record<ModelVendor, string>>> = {
  anthropic: 'https://platform.claude.com/docs/en/about-claude/pricing',
  openai: 'https://developers.openai.com/api/docs/pricing',
  gemini: 'https://ai.google.dev/gemini-api/docs/pricing',
  deepseek: 'https://api-docs.deepseek.com/quick_start/pricing',
  mistral: 'https://mistral.ai/pricing',
};

function row(input: number, output: number, cache: { read?: number; write?: number } = {}): PriceRow {
  return { input, output, cacheRead: cache.read ?? input, cacheWrite: cache.write ?? input };
}

/** Anthropic: five-minute cache writes cost 1.25 times the input. */
function claude(input: number, output: number, read: number): PriceRow {
  return row(input, output, { read, write: input * 1.25 });
}

/**
 * OpenAI from gpt-5.4 on: above 272,000 input tokens input and cache cost twice, output 1.5 times. Cache writes cost
 * 1.25 times the input where the page names them (gpt-6); the same is assumed for the older rows, which is the dearer side.
 */
function gpt(input: number, output: number, read: number): PriceRow {
  const rates = row(input, output, { read, write: input * 1.25 });
  const long = { input: input * 2, output: output * 1.5, cacheRead: read * 2, cacheWrite: rates.cacheWrite * 2 };
  return { ...rates, long: { aboveInputTokens: 272_000, rates: long } };
}

function geminiPro(input: number, output: number, longOutput: number): PriceRow {
  const long = row(input * 2, longOutput, { read: input / 5 });
  return { ...row(input, output, { read: input / 10 }), long: { aboveInputTokens: 200_000, rates: long } };
}

const opusBefore55 = claude(5, 25, 0.5);
/** Half of this until 2026-12-31; the regular price is used, so that January does not come as a surprise. */
const geminiFlash = row(1.5, 7.5, { read: 0.15 });
/** Peak hours; the rest of the day costs half. */
const deepseekFlash = row(0.3, 1.2, { read: 0.006 });
const mistralMedium = row(1.5, 7.5);

/** Keyed `vendor/model`. A model that is missing has no known price, which is never the same as free. */
export const priceTable: Readonly<Record<string, PriceRow>> = {
  'anthropic/claude-fable-5-1': claude(10, 50, 0.25),
  'anthropic/claude-mythos-5-1': claude(10, 50, 0.25),
  'anthropic/claude-fable-5': claude(10, 50, 1),
  'anthropic/claude-mythos-5': claude(10, 50, 1),
  'anthropic/claude-opus-5-5': claude(4, 20, 0.2),
  'anthropic/claude-opus-5': opusBefore55,
  'anthropic/claude-opus-4-8': opusBefore55,
  'anthropic/claude-opus-4-7': opusBefore55,
  'anthropic/claude-opus-4-6': opusBefore55,
  'anthropic/claude-opus-4-5': opusBefore55,
  'anthropic/claude-sonnet-5-5': claude(2, 10, 0.1),
  'anthropic/claude-sonnet-5': claude(2, 10, 0.2),
  'anthropic/claude-sonnet-4-6': claude(3, 15, 0.3),
  'anthropic/claude-sonnet-4-5': claude(3, 15, 0.3),
  'anthropic/claude-haiku-5-5': {
    ...claude(0.1, 0.5, 0.01),
    long: { aboveInputTokens: 100_000, rates: claude(0.5, 2.5, 0.05) },
  },
  'anthropic/claude-haiku-4-5': claude(1, 5, 0.1),

  'openai/gpt-6-astra': gpt(10, 50, 1),
  'openai/gpt-6.1-sol': gpt(2, 10, 0.1),
  'openai/gpt-6.1-terra': gpt(1, 5, 0.05),
  'openai/gpt-6-sol': gpt(2, 10, 0.2),
  'openai/gpt-6-luna': gpt(0.1, 0.5, 0.01),
  'openai/gpt-5.6': gpt(4, 20, 0.4),
  'openai/gpt-5.6-sol': gpt(4, 20, 0.4),
  'openai/gpt-5.6-terra': gpt(2, 12, 0.2),
  'openai/gpt-5.6-luna': gpt(0.2, 1.2, 0.02),
  'openai/gpt-5.5': gpt(5, 30, 0.5),
  'openai/gpt-5.4': gpt(2.5, 15, 0.25),
  'openai/gpt-5.4-mini': row(0.75, 4.5, { read: 0.075 }),
  'openai/gpt-5.4-nano': row(0.2, 1.25, { read: 0.02 }),
  'openai/gpt-5.2': row(1.75, 14, { read: 0.175 }),
  'openai/gpt-5.1': row(1.25, 10, { read: 0.125 }),
  'openai/gpt-5': row(1.25, 10, { read: 0.125 }),
  'openai/gpt-5-mini': row(0.25, 2, { read: 0.025 }),
  'openai/gpt-5-nano': row(0.05, 0.4, { read: 0.005 }),
  'openai/gpt-4.1': row(2, 8, { read: 0.5 }),
  'openai/gpt-4.1-mini': row(0.4, 1.6, { read: 0.1 }),

  'gemini/gemini-3.8-flash': geminiFlash,
  'gemini/gemini-3.7-flash': geminiFlash,
  'gemini/gemini-3.6-flash': geminiFlash,
  'gemini/gemini-3.5-flash': row(1.5, 9, { read: 0.15 }),
  'gemini/gemini-3.5-flash-lite': row(0.3, 2.5, { read: 0.03 }),
  'gemini/gemini-3.1-pro-preview': geminiPro(2, 12, 18),
  'gemini/gemini-2.5-pro': geminiPro(1.25, 10, 15),
  'gemini/gemini-2.5-flash': row(0.3, 2.5, { read: 0.03 }),
  'gemini/gemini-2.5-flash-lite': row(0.1, 0.4, { read: 0.01 }),

  'deepseek/deepseek-flash': deepseekFlash,
  'deepseek/deepseek-v4-flash': deepseekFlash,
  'deepseek/deepseek-v4-pro': row(1.32, 3.96, { read: 0.044 }),

  'mistral/mistral-medium-3-5': mistralMedium,
  'mistral/mistral-medium-3.5': mistralMedium,
  'mistral/mistral-medium-latest': mistralMedium,
  'mistral/devstral-medium-latest': row(0.4, 2),
  'mistral/codestral-latest': row(0.3, 0.9),
};
