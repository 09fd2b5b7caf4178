import type { ChoiceView, ReviewView, RowView } from '../../src/protocol/runView.ts';
import { decidedReview } from './decidedReview.ts';

const row = (kind: RowView['kind'], text: string): RowView => ({
  kind,
  text,
  oldLine: kind === 'added' ? undefined : 4,
  newLine: kind === 'removed' ? undefined : 4,
  marks: [],
});

/** The expressions of the choices, and how far each was checked. */
const edits = [
  ['replaces `floor` with `ceil`', 'Math.ceil(items / size)', 'clean'],
  ['replaces `floor` with `round`', 'Math.round(items / size)', 'clean'],
  ['replaces `size` with `size + 1`', 'Math.floor(items / size + 1)', 'search'],
  ['replaces `items` with `(items + 1)`', 'Math.floor((items + 1) / size)', 'red'],
] as const;

/** The first line that each choice adds. */
export const addedBy = (number: number): string => `  return ${edits[number - 1]?.[1] ?? ''};`;

function choiceOf(number: number, proposed: number): ChoiceView {
  const [what = '', , checked = 'clean'] = edits[number - 1] ?? [];
  return {
    number,
    what: `src/pages.js:4 ${what}`,
    checked,
    isProposed: number === proposed,
    fixed: 1,
    passed: checked === 'red' ? 1 : 12,
    byExitCodeOnly: false,
    changes: [
      {
        path: 'src/pages.js',
        rows: [row('removed', '  return Math.floor(items / size);'), row('added', addedBy(number))],
      },
    ],
  };
}

/** A review in which four edits make the tests green, and `proposed` of them is the proposal. */
export function choicesReview(proposed: number, canChoose = true): ReviewView {
  const isClean = edits[proposed - 1]?.[2] === 'clean';
  const counts = { before: { passed: 11, failed: 1, skipped: 0 }, after: { passed: 12, failed: 0, skipped: 0 } };
  const none = { broken: [], stillFailing: [], flaky: [], missing: [], testsChanged: [] };
  return {
    ...decidedReview,
    run: { ...decidedReview.run, status: isClean ? 'fixed' : 'not-fixed', by: 'repair', isolated: true },
    summary: `src/pages.js:4 ${edits[proposed - 1]?.[0] ?? ''}.`,
    revisions: [],
    gates: [],
    hookFailures: [],
    evidence: {
      ...counts,
      ...none,
      fixed: ['a page more for what is left over'],
      byExitCodeOnly: false,
      goalReached: isClean,
      notProved: isClean ? [] : ['All tests were run with it, but not in a clean copy.'],
    },
    files: [
      {
        path: 'src/pages.js',
        kind: 'modified',
        binary: false,
        risk: undefined,
        hunks: [
          {
            hunkId: `h${proposed}`,
            rows: [row('removed', '  return Math.floor(items / size);'), row('added', addedBy(proposed))],
            decision: 'undecided',
            reason: undefined,
            applied: !canChoose,
          },
        ],
      },
    ],
    choices: {
      choices: edits.map((_, i) => choiceOf(i + 1, proposed)),
      found: 7,
      canChoose,
      inputs: [
        { call: 'pageCount(0, 2)', answers: ['returns 0', 'returns 0', 'returns 1', null] },
        { call: 'pageCount(5, 4)', answers: ['returns 2', 'returns 1', 'returns 2', 'throws RangeError: size'] },
      ],
    },
  };
}
