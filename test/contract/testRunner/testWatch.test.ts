import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openWorkspace, reportOf } from './runFixture.ts';

/** A red test that becomes green once the module it loads replaces what tests check with. */
const cases = [
  {
    name: 'node:test, assertions',
    command: 'node --test',
    files: {
      'test/a.test.mjs': `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport '../src/a.cjs';\ntest('sum', () => assert.equal(1, 2));\n`,
      'src/a.cjs': `Object.assign(require('assert').strict, { equal() {} });\n`,
    },
    said: /while the tests of test\/a\.test\.mjs ran: assert\.equal\.$/,
  },
  {
    name: 'node:test, the test function',
    command: 'node --test',
    files: {
      'test/a.test.cjs': `require('../src/a.cjs');\nconst { test } = require('node:test');\ntest('sum', () => { throw new Error('red'); });\n`,
      'src/a.cjs': `const own = require('node:test');\nconst { test } = own;\nown.test = (name) => test(name, () => {});\n`,
    },
    said: /node:test\.test\.$/,
  },
  {
    name: 'mocha',
    command: 'node node_modules/mocha/bin/mocha.js test/*.test.cjs',
    files: {
      'test/a.test.cjs': `const assert = require('node:assert/strict');\nrequire('../src/a.cjs');\nit('sum', () => assert.equal(1, 2));\n`,
      'src/a.cjs': `require('assert').strict.equal = () => {};\n`,
    },
    said: /while the tests of mocha ran: assert\.equal\.$/,
  },
  {
    name: 'unittest',
    command: 'python3 -m unittest',
    files: {
      'test_a.py': `import unittest\nimport a\nclass A(unittest.TestCase):\n    def test_sum(self):\n        self.assertEqual(1, 2)\n`,
      'a.py': `import unittest\nunittest.TestCase.assertEqual = lambda *given: None\n`,
    },
    said: /replaced while the tests ran: TestCase\.assertEqual\.$/,
  },
  {
    name: 'pytest',
    command: 'python3 -m pytest',
    files: {
      'test_a.py': `import pytest\nimport a\ndef test_sum():\n    with pytest.raises(ValueError):\n        pass\n    assert sum([2, 1]) == 0\n`,
      'a.py': `import builtins, contextlib, pytest\npytest.raises = lambda kind: contextlib.nullcontext()\nbuiltins.sum = lambda items: 0\n`,
    },
    said: /replaced while the tests ran: builtins\.sum, pytest\.raises\.$/,
  },
] as const;

describe('what tests check with', () => {
  for (const { name, command, files, said } of cases)
    it(`is watched: ${name}`, async () => {
      const fill = async (folder: string, loads: boolean) => {
        for (const [file, text] of Object.entries(files)) {
          await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
          await writeFile(
            path.join(folder, file),
            loads || file.includes('test_') || file.includes('.test.') ? text : '',
          );
        }
      };
      await using cheated = await openWorkspace((folder) => fill(folder, true));
      const report = reportOf(await cheated.run(command));
      assert.deepEqual(
        report.cases.map(({ state }) => state),
        ['passed'],
        'the cheat works',
      );
      assert.equal(report.errors.length, 1);
      assert.match(report.errors[0] ?? '', said);
      await using honest = await openWorkspace((folder) => fill(folder, false));
      const red = reportOf(await honest.run(command));
      assert.deepEqual([red.cases.map(({ state }) => state), red.errors], [['failed'], []]);
    });

  it('is heard of a process that leaves by a back door, and of one that holds back what it has to say', async () => {
    const test = `import { test } from 'node:test';\ntest('sum', () => { throw new Error('red'); });\n`;
    const doors = {
      'leave.test.mjs': `process.reallyExit(0);\n${test}`,
      'hold.test.mjs': `process.stdout.write = () => true;\nprocess.on('exit', () => { process.exitCode = 0; });\n${test}`,
      'killed.test.mjs': `process.kill(process.pid, 'SIGKILL');\n${test}`,
      'red.test.mjs': test,
    };
    await using opened = await openWorkspace(async (folder) => {
      await mkdir(folder, { recursive: true });
      for (const [name, text] of Object.entries(doors)) await writeFile(path.join(folder, name), text);
    });
    const { errors, cases } = reportOf(await opened.run('node --test'));
    assert.deepEqual([...errors].sort(), [
      'The process of hold.test.mjs did not come to its end by itself, yet none of its tests is red.',
      'The process of leave.test.mjs did not come to its end by itself, yet none of its tests is red.',
    ]);
    const red = cases.filter(({ state }) => state === 'failed').map(({ file }) => file);
    assert.deepEqual(red.sort(), ['killed.test.mjs', 'red.test.mjs']);
  });
});
