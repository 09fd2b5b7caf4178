/** What a scripted model answers, one after the other, and by what each request is known. */
export interface ScriptedAnswer {
  /** A text that the request must hold. */
  readonly asked: string;
  readonly text: string;
}

const json = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value)}\n\`\`\`\n`;
const block = (path: string, search: string, replace: string): string =>
  `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
const file = (path: string, text: string): string => `${path}\n\`\`\`\n${text}\`\`\`\n`;

const verdict = (approved: boolean, message: string, at: string): string =>
  json({
    explanation: 'The change was followed from its callers.',
    approved,
    findings: approved
      ? []
      : [{ severity: 'error', file: at, line: 1, message, suggestion: 'Refuse it like any other text.' }],
    summary: approved ? 'The request is met.' : message,
  });

export const durationRequest = 'parseDuration reads what formatDuration writes; anything else is a RangeError.';

const tsReturn = "  return parts.length === 0 ? '0s' : parts.join(' ');\n}";
const tsParse = (sum: string): string => `${tsReturn}

/** Reads what formatDuration writes. Throws a RangeError for anything else. */
export function parseDuration(text: string): number {
  let total = 0;
  for (const part of text.split(' ')) {
    const match = /^(\\d+)([hms])$/.exec(part);
    if (!match) throw new RangeError(\`not a duration: \${text}\`);
${sum}
  }
  return total;
}`;
const tsTests = (cases: string): string => `import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDuration } from '../src/duration.ts';

describe('parseDuration', () => {
${cases}
});
`;
const tsWrongSum = '    total = Number(match[1]) * size;';
const tsRightSum = '    total += Number(match[1]) * size;';
const vacuous = "  it('is a function', () => assert.equal(typeof parseDuration, 'function'));";

/** parseDuration in TypeScript: a type error, tests that check nothing, a wrong sum, and a finding of the reviewer on the way. */
export const durationAnswers: readonly ScriptedAnswer[] = [
  {
    asked: 'You plan a change',
    text: json({
      explanation: 'Only src/duration.ts knows the units.',
      steps: [
        {
          title: 'Add parseDuration',
          detail: 'parseDuration(text) in src/duration.ts, beside formatDuration, over the same units.',
          files: ['src/duration.ts'],
          check: 'A test that reads 1h 5m.',
        },
      ],
      summary: 'parseDuration stands beside formatDuration and uses its units.',
    }),
  },
  {
    asked: 'You carry out one task',
    text: `parseDuration adds up the parts.\n\n${block('src/duration.ts', tsReturn, tsParse('    total += Number(match[1]) * units.find(([unit]) => unit === match[2])[1];'))}`,
  },
  {
    asked: 'TS2532',
    text: `A unit that is not found counts nothing.\n\n${block(
      'src/duration.ts',
      '    total += Number(match[1]) * units.find(([unit]) => unit === match[2])[1];',
      `    const size = units.find(([unit]) => unit === match[2])?.[1] ?? 0;\n${tsWrongSum}`,
    )}`,
  },
  {
    asked: 'You write tests',
    text: `One test for the new function.\n\n${file('test/parseDuration.test.ts', tsTests(vacuous))}`,
  },
  {
    asked: 'Your tests do not count yet',
    text: `The values are checked now.\n\n${block(
      'test/parseDuration.test.ts',
      vacuous,
      `  it('adds the parts up', () => {
    assert.equal(parseDuration('1h 5m'), 3_900_000);
    assert.equal(parseDuration('61s'), 61_000);
  });

  it('refuses what is no duration', () => {
    assert.throws(() => parseDuration('soon'), RangeError);
    assert.throws(() => parseDuration(''), RangeError);
  });`,
    )}`,
  },
  {
    asked: 'A change is being made, and it is not right yet',
    text: `Each part replaced the sum.\n\n${block('src/duration.ts', tsWrongSum, tsRightSum)}`,
  },
  { asked: 'You review a change', text: verdict(false, "parseDuration('1h 1h') gives two hours.", 'src/duration.ts') },
  {
    asked: "parseDuration('1h 1h') gives two hours.",
    text: `A text that formatDuration would not write is refused.\n\n${block(
      'src/duration.ts',
      '  return total;\n}',
      '  if (formatDuration(total) !== text && total >= 3_600_000) throw new RangeError("not a duration: " + text);\n  return total;\n}',
    )}`,
  },
  { asked: 'You review a change', text: verdict(true, '', '') },
];

export const sharesRequest = 'weighted_shares(total, weights) splits a total by weights, without a cent lost.';

const pyInit = 'from .shares import equal_shares\n\n__all__ = ["equal_shares"]';
const pyLast = '    return [share + 1 if i < left else share for i in range(people)]';
const pyShares = (head: string, loop: string): string => `${pyLast}


def weighted_shares(total, weights)${head}
    """Splits the total by the weights; the last one gets what rounding leaves."""
    if not weights or sum(weights) <= 0:
        raise ValueError("there is nothing to share by")
    shares = [total * weight // sum(weights) for weight in weights]
${loop}
    return shares`;
