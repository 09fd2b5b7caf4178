import * as z from 'zod';
import { CodedError, messageOf } from '../../base/errors.ts';
import type { JsonSchema } from './definition.ts';

/** The check that a JSON Schema describes (draft 2020-12, or draft 7 with `definitions`); throws `workflow.badSchema`. */
export function readSchema(schema: JsonSchema): z.ZodType {
  const refused = patternIn(schema);
  if (refused !== undefined) throw badSchema(`${refused} is not supported, because a pattern can take forever`);
  const older = schema.definitions !== undefined && schema.$schema === undefined;
  try {
    return z.fromJSONSchema(older ? { $schema: 'http://json-schema.org/draft-07/schema#', ...schema } : schema);
  } catch (error) {
    throw badSchema(messageOf(error), error);
  }
}

function badSchema(why: string, cause?: unknown): CodedError {
  return new CodedError('workflow.badSchema', `This is not a JSON Schema that can be read: ${why}.`, { cause });
}

/** Keywords whose values are maps from names, not from keywords. */
const named: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions', 'dependentSchemas']);

/**
 * The keyword with a regular expression that a schema holds. They would run on what a model wrote, in this process, with
 * nothing to bound their time.
 */
function patternIn(schema: unknown): string | undefined {
  if (Array.isArray(schema)) return firstOf(schema);
  if (typeof schema !== 'object' || schema === null) return undefined;
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'pattern' || keyword === 'patternProperties') return keyword;
    if (keyword === 'enum' || keyword === 'const' || keyword === 'examples' || keyword === 'default') continue;
    const isNamed = named.has(keyword) && typeof value === 'object' && value !== null;
    const found = isNamed ? firstOf(Object.values(value)) : patternIn(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function firstOf(schemas: readonly unknown[]): string | undefined {
  for (const schema of schemas) {
    const found = patternIn(schema);
    if (found !== undefined) return found;
  }
  return undefined;
}
