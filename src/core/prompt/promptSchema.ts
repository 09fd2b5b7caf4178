import * as z from 'zod';
import { expected } from '../manifest/expected.ts';
import { objectiveField, optimiserBudgetField } from '../manifest/optimiserFields.ts';

const text = expected('text');
const positiveInteger = expected('a whole number of at least 1');
const count = z.int(positiveInteger).min(1, positiveInteger);
const word = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, expected('a name of letters, digits and _ that begins with a letter'));
const name = z
  .string(expected('a name'))
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, expected('a name of lower-case letters and digits, with - between'));

const input = z.union(
  [
    z.string(),
    z.strictObject({
      description: z.string(text).optional(),
      default: z.string(text).optional(),
      stable: z.boolean(expected('true or false')).optional(),
    }),
  ],
  expected('a description, or {description, default, stable}'),
);

const inputs = z.union(
  [z.array(word, expected('a list of names')), z.record(word, input)],
  expected('a list of names, or a map from name to description'),
);

const share = expected('a number from 0 to 2');
const temperature = z.number(share).min(0, share).max(2, share);

/** A number that may be tuned within a range. */
function range(number: z.ZodNumber) {
  const optional = number.optional();
  return z
    .strictObject({ default: optional, min: optional, max: optional }, expected('{default, min, max}'))
    .optional();
}

function choice<T extends z.ZodType>(value: T, what: string) {
  const values = z.array(value, expected(what)).min(1, expected(what));
  return z.strictObject({ values }, expected(`{values: […]}`)).optional();
}

const editFormat = z.enum(
  ['search-replace', 'unified-diff', 'whole-file'],
  expected('one of search-replace, unified-diff, whole-file'),
);

const parameterNames = ['temperature', 'maxOutputTokens', 'maxTurns', 'model', 'editFormat'] as const;
const changeable = z.enum(['text', ...parameterNames], expected(`one of text, ${parameterNames.join(', ')}`));

const optimise = z.strictObject(
  {
    objective: objectiveField,
    budget: optimiserBudgetField,
    change: z
      .array(changeable, expected('a list of text and parameters'))
      .min(1, expected('at least one of text and the parameters')),
  },
  expected('{objective, budget, change}'),
);

/** The front matter of a prompt file. */
export const frontMatterSchema = z.strictObject({
  format: z.number().optional(),
  name,
  version: count,
  agent: name,
  description: z.string(text).min(1, text).max(300, expected('a text of at most 300 characters')),
  inputs: inputs.optional(),
  parameters: z
    .strictObject({
      temperature: range(temperature),
      maxOutputTokens: range(count),
      maxTurns: range(count.max(100, expected('at most 100 turns'))),
      model: choice(z.string(text).min(1, text), 'a list of model references'),
      editFormat: choice(editFormat, 'a list of edit formats'),
    })
    .optional(),
  optimise: optimise.optional(),
});

/** The front matter once it fits. */
export type FrontMatter = z.infer<typeof frontMatterSchema>;
