import assert from 'node:assert/strict';
import { createFile, goodEdit, slugEdit, type Tortured, text, torture, type Wire } from './tortureBench.ts';

const megabyte = 2 ** 20;
const chunkSize = 16_384;
const cut = /answer was cut at its maximum length/;

const cases = (wire: Wire) =>
  [
    {
      name: `${wire} answers with 2 MB of words, with an edit of 2 MB, and with one that hides behind them`,
      wire,
      replies: [
        { text: 'word '.repeat((2 * megabyte) / 5), chunkSize },
        { text: createFile('src/data.js', `export const data = '${'x'.repeat(2 * megabyte)}';`), chunkSize },
        { text: `${'word '.repeat((2 * megabyte) / 5)}\n\n${goodEdit}`, chunkSize },
      ],
      outcome: 'not-fixed',
      exitCode: 1,
      calls: 3,
      check({ json, told, sent }: Tortured) {
        assert.equal(json.proposal, null);
        assert.match(told(1), cut);
        assert.match(told(2), cut);
        assert.ok(sent(2).length < 30_000, 'what was cut is not paid for again');
      },
    },
    {
      name: `${wire} never ends its answer: it is left at a bound, not at the end of the time`,
      wire,
      replies: [{ text: 'more '.repeat(8 * megabyte), chunkSize: 4_096, dripMs: 2 }, text(goodEdit)],
      outcome: 'fixed',
      exitCode: 0,
      calls: 2,
      check: ({ told }: Tortured) => assert.match(told(1), cut),
    },
    {
      name: `${wire} calls a tool with 2 MB`,
      wire,
      replies: [{ calls: [{ name: 'search', input: { text: 'x'.repeat(2 * megabyte) } }], chunkSize }, text(goodEdit)],
      outcome: 'fixed',
      exitCode: 0,
      calls: 2,
      check({ told, sent }: Tortured) {
        assert.match(told(1), cut);
        assert.ok(sent(1).length < 30_000, 'the call is not sent back');
      },
    },
    {
      name: `${wire} says nothing, three times`,
      wire,
      replies: [{ text: '' }, { text: '' }, { text: '' }],
      outcome: 'not-fixed',
      exitCode: 1,
      calls: 3,
      check: ({ json }: Tortured) => assert.match(json.line, /3 answers in a row could not be used/),
    },
  ] as const;

torture('replies', [
  ...cases('openai'),
  ...cases('anthropic'),
  {
    name: 'drips for longer than the run may take: the run pauses at its limit',
    replies: [{ text: 'more '.repeat(megabyte), chunkSize: 5, dripMs: 100 }],
    args: ['--max-minutes', '0.15'],
    outcome: 'paused',
    exitCode: 4,
    calls: 1,
    seconds: 60,
  },
  {
    name: 'writes half characters and controls into the code',
    replies: [
      text(slugEdit("  const half = '\ud800';")),
      text(createFile('src/odd\u202e.js', 'export {};')),
      text(createFile('src/odd.js', 'export const nul = "\0";')),
    ],
    outcome: 'not-fixed',
    exitCode: 1,
    calls: 3,
    check({ json, told }) {
      assert.equal(json.proposal, null);
      assert.match(told(1), /src\/slug\.js: the new text has half of a character/);
      assert.match(told(2), /control or invisible character/);
    },
  },
]);
