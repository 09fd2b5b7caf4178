import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { proveFix } from '../../../src/core/evidence/proof.ts';
import type { TestReport } from '../../../src/core/evidence/testReport.ts';
import { copyFixture, lines, type RunOptions, reportOf } from './runFixture.ts';

interface RunnerCase {
  readonly fixture: string;
  /** Ways to start the same tests; every one must give the same report. 'found' is what the finder finds. */
  readonly commands: readonly string[];
  readonly expected: readonly string[];
  readonly errors?: readonly RegExp[];
  /** A red test with its line, expected and actual. */
  readonly failure: { readonly id: string; readonly line: number; readonly expected: RegExp; readonly actual: RegExp };
  readonly selection: NonNullable<RunOptions['selection']>;
  readonly selected: readonly string[];
}

const cases: readonly RunnerCase[] = [
  {
    fixture: 'node-js',
    commands: [
      'found',
      'npm test',
      'node --test --test-reporter=dot',
      'npm test -- --test-reporter dot',
      'npm test && true',
    ],
    expected: [
      'failed test/broken.test.js',
      'failed test/sum.test.js > parent',
      'failed test/sum.test.js > parent > sub red',
      'failed test/sum.test.js > sum (of [some]) > adds 1 + 2',
      'passed test/sum.test.js > parent > sub',
      'passed test/sum.test.js > sum (of [some]) > deeper > same',
      'passed test/sum.test.js > sum (of [some]) > deeper > same (2)',
      'passed test/sum.test.js > sum of nothing',
      'passed test/sum.test.js > through a helper',
      'passed test/tools/checked.js',
      'skipped test/sum.test.js > sum (of [some]) > is not ready',
      'skipped test/sum.test.js > sum (of [some]) > is to be done',
    ],
    failure: { id: 'test/sum.test.js > sum (of [some]) > adds 1 + 2', line: 11, expected: /^3$/, actual: /^-3$/ },
    selection: { files: ['test/sum.test.js'], names: ['sum (of [some]) adds 1 + 2'] },
    selected: ['failed test/sum.test.js > sum (of [some]) > adds 1 + 2'],
  },
  {
    fixture: 'mocha',
    commands: ['found', 'npx mocha', 'npm run mocha', 'npm run quoted', 'node node_modules/mocha/bin/mocha.js'],
    expected: [
      'failed test/words.spec.cjs > words > is red',
      'failed test/words.spec.cjs > words again > same (2)',
      'passed test/more.spec.cjs > more > is green',
      'passed test/words.spec.cjs > words > runs after the red one (bail is on)',
      'passed test/words.spec.cjs > words again > same',
      'skipped test/words.spec.cjs > words > is pending',
      'skipped test/words.spec.cjs > words > slow',
    ],
    failure: { id: 'test/words.spec.cjs > words > is red', line: 3, expected: /'a', 'b'/, actual: /'a b'/ },
    selection: { files: ['test/words.spec.cjs'], names: ['words runs after the red one (bail is on)'] },
    selected: ['passed test/words.spec.cjs > words > runs after the red one (bail is on)'],
  },
  {
    fixture: 'jest',
    commands: ['found', 'npm run wrapped', 'npm run own'],
    expected: [
      'failed __tests__/broken.test.js',
      'failed __tests__/cart.test.js > cart > sums prices (a+b)',
      'failed __tests__/cart.test.jsx.test.js > each 2',
      'passed __tests__/cart.test.js > cart > is empty',
      'passed __tests__/cart.test.jsx.test.js > another file',
      'passed __tests__/cart.test.jsx.test.js > each 1',
      'skipped __tests__/cart.test.js > cart > is not ready',
    ],
    failure: { id: '__tests__/cart.test.js > cart > sums prices (a+b)', line: 3, expected: /^5$/, actual: /^2$/ },
    selection: { files: ['__tests__/cart.test.js'], names: ['cart sums prices (a+b)'] },
    selected: ['failed __tests__/cart.test.js > cart > sums prices (a+b)'],
  },
  {
    fixture: 'vitest',
    commands: ['found', 'npx vitest run src'],
    expected: [
      'failed src/broken.test.ts',
      'failed src/range.test.ts > range > has n numbers',
      'passed src/other.test.ts > green',
      'passed src/range.test.ts > range > is empty for one',
      'skipped src/range.test.ts > range > is not ready',
    ],
    failure: { id: 'src/range.test.ts > range > has n numbers', line: 5, expected: /2,\s*\]/, actual: /0,\s*1,\s*\]/ },
    selection: { files: ['src/range.test.ts'], names: ['range has n numbers'] },
    selected: ['failed src/range.test.ts > range > has n numbers'],
  },
  {
    fixture: 'pytest',
    commands: ['found', 'pytest tests', 'PYTEST_ADDOPTS=-v python3 -m pytest -x'],
    expected: [
      'failed tests/test_broken.py',
      'failed tests/test_shop.py > test_red_first',
      'failed tests/test_shop.py > test_setup_error',
      'passed tests/test_shop.py > TestMany > test_param[a::b]',
      'passed tests/test_shop.py > TestMany > test_param[one]',
      'passed tests/test_shop.py > test_green',
      'skipped tests/test_shop.py > TestMany > test_expected',
      'skipped tests/test_shop.py > TestMany > test_skipped',
    ],
    failure: { id: 'tests/test_shop.py > test_red_first', line: 10, expected: /^9$/, actual: /^6$/ },
    selection: { files: ['tests/test_shop.py'], names: ['TestMany test_param[a::b]'] },
    selected: ['passed tests/test_shop.py > TestMany > test_param[a::b]'],
  },
  {
    fixture: 'unittest',
    commands: ['found', 'python3 -m unittest discover -v', 'python3 -m unittest -f && true'],
    expected: [
      'failed tests/test_bank.py > TestAccount > test_deposit',
      'failed tests/test_bank.py > TestAccount > test_parts',
      'failed tests/test_broken.py',
      'passed tests/test_bank.py > TestAccount > test_empty',
      'skipped tests/test_bank.py > TestAccount > test_expected',
      'skipped tests/test_bank.py > TestAccount > test_skipped',
    ],
    errors: [/class setup is broken/],
    failure: { id: 'tests/test_bank.py > TestAccount > test_deposit', line: 7, expected: /^5$/, actual: /^-5$/ },
    selection: { files: ['tests/test_bank.py'], names: ['TestAccount test_deposit'] },
    selected: ['failed tests/test_bank.py > TestAccount > test_deposit'],
  },
];

