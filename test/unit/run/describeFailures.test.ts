import assert from 'node:assert/strict';
import type { TestCase } from '../../../src/core/evidence/testReport.ts';
import { describeFailures } from '../../../src/core/run/describeFailures.ts';

const place = { originalPath: '/ws', hostPath: '/data/runs/1/copy' };
const red = (failure: TestCase['failure']): TestCase => ({
  id: 'a.test.js > adds',
  file: 'a.test.js',
  line: 3,
  path: ['adds'],
  state: 'failed',
  durationMs: 1,
  ...(failure ? { failure } : {}),
});
const said = (failure: TestCase['failure']) => describeFailures([red(failure)], place).join('\n');

describe('failing tests, told to a model', () => {
  it('says the message once, with the frames of the project only, by relative paths', () => {
    const text = said({
      message: '1 !== 2\n\nin the sum',
      expected: '2',
      actual: '1',
      stack: [
        'AssertionError [ERR_ASSERTION]: 1 !== 2',
        '',
        'in the sum',
        '    at add (/ws/src/add.js:2:3)',
        '    at file:///ws/a.test.js:3:8',
        '    at inCopy (/data/runs/1/copy/src/b.js:1:1)',
        '    at Runner.run (/ws/node_modules/mocha/lib/runner.js:4:5)',
        '    at node:internal/main/run_main_module:28:49',
        '    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)',
      ].join('\n'),
    });
    assert.equal(
      text,
      '\nTest: a.test.js > adds (a.test.js:3)\nMessage: 1 !== 2\n\nin the sum\nExpected: 2\nActual: 1\nStack:\nAssertionError [ERR_ASSERTION]\n    at add (src/add.js:2:3)\n    at a.test.js:3:8\n    at inCopy (src/b.js:1:1)',
    );
  });

  it('drops the frames of installed Python packages with their source lines', () => {
    const text = said({
      message: 'boom',
      stack:
        'Traceback (most recent call last):\n  File "/ws/.venv/lib/python3/site-packages/lib/a.py", line 3, in call\n    return f()\n  File "/ws/app/core.py", line 9, in one\n    raise ValueError("no")\nValueError: no',
    });
    assert.ok(!text.includes('site-packages') && !text.includes('return f()'), text);
    assert.match(text, /File "app\/core\.py", line 9, in one\n {4}raise/);
  });

  it('drops the frames of Python itself, which lie in a home folder as often as not', () => {
    const text = said({
      message: 'boom',
      stack:
        'Traceback (most recent call last):\n  File "/home/ada/.pyenv/versions/3.11.7/lib/python3.11/unittest/case.py", line 3, in run\n    return f()\n  File "/ws/app/core.py", line 9, in one\n    raise ValueError("no")',
    });
    assert.ok(!text.includes('/home/ada') && !text.includes('return f()'), text);
    assert.match(text, /app\/core\.py/);
  });

  it('says nothing of where the project lies, also in values', () => {
    const text = said({
      message: 'in /ws, not in /ws-old/a',
      expected: '/ws/a.txt',
      actual: '/data/runs/1/copy',
      stack: '',
    });
    assert.match(text, /Message: in <project>, not in \/ws-old\/a\nExpected: a\.txt\nActual: <project>/);
  });

  it('leaves a stack out that the message holds already, or that says nothing more', () => {
    const stack = 'Error: no\n    at add (/ws/src/add.js:2:3)';
    assert.ok(!said({ message: `It failed:\n${stack}`, stack }).includes('Stack:'));
    assert.ok(!said({ message: 'Error: no', stack: 'Error: no\n    at node:internal/x:1:1' }).includes('Stack:'));
  });

  it('leaves a message alone that occurs in the stack by chance', () => {
    assert.match(said({ message: '2', stack: 'Error: no\n    at add (/ws/src/add2.js:2:3)' }), /add2\.js:2:3/);
  });

  it('shows at most five, and says how many more there are', () => {
    const text = describeFailures(
      Array.from({ length: 7 }, () => red({ message: 'm'.repeat(5_000) })),
      place,
    ).join('\n');
    assert.equal(text.split('Test: ').length, 6);
    assert.match(text, /and 2 more\.$/);
    assert.ok(text.length < 9_000);
  });

  it("keeps the line that failed of a long stack of pytest's, and says where it was cut", () => {
    const body = Array.from({ length: 80 }, (_, i) => `        self.assertEqual(${i}, cache[${i}])`);
    const stack = [
      'self = <TestCase testMethod=test_ttu>',
      '    def test_ttu(self):',
      ...body,
      '>       self.assertEqual(2, len(cache))',
      'E       AssertionError: 2 != 3',
      'tests/test_a.py:90: AssertionError',
    ].join('\n');
    const text = said({ message: 'AssertionError: 2 != 3', stack });
    assert.ok(text.length < 1_800, String(text.length));
    assert.match(text, /\(cut\)\n {8}self\.assertEqual\(\d+, /);
    assert.match(
      text,
      /cache\[79\]\)\n> {7}self\.assertEqual\(2, len\(cache\)\)\nE {7}AssertionError: 2 != 3\ntests\/test_a/,
    );
  });
});
