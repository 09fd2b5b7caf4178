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

const scriptModule = `export function count(n) {
  let found = 0;
  while (n > 0) {
    n = n === 3 ? n : n - 1;
    found += 1;
  }
  return found;
}
export const deep = (n) => deep(n + 1);
`;
const scriptTests = `import assert from 'node:assert/strict';
import { count, deep } from './counting.mjs';

describe('count', () => {
  it('ends', () => assert.equal(count(2), 2));
  it('hangs', () => assert.equal(count(5), 5));
  it('hangs too', async () => assert.equal(count(6), 6));
  it('is too deep', () => deep(0));
  it('swallows', () => {
    try {
      count(3);
    } catch {
      return;
    }
  });
  it('waits', (_context, done) => {
    const end = typeof _context === 'function' ? _context : done;
    setTimeout(end, 5);
  });
  it('still runs', () => assert.equal(count(1), 1));
});
`;

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

  for (const [name, command, file, tests] of [
    ['node:test', 'node --test', 'code.test.mjs', "import { describe, it } from 'node:test';\n"],
    ['mocha', 'mocha code.test.mjs', 'code.test.mjs', ''],
  ] as const)
    it(`is red, and the others still run: ${name}`, async () => {
      await using copy = await openWorkspace(async (folder) => {
        await mkdir(folder);
        await writeFile(path.join(folder, 'package.json'), JSON.stringify({ name: 'a', scripts: { test: command } }));
        await writeFile(path.join(folder, 'counting.mjs'), scriptModule);
        await writeFile(path.join(folder, file), tests + scriptTests);
      });
      const run = await copy.run('npm test', { env: { LOOPWRIGHT_TEST_SECONDS: '1' }, coverage: true });
      const report = reportOf(run);
      const states = Object.fromEntries(report.cases.map(({ path: titles, state }) => [titles.at(-1), state]));
      assert.deepEqual(states, {
        ends: 'passed',
        hangs: 'failed',
        'hangs too': 'failed',
        'is too deep': 'failed',
        swallows: 'failed',
        'still runs': 'passed',
        waits: 'passed',
      });
      const messageOf = (title: string) =>
        report.cases.find(({ path: titles }) => titles.at(-1) === title)?.failure?.message;
      assert.equal(messageOf('hangs'), 'Endless: The test did not come to an end and was stopped.');
      assert.equal(messageOf('hangs too'), messageOf('hangs'));
      assert.match(messageOf('is too deep') ?? '', /call stack/);
      const deep = report.cases.find(({ path: titles }) => titles.at(-1) === 'is too deep')?.failure?.stack ?? '';
      assert.match(deep, /counting\.mjs/);
      assert.doesNotMatch(deep, /loopwright(Bounded|Call|Scope|Step)|loopwright:1/, 'nothing of how it was called');
      assert.ok((run.coverage ?? []).length > 0, 'what the tests executed is known all the same');
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
