import path from 'node:path';
import * as z from 'zod';
import { CodedError } from '../base/errors.ts';
import type { Limits } from '../core/engine/limiter.ts';
import { readJsonSettings } from './jsonSettings.ts';

const schema = z.record(
  z
    .string()
    .regex(
      /^(?:\*|kind:(?:agent|tool|run)|provider:[\w.-]+)$/,
      'a key is *, kind:agent, kind:tool, kind:run or provider:NAME',
    ),
  z.int('a limit is a whole number from 1 up').min(1, 'a limit is a whole number from 1 up'),
);

/**
 * How many nodes of all runs of a process may go on at once, from `limits.json` in the data folder: in all (`*`), of a kind, and
 * with a provider's models; none when there is no such file. Throws `limits.invalid`, which names the file and the place.
 */
export function readConcurrencyLimits(dataFolder: string): Limits {
  const file = path.join(dataFolder, 'limits.json');
  const invalid = (why: string) =>
    new CodedError('limits.invalid', `${file} is not a table of limits: ${why}`, {
      hint: 'Write {"*": 16, "kind:run": 2, "provider:anthropic": 4}: nodes that may go on at once.',
    });
  return readJsonSettings(file, schema, invalid) ?? {};
}
