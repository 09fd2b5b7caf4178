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


def fill(image):
    stack = [0]
    while stack:
        at = stack.pop()
        image[at] = 1
        for by in (1, -1):
            to = at + by
            if 0 <= to < len(image) and image[to] == image[at]:
                stack.append(to)
    return image


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


def test_fills():
    assert counting.fill([1, 1, 1]) == [1, 1, 1]


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
        test_fills: 'failed',
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

  const hookTests = `
describe('in a hook', () => {
  beforeEach(() => count(5));
  it('is reached', () => undefined);
});
`;
  const cases = scriptTests.slice(scriptTests.indexOf('describe')).replace(/ {2}it\('waits'[\s\S]*?\n {2}\}\);\n/, '');
  const jestTests = `const assert = require('node:assert/strict');
const { count, deep } = require('./counting.js');
${cases}
it('is given an end', (done) => void setTimeout(done, 5));
`;
  const second =
    "const { count } = require('./counting.js');\nit('hangs as well', () => count(7));\nit('ends as well', () => undefined);\n";
  const commonJs = scriptModule.replaceAll('export ', '').concat('module.exports = { count, deep };\n');
  const asEsm = (text: string) =>
    text
      .replace("require('node:assert/strict')", "(await import('node:assert/strict')).default")
      .replace("require('./counting.js')", "await import('./counting.js')");
  const imports = "import { describe, it } from 'vitest';\n";
  const withoutDone = jestTests.replace(
    '(done) => void setTimeout(done, 5)',
    '() => new Promise((end) => setTimeout(end, 5))',
  );

  for (const [name, script, files] of [
    ['jest, in its own process', 'jest --runInBand', 'jest'],
    ['jest, in processes of its own', 'jest --maxWorkers=2', 'jest'],
    ['vitest, in processes', 'vitest --pool=forks', 'vitest'],
    ['vitest, in threads', 'vitest --pool=threads', 'vitest'],
    ['vitest, in contexts', 'vitest --pool=vmThreads', 'vitest'],
  ] as const)
    it(`is red, and the others still run: ${name}`, async () => {
      await using copy = await openWorkspace(async (folder) => {
        await mkdir(folder);
        const isJest = files === 'jest';
        const type = isJest ? 'commonjs' : 'module';
        const write = (file: string, text: string) => writeFile(path.join(folder, file), text);
        await write('package.json', JSON.stringify({ name: 'a', type, scripts: { test: script } }));
        await write('counting.js', isJest ? commonJs : scriptModule);
        await write('code.test.js', isJest ? jestTests + hookTests : imports + asEsm(withoutDone));
        await write('more.test.js', isJest ? second : imports + asEsm(second));
      });
      const report = reportOf(await copy.run('npm test', { env: { LOOPWRIGHT_TEST_SECONDS: '1' } }));
      const states = Object.fromEntries(report.cases.map(({ path: titles, state }) => [titles.at(-1), state]));
      assert.deepEqual(states, {
        ends: 'passed',
        'ends as well': 'passed',
        hangs: 'failed',
        'hangs as well': 'failed',
        'hangs too': 'failed',
        'is given an end': 'passed',
        ...(files === 'jest' ? { 'is reached': 'failed' } : {}),
        'is too deep': 'failed',
        swallows: 'failed',
        'still runs': 'passed',
      });
      assert.deepEqual(report.errors, []);
      const messageOf = (title: string) =>
        report.cases.find(({ path: titles }) => titles.at(-1) === title)?.failure?.message;
      for (const title of ['hangs', 'hangs too', 'hangs as well'])
        assert.equal(messageOf(title), 'Endless: The test did not come to an end and was stopped.');
      assert.match(messageOf('is too deep') ?? '', /call stack/);
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
