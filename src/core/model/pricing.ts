import type { ModelUsage } from './modelProvider.ts';
import { formatModelRef, formatWithoutOptions, type ModelRef } from './modelRef.ts';
import { type PriceRow, priceTable, type TokenRates } from './priceTable.ts';

/** A price from the person's settings, USD per million tokens. Cached input costs as input where it is not given. */
export interface PriceOverride {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

/** Prices from the settings, keyed by model reference (`anthropic/NAME`) or by the model name alone. */
export type PriceOverrides = Readonly<Record<string, PriceOverride>>;

const free: PriceRow = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

/**
 * The rates of a model, or undefined when nobody knows them: show "unknown", never 0. Paste, recorded and servers on
 * this machine cost 0 by kind. A dated snapshot (`gpt-6-sol-2026-09-22`) has the price of its alias. A model of VS Code has
 * the price that its maker asks elsewhere: how a subscription counts is known to nobody here.
 */
export function priceOf(ref: ModelRef, overrides: PriceOverrides = {}): PriceRow | undefined {
  const own = overrideOf(ref, overrides);
  if (own) return { cacheRead: own.input, cacheWrite: own.input, ...own };
  if (ref.kind === 'vscode') return ref.named === undefined ? undefined : listPriceOf(ref.named);
  if (!('model' in ref)) return ref.kind === 'auto' ? undefined : free;
  const vendor = 'vendor' in ref ? ref.vendor : ref.kind;
  if (vendor === 'local') return free;
  return rowOf(`${vendor}/${ref.model}`) ?? rowOf(`${vendor}/${withoutDate(ref.model)}`);
}

/** What a call cost in USD. Follows the providers' own arithmetic: each input token is billed in one class. */
export function costUsd(price: PriceRow, usage: ModelUsage): number {
  const rates = ratesFor(price, usage.inputTokens);
  const plain = Math.max(0, usage.inputTokens - usage.cacheReadTokens - usage.cacheWriteTokens);
  const millionths =
    plain * rates.input +
    usage.cacheReadTokens * rates.cacheRead +
    usage.cacheWriteTokens * rates.cacheWrite +
    usage.outputTokens * rates.output;
  return millionths / 1e6;
}

/** The most a call can cost in USD when it has at most that many tokens: every input token in its dearest class. */
export function costAtMostUsd(price: PriceRow, inputTokens: number, maxOutputTokens: number): number {
  const rates = ratesFor(price, inputTokens);
  return (inputTokens * Math.max(rates.input, rates.cacheWrite) + maxOutputTokens * rates.output) / 1e6;
}

function ratesFor(price: PriceRow, inputTokens: number): TokenRates {
  return price.long && inputTokens > price.long.aboveInputTokens ? price.long.rates : price;
}

function overrideOf(ref: ModelRef, overrides: PriceOverrides): PriceOverride | undefined {
  const keys = [formatModelRef(ref), formatWithoutOptions(ref)];
  if ('model' in ref) keys.push(`${ref.kind}/${ref.model}`, ref.model);
  if ('vendor' in ref) keys.push(`${ref.vendor}/${ref.model}`);
  const key = keys.find((candidate) => Object.hasOwn(overrides, candidate));
  return key === undefined ? undefined : overrides[key];
}

function rowOf(key: string): PriceRow | undefined {
  return Object.hasOwn(priceTable, key) ? priceTable[key] : undefined;
}

/** The list price of a model that is known by its name alone, whoever serves it: `copilot/claude-sonnet-4.5`. */
function listPriceOf(named: string): PriceRow | undefined {
  const name = withoutDate(named.slice(named.lastIndexOf('/') + 1));
  const spellings = [name, name.replaceAll('.', '-')];
  const key = Object.keys(priceTable).find((known) => spellings.includes(known.slice(known.indexOf('/') + 1)));
  return key === undefined ? undefined : rowOf(key);
}

function withoutDate(model: string): string {
  return model.replace(/-(\d{8}|\d{4}-\d{2}-\d{2})$/, '');
}
