import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readLineReport } from '../../../src/core/evidence/lineReport.ts';

const key = 'run-1';
const line = (n: number, t: string, rest: object = {}, s = '1-a') => JSON.stringify({ k: key, s, n, t, ...rest });
const counts = { passed: 1, failed: 1, skipped: 0, errors: 1 };
const whole = [
  line(0, 'start'),
  line(1, 'case', { file: 'a.js', line: 3, path: ['s', 'x'], state: 'passed', ms: 2 }),
  line(2, 'case', {
    file: 'a.js',
    path: ['s', 'y'],
    state: 'failed',
    failure: { message: 'no', expected: '1', actual: '2', stack: 'at a' },
  }),
  line(3, 'error', { message: 'hook' }),
  line(4, 'end', counts),
];

describe('readLineReport', () => {
  it('reads a whole report', () => {
    const reading = readLineReport(`\n${whole.join('\n\n')}\n`, key);
    assert.deepEqual(reading, {
      kind: 'complete',
      cases: [
        { file: 'a.js', line: 3, path: ['s', 'x'], state: 'passed', durationMs: 2 },
        {
          file: 'a.js',
          line: undefined,
          path: ['s', 'y'],
          state: 'failed',
          durationMs: undefined,
          failure: { message: 'no', expected: '1', actual: '2', stack: 'at a' },
        },
      ],
      errors: ['hook'],
    });
  });

  it('passes over garbage between the lines', () => {
    const text = whole.map((each) => `ok 1\n{"k":"other","t":"end"}\n${'['.repeat(50)}\n${each}`).join('\n');
    assert.equal(readLineReport(text, key).kind, 'complete');
  });

  it('joins the segments of several processes', () => {
    const second = [
      line(0, 'start', {}, '2-b'),
      line(1, 'case', { path: ['z'], state: 'passed' }, '2-b'),
      line(2, 'end', { passed: 1, failed: 0, skipped: 0, errors: 0 }, '2-b'),
    ];
    const reading = readLineReport([...whole.slice(0, 2), ...second, ...whole.slice(2)].join('\n'), key);
    assert.equal(reading.kind === 'complete' && reading.cases.length, 3);
  });

  const broken: readonly (readonly [string, readonly string[]])[] = [
    ['no end', whole.slice(0, -1)],
    ['no start', whole.slice(1)],
    ['a missing line', [...whole.slice(0, 2), ...whole.slice(3)]],
    ['a repeated line', [...whole.slice(0, 2), ...whole.slice(1)]],
    ['a line after the end', [...whole, line(5, 'case', { path: ['w'], state: 'passed' })]],
    ['a second start', [...whole.slice(0, 2), line(0, 'start'), ...whole.slice(2)]],
    ['wrong counts', [...whole.slice(0, -1), line(4, 'end', { ...counts, failed: 0 })]],
    ['no counts', [...whole.slice(0, -1), line(4, 'end')]],
    ['an unknown type', [...whole.slice(0, 3), line(3, 'note'), line(4, 'end', counts)]],
    ['an unknown state', [line(0, 'start'), line(1, 'case', { path: ['x'], state: 'fine' })]],
    ['half a line', [...whole.slice(0, 2), whole[2]?.slice(0, 40) ?? '']],
    ['deep nesting', [whole[0] ?? '', `{"k":"${key}","s":${'['.repeat(100_000)}`]],
    ['a line beyond all measure', [whole[0] ?? '', `{"k":"${key}","s":"${'x'.repeat(2_100_000)}"}`]],
  ];
  for (const [title, text] of broken) {
    it(`refuses ${title}`, () => assert.equal(readLineReport(text.join('\n'), key).kind, 'broken'));
  }

  it('calls a text without its lines foreign', () => {
    for (const text of ['', 'ok 1', whole.join('\n').replaceAll(key, 'run-2')])
      assert.equal(readLineReport(text, key).kind, 'foreign');
  });

  it('takes no path that leads out of the workspace', () => {
    for (const file of ['/etc/passwd', '../x', 'a/../../x', 'C:\\x', '', 'a\0b']) {
      const text = [
        line(0, 'start'),
        line(1, 'case', { file, path: ['x'], state: 'passed' }),
        line(2, 'end', { passed: 1, failed: 0, skipped: 0, errors: 0 }),
      ];
      const reading = readLineReport(text.join('\n'), key);
      assert.equal(reading.kind === 'complete' && reading.cases[0]?.file, undefined, file);
    }
  });

  it('is never complete when it was cut anywhere before its end', () => {
    const text = whole.join('\n');
    for (let length = 0; length < text.length; length++)
      assert.notEqual(readLineReport(text.slice(0, length), key).kind, 'complete');
  });

  it('survives any text', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(...whole),
      fc.constant(`{"k":"${key}",`),
      fc.json().map((json) => `{"k":"${key}","s":${json}}`),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        (pieces) => readLineReport(pieces.join('\n'), key).kind.length > 0,
      ),
    );
  });

  it('reads 50 MB of foreign lines in time', function () {
    this.timeout(5000);
    const text = `${whole.slice(0, 4).join('\n')}\n${`${'noise '.repeat(20)}\n`.repeat(420_000)}${whole[4]}`;
    assert.equal(readLineReport(text, key).kind, 'complete');
  });
});
