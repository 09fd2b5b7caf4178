import assert from 'node:assert/strict';
import { applyEdits } from '../../../src/core/patch/applyEdits.ts';
import { parseEdits } from '../../../src/core/patch/parseEdits.ts';
import { unifiedPatch } from '../../../src/core/patch/unifiedPatch.ts';

const block = (before: string, after: string) =>
  `a.js\n<<<<<<< SEARCH\n${before}\n=======\n${after}\n>>>>>>> REPLACE\n`;
const files = new Map([['a.js', 'one();\ntwo();\n']]);

describe('an edit of what no text file holds', () => {
  for (const [what, odd, why] of [
    ['a NUL', '\0', 'the new text has a NUL character'],
    ['half of a character', '\ud83d', 'the new text has half of a character'],
  ] as const)
    it(`is refused: ${what}, also in the second place of a file`, () => {
      for (const answer of [block('one();', odd), `${block('one();', 'uno();')}\n${block('two();', odd)}`]) {
        const applied = applyEdits(files, parseEdits(answer, 'search-replace').edits);
        assert.equal(applied.kind, 'refused');
        assert.deepEqual(applied.kind === 'refused' && applied.problems.map((problem) => problem.why), [why]);
      }
    });

  it('is not: a whole character beyond the first plane', () => {
    const applied = applyEdits(files, parseEdits(block('one();', "say('😀');"), 'search-replace').edits);
    assert.equal(applied.kind, 'applied');
  });
});

describe('a patch of our own', () => {
  it('fills an empty file with a text that has no last newline', () => {
    const patch = unifiedPatch([{ path: 'a.js', before: '', after: ' ' }]);
    const applied = applyEdits(new Map([['a.js', '']]), parseEdits(patch, 'unified-diff').edits);
    assert.equal(applied.kind === 'applied' && applied.files.get('a.js'), ' ');
  });
});
