import * as z from 'zod';
import { isCoded } from '../../base/errors.ts';
import type { Tool, ToolResult } from './tool.ts';

/** What a tool takes: how it is checked, and as a model is told of it. */
export interface ToolInput<T> {
  readonly schema: z.ZodType<T>;
  /** JSON Schema. */
  readonly told: Readonly<Record<string, unknown>>;
}

/** To be made when the tool's module is loaded, which something else is waited for with, and not for each agent. */
export function toolInput<T>(schema: z.ZodType<T>): ToolInput<T> {
  return { schema, told: schemaOf(schema) };
}

/** A tool from what it takes. Bad input, and what fails with a code, is a result for the model. */
export function defineTool<T>(
  name: string,
  description: string,
  { schema, told }: ToolInput<T>,
  run: (input: T, signal: AbortSignal) => Promise<ToolResult>,
): Tool {
  return {
    name,
    description,
    inputSchema: told,
    async run(input, signal) {
      const parsed = schema.safeParse(input);
      if (!parsed.success) {
        const why = parsed.error.issues
          .map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`)
          .join('; ');
        return { text: `The input of ${name} is not valid: ${why}`, isError: true, summary: 'bad input' };
      }
      try {
        return await run(parsed.data, signal);
      } catch (error) {
        if (!isCoded(error)) throw error;
        return { text: error.message, isError: true, summary: error.code };
      }
    },
  };
}

/** The JSON Schema of an input, without what says nothing to a model: its dialect, and bounds that only our check needs. */
function schemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      for (const bound of ['maximum', 'maxLength', 'minLength'] as const) delete jsonSchema[bound];
    },
  });
  return rest;
}
