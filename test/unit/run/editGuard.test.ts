import assert from 'node:assert/strict';
import { createEditGuard } from '../../../src/core/run/editGuard.ts';

const signal = new AbortController().signal;
const before: Readonly<Record<string, string>> = {
  'src/sum.js': 'export const sum = (a, b) => a + b;\n',
  'test/sum.test.js': "import test from 'node:test';\n",
  'lib/sum.py': '>>> add(1, 2)\n3\n',
  'package.json': '{ "scripts": { "test": "node --test" } }\n',
};
const files = {
  list: async () => Object.keys(before),
  read: async (path: string) => before[path],
  write: () => Promise.reject(new Error('a guard writes nothing')),
};
const secrets = () => [{ name: 'KEY', value: 'a-very-secret-value' }];

function refusal(may: 'code' | 'tests' | 'all', path: string, text: string, answer = ''): Promise<string | undefined> {
  return createEditGuard({ secrets }, files, { may })({ files: new Map([[path, text]]), answer }, signal);
}

describe('an edit', () => {
  for (const [what, may, path, text, why] of [
    ['of code by who writes code', 'all', 'src/sum.js', 'export const sum = () => 0;\n', undefined],
    ['of tests by who writes code', 'all', 'test/sum.test.js', '// none\n', undefined],
    ['of tests by who repairs', 'code', 'test/sum.test.js', '// none\n', /changes what the tests check/],
    ['of code by who repairs', 'code', 'src/sum.js', 'export const sum = () => 0;\n', undefined],
    [
      'of tests by who writes tests',
      'tests',
      'test/sum.test.js',
      "import test from 'node:test';\ntest('a');\n",
      undefined,
    ],
    ['of a new test by who writes tests', 'tests', 'test/more.test.js', "import test from 'node:test';\n", undefined],
    ['of code by who writes tests', 'tests', 'src/sum.js', 'export const sum = () => 0;\n', /no test: src\/sum\.js/],
    ['of code that gained an exit by who writes tests', 'tests', 'src/sum.js', 'process.exit(0);\n', /no test/],
    [
      'of code and its doctest by who writes tests',
      'tests',
      'lib/sum.py',
      '>>> add(1, 2)\n4\n',
      /no test: lib\/sum\.py/,
    ],
    ['of a doctest by who repairs', 'code', 'lib/sum.py', '>>> add(1, 2)\n4\n', /changes what the tests check/],
    ['of code that gained a skipped test by who writes tests', 'tests', 'src/sum.js', 'it.skip("a");\n', /no test/],
    ['of test scripts by who writes tests', 'tests', 'package.json', '{ "scripts": { "test": "true" } }\n', /no test/],
    ['with a secret', 'all', 'src/sum.js', 'a-very-secret-value', /secret KEY/],
  ] as const)
    it(`${what} is ${why ? 'turned away' : 'taken'}`, async () => {
      const said = await refusal(may, path, text);
      if (why) assert.match(said ?? '', why);
      else assert.equal(said, undefined);
    });

  it('of a test is let through for who insists, and that is for repair only', async () => {
    const answer = 'TEST IS WRONG: it expects 3.';
    assert.equal(await refusal('code', 'test/sum.test.js', '// none\n', answer), undefined);
    assert.match((await refusal('tests', 'src/sum.js', '// none\n', answer)) ?? '', /no test/);
  });
});
