import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { messageOf } from '../base/errors.ts';

/**
 * The settings in a JSON file of the person's; undefined when there is no such file. `invalid` makes the error that is thrown, from
 * why it is not what was expected: the place in the file and what is wrong there.
 */
export function readJsonSettings<T>(
  file: string,
  schema: z.ZodType<T>,
  invalid: (why: string) => Error,
): T | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw invalid(messageOf(error));
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`${issue?.path.map(String).join(' › ') ?? ''}: ${issue?.message ?? ''}`);
}
