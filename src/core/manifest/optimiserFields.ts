import * as z from 'zod';
import { expected } from './expected.ts';

/** What can be measured of a run, in the order in which messages list it; `solved` and `score` are to grow, the others to shrink. */
const objectiveNames = ['solved', 'score', 'cost', 'tokens', 'time', 'changedLines'] as const;
/** One of them. */
export type Objective = (typeof objectiveNames)[number];

const oneOfThem = `one of ${objectiveNames.join(', ')}`;
const objective = z.enum(objectiveNames, expected(oneOfThem));

/** What an optimiser is to make better: one objective, or several, most important first. */
export const objectiveField = z
  .union([objective, z.array(objective).min(1)], expected(`${oneOfThem}, or a list of them`))
  .meta({
    description: 'What is to get better; several, most important first.',
    examples: ['solved', ['solved', 'cost']],
  });

const amount = (what: string) => z.number(expected(what)).positive(expected(what)).optional();
const count = z
  .int(expected('a whole number of at least 1'))
  .min(1, expected('a whole number of at least 1'))
  .optional();

/** What an optimiser may spend. */
export const optimiserBudgetField = z
  .strictObject(
    {
      usd: amount('US dollars above 0').meta({ description: 'US dollars.', examples: [5] }),
      tokens: count.meta({ description: 'Tokens in and out together.', examples: [2_000_000] }),
      calls: count.meta({ description: 'Calls of a model.', examples: [400] }),
      minutes: amount('minutes above 0').meta({ description: 'Minutes of wall time.', examples: [60] }),
    },
    expected('a budget, such as {usd: 2, calls: 200}'),
  )
  .refine((budget) => Object.keys(budget).length > 0, expected('at least one limit: usd, tokens, calls or minutes'))
  .meta({ description: 'The most that looking for something better may use.', examples: [{ usd: 5, calls: 400 }] });

/** What an optimiser may spend, once it is read. */
export interface OptimiserBudget {
  readonly usd?: number | undefined;
  readonly tokens?: number | undefined;
  readonly calls?: number | undefined;
  readonly minutes?: number | undefined;
}

/** The objectives of a field, each once. */
export function objectivesOf(field: Objective | readonly Objective[]): readonly Objective[] {
  return [...new Set(typeof field === 'string' ? [field] : field)];
}
