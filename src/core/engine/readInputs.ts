import { CodedError } from '../../base/errors.ts';
import type { WorkflowDefinition, WorkflowInput } from '../workflow/definition.ts';

/** The inputs with defaults filled in. Everything that is missing, unknown or of a wrong type is said at once (`input.invalid`). */
export function readInputs(
  { name, inputs }: WorkflowDefinition,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const problems: string[] = [];
  for (const key of Object.keys(given)) if (!Object.hasOwn(inputs, key)) problems.push(`there is no input "${key}"`);
  const entries = Object.entries(inputs).map(([key, input]) => {
    const value = Object.hasOwn(given, key) ? given[key] : input.default;
    const problem = problemOf(value, input);
    if (problem) problems.push(`"${key}" ${problem}`);
    return [key, value] as const;
  });
  if (problems.length > 0) {
    const known = Object.keys(inputs).join(', ') || 'none';
    throw new CodedError('input.invalid', `The inputs of ${name} do not fit: ${problems.join('; ')}.`, {
      hint: `Its inputs: ${known}.`,
    });
  }
  return Object.fromEntries(entries);
}

function problemOf(value: unknown, { type, enum: allowed }: WorkflowInput): string | undefined {
  if (value === undefined) return 'is missing';
  const fits = {
    string: typeof value === 'string',
    number: typeof value === 'number',
    integer: Number.isInteger(value),
    boolean: typeof value === 'boolean',
    list: Array.isArray(value),
    map: typeof value === 'object' && value !== null && !Array.isArray(value),
  }[type];
  if (!fits) return `must be of type ${type}`;
  if (allowed && !allowed.includes(value))
    return `must be one of ${allowed.map((one) => JSON.stringify(one)).join(', ')}`;
  return undefined;
}
