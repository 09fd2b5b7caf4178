import * as z from 'zod';
import { expected } from '../manifest/expected.ts';

/** An expression as it stands in a text. */
export const placeholder = (source: string) => `\${{ ${source} }}`;

/** Ids of nodes and branches. */
export const idPattern = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
/** Names that expressions read without quotes: inputs, `as`. */
const wordPattern = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
/** Names of agents, tools and workflows. */
export const namePattern = /^[a-z][a-z0-9]*(?:[-._][a-z0-9]+)*$/;
/** A time with its unit. */
export const durationPattern = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;

export const idField = z
  .string()
  .regex(idPattern, expected('a name of letters, digits, - and _ that begins with a letter'));
export const wordField = z
  .string()
  .regex(wordPattern, expected('a name of letters, digits and _ that begins with a letter'));
export const nameField = z
  .string(expected('a name'))
  .regex(namePattern, expected('a name of lower-case letters and digits, with - . or _ between'));

export const versionField = z.literal(1, expected('version 1')).meta({
  description: 'Version of the language. This program reads version 1 and refuses newer ones.',
  examples: [1],
});

export const descriptionField = z
  .string(expected('text'))
  .optional()
  .meta({
    description: 'What it is for, in one sentence.',
    examples: ['Repairs failing tests and proves the repair.'],
  });

export const durationField = z
  .string(expected('a time with its unit, such as 30s, 5m or 1h'))
  .regex(durationPattern, expected('a time with its unit, such as 30s, 5m or 1h'));

const positiveInteger = expected('a whole number of at least 1');

/** A whole number from 1 up. */
export const countField = z.int(positiveInteger).min(1, positiveInteger);

/** A JSON Schema as data; its own errors are found when it is used. */
export const jsonSchemaField = z.record(z.string(), z.unknown(), expected('a JSON Schema (a map)'));

const positive = (what: string) => z.number(expected(what)).positive(expected(what)).optional();

export const budgetField = z
  .strictObject(
    {
      usd: positive('US dollars above 0').meta({ description: 'US dollars.', examples: [0.5] }),
      tokens: countField.optional().meta({ description: 'Tokens in and out together.', examples: [200_000] }),
      calls: countField.optional().meta({ description: 'Calls of a model.', examples: [20] }),
      minutes: positive('minutes above 0').meta({ description: 'Minutes of wall time.', examples: [10] }),
    },
    expected('a budget, such as {usd: 0.5, calls: 20}'),
  )
  .optional()
  .meta({
    id: 'budget',
    description: 'The most it may use, on top of what is left of the budget around it. Reserved before each call.',
    examples: [{ usd: 0.5, calls: 20 }],
  });

const retryCount = z
  .int(expected('a number of attempts or {max, backoff, …}'))
  .min(1, positiveInteger)
  .max(100, expected('at most 100 attempts'));

export const retryField = z
  .union(
    [
      retryCount,
      z.strictObject({
        max: z
          .int(positiveInteger)
          .min(1, positiveInteger)
          .max(100, expected('at most 100 attempts'))
          .meta({ description: 'Attempts in all, the first one included.', examples: [3] }),
        backoff: z
          .enum(['fixed', 'exponential'], expected('fixed or exponential'))
          .optional()
          .meta({ description: 'How the wait grows. Default: exponential.', examples: ['fixed'] }),
        base: durationField.optional().meta({ description: 'The first wait. Default: 1s.', examples: ['500ms'] }),
        maxDelay: durationField.optional().meta({ description: 'The longest wait. Default: 1m.', examples: ['30s'] }),
        jitter: z
          .number(expected('a share from 0 to 1'))
          .min(0, expected('a share from 0 to 1'))
          .max(1, expected('a share from 0 to 1'))
          .optional()
          .meta({ description: 'Share of the wait that is random, 0 to 1. Default: 0.2.', examples: [0.5] }),
        on: z
          .array(z.string(expected('an error code')), expected('a list of error codes'))
          .optional()
          .meta({
            description: 'Error codes worth another try. Default: every operational failure.',
            examples: [['model.rateLimited']],
          }),
      }),
    ],
    expected('a number of attempts or {max, backoff, …}'),
  )
  .optional()
  .meta({
    id: 'retry',
    description: 'How a failing node is tried again: a number of attempts, or the full form.',
    examples: [
      3,
      { max: 4, backoff: 'exponential', base: '500ms', maxDelay: '30s', jitter: 0.2, on: ['model.rateLimited'] },
    ],
  });

export const joinField = z
  .union(
    [
      z.literal(['all', 'any']),
      z.strictObject({
        atLeast: countField.meta({ description: 'How many of the needed nodes must succeed.', examples: [2] }),
      }),
    ],
    expected('all, any or {atLeast: n}'),
  )
  .optional()
  .meta({
    id: 'join',
    description:
      'When the node may begin, counted over its needs. With any and atLeast the others are cancelled. Default: all.',
    examples: ['any', { atLeast: 2 }],
  });

export const failureField = z
  .union(
    [
      z.literal(['fail', 'skip', 'continue']),
      z.strictObject({
        fallback: idField.meta({ description: 'The node that runs in its place.', examples: ['simple-plan'] }),
      }),
    ],
    expected('fail, skip, continue or {fallback: node}'),
  )
  .optional()
  .meta({
    id: 'onFailure',
    description:
      'What happens when the node has failed for good: the run fails; what needs it is skipped; the run goes on with null; or another node runs in its place.',
    examples: ['skip', { fallback: 'simple-plan' }],
  });

export const conditionField = z.union(
  [z.string(), z.boolean()],
  expected('a CEL expression, such as inputs.count > 2'),
);
