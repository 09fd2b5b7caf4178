import * as z from 'zod';
import type { ResponseSchema } from '../model/modelProvider.ts';
import type { JsonSchema } from '../workflow/definition.ts';
import { readSchema } from '../workflow/readSchema.ts';

/** The form of an answer: how it is checked, and how it is told to a model. */
export interface ReplySchema {
  readonly check: z.ZodType;
  /** What the model is told: the schema with `explanation` in front where it holds an object. */
  readonly told: ResponseSchema;
  /** Whether `explanation` was added: it is taken off before the check. */
  readonly explained: boolean;
}

const explanation = {
  type: 'string',
  description: 'One paragraph for a person: why the answer is so.',
} as const;

/**
 * The form of an answer, from a zod schema or a JSON Schema. An object is asked for with one field more, `explanation`, which
 * comes first: the reason before the verdict, in the same answer on every provider. Throws `workflow.badSchema`.
 */
export function replySchema(schema: z.ZodType | JsonSchema, name: string): ReplySchema {
  const check = schema instanceof z.ZodType ? schema : readSchema(schema);
  const json: JsonSchema = schema instanceof z.ZodType ? jsonOf(schema) : schema;
  const { properties, required } = json;
  const named = typeof properties === 'object' && properties !== null ? properties : undefined;
  const explained = json.type === 'object' && named !== undefined && !Object.hasOwn(named, 'explanation');
  const told = explained
    ? {
        ...json,
        properties: { explanation, ...named },
        required: ['explanation', ...(Array.isArray(required) ? required : [])],
      }
    : json;
  return {
    check,
    told: {
      name: name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_')
        .slice(0, 64),
      schema: told,
    },
    explained,
  };
}

/** Whether a model is held to the form by its provider; providers hold replies to objects only. */
export function isHeld({ told: { schema } }: ReplySchema, model: { readonly responseSchema?: boolean }): boolean {
  return model.responseSchema === true && schema.type === 'object';
}

function jsonOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input' });
  return json as JsonSchema;
}

/** What a model is told of the form of its answer. `held`: the provider holds it to the schema, so the schema is not repeated. */
export function replyInstruction({ told: { schema } }: ReplySchema, held: boolean): string {
  const form = held
    ? 'Your last answer is one JSON value in the form that is set for it.'
    : `Your last answer is one JSON value in a fenced block, and nothing after it. It fits this JSON Schema:\n\n\`\`\`json\n${JSON.stringify(schema)}\n\`\`\``;
  return `${form}\n\nWrite the whole value, in valid JSON: double quotes, no comments, no "..." for what is left out.`;
}
