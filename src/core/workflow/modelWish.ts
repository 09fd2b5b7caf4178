import * as z from 'zod';
import { expected } from '../manifest/expected.ts';

/** Which model is wished for, and which take over when one fails, in their order. All as in `--model`. */
export interface ModelWish {
  /** undefined: what is said elsewhere. */
  readonly use: string | undefined;
  readonly fallback: readonly string[];
}

/** Models that take over, at most: each is tried with all its own waits. */
const mostFallbacks = 5;

const form = expected('a model, or {use: model, fallback: [model, …]}');
const reference = z.string(expected('a model')).min(1, expected('a model'));
const fallbackField = z
  .array(reference, expected('a list of models'))
  .min(1, expected('at least one model'))
  .max(mostFallbacks, expected(`at most ${mostFallbacks} models`))
  .meta({
    description:
      'Models that take over, in this order, when one fails: a refused key, a rate limit past its waits, a server error, an unknown name, a prompt too long. Where each gets code, you are asked as for the first.',
    examples: [['openai/gpt-4.1', 'ollama/qwen3']],
  });

/** A model, or one with those that take over. */
export const modelField = z
  .union(
    [
      reference,
      z.strictObject(
        {
          use: reference.optional().meta({
            description: 'The first model. Default: the model of the run.',
            examples: ['anthropic/claude-sonnet-4-5'],
          }),
          fallback: fallbackField,
        },
        form,
      ),
    ],
    form,
  )
  .optional();

/** What a manifest says of a model, in its full form. */
export function modelWish(value: unknown): ModelWish {
  if (typeof value === 'string') return { use: value, fallback: [] };
  const { use, fallback } = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  return {
    use: typeof use === 'string' ? use : undefined,
    fallback: Array.isArray(fallback) ? fallback.filter((one) => typeof one === 'string') : [],
  };
}
