import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readPrintedReport } from '../../../src/core/evidence/printedReport.ts';

const where = { root: '/home-of/space', cwd: 'pkg' };
const read = (text: string) => readPrintedReport(text, where);
const states = (text: string) => {
  const reading = read(text);
  return reading.kind === 'complete'
    ? reading.cases.map(({ state, file, path }) => [state, file ?? '-', ...path].join(' | '))
    : `${reading.kind}: ${reading.why}`;
};

const tap14 = `TAP version 14
# Subtest: suite
    ok 1 - inner \\# one
    not ok 2 - inner two
      ---
      error: 'it broke'
      expected: 3
      actual: 4
      stack: |-
        at x (a.js:1)
        at y (b.js:2)
      ...
    1..2
not ok 1 - suite
program output, 1..9 in the middle
ok 2 - later # SKIP not now
not ok 3 - someday # TODO
ok 4
1..4
`;
const junit = `npm noise
<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4">
  <!-- made by hand -->
  <testsuite name="s &amp; t" tests="4" file="test/a.py">
    <testcase classname="C" name="passes" time="0.5" line="7"/>
    <testcase classname="C" name="fails &lt;1&gt;"><failure message="a &quot;b&quot; &#x41;">first
second</failure></testcase>
    <testcase classname="C" name="errs" file="/home-of/space/pkg/b.py"><error><![CDATA[x < y]]></error></testcase>
    <testcase name="skips"><skipped/></testcase>
  </testsuite>
</testsuites>`;
const jest = JSON.stringify({
  numTotalTests: 2,
  testResults: [
    {
      name: '/home-of/space/pkg/a.test.js',
      status: 'failed',
      assertionResults: [
        { ancestorTitles: ['s'], title: 'x', status: 'passed', duration: 3, location: { line: 4 } },
        { ancestorTitles: ['s'], title: 'y', status: 'failed', failureMessages: ['Error: no\n    at a.js:1'] },
      ],
    },
    { name: '/elsewhere/b.test.js', status: 'failed', message: 'cannot load', assertionResults: [] },
  ],
});
const test = (title: string, err = {}) => ({
  title,
  fullTitle: `suite ${title}`,
  file: '/home-of/space/pkg/m.js',
  duration: 1,
  err,
});
const mocha = JSON.stringify({
  stats: { tests: 3 },
  tests: [test('a'), test('b', { message: 'no', stack: 's', expected: '1', actual: '2' }), test('c')],
  pending: [test('c')],
  failures: [test('b', { message: 'no' })],
});

