import assert from 'node:assert/strict';
import type { RepairCandidate } from '../../../src/core/repair/candidateEdit.ts';
import { sourcesOf } from '../../../src/core/repair/sourceFiles.ts';
import { compareFixes, type ProbeLane } from '../../../src/core/run/compareFixes.ts';
import type { CommandRequest } from '../../../src/core/run/fixPorts.ts';
import type { Reproduction } from '../../../src/core/run/reproduce.ts';
import { realParser, signal } from '../repair/parseFixture.ts';

const source = 'def first(xs):\n    return xs[1]\n';
const sources = sourcesOf(
  new Map([
    ['a.py', source],
    ['test_a.py', 'from a import first\n\ndef test_first():\n    assert first([4, 5]) == 4\n'],
  ]),
);
const red = [{ id: 't', file: 'test_a.py', line: 3, path: ['test_first'], state: 'failed', durationMs: 1 }];
const command = { runner: 'pytest', argv: ['/w/.venv/bin/python3.12', '-m', 'pytest'] };
const reproduction = { red, command } as unknown as Reproduction;

function candidate(number: number, replacement: string): RepairCandidate {
  const edit = { path: 'a.py', startIndex: 28, endIndex: 29, replacement, operator: 'o', prior: 1, line: 2 };
  const description = `replaces \`1\` with \`${replacement}\``;
  const after = source.replace('1', replacement);
  return {
    number,
    edits: [{ ...edit, family: 'boundary', description }],
    files: [{ path: 'a.py', before: source, after }],
    score: 1 / number,
  };
}

/** A sandbox whose answers depend on what stands in the copy at that time. */
function world(answers: (text: string) => string) {
  let text = source;
  const asked: CommandRequest[] = [];
  const lane = {
    copy: {},
    files: {
      list: async () => [],
      read: async () => text,
      write: async (_path: string, content: string | undefined) => {
        text = content ?? '';
      },
    },
  } as unknown as ProbeLane;
  let before: Promise<unknown> = Promise.resolve();
  const useLane = <T>(action: (given: ProbeLane) => Promise<T>): Promise<T> => {
    const next = before.then(() => action(lane));
    before = next.catch(() => undefined);
    return next;
  };
  const ports = {
    openParser: realParser,
    runCommand: async (request: CommandRequest) => {
      asked.push(request);
      const stdout = answers(text);
      return {
        exitCode: 0,
        signal: undefined,
        limit: undefined,
        stdout,
        stderr: '',
        wallMs: 1,
        peakMemoryBytes: undefined,
      };
    },
  };
  return { ports, useLane, asked, text: () => text };
}

describe('repairs compared on other inputs', () => {
  it('asks where they differ, puts one that fails alone last, and leaves the copy as it was', async () => {
    const { ports, useLane, asked, text } = world((now) =>
      now.includes('[9]') ? '#0 throws IndexError\n' : '#0 returns 4\n',
    );
    const candidates = [candidate(1, '9'), candidate(2, '0'), candidate(3, '-2')];
    const compared = await compareFixes(ports, { candidates, reproduction, sources, useLane }, signal);
    assert.deepEqual(
      compared.candidates.map(({ number }) => number),
      [2, 3, 1],
    );
    assert.equal(compared.questions.length, 1);
    assert.match(
      compared.questions[0] ?? '',
      /^No test says what `first\(.+\)` should do: this change returns `4`, the other edit \(a\.py:2 replaces `1` with `9`\) throws `IndexError`\.$/,
    );
    const [input] = compared.inputs;
    assert.match(input?.call ?? '', /^first\(/);
    assert.deepEqual(
      [1, 2, 3].map((number) => input?.answers.get(number)),
      ['throws IndexError', 'returns 4', 'returns 4'],
    );
    assert.equal(text(), source);
    assert.deepEqual(asked[0]?.argv, ['/w/.venv/bin/python3.12', '-']);
  });

  it('runs nothing for one repair, and leaves the order when the sandbox cannot answer', async () => {
    const quiet = world(() => '');
    const one = [candidate(1, '0')];
    assert.deepEqual(
      await compareFixes(quiet.ports, { candidates: one, reproduction, sources, useLane: quiet.useLane }, signal),
      {
        candidates: one,
        questions: [],
        inputs: [],
      },
    );
    assert.equal(quiet.asked.length, 0);
    const two = [candidate(1, '0'), candidate(2, '-2')];
    const failing = world(() => {
      throw new Error('no interpreter');
    });
    for (const { ports, useLane } of [quiet, failing])
      assert.deepEqual(await compareFixes(ports, { candidates: two, reproduction, sources, useLane }, signal), {
        candidates: two,
        questions: [],
        inputs: [],
      });
    assert.equal(failing.text(), source);
  });

  it('ends with the run', async () => {
    const stop = new AbortController();
    const { ports, useLane } = world(() => {
      stop.abort();
      throw Object.assign(new Error('aborted'), { name: 'AbortError' });
    });
    const candidates = [candidate(1, '0'), candidate(2, '-2')];
    await assert.rejects(compareFixes(ports, { candidates, reproduction, sources, useLane }, stop.signal), {
      name: 'AbortError',
    });
  });
});
