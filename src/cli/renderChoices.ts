import { CodedError } from '../base/errors.ts';
import type { ChoicesView, ChoiceView } from '../protocol/runView.ts';
import type { Paint } from './cliIo.ts';
import type { Arguments } from './command.ts';
import { printable } from './printable.ts';

/** The flag of commands that can take another choice. */
export const choiceOptions = { alternative: { type: 'string' } } as const;

/** The number that `--alternative` gives; undefined without it. Throws `usage.badNumber`. */
export function alternativeOf(args: Arguments): number | undefined {
  const text = args.text('alternative');
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new CodedError('usage.badNumber', `--alternative ${JSON.stringify(text)} is not a number of a choice.`, {
    hint: 'Choices are counted from 1: loopwright show',
  });
}

/** The edits among which a person can choose, how far each was checked, and the inputs that tell them apart. */
export function renderChoices(
  view: ChoicesView,
  { runId, looked }: { readonly runId: string; readonly looked?: number | undefined },
  paint: Paint,
): readonly string[] {
  const { choices, inputs, found } = view;
  const count = found > choices.length ? `the ${choices.length} best of ${found}` : `${choices.length}`;
  const lines = [
    paint.strong(`Choices: ${count} edits that make the red tests green; the tests do not decide between them`),
    ...choices.flatMap((choice) => renderChoice(choice, paint)),
  ];
  if (inputs.length > 0) lines.push('  Which is right? No test gives these inputs:');
  for (const { call, answers } of inputs) {
    lines.push(`    ${printable(call)}`);
    for (const { numbers, answer } of byAnswer(view, answers))
      lines.push(`      ${numbers.join(', ')}: ${printable(answer)}`);
  }
  if (!view.canChoose) return lines;
  const other = looked ?? choices.find(({ isProposed }) => !isProposed)?.number ?? 1;
  const look = looked === undefined ? [`  Look at another: loopwright show ${runId} --alternative ${other}`] : [];
  const take = `  Take it instead: loopwright review ${runId} --alternative ${other}`;
  return [...lines, ...[...look, take].map(paint.dim)];
}

function renderChoice(choice: ChoiceView, paint: Paint): readonly string[] {
  const { number, what, isProposed, changes } = choice;
  const shown = changes.flatMap(({ rows }) => rows);
  const rows = shown.map(({ kind, text }) => {
    const line = `      ${kind === 'added' ? '+' : '-'} ${printable(text.trim())}`;
    return kind === 'added' ? paint.added(line) : paint.removed(line);
  });
  const mark = isProposed ? paint.good('*') : ' ';
  const check = sayCheck(choice);
  return [
    `  ${mark} ${number}  ${printable(what)}`,
    `      ${choice.checked === 'clean' ? paint.good(`✓ ${check}`) : paint.warn(`! ${check}`)}`,
    ...rows,
  ];
}

/** How far a choice was checked, as a sentence without its stop. */
export function sayCheck({ checked, fixed, passed, byExitCodeOnly }: ChoiceView): string {
  if (byExitCodeOnly) return `${checked === 'clean' ? 'proved in a clean copy' : 'checked in part'}, by exit code only`;
  const tests = `${fixed} ${fixed === 1 ? 'test' : 'tests'} red before, green after`;
  const others = passed - fixed === 1 ? '1 other green' : `${passed - fixed} others green`;
  switch (checked) {
    case 'clean':
      return `proved in a clean copy: ${tests}, ${others}`;
    case 'search':
      return `checked in part, not in a clean copy: ${tests}, ${others}`;
    case 'red':
      return `checked in part, the red tests only: ${tests}`;
  }
}

/** Choices that do the same, together. */
function byAnswer({ choices }: ChoicesView, answers: readonly (string | null)[]) {
  const groups = new Map<string, number[]>();
  for (const [at, { number }] of choices.entries()) {
    const answer = answers[at] ?? 'was not asked';
    groups.set(answer, [...(groups.get(answer) ?? []), number]);
  }
  return [...groups].map(([answer, numbers]) => ({ answer, numbers }));
}