describe('readPrintedReport', () => {
  it('reads TAP with subtests', () => {
    assert.deepEqual(states(tap14), [
      'passed | - | suite | inner # one',
      'failed | - | suite | inner two',
      'skipped | - | later',
      'skipped | - | someday',
      'passed | - | ',
    ]);
    const reading = read(tap14);
    assert.deepEqual(reading.kind === 'complete' && reading.cases[1]?.failure, {
      message: 'it broke',
      expected: '3',
      actual: '4',
      stack: 'at x (a.js:1)\nat y (b.js:2)',
    });
  });

  it('reads the stack of tape, which names one frame of it before', () => {
    const text = (more: string) =>
      `TAP version 13\nnot ok 1 adds\n  ---\n    operator: equal\n    at: Test.f (/w/test/a.js:12:7)\n${more}  ...\n1..1\n`;
    const stackOf = (tap: string) => {
      const reading = read(tap);
      return reading.kind === 'complete' ? reading.cases[0]?.failure?.stack : reading.why;
    };
    assert.equal(
      stackOf(text('    stack: |-\n      Error: no\n          at f (/w/a.js:3:1)\n')),
      'Error: no\n    at f (/w/a.js:3:1)',
    );
    assert.equal(stackOf(text('')), 'at Test.f (/w/test/a.js:12:7)');
  });

  it('reads JUnit', () => {
    assert.deepEqual(states(junit), [
      'passed | pkg/test/a.py | C | passes',
      'failed | pkg/test/a.py | C | fails <1>',
      'failed | pkg/b.py | C | errs',
      'skipped | pkg/test/a.py | skips',
    ]);
    const reading = read(junit);
    assert.equal(reading.kind === 'complete' && reading.cases[1]?.failure?.message, 'a "b" A');
    assert.equal(reading.kind === 'complete' && reading.cases[2]?.failure?.message, 'x < y');
    assert.equal(reading.kind === 'complete' && reading.cases[0]?.durationMs, 500);
  });

  it('reads the JSON of jest and vitest', () => {
    assert.deepEqual(states(`> pkg@1 test\n${jest}\n`), [
      'passed | pkg/a.test.js | s | x',
      'failed | pkg/a.test.js | s | y',
      'failed | -',
    ]);
  });

  it('reads the JSON of mocha', () => {
    assert.deepEqual(states(mocha), [
      'passed | pkg/m.js | suite | a',
      'failed | pkg/m.js | suite | b',
      'skipped | pkg/m.js | suite | c',
    ]);
  });

  it('does not take a mocha test that threw nothing for a passed one', () => {
    const failures = [test('b')];
    const text = JSON.stringify({ stats: { tests: 2 }, tests: [test('a'), test('b')], pending: [], failures });
    assert.deepEqual(states(text), ['passed | pkg/m.js | suite | a', 'failed | pkg/m.js | suite | b']);
  });

  it('knows no half of a line', () => {
    const reading = read(jest.replace('"line":4', '"line":1.5'));
    assert.equal(reading.kind === 'complete' && reading.cases[0]?.line, undefined);
  });

  it('knows no time below zero', () => {
    const reading = read('<testsuite><testcase name="a" time="-1"/></testsuite>');
    assert.equal(reading.kind === 'complete' && reading.cases[0]?.durationMs, undefined);
  });

  it('reads hundreds of thousands of blank lines', () => {
    const started = process.cpuUsage();
    assert.deepEqual(states(`${'\n'.repeat(300_000)}${junit}`), states(junit));
    // Milliseconds; minutes if the blank lines were gone over again from each of them.
    assert.ok(process.cpuUsage(started).user < 15_000_000);
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['TAP without a plan', 'ok 1 - a\n', /broken: the report has no plan/],
    ['TAP with a plan that does not hold', 'ok 1 - a\n1..2\n', /broken: the plan says 2/],
    ['TAP that bailed out', 'ok 1\nBail out! no database\n1..1', /broken: the run bailed out/],
    ['TAP with two plans', '1..1\nok 1\n1..1', /broken: a plan stands twice/],
    ['TAP cut in a subtest', '1..0\n    ok 1 - a\n', /broken: a subtest/],
    ['a subtest without its plan', '    ok 1 - a\nok 1 - s\n1..1', /broken: the plan of the subtest/],
    ['JUnit that was cut', junit.slice(0, -20), /broken/],
    [
      'JUnit with a document type',
      '<!DOCTYPE a [<!ENTITY b "c">]>\n<testsuites/>'.replace('<!DOCTYPE', '<testsuites><!DOCTYPE'),
      /broken: a document type/,
    ],
    ['JUnit that promises more', '<testsuite tests="2"><testcase name="a"/></testsuite>', /broken: it says 2/],
    ['JUnit with crossed tags', '<testsuite><testcase name="a"></testsuite></testcase>', /broken: its tags/],
    ['two JUnit reports', '<testsuite/><testsuite/>', /broken: it holds two/],
    ['deep XML', `<testsuite>${'<a>'.repeat(100_000)}`, /broken: it is nested too deep/],
    ['an endless tag', `<testsuite ${'a'.repeat(300_000)}>`, /broken: a tag is too long/],
    ['jest JSON that promises more', jest.replace('"numTotalTests":2', '"numTotalTests":3'), /broken: it says 3/],
    [
      'jest JSON of an interrupted run',
      jest.replace('{', '{"wasInterrupted":true,'),
      /broken: the run was interrupted/,
    ],
    ['mocha JSON that promises more', mocha.replace('"tests":3', '"tests":4'), /broken: it says 4/],
    ['jest JSON that was cut', jest.slice(0, -10), /foreign/],
    ['plain words', '5 tests passed, all ok\nokay then\n', /foreign/],
    ['nothing', '', /foreign/],
    ['deep JSON', `{"a":${'['.repeat(200_000)}`, /foreign/],
    [
      'JUnit that tells of more failures than it holds',
      '<testsuite tests="1" failures="1"><testcase name="a"/></testsuite>',
      /broken: it says 1 failures and holds 0/,
    ],
    [
      'JUnit that tells of more errors than it holds',
      '<testsuites errors="2"><testsuite><testcase name="a"><error/></testcase></testsuite></testsuites>',
      /broken: it says 2 errors and holds 1/,
    ],
    [
      'jest JSON with more passes than it says',
      jest.replace('"numTotalTests":2', '"numTotalTests":2,"numPassedTests":0'),
      /broken: it says 0 tests passed and holds 1/,
    ],
    [
      'mocha JSON with more passes than it says',
      mocha.replace('"tests":3', '"tests":3,"passes":0'),
      /broken: it says 0 tests passed and holds 1/,
    ],
  ];
  for (const [title, text, expected] of refused)
    it(`refuses ${title}`, () => assert.match(String(states(text)), expected));

  it('is never complete when a report was cut before its last sign', () => {
    for (const text of [junit, jest, mocha]) {
      for (let length = 0; length < text.trimEnd().length; length++) {
        assert.notEqual(read(text.slice(0, length)).kind, 'complete', text.slice(0, length).slice(-60));
      }
    }
  });

  it('survives any text', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom(
        '<testsuite',
        '>',
        '</testsuite>',
        '<![CDATA[',
        '&#99999999;',
        '\nok 1',
        '\n    not ok',
        '\n1..3',
        '\n---',
        '\n{',
        '"testResults":[',
        '="',
        '<!--',
      ),
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => read(pieces.join('')).kind.length > 0));
  });

  it('reads 40 MB in time', function () {
    this.timeout(5000);
    const noise = 'a line that is not a report at all, nothing to see\n'.repeat(800_000);
    assert.equal(read(`${noise}ok 1 - a\n1..1\n`).kind, 'complete');
    assert.equal(read(`<testsuite>${noise}`).kind, 'broken');
  });
});
