import assert from 'node:assert/strict';
import fc from 'fast-check';
import { splitHidden } from '../../../webview/shared/hiddenCharacters.ts';

const said = (text: string) =>
  splitHidden(text)
    .map((piece) => ('text' in piece ? piece.text : `<${piece.hidden}>`))
    .join('');

describe('characters that cannot be seen', () => {
  it('are shown by their code points, and everything else stays', () => {
    assert.equal(said('admin\u202e\u2066 // x\u2069'), 'admin<U+202E><U+2066> // x<U+2069>');
    assert.equal(said('bell\u0007 esc\u001b nul\u0000'), 'bell<U+0007> esc<U+001B> nul<U+0000>');
    assert.equal(said('zero\u200bwidth\ufeff'), 'zero<U+200B>width<U+FEFF>');
    assert.equal(said('half \ud83d of 😀'), 'half <U+D83D> of 😀');
    assert.equal(said('tab\tand\nline\r\nends'), 'tab\tand\nline\nends');
    assert.equal(said('häßlich 漢字 עברית'), 'häßlich 漢字 עברית');
  });

  it('leave nothing hidden in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        for (const piece of splitHidden(text))
          if ('text' in piece) assert.doesNotMatch(piece.text, /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
