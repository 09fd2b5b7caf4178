import assert from 'node:assert/strict';
import { type Segment, splitPlaces, splitText } from '../../../webview/trace/richText.ts';
import { changeReply } from '../../fakes/tracedRun.ts';

/** Lines of a diff with their signs. */
const signed = (segment: Segment | undefined) =>
  segment?.kind === 'diff'
    ? segment.lines.map(({ kind, text }) => `${{ context: ' ', added: '+', removed: '-', head: '@' }[kind]}${text}`)
    : [];

describe('what a model wrote', () => {
  it('is words, and a search/replace block as a change of the file above it', () => {
    const [words, change, ...rest] = splitText(changeReply);
    assert.deepEqual(words, { kind: 'words', text: 'The loop drops the last window.' });
    assert.equal(change?.kind === 'diff' && change.path, 'src/window.js');
    assert.deepEqual(signed(change), [
      '   let start = 0;',
      '-  while (start + size < items.length) {',
      '+  while (start + size <= items.length) {',
    ]);
    assert.deepEqual(rest, []);
  });

  it('has code in fences, also in one that never ends', () => {
    assert.deepEqual(splitText('see\n```ts\nconst a = 1;\n```\nand\n~~~\nmore'), [
      { kind: 'words', text: 'see' },
      { kind: 'code', language: 'ts', text: 'const a = 1;' },
      { kind: 'words', text: 'and' },
      { kind: 'code', language: '', text: 'more' },
    ]);
  });

  it('has changes in fences, unified diffs and patches', () => {
    const block = '<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE';
    assert.deepEqual(signed(splitText(`\`\`\`\nsrc/a.js\n${block}\n\`\`\``)[0]), ['-a', '+b']);
    const [unified] = splitText('--- a/src/a.js\n+++ b/src/a.js\n@@ -1 +1 @@\n-a\n+b');
    assert.equal(unified?.kind === 'diff' && unified.path, 'src/a.js');
    assert.deepEqual(signed(unified).slice(2), ['@@@ -1 +1 @@', '-a', '+b']);
    const [patch, after] = splitText('*** Begin Patch\n*** Update File: x.py\n-a\n+b\n*** End Patch\ndone');
    assert.equal(patch?.kind === 'diff' && patch.path, 'x.py');
    assert.deepEqual(after, { kind: 'words', text: 'done' });
  });

  it('keeps a block that is not complete as words', () => {
    assert.deepEqual(splitText('<<<<<<< SEARCH\na\n======='), [{ kind: 'words', text: '<<<<<<< SEARCH\na\n=======' }]);
  });
});

describe('places in a text', () => {
  const placesIn = (text: string) =>
    splitPlaces(text).flatMap((piece) => ('path' in piece ? [`${piece.path}|${piece.line}`] : []));

  it('are files with a line, as runners print them', () => {
    assert.deepEqual(
      placesIn('at foo (src/window.js:5:10)\ntest/a.test.ts:12: boom ./x/y.py:3 /home/ada/place/b.c:7'),
      ['src/window.js|5', 'test/a.test.ts|12', './x/y.py|3', '/home/ada/place/b.c|7'],
    );
  });

  it('are neither addresses of the web nor times nor versions', () => {
    assert.deepEqual(placesIn('https://example.org/a.js:80 at 12:30:05, v1.2.3:4, localhost:8080'), []);
  });

  it('lose no character', () => {
    const text = 'x src/a.ts:1 y\nz b.py:2:3';
    assert.equal(
      splitPlaces(text)
        .map((piece) => piece.text)
        .join(''),
      text,
    );
  });
});
