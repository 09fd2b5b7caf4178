import { applyEdits } from '../../src/core/patch/applyEdits.ts';

/** What a refusal costs on a file of 10,000 lines: our time and how many times jsdiff's it is. */
export interface FailingSearch {
  readonly name: string;
  readonly ms: number;
  readonly ratio: number;
}

const lines = Array.from(
  { length: 10_000 },
  (_, at) => `${'  '.repeat(at % 4)}const value${at} = compute(${at % 97}, "some text ${at % 13}");`,
);
const text = `${lines.join('\n')}\n`;

/** Blocks that are not in the file, from hardly different to altogether different. */
const blocks: Record<string, readonly string[]> = {
  'one line is stale': lines.slice(5_000, 5_006).map((line, at) => (at === 3 ? `${line} // old` : line)),
  'every line is stale': lines.slice(200, 206).map((line) => line.replace('compute', 'computed')),
  'nothing is alike': ['alpha beta gamma', 'delta epsilon zeta', 'eta theta iota'],
  'the last of 2,000 lines is stale': lines.slice(2_000, 4_000).map((line, at) => (at === 1_999 ? 'old' : line)),
};

/** The least of some runs: everything above it is other people's work on the machine. */
function leastMs(run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 7; turn++) {
    const beganAtMs = performance.now();
    run();
    least = Math.min(least, performance.now() - beganAtMs);
  }
  return least;
}

export async function failingSearchMs(): Promise<readonly FailingSearch[]> {
  const { applyPatch, parsePatch } = await import('diff');
  return Object.entries(blocks).map(([name, before]) => {
    const block = { before: `${before.join('\n')}\n`, after: 'new\n', answerLine: 1 };
    const edit = { path: 'a.ts', kind: 'replace' as const, answerLine: 1, blocks: [block] };
    const ms = leastMs(() => {
      if (applyEdits(new Map([['a.ts', text]]), [edit]).kind !== 'refused') throw new Error(`${name}: applied`);
    });
    const removed = before.map((line) => `-${line}`);
    const patch = ['--- a.ts', '+++ a.ts', `@@ -5000,${before.length} +5000,1 @@`, ...removed, '+new', ''].join('\n');
    const peerMs = leastMs(() => {
      const [parsed] = parsePatch(patch);
      if (parsed === undefined || applyPatch(text, parsed, { fuzzFactor: 2 }) !== false)
        throw new Error(`${name}: applied`);
    });
    return { name, ms, ratio: ms / peerMs };
  });
}
