import assert from 'node:assert/strict';
import type { FixEvidence } from '../../../src/core/evidence/proof.ts';
import type { TestCase, TestReport } from '../../../src/core/evidence/testReport.ts';
import type { RepairCandidate } from '../../../src/core/repair/candidateEdit.ts';
import type { FixPorts } from '../../../src/core/run/fixPorts.ts';
import { proveAlternatives } from '../../../src/core/run/proveAlternatives.ts';
import type { Reproduction } from '../../../src/core/run/reproduce.ts';
import type { WorkspaceCopy } from '../../../src/core/workspace/workspace.ts';
import { signal } from '../repair/parseFixture.ts';

const source = 'x < 1\n';
const before = new TextEncoder().encode(source);
const caseOf = (id: string, state: TestCase['state']): TestCase => ({
  id,
  path: [id],
  file: 'a.test.js',
  state,
  line: undefined,
  durationMs: 1,
});
const reportOf = (cases: readonly TestCase[], durationMs = 100) =>
  ({ runner: 'node:test', source: 'structured', cases, errors: [], exitCode: 0, durationMs }) as unknown as TestReport;

const candidate = (number: number, text: string): RepairCandidate => ({
  number,
  edits: [
    {
      path: 'a.js',
      startIndex: 2,
      endIndex: 3,
      replacement: text,
      operator: 'relational',
      family: 'boundary',
      description: `replaces \`<\` with \`${text}\``,
      prior: 1,
      line: 1,
    },
  ],
  files: [{ path: 'a.js', before: source, after: source.replace('<', text) }],
  score: 1,
});
const chosen = candidate(1, '<=');

/** A copy whose other test is red with the texts that are named. */
function world({ breaks = [], suiteMs = 100, padding = 0 }: { breaks?: string[]; suiteMs?: number; padding?: number }) {
  let text = source;
  let nowMs = 0;
  const kept: Uint8Array[] = [];
  let runs = 0;
  const state = (hash: string) => ({ hash: hash as never, executable: false });
  const ports = {
    clock: { monotonicMs: () => nowMs },
    budget: { remainingMs: () => 1_000_000 },
    log: { keepBytes: async (bytes: Uint8Array) => `${kept.push(bytes)}` },
    openFiles: () => ({
      read: async () => text,
      write: async (_path: string, now: string | undefined) => {
        text = now ?? '';
      },
    }),
    workspace: {
      renew: async () => {
        text = source;
      },
      collect: async () => ({
        proposal: {
          files: [{ path: 'a.js', kind: 'modified', base: state('0'), result: state(text), binary: false }],
          refused: [],
        },
        blobs: new Map([
          ['0', before],
          [text, new TextEncoder().encode(text + ' '.repeat(padding))],
        ]),
      }),
    },
    runTests: async () => {
      runs++;
      nowMs += suiteMs;
      const isBroken = breaks.some((one) => text.includes(one));
      return {
        kind: 'report',
        report: reportOf([caseOf('red', 'passed'), caseOf('other', isBroken ? 'failed' : 'passed')], suiteMs),
        output: '',
      };
    },
  } as unknown as FixPorts;
  const red = [caseOf('red', 'failed')];
  const reproduction = {
    command: { runner: 'node:test', argv: [] },
    before: reportOf([...red, caseOf('other', 'passed')], suiteMs),
    confirm: reportOf(red, suiteMs),
    wanted: red,
    red,
    flaky: [],
    output: '',
  } as unknown as Reproduction;
  return { ports, reproduction, kept, runs: () => runs };
}

const copy = { hostPath: '/copy', originalPath: '/ws' } as WorkspaceCopy;
const inputs = [
  {
    call: 'f(1)',
    answers: new Map([
      [1, 'returns 1'],
      [2, 'returns 2'],
      [3, 'returns 1'],
    ]),
  },
  {
    call: 'f(2)',
    answers: new Map([
      [1, 'returns 1'],
      [2, 'returns 1'],
      [3, 'returns 2'],
    ]),
  },
];
const seen = { goalReached: true, notProved: ['as it was seen'], fixed: ['red'] } as unknown as FixEvidence;

