import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { applyEdits } from '../../../src/core/patch/applyEdits.ts';
import { renderProblems } from '../../../src/core/patch/editProblem.ts';
import { type PatchFormat, renderParseProblems } from '../../../src/core/patch/fileEdit.ts';
import { parseEdits } from '../../../src/core/patch/parseEdits.ts';

/** One answer of a model with the outcome that is right: the texts it gives, the code it is refused with, or what a reader expects. */
interface EditCase {
  readonly name: string;
  readonly format: PatchFormat;
  readonly files: Record<string, string>;
  readonly answer: readonly string[];
  readonly applied?: Record<string, string | null>;
  readonly refused?: string;
  readonly unreadable?: string;
  /** What the message to the model must contain. */
  readonly says?: string;
}

const folder = new URL('../../fixtures/edits/', import.meta.url);

function outcomeOf(one: EditCase): {
  applied?: Record<string, string | null>;
  refused?: string;
  unreadable?: string;
  message: string;
} {
  const parsed = parseEdits(one.answer.join('\n'), one.format);
  if (parsed.problems.length > 0) {
    const message = renderParseProblems(parsed.problems);
    return { unreadable: message, message };
  }
  const outcome = applyEdits(new Map(Object.entries(one.files)), parsed.edits);
  if (outcome.kind === 'refused')
    return { refused: outcome.problems[0]?.code ?? '', message: renderProblems(outcome.problems) };
  return { applied: Object.fromEntries([...outcome.files].map(([path, text]) => [path, text ?? null])), message: '' };
}

let total = 0;
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()) {
  describe(`edits: ${file.replace('.json', '')}`, () => {
    for (const one of JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as EditCase[]) {
      total++;
      it(one.name, () => {
        const { message, ...outcome } = outcomeOf(one);
        if (one.unreadable === undefined) {
          const wanted = one.applied === undefined ? { refused: one.refused } : { applied: one.applied };
          assert.deepEqual(outcome, wanted, message);
        } else assert.ok(outcome.unreadable?.includes(one.unreadable), JSON.stringify(outcome));
        if (one.says !== undefined) assert.ok(message.includes(one.says), message);
      });
    }
  });
}

it('the corpus of edits is complete', () => {
  assert.ok(total >= 120, `only ${total} cases`);
});
