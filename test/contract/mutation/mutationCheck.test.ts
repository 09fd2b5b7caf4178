import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../src/adapters/host/systemClock.ts';
import { createTreeSitterParser } from '../../../src/adapters/syntax/treeSitterParser.ts';
import { createHostCopyFiles } from '../../../src/adapters/workspace/hostCopyFiles.ts';
import { createTestRunning } from '../../../src/app/testRunning.ts';
import type { TestCommand } from '../../../src/core/evidence/testRunner.ts';
import { checkMutants, type MutationPorts, type MutationTask } from '../../../src/core/run/mutationCheck.ts';
import type { WorkspaceCopy } from '../../../src/core/workspace/workspace.ts';
import { backEnds } from '../sandbox/place.ts';

const signal = new AbortController().signal;
const grammarFolder = path.join(import.meta.dirname, '../../../node_modules/@vscode/tree-sitter-wasm/wasm');

interface Place extends AsyncDisposable {
  readonly copy: WorkspaceCopy;
  readonly ports: MutationPorts;
  readonly lanesMade: () => number;
}

async function openPlace(files: Readonly<Record<string, string>>): Promise<Place> {
  const root = realpathSync(await mkdtemp(path.join(tmpdir(), 'loopwright-mutation-')));
  const copy: WorkspaceCopy = {
    hostPath: path.join(root, 'copy'),
    originalPath: path.join(root, 'shop'),
    scratchPath: path.join(root, 'scratch'),
    dependencies: [],
    files: 0,
    baseTree: '',
  };
  for (const folder of [copy.hostPath, copy.originalPath, copy.scratchPath]) mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(copy.hostPath, name)), { recursive: true });
    writeFileSync(path.join(copy.hostPath, name), text);
  }
  const sandbox = backEnds.find(({ isolated }) => isolated)?.create(path.join(root, 'runs'));
  assert.ok(sandbox);
  let lanes = 0;
  return {
    copy,
    lanesMade: () => lanes,
    ports: {
      runTests: createTestRunning({ sandbox, hostEnv: {}, onOutput: () => undefined }),
      openFiles: (of) => createHostCopyFiles(of.hostPath),
      openParser: () => createTreeSitterParser({ grammarFolder }),
      clock: systemClock,
      async cloneCopy(of, lane) {
        lanes++;
        const [hostPath, scratchPath] = ['copy', 'scratch'].map((name) => path.join(root, `lane-${lane}`, name)) as [
          string,
          string,
        ];
        await mkdir(scratchPath, { recursive: true });
        await cp(of.hostPath, hostPath, { recursive: true });
        return { ...of, hostPath, scratchPath };
      },
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

const nodeTest: TestCommand = {
  runner: 'node:test',
  display: 'node --test',
  argv: ['node', '--test'],
  cwd: '',
  why: '',
  env: {},
};
const pytest: TestCommand = {
  runner: 'pytest',
  display: 'pytest',
  argv: ['python3', '-m', 'pytest', '-q'],
  cwd: '',
  why: '',
  env: {},
};

const script = {
  'src/price.js': `exports.total = (items, rate) => {
  let sum = 0;
  for (const item of items) sum += item.price * item.count;
  if (sum > 100) return sum - 10;
  return sum + sum * rate;
};

exports.never = (a) => {
  return a > 3;
};
`,
  'test/old.test.js': "require('node:test')('old', () => {});\n",
};

const scriptTest = (body: string) => `const test = require('node:test');
const assert = require('node:assert');
const { total } = require('../src/price.js');
${body}
`;

const python = {
  'shop/__init__.py': '',
  'shop/price.py': `def total(items, rate):
    result = 0
    for price, count in items:
        result += price * count
    if result > 100:
        return result - 10
    if rate < 0:
        raise ValueError("rate")
    return result + result * rate
`,
};

/** A way to test, with the verdict it deserves. The tests lie in the file that is selected. */
interface Case {
  readonly what: string;
  readonly test: string;
  readonly counts: boolean;
  readonly why: RegExp;
}

const scriptCases: readonly Case[] = [
  {
    what: 'asserts results',
    test: `test('adds tax', () => assert.equal(total([{ price: 2, count: 3 }], 0.5), 9));
test('takes off', () => assert.equal(total([{ price: 200, count: 1 }], 0.5), 190));`,
    counts: true,
    why: /^The new tests notice \d+ of \d+ small defects/,
  },
  {
    what: 'asserts nothing',
    test: "test('runs', () => { total([{ price: 2, count: 3 }], 0.5); });",
    counts: false,
    why: /notice none of \d+ small defects/,
  },
  {
    what: 'asserts nothing, and falls over what a mutant gives',
    test: "test('runs', () => { total([{ price: 2, count: 3 }], 0.5).toFixed(2); });",
    counts: false,
    why: /notice none .*(\d crashed|told nothing)/,
  },
  {
    what: 'asserts what is always true',
    test: "test('is', () => { total([], 0); assert.ok(true); });",
    counts: false,
    why: /notice none/,
  },
  {
    what: 'catches every failure',
    test: "test('safe', () => { try { assert.equal(total([{ price: 2, count: 3 }], 0.5), 9); } catch {} });",
    counts: false,
    why: /notice none/,
  },
  {
    what: 'is red on the real implementation',
    test: "test('wrong', () => assert.equal(total([], 0), 1));",
    counts: false,
    why: /^The new tests fail on the real implementation: test\/new\.test\.js > wrong\.$/,
  },
  {
    what: 'tests nothing of the project',
    test: "test('own', () => assert.equal(1 + 1, 2));",
    counts: false,
    why: /execute no code of the project/,
  },
  {
    what: 'is skipped',
    test: "test.skip('later', () => assert.ok(total));",
    counts: false,
    why: /None of the new tests ran/,
  },
];

const pythonCases: readonly Case[] = [
  {
    what: 'asserts results and errors',
    test: `import pytest
from shop.price import total

def test_tax():
    assert total([(2, 3)], 0.5) == 9

def test_refuses():
    with pytest.raises(ValueError):
        total([(1, 1)], -1)
`,
    counts: true,
    why: /^The new tests notice \d+ of \d+ small defects/,
  },
  {
    what: 'asserts nothing',
    test: 'from shop.price import total\n\ndef test_runs():\n    total([(2, 3)], 0.5)\n    total([(200, 1)], 1)\n',
    counts: false,
    why: /notice none/,
  },
  {
    what: 'does not load',
    test: 'from shop.prize import total\n\ndef test_runs():\n    assert total([], 0) == 0\n',
    counts: false,
    why: /fail on the real implementation/,
  },
];

async function check(place: Place, command: TestCommand, file: string, more: Partial<MutationTask> = {}) {
  const tests = { files: [file], names: [] };
  return checkMutants(
    place.ports,
    { copy: place.copy, command, tests, lanes: [101, 102], seed: 7, maxMutants: 6, ...more },
    signal,
  );
}

describe('mutation check', function () {
  this.timeout(180_000);

  it('takes others in the place of defects that only crash, and says how many', async () => {
    const files = {
      'src/price.js': `exports.total = (items, rate) => {
  let sum = 0;
  for (const item of items) sum += item.price * item.count;
  const checked = items.reduce((all, item) => all + item.price * item.count, 0);
  if (checked !== sum) throw new RangeError('the sums differ');
  return sum + sum * rate;
};
`,
      'test/new.test.js': scriptTest("test('adds tax', () => assert.equal(total([{ price: 2, count: 3 }], 0.5), 9));"),
    };
    await using place = await openPlace(files);
    const { mutants, why, counts } = await check(place, nodeTest, 'test/new.test.js');
    const replaced = Number(/(\d+) more told nothing and (?:was|were) replaced/.exec(why)?.[1]);
    assert.ok(counts && replaced > 0, why);
    assert.equal(mutants.length, 6);
    const telling = mutants.filter(({ state }) => state === 'killed' || state === 'survived').length;
    assert.ok(telling >= 3, why);
    const again = await check(place, nodeTest, 'test/new.test.js', { lanes: [103] });
    assert.deepEqual([again.why, again.mutants], [why, mutants], 'one after the other the same are tried');
  });

  for (const { what, test, counts, why } of scriptCases)
    it(`node:test: a test that ${what} ${counts ? 'counts' : 'is refused'}`, async () => {
      await using place = await openPlace({ ...script, 'test/new.test.js': scriptTest(test) });
      const verdict = await check(place, nodeTest, 'test/new.test.js');
      assert.equal(verdict.counts, counts, JSON.stringify(verdict, undefined, 1));
      assert.match(verdict.why, why);
      assert.ok(
        verdict.mutants.every(({ path: at, line }) => at === 'src/price.js' && line <= 5),
        'only lines that the new tests execute are mutated',
      );
    });

  for (const { what, test, counts, why } of pythonCases)
    it(`pytest: a test that ${what} ${counts ? 'counts' : 'is refused'}`, async () => {
      await using place = await openPlace({ ...python, 'tests/test_new.py': test });
      const verdict = await check(place, pytest, 'tests/test_new.py');
      assert.equal(verdict.counts, counts, JSON.stringify(verdict, undefined, 1));
      assert.match(verdict.why, why);
    });

  it('names the tests that noticed nothing, and leaves the copy as it was', async () => {
    const test = scriptTest(`test('real', () => assert.equal(total([{ price: 2, count: 3 }], 0.5), 9));
test('vacuous', () => { total([{ price: 2, count: 3 }], 0.5); });`);
    await using place = await openPlace({ ...script, 'test/new.test.js': test });
    const verdict = await check(place, nodeTest, 'test/new.test.js', {
      changed: new Map([['src/price.js', new Set([5])]]),
    });
    const kills = Object.fromEntries(verdict.tests.map(({ id, kills: count }) => [id, count]));
    assert.ok((kills['test/new.test.js > real'] ?? 0) > 0);
    assert.equal(kills['test/new.test.js > vacuous'], 0);
    assert.equal(verdict.measured, true);
    assert.ok(verdict.mutants.length <= 6 && verdict.mutants.some(({ line }) => line === 5));
    assert.equal(place.lanesMade(), 2);
    assert.equal(readFileSync(path.join(place.copy.hostPath, 'src/price.js'), 'utf8'), script['src/price.js']);
  });

  it('stops at its time, and says what was not run', async () => {
    await using place = await openPlace({
      ...script,
      'test/new.test.js': scriptTest("test('real', () => assert.equal(total([], 0), 0));"),
    });
    const { counts, mutants, why } = await check(place, nodeTest, 'test/new.test.js', { maxMs: 1, lanes: [101] });
    assert.equal(counts, false);
    assert.ok(mutants.length > 0 && mutants.every(({ state }) => state === 'not-run'));
    assert.equal(why, 'The time was up before any defect could be tried.');
  });
});
