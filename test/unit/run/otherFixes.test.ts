import assert from 'node:assert/strict';
import type { RepairCandidate } from '../../../src/core/repair/candidateEdit.ts';
import { sayOtherFixes } from '../../../src/core/run/otherFixes.ts';

const candidate = (number: number, replacement: string, after = replacement): RepairCandidate => ({
  number,
  edits: [
    {
      path: 'a.js',
      startIndex: 0,
      endIndex: 1,
      replacement,
      operator: 'relational',
      family: 'boundary',
      description: `replaces \`<\` with \`${replacement}\``,
      prior: 1,
      line: 3,
    },
  ],
  files: [{ path: 'a.js', before: '<', after }],
  score: 1,
});
const chosen = candidate(1, '>');

describe('other edits that make the tests green', () => {
  for (const [name, found, said] of [
    ['none', [chosen], undefined],
    ['the same text reached another way', [chosen, candidate(2, 'b', '>')], undefined],
    [
      'one',
      [chosen, candidate(2, '>=')],
      '1 other edit makes the tests green too, so they do not decide between them: a.js:3 replaces `<` with `>=`.',
    ],
    [
      'five',
      [candidate(2, 'b'), chosen, ...['c', 'd', 'e', 'f'].map((text, i) => candidate(3 + i, text))],
      '5 other edits make the tests green too, so they do not decide between them: a.js:3 replaces `<` with `b`; a.js:3 replaces `<` with `c`; a.js:3 replaces `<` with `d`; and 2 more.',
    ],
  ] as const)
    it(`${name}: ${said ? 'said' : 'nothing to say'}`, () => assert.equal(sayOtherFixes(chosen, found), said));
});
