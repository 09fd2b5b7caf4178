import * as vscode from 'vscode';
import type { InputView } from '../../protocol/library.ts';
import { type InputReading, readInput, showInput } from '../workflowInputs.ts';

const t = vscode.l10n.t;

type Inputs = Readonly<Record<string, unknown>>;

/** Asks for what a workflow takes: what is required one by one, the rest in one list. undefined: the person closed a question. */
export async function askInputs(workflow: string, inputs: readonly InputView[]): Promise<Inputs | undefined> {
  const values: Record<string, unknown> = {};
  for (const input of inputs.filter(({ required }) => required)) {
    const answer = await askOne(workflow, input, undefined);
    if (!answer) return undefined;
    values[input.name] = answer.value;
  }
  const optional = inputs.filter(({ required }) => !required);
  while (optional.length > 0) {
    const chosen = await askWhich(workflow, optional, values);
    if (chosen === undefined) return undefined;
    if (chosen === 'run') break;
    const answer = await askOne(workflow, chosen, values[chosen.name] ?? chosen.default);
    if (answer) values[chosen.name] = answer.value;
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

async function askWhich(
  workflow: string,
  inputs: readonly InputView[],
  values: Inputs,
): Promise<InputView | 'run' | undefined> {
  const items: (vscode.QuickPickItem & { readonly input?: InputView })[] = [
    { label: `$(play) ${t('Run {0}', workflow)}` },
    { label: t('Inputs'), kind: vscode.QuickPickItemKind.Separator },
    ...inputs.map((input) => ({
      label: input.name,
      description: showInput(values[input.name] ?? input.default),
      detail: input.description ?? '',
      input,
    })),
  ];
  const placeHolder = t('Run it, or choose an input to change');
  const chosen = await vscode.window.showQuickPick(items, { title: workflow, placeHolder });
  return chosen && (chosen.input ?? 'run');
}

async function askOne(
  workflow: string,
  input: InputView,
  before: unknown,
): Promise<{ readonly value: unknown } | undefined> {
  const title = `${workflow}: ${input.name}`;
  const choices = input.enum ?? (input.type === 'boolean' ? [true, false] : undefined);
  if (choices) {
    const items = choices.map((value) => ({
      label: showInput(value),
      description: value === before ? t('as it is') : '',
      value,
    }));
    return vscode.window.showQuickPick(items, { title, placeHolder: input.description ?? '' });
  }
  const text = await vscode.window.showInputBox({
    title,
    prompt: [input.description, hintOf(input)].filter((part) => part).join(' '),
    value: showInput(before),
    ignoreFocusOut: true,
    validateInput: (typed) => sayProblem(readInput(input, typed)),
  });
  if (text === undefined) return undefined;
  const read = readInput(input, text);
  return 'value' in read ? read : undefined;
}

function hintOf({ type }: InputView): string {
  if (type === 'list') return t('Items between commas, or a JSON array.');
  return type === 'map' ? t('A JSON object.') : '';
}

function sayProblem(read: InputReading): string | undefined {
  if ('value' in read) return undefined;
  switch (read.problem) {
    case 'empty':
      return t('This is required.');
    case 'number':
      return t('A number.');
    case 'integer':
      return t('A whole number.');
    case 'list':
      return t('This begins like a JSON array and is none.');
    case 'map':
      return t('A JSON object, such as {0}', '{ "name": "value" }');
  }
}
