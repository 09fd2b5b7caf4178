import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OutputSanitizer, sanitizeOutput } from '../../../src/core/sandbox/outputSanitizer.ts';

const esc = '\x1b';
const cases: readonly (readonly [what: string, input: string, plain: string, colored?: string])[] = [
  ['plain text', 'ok 1 - adds\n\tdone\n', 'ok 1 - adds\n\tdone\n'],
  ['non-ASCII text and emoji', 'größe 日本 👍\n', 'größe 日本 👍\n'],
  ['colours', `${esc}[32mpassed${esc}[0m`, 'passed', `${esc}[32mpassed${esc}[0m`],
  ['256 and true colours', `${esc}[38;5;8mx${esc}[38;2;8;8;8my`, 'xy', `${esc}[38;5;8mx${esc}[38;2;8;8;8my`],
  ['concealed text is shown', `${esc}[8mhidden`, 'hidden', 'hidden'],
  ['concealed among others', `${esc}[1;08mhidden`, 'hidden', 'hidden'],
  ['window title', `a${esc}]0;pwned\x07b`, 'ab'],
  ['clipboard', `a${esc}]52;c;cm0=\x07b`, 'ab'],
  ['string ended by ST', `a${esc}]8;;file:///etc/passwd${esc}\\b`, 'ab'],
  ['string ended by escape escape backslash', `a${esc}Pq${esc}${esc}\\b`, 'ab'],
  ['shell integration', `${esc}]633;E;rm -rf ~;n\x07x`, 'x'],
  ['query of the cursor', `a${esc}[6nb`, 'ab'],
  ['line overwritten', `1 failed\r${esc}[2K${esc}[1Aall passed`, '1 failed\nall passed'],
  ['line end of Windows', 'a\r\nb\r\n', 'a\nb\n'],
  ['one-byte CSI and OSC', 'a\x9b31mb\x9d0;t\x9cc', 'abc', `a${esc}[31mbc`],
  ['control characters', 'a\x00\x07\x08\x7f\x85b', 'ab'],
  ['bidirectional override', 'a\u202eb\u2066c', 'a\ufffdb\ufffdc'],
  ['zero width', 'ad\u200bmin', 'ad\ufffdmin'],
  ['two-character escapes', `a${esc}cb${esc}(0c`, 'abc'],
  ['cut at the end', `a${esc}[3`, 'a'],
];

describe('OutputSanitizer', () => {
  for (const [what, input, plain, colored = plain] of cases)
    it(what, () => {
      assert.equal(sanitizeOutput(input), plain);
      assert.equal(new OutputSanitizer({ color: true }).write(input), colored);
    });

  it('resets colours at the end, and only if it keeps them', () => {
    assert.equal(new OutputSanitizer({ color: true }).end(), `${esc}[0m`);
    assert.equal(new OutputSanitizer({ color: false }).end(), '');
  });

  it('gives a stuck sequence up, so that it cannot swallow everything', () => {
    assert.ok(sanitizeOutput(`${esc}]0;${'x'.repeat(70_000)}tail`).endsWith('tail'));
    assert.ok(sanitizeOutput(`${esc}[${'1'.repeat(400)}tail`).endsWith('tail'));
  });

  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(...cases.map(([, input]) => input), esc, '\r', '\n', '\x9b', '\x9d', '[31m', '\\'),
  );
  const stream = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

  it('gives the same for any chunking', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(200)), fc.boolean(), (text, cuts, color) => {
        const whole = new OutputSanitizer({ color }).write(text);
        const chunked = new OutputSanitizer({ color });
        const edges = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const out = edges.slice(1).map((end, index) => chunked.write(text.slice(edges[index], end)));
        assert.equal(out.join(''), whole);
      }),
    );
  });

  it('lets nothing through but text, tabs, line feeds and styles', () => {
    fc.assert(
      fc.property(stream, (text) => {
        const colored = new OutputSanitizer({ color: true }).write(text);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        const forbidden = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;
        assert.doesNotMatch(sanitizeOutput(text), forbidden);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        assert.doesNotMatch(colored.replaceAll(/\x1b\[[0-9;:]*m/g, ''), forbidden);
      }),
    );
  });

  it('is idempotent', () => {
    fc.assert(fc.property(stream, (text) => sanitizeOutput(sanitizeOutput(text)) === sanitizeOutput(text)));
  });
});
