import { nearestName } from '../manifest/nearest.ts';
import { type Reporter, replaceWith } from '../manifest/reporter.ts';
import type { PromptFile, PromptInput } from './promptFile.ts';
import type { FrontMatter } from './promptSchema.ts';
import { type PromptTemplate, variablesOf } from './promptTemplate.ts';
import { rangeIn } from './textRange.ts';

/** The two parts of a prompt's body. */
export interface PromptBody {
  readonly system: PromptTemplate;
  readonly message: PromptTemplate;
  /** Whether the file has a changing part of its own. */
  readonly marked: boolean;
}

/** What the inputs are checked against: the body that uses them, and the prompt that this one stands in for. */
export interface InputUse {
  readonly body: PromptBody;
  readonly text: string;
  readonly base: PromptFile | undefined;
}

type DeclaredInput = Exclude<FrontMatter['inputs'], undefined | unknown[]>[string];

type Inputs = Readonly<Record<string, PromptInput>>;

/** The inputs that a front matter declares. What the body uses and does not fit them is reported. */
export function checkInputs(front: FrontMatter, use: InputUse, reporter: Reporter): Inputs {
  const inputs = readInputs(front, use.base);
  if (use.base) checkAgainstBase(front, { inputs, base: use.base }, reporter);
  const known = Object.keys(inputs);
  const { marked } = use.body;
  const system = variablesOf(use.body.system);
  const message = variablesOf(use.body.message);
  for (const { name, ...span } of [...system, ...message]) {
    if (known.includes(name)) continue;
    const given = use.base && Object.hasOwn(use.base.inputs, name);
    const near = given ? undefined : nearestName(name, known);
    const at = rangeIn(use.text, span);
    reporter.add({
      code: 'prompt.unknownVariable',
      at,
      message: `There is no input "${name}"; there are: ${known.join(', ') || 'none'}.`,
      suggestion: near === undefined ? 'Declare it under "inputs".' : `Did you mean "${near}"?`,
      ...(near === undefined ? {} : { fix: replaceWith(at, use.text.slice(span.start, span.end).replace(name, near)) }),
    });
  }
  for (const { name, ...span } of system.filter((one) => inputs[one.name]?.stable === false)) {
    reporter.add({
      code: 'prompt.changingInput',
      at: rangeIn(use.text, span),
      message: `"${name}" changes from call to call, and stands in the stable part; expected it below <!-- message -->.`,
      suggestion: 'A stable part that stays the same is read from the cache of the provider.',
    });
  }
  // After an error it is not known what was meant to be used.
  if (reporter.failed) return inputs;
  const used = new Set([...system, ...message].map(({ name }) => name));
  for (const name of known.filter((one) => !used.has(one) && (marked || inputs[one]?.stable))) {
    const at = reporter.source.keyRangeOf(placeOfInput(front, name));
    reporter.add({ code: 'prompt.unusedInput', at, message: `The text does not use "${name}".`, severity: 'warning' });
  }
  return inputs;
}

function readInputs({ inputs = [] }: FrontMatter, base: PromptFile | undefined): Inputs {
  const entries: [string, DeclaredInput][] = Array.isArray(inputs)
    ? inputs.map((name) => [name, {}])
    : Object.entries(inputs);
  const read = entries.map(([name, declared]): [string, PromptInput] => {
    const given: Partial<PromptInput> | Exclude<DeclaredInput, string> =
      typeof declared === 'string' ? { description: declared } : declared;
    const of = base && Object.hasOwn(base.inputs, name) ? base.inputs[name] : undefined;
    return [
      name,
      {
        description: given.description ?? of?.description ?? '',
        default: given.default ?? of?.default,
        stable: given.stable ?? of?.stable ?? false,
      },
    ];
  });
  // fromEntries defines properties, so that an input `__proto__` stays one.
  return Object.fromEntries(read);
}

/** A prompt that stands in for another is given the same values: it can neither ask for more nor change what they are. */
function checkAgainstBase(
  front: FrontMatter,
  { inputs, base }: { readonly inputs: Inputs; readonly base: PromptFile },
  reporter: Reporter,
): void {
  const given = Object.keys(base.inputs);
  for (const [name, input] of Object.entries(inputs)) {
    const at = reporter.source.keyRangeOf(placeOfInput(front, name));
    if (given.includes(name)) {
      const { stable } = base.inputs[name] ?? input;
      if (input.stable === stable) continue;
      const message = `"${name}" is ${stable ? 'stable' : 'not stable'} in the built-in prompt "${base.name}", which this one stands in for.`;
      reporter.add({ code: 'prompt.stable', at, message });
    } else if (input.default === undefined) {
      const near = nearestName(name, given);
      reporter.add({
        code: 'prompt.unknownInput',
        at,
        message: `The agent "${base.agent}" gives no "${name}" to its prompt; it gives ${given.join(', ') || 'nothing'}.`,
        suggestion: near === undefined ? 'Remove it, or give it a default.' : `Did you mean "${near}"?`,
        ...(near === undefined ? {} : { fix: replaceWith(at, near) }),
      });
    }
  }
}

function placeOfInput({ inputs = [] }: FrontMatter, name: string): readonly (string | number)[] {
  return ['inputs', Array.isArray(inputs) ? inputs.indexOf(name) : name];
}
