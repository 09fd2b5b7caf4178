import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lineCounts, readV8Coverage } from '../../../src/core/repair/v8Coverage.ts';

const url = 'file:///w/src/a.js';

/** A coverage file of one script whose functions have these ranges. */
function fileOf(functions: readonly (readonly (readonly [number, number, number])[])[], more: object = {}): string {
  const entries = functions.map((ranges) => ({
    functionName: '',
    isBlockCoverage: true,
    ranges: ranges.map(([startOffset, endOffset, count]) => ({ startOffset, endOffset, count })),
  }));
  return JSON.stringify({ result: [{ scriptId: '1', url, functions: entries }], ...more });
}

function counted(text: string, source: string): Record<number, number> | undefined {
  const [script] = readV8Coverage(text, () => true);
  const lines = script && lineCounts(script, source);
  return lines && Object.fromEntries(lines);
}

const source = 'function f(x) {\n  if (x) {\n    a();\n  }\n\n  return b;\n}\nf(1);\n';
const end = source.length;
const at = (text: string): number => source.indexOf(text);
const body = [0, at('\nf(1)'), 1] as const;

describe('V8 coverage', () => {
  it('counts lines that never ran as 0 when asked to', () => {
    const [script] = readV8Coverage(fileOf([[[0, end, 1]], [[0, at('\nf(1)'), 0]]]), () => true);
    assert.ok(script);
    const lines = lineCounts(script, source, { zeros: true });
    assert.deepEqual(Object.fromEntries(lines ?? []), { 1: 0, 2: 0, 3: 0, 4: 0, 6: 0, 7: 0, 8: 1 });
  });

  const table: readonly (readonly [string, string, string, Record<number, number> | undefined])[] = [
    ['all lines but blank ones', fileOf([[[0, end, 1]]]), source, { 1: 1, 2: 1, 3: 1, 4: 1, 6: 1, 7: 1, 8: 1 }],
    [
      'an inner range overrides the outer one',
      fileOf([[[0, end, 1]], [body, [at('{\n    a'), at('\n\n  return'), 0]]]),
      source,
      { 1: 1, 2: 1, 6: 1, 7: 1, 8: 1 },
    ],
    ['a function that never ran', fileOf([[[0, end, 1]], [[0, at('\nf(1)'), 0]]]), source, { 8: 1 }],
    ['the highest count of a line', fileOf([[[0, 6, 1]], [[2, 4, 9]]]), 'a; b;\n', { 1: 9 }],
    ['ranges in any order', fileOf([[[2, 4, 9]], [[0, 6, 1]]]), 'a; b;\n', { 1: 9 }],
    ['line ends of Windows', fileOf([[[0, 8, 1]], [[3, 6, 0]]]), 'a\r\nb\r\nc\n', { 1: 1, 3: 1 }],
    [
      'a byte order mark',
      fileOf([
        [
          [0, 4, 1],
          [2, 4, 0],
        ],
      ]),
      '\uFEFFa\nb\n',
      { 1: 1 },
    ],
    ['the comment that type stripping adds', fileOf([[[0, 4 + 16 + url.length, 3]]]), 'a\nb\n', { 1: 3, 2: 3 }],
    ['another text than the one that ran', fileOf([[[0, 5, 1]]]), 'a\nb\n', undefined],
    ['a script of which only a part is known', fileOf([[[1, 4, 1]]]), 'a\nb\n', undefined],
    ['a script with a source map', fileOf([[[0, 4, 1]]], { 'source-map-cache': { [url]: null } }), 'a\nb\n', undefined],
  ];
  for (const [name, text, code, expected] of table) it(name, () => assert.deepEqual(counted(text, code), expected));

  it('reads only the scripts that are wanted', () => {
    assert.deepEqual(
      readV8Coverage(fileOf([[[0, 4, 1]]]), (each) => each !== url),
      [],
    );
  });

  for (const text of ['', '{', 'null', '[]', '{"result":1}', '{"result":[null,1,{},{"url":1}]}'])
    it(`has nothing of ${JSON.stringify(text)}`, () =>
      assert.deepEqual(
        readV8Coverage(text, () => true),
        [],
      ));

  it('never throws, and names only lines of the file', () => {
    const number = fc.oneof(fc.integer({ min: -2, max: 60 }), fc.double(), fc.constant('1'), fc.constant(null));
    const range = fc.record({ startOffset: number, endOffset: number, count: number });
    const whole = fc.nat(60).map((endOffset) => ({ startOffset: 0, endOffset, count: 1 }));
    const ranges = fc.array(fc.oneof(range, whole, fc.anything()), { maxLength: 12 });
    const functions = fc.array(fc.record({ ranges }), { maxLength: 6 });
    const code = fc
      .array(fc.constantFrom('a', ' ', '\n', '\r\n', '\u2028', '😀'), { maxLength: 40 })
      .map((each) => each.join(''));
    fc.assert(
      fc.property(functions, code, (written, text) => {
        const file = JSON.stringify({
          result: [
            { url, functions: [{ ranges: [{ startOffset: 0, endOffset: text.length, count: 1 }] }, ...written] },
          ],
        });
        for (const script of readV8Coverage(file, () => true)) {
          const lines = lineCounts(script, text);
          const last = text.split('\n').length;
          for (const [line, count] of lines ?? []) assert.ok(line >= 1 && line <= last && count > 0);
        }
      }),
    );
    fc.assert(fc.property(fc.json(), (text) => assert.ok(Array.isArray(readV8Coverage(text, () => true)))));
  });
});
