import assert from 'node:assert/strict';
import { plainText } from '../../../src/extension/plainText.ts';

describe('a text that others wrote, in a message', () => {
  for (const [what, text, plain] of [
    ['stays as it is', 'Which price?', 'Which price?'],
    ['is no link', '[Read this](command:workbench.action.quit)', '(Read this)(command:workbench.action.quit)'],
    ['is one line', 'one\n\ntwo\r\nthree', 'one two three'],
    ['hides nothing', 'a\u202eb\u200bc\u0007d', 'a b c d'],
    ['is cut where it is long', 'x'.repeat(20), `${'x'.repeat(9)}…`],
  ] as const)
    it(what, () => assert.equal(plainText(text, what.includes('long') ? 10 : 300), plain));
});
