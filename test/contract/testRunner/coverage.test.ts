import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestCase } from '../../../src/core/evidence/testReport.ts';
import type { LineCoverage } from '../../../src/core/repair/localise.ts';
import { measureCoverage } from '../../../src/core/run/coverage.ts';
import { selectCases } from '../../../src/core/run/reproduce.ts';
import { copyFixture, type FixtureCopy, lines, type RunOptions, reportOf } from './runFixture.ts';

/** Runs all tests and then the given red ones, as `reproduce` does, and measures. */
async function measure(
  copy: FixtureCopy,
  command: string,
  { titles, ...options }: RunOptions & { readonly titles: readonly string[] },
): Promise<{ readonly coverage: LineCoverage | undefined; readonly red: readonly TestCase[] }> {
  const isPython = /python|pytest/.test(command);
  const plain = reportOf(await copy.run(command, options));
  const first = await copy.run(command, isPython ? options : { ...options, coverage: true });
  const report = reportOf(first);
  assert.deepEqual(lines(report), lines(plain), 'measuring changes no outcome');
  const red = report.cases.filter(({ path: at, state }) => state === 'failed' && titles.includes(at.at(-1) ?? ''));
  assert.equal(red.length, titles.length);
  const again = await copy.run(command, { ...options, selection: selectCases(red), coverage: true });
  assert.deepEqual(
    reportOf(again).cases.map(({ id, state }) => [id, state]),
    red.map(({ id, state }) => [id, state]),
  );
  const coverage = await measureCoverage({
    copy: { originalPath: copy.workspacePath, hostPath: copy.workspacePath },
    red,
    before: { report, coverage: first.coverage ?? [] },
    confirm: { coverage: again.coverage ?? [] },
    read: (file) => readFile(path.join(copy.workspacePath, file), 'utf8').catch(() => undefined),
  });
  return { coverage, red };
}

/** `line: failing/passing` of one file, for the lines of interest. */
function counts(coverage: LineCoverage | undefined, file: string, wanted: readonly number[]): readonly string[] {
  assert.ok(coverage, 'there is coverage');
  const measured = coverage.lines.get(file);
  assert.ok(measured, `${file} was measured: ${[...coverage.lines.keys()].join(', ')}`);
  return wanted.map((line) => `${line}: ${measured.get(line)?.failing ?? 0}/${measured.get(line)?.passing ?? 0}`);
}

const scriptLines = [4, 7, 9, 14, 16, 20];

describe('coverage of real runs', function () {
  this.timeout(120_000);

  for (const [name, nodeFolder] of nodes()) {
    it(`node:test on ${name}: what the red test executed, held against the green ones`, async () => {
      await using copy = await copyFixture('measured');
      const { coverage } = await measure(copy, 'npm test', { titles: ['taxes'], ...nodeFolder });
      // Line 4 runs twice for each test of its file, so more often in the first run; line 14 in a process of its own.
      assert.deepEqual(counts(coverage, 'src/price.cjs', scriptLines), [
        '4: 1/1',
        '7: 1/0',
        '9: 0/1',
        '14: 0/1',
        '16: 0/1',
        '20: 0/0',
      ]);
      assert.deepEqual([coverage?.failing, coverage?.passing], [1, 2]);
      assert.deepEqual([...(coverage?.lines.keys() ?? [])], ['src/price.cjs']);
    });
  }

  it('mocha: one process, the same lines', async () => {
    await using copy = await copyFixture('measured');
    const { coverage } = await measure(copy, 'mocha spec/*.cjs', { titles: ['taxes', 'starts a process'] });
    assert.deepEqual(counts(coverage, 'src/price.cjs', [4, 7, 9, 16, 20]), [
      '4: 1/1',
      '7: 1/0',
      '9: 0/1',
      '16: 0/1',
      '20: 0/0',
    ]);
  });

  it('mocha: what a process executed that a red test started', async () => {
    await using copy = await copyFixture('measured');
    const { coverage } = await measure(copy, 'mocha spec/*.cjs', { titles: ['starts a process'] });
    assert.deepEqual(counts(coverage, 'src/price.cjs', [4, 7, 14]), ['4: 0/0', '7: 0/0', '14: 1/0']);
    assert.deepEqual(counts(coverage, 'src/child.cjs', [2]), ['2: 1/0']);
  });

  it('TypeScript with stripped types: the lines of the file', async () => {
    await using copy = await copyFixture('measured');
    await writeFile(
      path.join(copy.workspacePath, 'src/kind.mts'),
      'interface Shape {\n  kind: string;\n}\nexport function kindOf(shape: Shape): string {\n  if (shape.kind === "") {\n    return "none";\n  }\n  return shape.kind;\n}\n',
    );
    await writeFile(
      path.join(copy.workspacePath, 'test/kind.test.mts'),
      'import { test } from "node:test";\nimport assert from "node:assert/strict";\nimport { kindOf } from "../src/kind.mts";\ntest("kind", () => assert.equal(kindOf({ kind: "" } as { kind: string }), "nothing"));\n',
    );
    const { coverage } = await measure(copy, 'node --test test/kind.test.mts', { titles: ['kind'] });
    assert.deepEqual(counts(coverage, 'src/kind.mts', [5, 6, 8]), ['5: 1/0', '6: 1/0', '8: 0/0']);
  });

  it('is absent where the project measures by itself', async () => {
    await using copy = await copyFixture('measured');
    const own = path.join(copy.scratchPath, 'own');
    const { coverage } = await measure(copy, 'npm test', { titles: ['taxes'], env: { NODE_V8_COVERAGE: own } });
    assert.equal(coverage, undefined);
    assert.ok(existsSync(own), 'and the measurement of the project is there');
  });

  const withPytest = spawnSync('python3', ['-m', 'pytest', '--version']).status === 0;
  for (const command of ['python3 -m unittest', ...(withPytest ? ['python3 -m pytest -q'] : [])]) {
    it(`${command}: what each red test executed`, async () => {
      await using copy = await copyFixture('measured');
      const { coverage } = await measure(copy, command, { titles: ['test_taxes', 'test_empty'] });
      assert.equal(coverage?.failing, 2);
      assert.deepEqual(counts(coverage, 'shop.py', [1, 4, 7, 9, 10, 15, 16]), [
        '1: 2/0',
        '4: 2/0',
        '7: 1/0',
        '9: 1/0',
        '10: 0/0',
        '15: 1/0',
        '16: 0/0',
      ]);
    });

    for (const title of ['test_traces', 'test_starts'])
      it(`${command}: none when a test ${title === 'test_traces' ? 'sets the trace function' : 'starts a process'}`, async () => {
        await using copy = await copyFixture('measured');
        assert.equal((await measure(copy, command, { titles: [title] })).coverage, undefined);
      });
  }
});

/** This Node, and the machine's other one when there is one. */
function nodes(): readonly (readonly [string, { readonly nodeFolder?: string }])[] {
  const others = ['/usr/bin', '/usr/local/bin'].flatMap((nodeFolder) => {
    const { stdout, status } = spawnSync(path.join(nodeFolder, 'node'), ['--version'], { encoding: 'utf8' });
    const isOther = status === 0 && stdout.trim() !== process.version && Number.parseInt(stdout.slice(1), 10) >= 20;
    return isOther ? [[`Node ${stdout.trim()}`, { nodeFolder }] as const] : [];
  });
  return [[`Node ${process.version}`, {}], ...others.slice(0, 1)];
}