describe('other edits that make the tests green, proved', () => {
  it('in a clean copy, all tests, with what is not proved of all of them', async () => {
    const { ports, reproduction, kept } = world({});
    const candidates = [chosen, candidate(2, '!='), candidate(3, '<='), candidate(4, '>')];
    const found = { candidates, chosen, inputs, evidenceOf: () => undefined };
    const { alternatives, ...rest } = await proveAlternatives(ports, { ...found, copy, reproduction }, signal);
    assert.deepEqual(
      alternatives.map(({ number, checked, what, hunks, lines }) => [number, checked, what, hunks, lines]),
      [
        [2, 'clean', 'a.js:1 replaces `<` with `!=`', 1, 1],
        [3, 'clean', 'a.js:1 replaces `<` with `>`', 1, 1],
      ],
      'the same text twice is one edit',
    );
    for (const { evidence } of alternatives) {
      assert.deepEqual([evidence.goalReached, evidence.fixed, evidence.after.passed], [true, ['red'], 2]);
      assert.match(evidence.notProved.at(-1) ?? '', /^2 other edits make the tests green too/);
    }
    assert.deepEqual(rest, {
      refuted: [],
      found: 3,
      inputs: [{ call: 'f(1)', answers: ['returns 1', 'returns 2', null] }],
    });
    assert.ok(kept.length > 0, 'their files are kept');
  });

  it('are left out where a clean copy refutes them, and nothing speaks of those any more', async () => {
    const { ports, reproduction } = world({ breaks: ['!='] });
    const found = { candidates: [chosen, candidate(2, '!=')], chosen, inputs, evidenceOf: () => undefined };
    const proved = await proveAlternatives(ports, { ...found, copy, reproduction }, signal);
    assert.deepEqual([proved.alternatives, proved.refuted.map(({ number }) => number), proved.found], [[], [2], 1]);
  });

  it('say what is missing where there is no time to prove them: they do not count as reached', async () => {
    const { ports, reproduction, runs } = world({ suiteMs: 9_000 });
    const candidates = [chosen, candidate(2, '!='), candidate(3, '>')];
    const evidenceOf = ({ number }: RepairCandidate) => (number === 2 ? seen : undefined);
    const { alternatives } = await proveAlternatives(
      ports,
      { candidates, chosen, inputs, evidenceOf, copy, reproduction },
      signal,
    );
    assert.equal(runs(), 0);
    assert.deepEqual(
      alternatives.map(({ checked, evidence }) => [checked, evidence.goalReached, evidence.fixed]),
      [
        ['search', false, ['red']],
        ['red', false, ['red']],
      ],
    );
    assert.match(alternatives[0]?.evidence.notProved.join(' ') ?? '', /not in a clean one\. as it was seen/);
    assert.match(alternatives[1]?.evidence.notProved[0] ?? '', /for the red tests only/);
    assert.equal(alternatives[1]?.evidence.after.passed, 1, 'what was not run is not counted');
  });

  it('are bounded in number and in size', async () => {
    const many = [chosen, ...['!=', '>', '>=', '==', '===', '!=='].map((text, i) => candidate(i + 2, text))];
    const found = { candidates: many, chosen, inputs: [], evidenceOf: () => undefined };
    const small = world({});
    const few = await proveAlternatives(small.ports, { ...found, copy, reproduction: small.reproduction }, signal);
    assert.deepEqual([few.alternatives.length, few.found], [4, 7]);
    const large = world({ padding: 900_000 });
    const two = await proveAlternatives(large.ports, { ...found, copy, reproduction: large.reproduction }, signal);
    assert.equal(two.alternatives.length, 2);
  });
});
