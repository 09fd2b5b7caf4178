import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type AnsiStyle, classOfStyle, parseAnsi } from '../../../webview/shared/ansi.ts';

const esc = '\u001b';
/** Pieces as `text:classes`. */
const shown = (output: string) => parseAnsi(output).map(({ text, style }) => `${text}:${classOfStyle(style)}`);

describe('colours of terminal output', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['plain text', 'just words', ['just words:']],
    ['a colour and its end', `${esc}[31mred${esc}[39m plain`, ['red:ansi-fore-1', ' plain:']],
    ['several at once', `${esc}[1;4;32mgood${esc}[0m`, ['good:ansi-bold ansi-underline ansi-fore-2']],
    ['bright and background', `${esc}[97;41mloud`, ['loud:ansi-fore-15 ansi-back-1']],
    ['no parameter as a reset', `${esc}[31ma${esc}[mb`, ['a:ansi-fore-1', 'b:']],
    ['inverse', `${esc}[7mturned`, ['turned:ansi-fore-surface ansi-back-text']],
    [
      '256 colours as the nearest of the theme',
      `${esc}[38;5;196mred${esc}[38;5;250mgrey`,
      ['red:ansi-fore-9', 'grey:ansi-fore-7'],
    ],
    ['a colour in full, with what follows it', `${esc}[38;2;0;200;0;1mgreen`, ['green:ansi-bold ansi-fore-2']],
    ['concealed text, shown', `${esc}[8msecret`, ['secret:']],
    ['other sequences, taken out', `a${esc}[2J${esc}[10;5Hb${esc}]0;title\u0007c${esc}(Bd`, ['abcd:']],
  ];
  for (const [name, output, expected] of cases) it(`shows ${name}`, () => assert.deepEqual(shown(output), expected));

  it('loses no word, and shows no escape, whatever comes', () => {
    const bit = fc.constantFrom(
      'word',
      ' ',
      '\n',
      `${esc}[31m`,
      `${esc}[0m`,
      `${esc}[38;5;999m`,
      `${esc}[`,
      esc,
      `${esc}]8;;x`,
      '\u0007',
      '38;2',
      'm',
    );
    fc.assert(
      fc.property(fc.array(bit, { maxLength: 30 }), (bits) => {
        const pieces = parseAnsi(bits.join(''));
        assert.ok(pieces.every(({ text }) => text !== '' && !text.includes(esc)));
        for (const { style } of pieces) assert.match(classOfStyle(style as AnsiStyle), /^[a-z0-9 -]*$/);
      }),
    );
    assert.equal(
      parseAnsi(`${esc}[31mone${esc}[0m two ${esc}[1mthree`)
        .map(({ text }) => text)
        .join(''),
      'one two three',
    );
  });
});
