import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { CodedError, messageOf } from '../base/errors.ts';
import type { PriceOverrides } from '../core/model/pricing.ts';

const rate = z.number().min(0);
const schema = z.record(
  z.string(),
  z.strictObject({ input: rate, output: rate, cacheRead: rate.optional(), cacheWrite: rate.optional() }),
);

/**
 * The person's own prices, USD per million tokens, from `prices.json` in the data folder; none when there is no such file.
 * Throws `prices.invalid`, which names the file and the place.
 */
export async function readPrices(dataFolder: string): Promise<PriceOverrides> {
  const file = path.join(dataFolder, 'prices.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const invalid = (why: string) =>
    new CodedError('prices.invalid', `${file} is not a table of prices: ${why}`, {
      hint: 'Write {"openai/NAME": {"input": 1.25, "output": 10}}, in USD per million tokens.',
    });
  const parsed = schema.safeParse(parseJson(text, invalid));
  if (parsed.success) return parsed.data as PriceOverrides;
  const [issue] = parsed.error.issues;
  throw invalid(`${issue?.path.join(' › ') ?? ''}: ${issue?.message ?? ''}`);
}

function parseJson(text: string, invalid: (why: string) => CodedError): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(messageOf(error));
  }
}