const pyTests = (cases: string): string => `import unittest

from plan import weighted_shares


class WeightedSharesTest(unittest.TestCase):
${cases}
`;
const pyVacuous = '    def test_is_there(self):\n        self.assertTrue(callable(weighted_shares))';

/** weighted_shares in Python: a syntax error, tests that check nothing, a cent lost, and a finding of the reviewer on the way. */
export const sharesAnswers: readonly ScriptedAnswer[] = [
  {
    asked: 'You plan a change',
    text: json({
      explanation: 'plan/shares.py holds the only way to share.',
      steps: [
        {
          title: 'Add weighted_shares',
          detail: 'weighted_shares(total, weights) in plan/shares.py, exported by plan.',
          files: ['plan/shares.py', 'plan/__init__.py'],
          check: 'A test whose shares sum up to the total.',
        },
      ],
      summary: 'weighted_shares stands beside equal_shares.',
    }),
  },
  {
    asked: 'You carry out one task',
    text: `weighted_shares rounds down and gives the rest to the last.\n\n${block('plan/shares.py', pyLast, pyShares('', '    shares[-1] += total - sum(weights)'))}\n${block(
      'plan/__init__.py',
      pyInit,
      'from .shares import equal_shares, weighted_shares\n\n__all__ = ["equal_shares", "weighted_shares"]',
    )}`,
  },
  {
    asked: 'python-syntax',
    text: `The colon was missing.\n\n${block('plan/shares.py', 'def weighted_shares(total, weights)', 'def weighted_shares(total, weights):')}`,
  },
  {
    asked: 'You write tests',
    text: `One test for the new function.\n\n${file('tests/test_weighted_shares.py', pyTests(pyVacuous))}`,
  },
  {
    asked: 'Your tests do not count yet',
    text: `The values are checked now.\n\n${block(
      'tests/test_weighted_shares.py',
      pyVacuous,
      `    def test_loses_no_cent(self):
        self.assertEqual(weighted_shares(100, [1, 1, 1]), [33, 33, 34])
        self.assertEqual(weighted_shares(10, [3, 1]), [7, 3])

    def test_wants_weights(self):
        with self.assertRaises(ValueError):
            weighted_shares(100, [])`,
    )}`,
  },
  {
    asked: 'A change is being made, and it is not right yet',
    text: `What is left is the total without the shares.\n\n${block('plan/shares.py', '    shares[-1] += total - sum(weights)', '    shares[-1] += total - sum(shares)')}`,
  },
  { asked: 'You review a change', text: verdict(false, 'A negative weight takes from the others.', 'plan/shares.py') },
  {
    asked: 'A negative weight takes from the others.',
    text: `Negative weights are refused.\n\n${block('plan/shares.py', '    if not weights or sum(weights) <= 0:', '    if not weights or min(weights) < 0 or sum(weights) <= 0:')}`,
  },
  { asked: 'You review a change', text: verdict(true, '', '') },
];

const pyHead = 'def weighted_shares(total, weights)';
const pyEven = (cents: number) => `        self.assertEqual(equal_shares(${cents}, 2), [${cents / 2}, ${cents / 2}])`;
const blindTest = (cents: number) =>
  `Tests what was there before.\n\n${file(
    'tests/test_more_shares.py',
    `import unittest

from plan import equal_shares


class MoreSharesTest(unittest.TestCase):
    def test_is_even(self):
${pyEven(cents)}
`,
  )}`;

/** weighted_shares with a comment that silences a checker, and tests that never show it; the reviewer is content. */
export const blindAnswers: readonly ScriptedAnswer[] = [
  ...sharesAnswers.slice(0, 1),
  {
    asked: 'You carry out one task',
    text: `Done.\n\n${block('plan/shares.py', pyLast, pyShares(':  # noqa', '    shares[-1] += total - sum(shares)'))}`,
  },
  {
    asked: 'silences Ruff',
    text: `Still needed.\n\n${block('plan/shares.py', `${pyHead}:  # noqa`, `${pyHead}:  # noqa: E501`)}`,
  },
  {
    asked: 'silences Ruff',
    text: `Still needed.\n\n${block('plan/shares.py', `${pyHead}:  # noqa: E501`, `${pyHead}:  # noqa: E502`)}`,
  },
  { asked: 'You write tests', text: blindTest(10) },
  {
    asked: 'At least one has to show what is new',
    text: `Another sum.\n\n${block('tests/test_more_shares.py', pyEven(10), pyEven(20))}`,
  },
  {
    asked: 'At least one has to show what is new',
    text: `Another sum.\n\n${block('tests/test_more_shares.py', pyEven(20), pyEven(30))}`,
  },
  { asked: 'You review a change', text: verdict(true, '', '') },
  { asked: 'silences Ruff', text: 'GIVE UP: the comment is needed.' },
];
