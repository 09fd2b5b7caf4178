import assert from 'node:assert/strict';
import type { Clock } from '../../../src/base/clock.ts';
import type { TestReport } from '../../../src/core/evidence/testReport.ts';
import type { RepairCandidate } from '../../../src/core/repair/candidateEdit.ts';
import type { RepairBudget, TryOutcome } from '../../../src/core/repair/repairBudget.ts';
import { searchRepair } from '../../../src/core/repair/search.ts';
import { sourcesOf } from '../../../src/core/repair/sourceFiles.ts';
import { failedTest, passedTest, realParser, signal } from './parseFixture.ts';

const source = 'exports.f = function f(a, b) {\n  if (a < b) return a + b;\n  return a - b;\n};\n';
const files = new Map([
  ['src/f.js', source],
  ['test/f.test.js', "const { f } = require('../src/f.js');\ntest('f', () => f(1, 1));\n"],
]);
const red = failedTest('test/f.test.js', ['f'], { message: '0 !== 2', expected: '2', actual: '0' });

const clock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms, abort) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      const stop = (): void => {
        clearTimeout(timer);
        reject(Object.assign(new Error('aborted'), { name: 'AbortError' }));
      };
      abort.addEventListener('abort', stop, { once: true });
    }),
};

type Try = (candidate: RepairCandidate, abort: AbortSignal) => Promise<TryOutcome>;

async function search(
  tryCandidate: Try,
  options: { budget?: Partial<RepairBudget>; cases?: TestReport['cases']; abort?: AbortSignal; text?: string } = {},
) {
  const report: TestReport = {
    runner: 'node:test',
    source: 'structured',
    cases: options.cases ?? [red],
    exitCode: 1,
    durationMs: 1,
    errors: [],
  };
  const budget = { maxCandidates: 5000, maxMs: 5000, ...options.budget };
  const input = {
    sources: sourcesOf(options.text === undefined ? files : new Map([...files, ['src/f.js', options.text]])),
    report,
    parser: await realParser(),
    budget,
    concurrency: 3,
    clock,
    tryCandidate,
  };
  return searchRepair(input, () => undefined, options.abort ?? signal);
}

const textOf = (candidate: RepairCandidate): string => candidate.files[0]?.after ?? '';
const failing: TryOutcome = { kind: 'still-failing' };