const pytestMissing = spawnSync('python3', ['-m', 'pytest', '--version']).status !== 0;

function requirePytest(context: Mocha.Context): void {
  if (!pytestMissing) return;
  console.error('skipped: pytest is missing here; install it with `python3 -m pip install pytest`');
  context.skip();
}

/** Node 20, 22 and 24 report differently; the repository brings one, the machine may have another. */
function otherNode(): string | undefined {
  return ['/usr/bin', '/usr/local/bin'].find((folder) => existsSync(path.join(folder, 'node')));
}

function checkFailure(report: TestReport, { failure }: RunnerCase): void {
  const red = report.cases.find(({ id }) => id === failure.id);
  assert.equal(red?.line, failure.line);
  assert.match(red?.failure?.expected ?? '', failure.expected);
  assert.match(red?.failure?.actual ?? '', failure.actual);
  assert.ok((red?.failure?.message.length ?? 0) > 0);
  assert.ok((red?.failure?.stack?.length ?? 0) > 0);
}

describe('test runners', () => {
  for (const runnerCase of cases) {
    describe(runnerCase.fixture, () => {
      for (const command of runnerCase.commands) {
        it(`reports every test: ${command}`, async function () {
          if (runnerCase.fixture === 'pytest') requirePytest(this);
          await using copy = await copyFixture(runnerCase.fixture);
          const [found] = command === 'found' ? await copy.found() : [command];
          assert.ok(found);
          const report = reportOf(await copy.run(found));
          assert.deepEqual(lines(report), runnerCase.expected);
          assert.equal(report.errors.length, runnerCase.errors?.length ?? 0, report.errors.join('\n'));
          for (const [index, pattern] of (runnerCase.errors ?? []).entries())
            assert.match(report.errors[index] ?? '', pattern);
          checkFailure(report, runnerCase);
        });
      }

      it('runs exactly the selected tests', async function () {
        if (runnerCase.fixture === 'pytest') requirePytest(this);
        await using copy = await copyFixture(runnerCase.fixture);
        const [found] = await copy.found();
        assert.ok(found);
        const report = reportOf(await copy.run(found, { selection: runnerCase.selection }));
        assert.deepEqual(lines(report), runnerCase.selected);
      });
    });
  }

  it("reports node:test alike on this machine's other Node", async function () {
    const nodeFolder = otherNode();
    if (nodeFolder === undefined) {
      console.error('skipped: there is no other Node in /usr/bin or /usr/local/bin');
      this.skip();
    }
    const [nodeCase] = cases;
    assert.ok(nodeCase);
    await using copy = await copyFixture('node-js');
    const report = reportOf(await copy.run('npm test', { nodeFolder }));
    assert.deepEqual(lines(report), nodeCase.expected);
    checkFailure(report, nodeCase);
    const selected = reportOf(await copy.run('npm test', { nodeFolder, selection: nodeCase.selection }));
    assert.deepEqual(lines(selected), nodeCase.selected);
  });

  it('runs TypeScript tests of node:test', async () => {
    await using copy = await copyFixture('node-ts');
    assert.deepEqual(lines(reportOf(await copy.run('npm test'))), [
      'failed test/half.test.ts > half of four',
      'passed test/half.test.ts > half of zero',
    ]);
  });

  it('says that a test file ended its process', async () => {
    await using copy = await copyFixture('exit');
    const report = reportOf(await copy.run('npm test'));
    assert.match(report.errors.join(), /process\.exit\(0\) was called while the tests of exit\.test\.js ran/);
  });

  for (const [fixture, kind] of [
    ['mocha-exit', 'report-missing'],
    ['unittest-exit', 'report-missing'],
    ['zero', 'no-tests'],
  ] as const) {
    it(`never takes ${fixture} for a pass`, async () => {
      await using copy = await copyFixture(fixture);
      const [found] = await copy.found();
      assert.ok(found);
      const outcome = await copy.run(found);
      assert.equal(outcome.kind, kind, outcome.output);
    });
  }

  it('names the file that mocha could not load, and proves its repair', async () => {
    await using copy = await copyFixture('mocha-crash');
    const before = reportOf(await copy.run('npm test'));
    assert.deepEqual(lines(before), ['failed a.spec.cjs']);
    assert.match(before.cases[0]?.failure?.message ?? '', /cannot load this file/);
    await writeFile(path.join(copy.workspacePath, 'a.spec.cjs'), "it('is green', () => {});\n");
    const after = reportOf(await copy.run('npm test'));
    const evidence = proveFix({ before, after, named: ['a.spec.cjs'], confirmBefore: before });
    assert.deepEqual(
      [evidence.goalReached, evidence.fixed, evidence.addedIds],
      [true, ['a.spec.cjs'], ['a.spec.cjs > is green']],
    );
  });

  it('calls a command that is not there crashed', async () => {
    await using copy = await copyFixture('liar');
    const outcome = await copy.run('npm run not-there');
    assert.notEqual(outcome.kind === 'report' && outcome.report.exitCode === 0, true);
    const missing = await copy.run('definitely-not-a-program-here && true');
    assert.equal(missing.kind, 'crashed');
  });

  it('is not fooled by what a test prints or appends to the report', async () => {
    await using copy = await copyFixture('liar');
    const report = reportOf(await copy.run('npm test', { env: { LIAR_SCRATCH: copy.scratchPath } }));
    assert.deepEqual(lines(report), ['failed liar.test.js > is red']);
  });

  for (const command of ['npm test', 'npm run mocha']) {
    it(`leaves runners alone that a test starts: ${command}`, async () => {
      await using copy = await copyFixture('nested');
      const report = reportOf(await copy.run(command));
      assert.deepEqual(
        report.cases.map(({ path, state }) => [...path, state].join(' ')),
        ['starts a runner of its own passed'],
      );
    });
  }

  it('tells of hooks and time limits, also without a process for each file', async () => {
    await using copy = await copyFixture('node-hooks');
    for (const command of ['npm test', 'npm run together']) {
      const report = reportOf(await copy.run(command));
      assert.deepEqual(lines(report), [
        'failed hooks.test.js > broken hook > cannot run',
        'failed hooks.test.js > too slow',
        'passed hooks.test.js > green',
      ]);
      assert.match(report.errors.join(), /hook is broken/);
    }
  });

  it('reads node:test without --test', async () => {
    await using copy = await copyFixture('node-hooks');
    const report = reportOf(await copy.run('npm run alone'));
    assert.deepEqual(lines(report), ['failed alone.js > alone and red', 'passed alone.js > alone']);
  });

  it('runs the package nearest to the named test', async function () {
    requirePytest(this);
    await using copy = await copyFixture('monorepo');
    for (const [hint, id] of [
      ['packages/a/a.test.js > of a', 'packages/a/a.test.js > of a'],
      ['packages/b/test/b.js', 'packages/b/test/b.js > of b'],
      ['services/c/test_c.py::test_of_c', 'services/c/test_c.py > test_of_c'],
    ] as const) {
      const [found] = await copy.found(hint);
      assert.ok(found);
      assert.deepEqual(lines(reportOf(await copy.run(found))), [`passed ${id}`]);
    }
  });

  it('finds the flaky test by running twice, and leaves it out of the proof', async () => {
    await using copy = await copyFixture('flaky');
    const before = reportOf(await copy.run('npm test'));
    const confirmBefore = reportOf(await copy.run('npm test'));
    const evidence = proveFix({ before, confirmBefore, after: confirmBefore, named: [] });
    assert.deepEqual(evidence.flaky, ['flaky.test.js > red every other time']);
    assert.equal(evidence.goalReached, false);
  });

  it('gives the same ids wherever the copy lies', async () => {
    await using first = await copyFixture('mocha', 'one');
    await using second = await copyFixture('mocha', 'a > b (2)');
    assert.deepEqual(lines(reportOf(await first.run('npx mocha'))), lines(reportOf(await second.run('npx mocha'))));
  });

  it('reads TAP that an unknown command prints, and else only its exit code', async () => {
    await using copy = await copyFixture('zero');
    const tap = reportOf(await copy.run(`printf 'TAP version 13\\nok 1 - a\\nnot ok 2 - b\\n1..2\\n'; exit 1`));
    assert.deepEqual(lines(tap), ['failed b', 'passed a']);
    const plain = reportOf(await copy.run('echo all 5 tests passed'));
    assert.deepEqual([plain.source, plain.exitCode, plain.cases.length], ['exit-code', 0, 0]);
    const lie = reportOf(await copy.run(`printf 'ok 1 - a\\n1..1\\n'; exit 3`));
    assert.match(lie.errors.join(), /exit code 3 though no test failed/);
  });
});
