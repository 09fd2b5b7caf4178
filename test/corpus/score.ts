import { applyEdits } from '../../src/core/patch/applyEdits.ts';
import { renderProblems } from '../../src/core/patch/editProblem.ts';
import { renderParseProblems } from '../../src/core/patch/fileEdit.ts';
import { plainPunctuation } from '../../src/core/patch/foldLine.ts';
import { parseEdits } from '../../src/core/patch/parseEdits.ts';
import type { EditCase } from './editCase.ts';

/** What a matcher makes of a case: texts by path (null deletes), or a refusal. */
export type EditOutcome =
  | { readonly kind: 'applied'; readonly files: Record<string, string | null> }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** `missed`: refused although it can be applied. `refused`: refused, and rightly. */
export type Verdict = 'applied' | 'refused' | 'missed' | 'wrong';

/** What our reader and our ladder make of a case. */
export function ourOutcome(one: EditCase): EditOutcome {
  const parsed = parseEdits(one.answer.join('\n'), one.format);
  if (parsed.problems.length > 0)
    return { kind: 'refused', code: 'unreadable', message: renderParseProblems(parsed.problems) };
  const outcome = applyEdits(new Map(Object.entries(one.files)), parsed.edits);
  if (outcome.kind === 'refused')
    return { kind: 'refused', code: outcome.problems[0]?.code ?? '', message: renderProblems(outcome.problems) };
  return { kind: 'applied', files: Object.fromEntries([...outcome.files].map(([path, text]) => [path, text ?? null])) };
}

/** The texts there are after an outcome, as one string. Files that are left as they were need not be named. */
function allTexts(one: EditCase, change: Record<string, string | null>): string {
  const texts = Object.entries({ ...one.files, ...change }).filter(([, text]) => text !== null);
  return JSON.stringify(texts.sort(([left], [right]) => (left < right ? -1 : 1)));
}

const rightOnes = (one: EditCase) => [one.applied, one.alsoRight].filter((files) => files !== undefined);

/** Measures an outcome against what is right. */
export function verdictOf(one: EditCase, outcome: EditOutcome): Verdict {
  if (outcome.kind === 'refused') return one.applied === undefined ? 'refused' : 'missed';
  const got = allTexts(one, outcome.files);
  return rightOnes(one).some((files) => allTexts(one, files) === got) ? 'applied' : 'wrong';
}

/** Whether a wrong text differs from the one meant in white space and typographic signs alone. */
export function isWrongInFormOnly(one: EditCase, outcome: EditOutcome): boolean {
  if (outcome.kind === 'refused') return false;
  const plain = (text: string): string => plainPunctuation(text.normalize('NFKC')).replace(/\s|\\[rnt]|\uFEFF/g, '');
  const got = plain(allTexts(one, outcome.files));
  return rightOnes(one).some((files) => plain(allTexts(one, files)) === got);
}
