import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assembleContext, type ContextPiece } from '../../../src/core/context/map/assembleContext.ts';

const { signal } = new AbortController();
const text = Array.from({ length: 60 }, (_, at) => `line ${at + 1}`).join('\n');
const texts: Readonly<Record<string, string>> = { 'a.js': text, 'b.js': text, 'c.js': text };
/** A token a line: easy to count by hand. */
const count = (shown: string) => shown.split('\n').length;
const ports = { read: async (path: string) => texts[path], count };
const assemble = (pieces: readonly ContextPiece[], max: number) => assembleContext(pieces, max, ports, signal);
const piece = (path: string, firstLine: number, lastLine: number, score = 1, reason = 'why'): ContextPiece => ({
  path,
  firstLine,
  lastLine,
  score,
  reason,
});
const said = async (pieces: readonly ContextPiece[], max: number) =>
  (await assemble(pieces, max)).pieces.map(
    (one) => `${one.path}:${one.firstLine}-${one.lastLine} ${one.reasons.join('+')}`,
  );

const anyPiece = fc.record({
  path: fc.constantFrom('a.js', 'b.js', 'c.js', 'gone.js'),
  firstLine: fc.integer({ min: -3, max: 70 }),
  lastLine: fc.integer({ min: -3, max: 70 }),
  score: fc.integer({ min: 1, max: 5 }),
  reason: fc.constantFrom('stack', 'import', 'name'),
});

describe('a context', () => {
  it('shows the best first, the stretches of a file in the order of its lines', async () => {
    const pieces = [piece('a.js', 40, 41, 1), piece('b.js', 1, 2, 3), piece('a.js', 1, 2, 2)];
    assert.deepEqual(await said(pieces, 100), ['b.js:1-2 why', 'a.js:1-2 why', 'a.js:40-41 why']);
  });

  it('shows a line once, joins what touches, and keeps every reason', async () => {
    const pieces = [
      piece('a.js', 1, 10, 2, 'stack'),
      piece('a.js', 5, 14, 1, 'import'),
      piece('a.js', 16, 20, 1, 'name'),
    ];
    assert.deepEqual(await said(pieces, 100), ['a.js:1-20 stack+import+name']);
  });

  it('leaves out what finds no room, cuts what comes first, and still takes what is small enough', async () => {
    const pieces = [piece('a.js', 1, 8, 3), piece('b.js', 1, 30, 2), piece('c.js', 1, 2, 1)];
    const { pieces: shown, tokens, left } = await assemble(pieces, 12);
    assert.deepEqual(
      shown.map(({ path, lastLine }) => [path, lastLine]),
      [
        ['a.js', 8],
        ['b.js', 4],
      ],
    );
    assert.equal(tokens, 12);
    assert.deepEqual(
      left.map(({ path }) => path),
      ['c.js'],
    );
  });

  it('never exceeds its bound, never shows a line twice, and counts what it shows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPiece, { maxLength: 15 }), fc.integer({ min: 0, max: 80 }), async (pieces, max) => {
        const { pieces: shown, tokens } = await assemble(pieces, max);
        assert.ok(tokens <= max, `${tokens} of ${max}`);
        assert.equal(
          shown.reduce((sum, one) => sum + one.tokens, 0),
          tokens,
        );
        const lines = shown.flatMap(({ path, firstLine, lastLine }) =>
          Array.from({ length: lastLine - firstLine + 1 }, (_, at) => `${path}:${firstLine + at}`),
        );
        assert.equal(new Set(lines).size, lines.length);
        for (const one of shown)
          assert.ok(
            one.reasons.length > 0 &&
              one.text ===
                text
                  .split('\n')
                  .slice(one.firstLine - 1, one.lastLine)
                  .join('\n'),
          );
      }),
    );
  });

  it('is the same in whatever order the pieces come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPiece, { maxLength: 10 }), fc.integer({ min: 5, max: 60 }), async (pieces, max) => {
        assert.deepEqual((await assemble([...pieces].reverse(), max)).pieces, (await assemble(pieces, max)).pieces);
      }),
    );
  });
});