describe('searchRepair', () => {
  it('finds an edit and stops soon after', async () => {
    const result = await search(async (candidate) =>
      textOf(candidate).includes('a <= b') ? { kind: 'proved' } : failing,
    );
    assert.equal(result.kind, 'found');
    assert.equal(result.candidate.edits[0]?.line, 2);
    assert.equal(result.candidate.files[0]?.before, source);
    assert.ok(result.tried < 100);
    assert.ok(result.suspects.some((line) => line.path === 'src/f.js' && line.line === 2));
  });

  it('takes the smallest of those proved in flight', async () => {
    const proofs: RepairCandidate[] = [];
    const result = await search(async (candidate) => {
      await clock.sleep(candidate.number === 1 ? 60 : 20, signal);
      proofs.push(candidate);
      return { kind: 'proved' };
    });
    assert.equal(result.kind, 'found');
    assert.equal(proofs.length, 3);
    const sizes = proofs.map(({ edits }) =>
      edits.reduce((sum, at) => sum + at.endIndex - at.startIndex + at.replacement.length, 0),
    );
    assert.equal(sizes[proofs.indexOf(result.candidate)], Math.min(...sizes));
    assert.equal(result.alternatives.length, 2);
  });

  it('prefers a step more to a step less, where the tests allow both', async () => {
    const text = 'exports.f = function f(a, b) {\n  return Math.max(a, total(b));\n};\n';
    const order: string[] = [];
    const result = await search(
      async (candidate) => {
        const made = /return (.*);/.exec(textOf(candidate))?.[1] ?? '';
        if (made !== 'a' && made !== 'Math.max(a, total(b)) + 1') return failing;
        order.push(made);
        return { kind: 'proved' };
      },
      { text, budget: { simplerMs: 2000 } },
    );
    assert.equal(result.kind, 'found');
    assert.deepEqual([...new Set(order)], ['a', 'Math.max(a, total(b)) + 1']);
    assert.match(textOf(result.candidate), /\+ 1/);
  });

  it('puts two edits together when each fixes half', async () => {
    const result = await search(async (candidate) => {
      const hits = [/a <= b/, /return b - a/].filter((pattern) => pattern.test(textOf(candidate))).length;
      return hits === 2 ? { kind: 'proved' } : hits === 1 ? { kind: 'partly', fixed: 0.5 } : failing;
    });
    assert.equal(result.kind, 'found');
    assert.equal(result.candidate.edits.length, 2);
  });

  it('never tries the same text twice, nor a test file, nor text with a new syntax error', async () => {
    const seen = new Set<string>();
    const parser = await realParser();
    const result = await search(
      async (candidate) => {
        if (candidate.edits.length > 1) return failing;
        assert.ok(!seen.has(textOf(candidate)));
        seen.add(textOf(candidate));
        assert.equal(candidate.files[0]?.path, 'src/f.js');
        assert.equal(await parser.countErrors('javascript', textOf(candidate), signal), 0);
        return failing;
      },
      { budget: { maxCandidates: 400 } },
    );
    assert.equal(result.kind, 'none');
    assert.ok(seen.size > 50);
  });

  it('keeps to the number of candidates and says so', async () => {
    let calls = 0;
    const result = await search(
      async () => {
        calls++;
        return failing;
      },
      { budget: { maxCandidates: 7 } },
    );
    assert.deepEqual(
      [result.kind, result.kind === 'none' && result.why, result.tried, calls],
      ['none', 'candidates-spent', 7, 7],
    );
  });

  it('keeps to the time although a candidate never ends', async () => {
    const began = performance.now();
    const result = await search((_, abort) => clock.sleep(60_000, abort).then(() => failing), {
      budget: { maxMs: 150 },
    });
    assert.equal(result.kind === 'none' && result.why, 'time-spent');
    assert.ok(performance.now() - began < 20_000);
  });

  it('passes a cancellation on, and tells the candidates', async () => {
    const controller = new AbortController();
    let told = 0;
    const running = search(
      async (_, abort) => {
        abort.addEventListener('abort', () => told++, { once: true });
        if (told === 0) setTimeout(() => controller.abort(), 10);
        return clock.sleep(60_000, abort).then(() => failing);
      },
      { abort: controller.signal },
    );
    await assert.rejects(running, { name: 'AbortError' });
    assert.equal(told, 3);
  });

  it('ends with the error of the callee', async () => {
    await assert.rejects(
      search(() => Promise.reject(new Error('no sandbox'))),
      /no sandbox/,
    );
  });

  it('is honest when there is nothing to do', async () => {
    const never: Try = () => Promise.reject(new Error('must not run'));
    const green = await search(never, { cases: [passedTest('test/f.test.js', ['f'])] });
    assert.equal(green.kind === 'none' && green.why, 'no-failing-test');
    const lost = await search(never, { cases: [failedTest('test/gone.test.js', ['g'], { message: 'x' })] });
    assert.equal(lost.kind === 'none' && lost.why, 'no-suspects');
  });

  it('hands on what helped a little', async () => {
    const result = await search(
      async (candidate) => (textOf(candidate).includes('a <= b') ? { kind: 'partly', fixed: 0.5 } : failing),
      {
        budget: { maxCandidates: 60 },
      },
    );
    assert.equal(result.kind, 'none');
    assert.ok(
      result.kind === 'none' && result.nearMisses[0] && textOf(result.nearMisses[0].candidate).includes('a <= b'),
    );
  });
});
