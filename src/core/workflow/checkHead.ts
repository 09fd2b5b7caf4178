import type { Reporter } from '../manifest/reporter.ts';
import { checkShape, show } from '../manifest/schemaProblems.ts';
import type { WorkflowInput } from './definition.ts';
import { type JsonType, typeOfSchema, typeOfValue } from './schemaTypes.ts';
import { isRecord } from './sourceGraph.ts';
import { headSchema } from './sourceSchema.ts';

type InputType = WorkflowInput['type'];

/** Checks everything at the top of a workflow but its nodes. */
export function checkHead(value: Readonly<Record<string, unknown>>, reporter: Reporter): void {
  // A missing version was told already, and missing nodes are told where nodes are read.
  checkShape(headSchema, { value: { ...value, version: 1 }, path: [], label: 'the workflow' }, reporter);
  const inputs = isRecord(value.inputs) ? value.inputs : {};
  for (const [name, input] of Object.entries(inputs)) if (isRecord(input)) checkInput(name, input, reporter);
}

/** A default and the choices must be of the type that is said. */
function checkInput(
  name: string,
  { type, default: fallback, enum: choices }: Readonly<Record<string, unknown>>,
  reporter: Reporter,
): void {
  const wanted = typeOfSchema({ type });
  const path = ['inputs', name];
  const fits = (one: unknown) => typeOfValue(one) === wanted && (type !== 'integer' || Number.isInteger(one));
  const refuse = (at: readonly (string | number)[], message: string) =>
    reporter.add({ code: 'inputs.type', at: reporter.source.rangeOf(at), message });
  if (wanted === undefined) return;
  if (fallback !== undefined && !fits(fallback))
    refuse(
      [...path, 'default'],
      `The default of input "${name}" is ${show(fallback)}, expected ${described(wanted, type)}.`,
    );
  if (!Array.isArray(choices)) return;
  for (const [index, choice] of choices.entries()) {
    if (!fits(choice))
      refuse(
        [...path, 'enum', index],
        `A choice of input "${name}" is ${show(choice)}, expected ${described(wanted, type)}.`,
      );
  }
  if (
    fallback !== undefined &&
    fits(fallback) &&
    !choices.some((choice) => JSON.stringify(choice) === JSON.stringify(fallback))
  ) {
    refuse(
      [...path, 'default'],
      `The default of input "${name}" is ${show(fallback)}, expected one of its choices ${choices.map(show).join(', ')}.`,
    );
  }
}

function described(wanted: JsonType, type: unknown): string {
  return type === 'integer' ? 'a whole number' : `a ${wanted}`;
}

/** The inputs by name with their types; undefined where the type is not one of ours. */
export function inputTypes(inputs: unknown): Readonly<Record<string, InputType | undefined>> {
  if (!isRecord(inputs)) return {};
  const types = Object.entries(inputs).map(
    ([name, input]) => [name, asType(isRecord(input) ? input.type : input)] as const,
  );
  return Object.fromEntries(types);
}

function asType(type: unknown): InputType | undefined {
  const known: readonly InputType[] = ['string', 'number', 'integer', 'boolean', 'list', 'map'];
  return known.find((one) => one === type);
}
