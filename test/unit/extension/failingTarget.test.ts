import assert from 'node:assert/strict';
import { type FailingTarget, matchFailing } from '../../../src/extension/tests/failingTarget.ts';
import { placeInStack, toSelection } from '../../../src/extension/tests/testSelection.ts';
import type { FailingTestView } from '../../../src/protocol/engine.ts';
import type { TestView } from '../../../src/protocol/tests.ts';

const red = (id: string, file: string | undefined, line?: number): FailingTestView => ({ id, file, line, message: '' });
const failing = [
  red('test/a.test.js > lists > adds up', 'test/a.test.js', 10),
  red('test/a.test.js > sums > adds up', 'test/a.test.js', 20),
  red('test/a.test.js > sums > is empty', 'test/a.test.js', 30),
  red('test/b.test.js > adds up', 'test/b.test.js', 5),
  red('tests/test_c.py > TestSum > test_sum[1-2]', 'tests/test_c.py', 7),
  red('tests/test_c.py > TestSum > test_sum[2-3]', 'tests/test_c.py', 7),
];
const target = (what: Partial<FailingTarget>): FailingTarget => ({
  file: 'test/a.test.js',
  labels: [],
  id: '',
  lines: undefined,
  group: false,
  ...what,
});

describe('a failing test of another extension', () => {
  const table: readonly (readonly [string, Partial<FailingTarget>, readonly number[]])[] = [
    ['by its title', { labels: ['ws', 'a.test.js', 'is empty'] }, [2]],
    ['by the suites around it', { labels: ['a.test.js', 'lists', 'adds up'] }, [0]],
    ['by its line where titles say nothing', { labels: ['adds up'], lines: [18, 22] }, [1]],
    ['all that look the same, when nothing tells them apart', { labels: ['adds up'] }, [0, 1]],
    ['never in another file', { file: 'test/b.test.js', labels: ['adds up'] }, [3]],
    ['with a decorated label', { labels: ['$(beaker)  is   empty()'] }, [2]],
    ['all cases of a test with parameters', { file: 'tests/test_c.py', labels: ['TestSum', 'test_sum'] }, [4, 5]],
    ['one case of a test with parameters', { file: 'tests/test_c.py', labels: ['TestSum', 'test_sum[2-3]'] }, [5]],
    ['by its line alone', { labels: ['renamed'], lines: [29, 31] }, [2]],
    ['a suite', { labels: ['a.test.js', 'sums'], lines: [15, 40], group: true }, [1, 2]],
    ['a suite by its lines', { labels: ['another name'], lines: [15, 25], group: true }, [1]],
    ['a whole file', { labels: ['a.test.js'], lines: [1, 1], group: true }, [0, 1, 2]],
    ['none that is meant', { labels: ['is green'], lines: [50, 52] }, []],
    ['none in a file without red tests', { file: 'test/z.test.js', labels: ['adds up'] }, []],
  ];
  for (const [name, what, expected] of table)
    it(`is known: ${name}`, () => {
      assert.deepEqual(
        matchFailing(failing, target(what)),
        expected.map((index) => failing[index]),
      );
    });

  it('is known by its name alone when the runner names no files', () => {
    const bare = [red('lists > adds up', undefined), red('is empty', undefined)];
    assert.deepEqual(matchFailing(bare, target({ labels: ['lists', 'adds up'] })), [bare[0]]);
  });
});

describe('a selection of the Testing view', () => {
  const test = (file: string | undefined, ...path: readonly string[]): TestView => ({
    id: path.join(' > '),
    file,
    path,
    line: undefined,
    state: 'passed',
    durationMs: 1,
    failure: undefined,
  });
  const table: readonly (readonly [string, Parameters<typeof toSelection>[0], ReturnType<typeof toSelection>])[] = [
    ['everything', { all: true, files: [], tests: [test('a', 'x')] }, { files: [], names: [] }],
    ['single tests', { all: false, files: [], tests: [test('a', 's', 'x')] }, { files: ['a'], names: ['s x'] }],
    ['whole files', { all: false, files: ['b', 'a'], tests: [] }, { files: ['a', 'b'], names: [] }],
    ['a file and a test', { all: false, files: ['b'], tests: [test('a', 'x')] }, { files: ['a', 'b'], names: [] }],
    ['a file that is a test', { all: false, files: [], tests: [test('a')] }, { files: ['a'], names: [] }],
    ['a test without a file', { all: false, files: [], tests: [test(undefined, 'x')] }, { files: [], names: [] }],
    ['nothing that is known yet', { all: false, files: [], tests: [] }, { files: [], names: [] }],
  ];
  for (const [name, chosen, expected] of table)
    it(`holds ${name}`, () => {
      assert.deepEqual(toSelection(chosen), expected);
    });
});

describe('a place in a stack', () => {
  it('is the first one in the file of the test', () => {
    const stack =
      'Error: x\n    at helper (/ws/src/a.js:3:1)\n    at TestContext.<anonymous> (/ws/test/a.test.js:12:5)';
    assert.deepEqual(placeInStack(stack, 'test/a.test.js'), [12, 5]);
    assert.deepEqual(placeInStack('  File "/ws/tests/test_c.py", line 7, in test_sum', 'tests/test_c.py'), [7, 1]);
    assert.equal(placeInStack(stack, 'a.test.jsx'), undefined);
  });
});
