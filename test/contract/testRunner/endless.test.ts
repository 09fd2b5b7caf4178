import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openWorkspace, reportOf } from './runFixture.ts';

const module = `def count(n):
    found = 0
    while n:
        n = n - 1 if n != 3 else n
        found += 1
    return found


def stubborn():
    while True:
        try:
            count(3)
        except:
            found = 1
            break
    return found


def slow():
    return sum(i * i for i in range(3_000_000))
`;
const pytest = `import counting


def test_ends():
    assert counting.count(2) == 2


def test_hangs():
    assert counting.count(5) == 5


def test_hangs_too():
    assert counting.count(6) == 6


def test_swallows():
    assert counting.stubborn() == 1


def test_still_runs():
    assert counting.count(1) == 1
`;
const unittest = `import unittest
import counting


class Count(unittest.TestCase):
${pytest
  .slice(pytest.indexOf('def test_ends'))
  .replace(/^def (\w+)\(\)/gm, 'def $1(self)')
  .replace(/^(?=.)/gm, '    ')}`;

describe('a test that goes on without end', () => {
  for (const [name, command, file, text] of [
    ['pytest', 'python3 -m pytest', 'test_code.py', pytest],
    ['unittest', 'python3 -m unittest', 'test_code.py', unittest],
  ] as const)
    it(`is red, and the others still run: ${name}`, async () => {
      await using copy = await openWorkspace(async (folder) => {
        await mkdir(folder);
        await writeFile(path.join(folder, 'counting.py'), module);
        await writeFile(path.join(folder, file), text);
      });
      const report = reportOf(await copy.run(command, { env: { LOOPWRIGHT_TEST_SECONDS: '1' } }));
      const states = Object.fromEntries(report.cases.map(({ path: titles, state }) => [titles.at(-1), state]));
      assert.deepEqual(states, {
        test_ends: 'passed',
        test_hangs: 'failed',
        test_hangs_too: 'failed',
        test_still_runs: 'passed',
        test_swallows: 'passed',
      });
      const hung = report.cases.find(({ path: titles }) => titles.at(-1) === 'test_hangs');
      assert.match(hung?.failure?.message ?? '', /^Endless: The test did not come to an end and was stopped\.$/);
      assert.match(hung?.failure?.stack ?? '', /counting\.py/, 'it says where it was');
    });

  it('is none that only takes long beside its like', async () => {
    await using copy = await openWorkspace(async (folder) => {
      await mkdir(folder);
      await writeFile(path.join(folder, 'counting.py'), module);
      await writeFile(
        path.join(folder, 'test_code.py'),
        'import counting\n\n\ndef test_slow():\n    assert counting.slow() > 0\n\n\ndef test_slower():\n    assert counting.slow() + counting.slow() + counting.slow() > 0\n',
      );
    });
    const report = reportOf(await copy.run('python3 -m pytest', { env: { LOOPWRIGHT_TEST_SECONDS: '5' } }));
    assert.deepEqual(
      report.cases.map(({ state }) => state),
      ['passed', 'passed'],
    );
  });
});
