import type { MergeView } from '../../src/protocol/merge.ts';
import type { ConflictView, HunkView, ReviewView, RowView } from '../../src/protocol/runView.ts';
import { cannedReview } from './cannedReview.ts';

const run = {
  runId: 'r',
  title: 'Fix failing tests',
  status: 'fixed',
  line: 'fixed by a model',
  startedAtMs: 0,
  endedAtMs: 41_000,
  costUsd: 0.04,
  by: 'model',
  proposal: { files: 3, hunks: 4, decided: 2, applied: false },
  isolated: false,
  workflow: 'fix-test',
  limits: { usd: 1 },
  used: { tokens: 900, calls: 1 },
} as const;
const canned = cannedReview(run, 41_000);

/** A row with a token of every kind, so that all of their colours are seen, and with a mark that would turn what follows. */
const painted: RowView = {
  kind: 'context',
  text: "const total: Sum = add(item.size, 1, 'one', true); // all\u202e",
  oldLine: 20,
  newLine: 20,
  marks: [],
  tokens: [
    [0, 5, 'keyword'],
    [13, 16, 'type'],
    [19, 22, 'function'],
    [28, 32, 'property'],
    [34, 35, 'number'],
    [37, 42, 'string'],
    [44, 48, 'constant'],
    [51, 58, 'comment'],
  ],
};

const said: Readonly<Record<string, Partial<HunkView>>> = {
  w1: { decision: 'accepted', comments: [{ side: 'new', line: 5, text: 'Right.' }] },
  w2: { attempt: { number: 2, reason: 'start with the first sum' } },
  r1: { decision: 'rejected', reason: 'not inclusive' },
};

/** The canned proposal with something of everything: decided on, tried again, doubted, refused. */
export const decidedReview: ReviewView = {
  ...canned,
  evidence: canned.evidence && {
    ...canned.evidence,
    broken: ['windows: one'],
    stillFailing: ['windows: two'],
    flaky: ['windows: three'],
    missing: ['windows: four'],
    byExitCodeOnly: true,
    goalReached: false,
  },
  files: canned.files.map((file) => ({
    ...file,
    hunks: file.hunks.map((hunk) => ({
      ...hunk,
      rows: [...hunk.rows.map((row) => ({ ...row, tokens: painted.tokens ?? [] })), painted],
      ...said[hunk.hunkId],
    })),
  })),
  refused: [{ path: 'dist/out.js', why: 'it is made by the tests' }],
  gates: [{ name: 'size', from: 'workspace', allow: false, reason: 'The change is too large.' }],
  revisions: [
    {
      number: 2,
      reason: 'start with the first sum',
      state: 'proposed',
      why: '',
      instead: [{ hunkId: 'w0', path: 'src/window.js', rows: [painted] }],
    },
    { number: 3, reason: 'shorter', state: 'not-proposed', why: 'nothing was proved', instead: [] },
  ],
};

/** What an agent proposes for two places, one of them doubtful. */
export const cannedMerge: MergeView = {
  runId: 'merge',
  files: [
    {
      path: 'src/range.js',
      places: [
        {
          line: 1,
          yours: 'export const range = 1;\n',
          proposed: 'export const range = 2;\n',
          merged: 'export const range = 3; // \u2066doubtful\n',
          sure: false,
          why: 'The two sides want different values.',
        },
        {
          line: 9,
          yours: 'return to;\n',
          proposed: 'return from;\n',
          merged: 'return to - from;\n',
          sure: true,
          why: 'The difference is what both sides are for.',
        },
      ],
    },
  ],
  summary: 'One value is doubtful; the rest keeps both changes.',
};

/** Lines that a person changed since the run began. */
export const cannedConflict: ConflictView = {
  path: 'src/range.js',
  why: 'the lines differ',
  yours: 'export const range = 1;',
  proposed: 'export const range = 2;',
  line: 1,
};
