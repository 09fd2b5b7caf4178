import type { ReviewFileView, ReviewView, RowView, RunRow } from '../../src/protocol/runView.ts';

/** A canned change: the lines around it, what goes, what comes. Line numbers are those of the file's first line here. */
interface CannedHunk {
  readonly hunkId: string;
  readonly line: number;
  readonly before: readonly string[];
  readonly removed: readonly string[];
  readonly added: readonly string[];
  readonly after: readonly string[];
  readonly marks?: readonly (readonly [number, number])[];
}

function rowsOf({ line, before, removed, added, after, marks = [] }: CannedHunk): readonly RowView[] {
  const rows: RowView[] = [];
  let oldLine = line;
  let newLine = line;
  for (const text of before) rows.push({ kind: 'context', text, oldLine: oldLine++, newLine: newLine++, marks: [] });
  for (const text of removed) rows.push({ kind: 'removed', text, oldLine: oldLine++, newLine: undefined, marks });
  for (const text of added) rows.push({ kind: 'added', text, oldLine: undefined, newLine: newLine++, marks });
  for (const text of after) rows.push({ kind: 'context', text, oldLine: oldLine++, newLine: newLine++, marks: [] });
  return rows;
}

function fileOf(path: string, hunks: readonly CannedHunk[], risk?: string): ReviewFileView {
  const views = hunks.map((hunk) => ({
    hunkId: hunk.hunkId,
    rows: rowsOf(hunk),
    decision: 'undecided' as const,
    reason: undefined,
    applied: false,
  }));
  return { path, kind: 'modified', binary: false, risk, hunks: views };
}

/** The workspace that the canned review is about, by path. */
export const cannedWorkspace: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "windows", "type": "module", "scripts": { "test": "node --test" } }\n',
  'src/window.js': `/** All runs of \`size\` neighbours. */
export function windows(items, size) {
  const found = [];
  let start = 0;
  while (start + size < items.length) {
    found.push(items.slice(start, start + size));
    start += 1;
  }
  return found;
}

/** The largest sum of \`size\` neighbours; -Infinity when there are too few. */
export function largestSum(items, size) {
  let largest = 0;
  for (const window of windows(items, size)) {
    largest = Math.max(largest, window.reduce((sum, item) => sum + item, 0));
  }
  return largest;
}
`,
  'src/range.js': 'export const range = (from, to) => Array.from({ length: to - from }, (_, i) => i + from);\n',
  'test/window.test.js': "import { windows } from '../src/window.js';\nwindows([1, 2, 3], 2);\n",
};

const windowHunks: readonly CannedHunk[] = [
  {
    hunkId: 'w1',
    line: 3,
    before: ['  const found = [];', '  let start = 0;'],
    removed: ['  while (start + size < items.length) {'],
    added: ['  while (start + size <= items.length) {'],
    after: ['    found.push(items.slice(start, start + size));', '    start += 1;'],
    marks: [[22, 24]],
  },
  {
    hunkId: 'w2',
    line: 13,
    before: [
      '/** The largest sum of `size` neighbours; -Infinity when there are too few. */',
      'export function largestSum(items, size) {',
    ],
    removed: ['  let largest = 0;'],
    added: ['  let largest = Number.NEGATIVE_INFINITY;'],
    after: ['  for (const window of windows(items, size)) {'],
    marks: [[16, 40]],
  },
];

/** A proposal of four changes in three files, one of them to a test. */
export function cannedReview(run: RunRow, wallMs: number): ReviewView {
  const range: CannedHunk = {
    hunkId: 'r1',
    line: 1,
    before: [],
    removed: [cannedWorkspace['src/range.js']?.trimEnd() ?? ''],
    added: ['export const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => i + from);'],
    after: [],
    marks: [[66, 70]],
  };
  const test: CannedHunk = {
    hunkId: 't1',
    line: 1,
    before: ["import { windows } from '../src/window.js';"],
    removed: ['windows([1, 2, 3], 2);'],
    added: ['windows([1, 2, 3, 4], 2);'],
    after: [],
    marks: [[16, 19]],
  };
  return {
    run,
    summary:
      'windows() dropped the last full window: the loop compared with < instead of <=. largestSum() started at 0, so negative sums were lost.',
    evidence: {
      before: { passed: 211, failed: 3, skipped: 0 },
      after: { passed: 214, failed: 0, skipped: 0 },
      fixed: [
        'windows: keeps the last full window',
        'windows: one window of full size',
        'largestSum: negative numbers',
      ],
      broken: [],
      stillFailing: [],
      flaky: [],
      missing: [],
      testsChanged: ['test/window.test.js'],
      byExitCodeOnly: false,
      goalReached: true,
      notProved: ['The change to test/window.test.js is not needed for the proof and was not checked by it.'],
    },
    files: [
      fileOf('src/window.js', windowHunks),
      fileOf('src/range.js', [range]),
      fileOf('test/window.test.js', [test], 'changes a test'),
    ],
    refused: [],
    gates: [],
    hookFailures: [],
    budgetUsd: 1,
    wallMs,
    revisions: [],
    hasModel: true,
    provisional: false,
    canUndo: false,
  };
}

/** A large proposal: `count` changes of TypeScript, fifty a file. */
export function manyHunks(count: number): ReviewFileView[] {
  const files: ReviewFileView[] = [];
  for (let first = 0; first < count; first += 50) {
    const hunks = Array.from({ length: Math.min(50, count - first) }, (_, i): CannedHunk => {
      const id = first + i;
      return {
        hunkId: `m${id}`,
        line: i * 12 + 3,
        before: [`export function part${id}(items: readonly number[]): number {`, '  let sum = 0;'],
        removed: ['  for (const item of items) sum = sum + item;'],
        added: ['  for (const item of items) {', `    if (item > ${id}) sum += item;`, '  }'],
        after: ['  return sum;', '}'],
        marks: [[0, 6]],
      };
    });
    files.push(fileOf(`src/part${first / 50}.ts`, hunks));
  }
  return files;
}
