import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Definition } from '../../../src/core/context/chunk.ts';
import { chunkFile, isUnreadable } from '../../../src/core/context/chunkFile.ts';

const shown = (path: string, text: string, definitions?: readonly Definition[]) =>
  chunkFile(path, text, definitions).map(
    ({ kind, name, within, startLine, endLine }) => `${kind} ${[...within, name].join('.')} ${startLine}-${endLine}`,
  );

describe('chunkFile', () => {
  it('takes a function with its comment, and keeps the comment apart', () => {
    const text = [
      'import a from "./a.js";',
      '',
      '/**',
      ' * Adds two numbers.',
      ' */',
      'function add(a, b) {',
      '  return a + b;',
      '}',
    ].join('\n');
    const definitions = [{ kind: 'function', name: 'add', startRow: 5, endRow: 7 }] as const;
    const chunks = chunkFile('x.js', text, definitions);
    assert.equal(chunks.length, 1);
    const [chunk] = chunks;
    assert.equal(chunk?.doc, 'Adds two numbers.');
    assert.match(chunk?.text ?? '', /^import a from/);
    assert.doesNotMatch(chunk?.text ?? '', /Adds/);
    assert.deepEqual([chunk?.startLine, chunk?.endLine], [1, 8]);
  });

  it('takes a large class method by method, with the names around', () => {
    const body = Array.from({ length: 12 }, (_, i) => `    this.x${i} = ${i};`);
    const text = [
      'class Shop {',
      '  open() {',
      ...body,
      '  }',
      '',
      '  // Shuts it.',
      '  close() {',
      ...body,
      '  }',
      '}',
    ].join('\n');
    const definitions = [
      { kind: 'class', name: 'Shop', startRow: 0, endRow: 30 },
      { kind: 'method', name: 'open', startRow: 1, endRow: 14 },
      { kind: 'method', name: 'close', startRow: 17, endRow: 30 },
    ] as const;
    assert.deepEqual(shown('x.js', `${text}\n`, definitions), [
      'class Shop 1-1',
      'method Shop.open 2-15',
      'method Shop.close 17-31',
    ]);
  });

  it('reads the docstring of a Python function', () => {
    const text = [
      '@cached',
      'def area(r):',
      '    """Area of a circle.',
      '',
      '    r: radius',
      '    """',
      '    return 3.14 * r * r',
    ].join('\n');
    const chunks = chunkFile('x.py', text, [{ kind: 'function', name: 'area', startRow: 1, endRow: 6 }]);
    assert.equal(chunks[0]?.doc, 'Area of a circle.\n\nr: radius');
    assert.equal(chunks[0]?.text, '@cached\ndef area(r):\n    return 3.14 * r * r');
  });

  it('cuts Markdown at its headings, not inside code', () => {
    const text = '# Top\nintro\n\n## Use\n```sh\n# no heading\n```\n\n## More\nrest\n';
    assert.deepEqual(shown('a.md', text), ['section Top 1-2', 'section Top.Use 4-7', 'section Top.More 9-10']);
  });

  it('cuts what has no definitions in stretches of at most 60 lines', () => {
    const text = Array.from({ length: 150 }, (_, i) => `key${i}: ${i}`).join('\n');
    assert.deepEqual(shown('a.yaml', text), ['window  1-60', 'window  61-120', 'window  121-150']);
  });

  it('covers every line that says something, in order, and names pieces by what they hold', () => {
    const lines = fc.array(fc.constantFrom('', 'x = 1', '// note', '  body()', '}', 'function f() {'), {
      maxLength: 200,
    });
    const spans = fc.array(fc.tuple(fc.nat(199), fc.nat(90)), { maxLength: 12 });
    fc.assert(
      fc.property(lines, spans, (all, ranges) => {
        const definitions = ranges.map(([startRow, length], i) => ({
          kind: 'function' as const,
          name: `f${i}`,
          startRow,
          endRow: startRow + length,
        }));
        const chunks = chunkFile('a.js', all.join('\n'), definitions);
        const covered = new Set(chunks.flatMap(({ startLine, endLine }) => range(startLine, endLine)));
        for (const [row, line] of all.entries()) {
          if (/[a-z]/.test(line) && definitions.length > 0)
            assert.ok(covered.has(row + 1), `line ${row + 1} is in no piece`);
        }
        assert.equal(new Set(chunks.map(({ id }) => id)).size, chunks.length);
        assert.deepEqual(chunkFile('a.js', all.join('\n'), definitions), chunks);
        for (const [index, { startLine }] of chunks.entries()) {
          assert.ok(startLine >= (chunks[index - 1]?.startLine ?? 0), 'out of order');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same id to a piece that only moved, and another to one that changed', () => {
    const idOf = (above: number, call: string) => {
      const head = Array.from({ length: above }, (_, i) => `setting${i}();`);
      const definition = { kind: 'function', name: 'f', startRow: above, endRow: above + 2 } as const;
      const text = [...head, 'function f() {', `  ${call}();`, '}'].join('\n');
      return chunkFile('a.js', text, [definition]).find(({ name }) => name === 'f')?.id;
    };
    assert.equal(idOf(8, 'go'), idOf(12, 'go'));
    assert.notEqual(idOf(8, 'go'), idOf(8, 'stop'));
  });

  it('leaves out what a machine has written', () => {
    assert.ok(isUnreadable('x'.repeat(30_000)));
    assert.ok(!isUnreadable('short line\n'.repeat(10_000)));
  });
});

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
