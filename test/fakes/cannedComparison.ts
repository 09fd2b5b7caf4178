import type { ComparisonView } from '../../src/protocol/compare.ts';

const none = { places: [], more: 0 };
const side = {
  costEstimated: false,
  workflow: 'fix-test',
  startedAtMs: 0,
  tokensIn: 4_000,
  tokensOut: 100,
  calls: 1,
  forkedFrom: undefined,
};
const node = {
  attempts: 1,
  ms: 900,
  usd: 0.02,
  tokensIn: 1,
  tokensOut: 1,
  calls: 1,
  models: ['anthropic/x'],
  prompts: [],
  cached: false,
  takenOver: false,
};
/** Two runs that part at their second node. */
export const cannedComparison: ComparisonView = {
  a: { ...side, runId: 'aaaaaaaaaaaa', outcome: 'fixed', wallMs: 9_000, usd: 0.02 },
  b: { ...side, runId: 'bbbbbbbbbbbb', outcome: 'not-fixed', wallMs: 12_000, usd: null },
  same: false,
  sameDefinition: true,
  inputs: none,
  nodes: [
    {
      node: 'reproduce',
      a: { ...node, status: 'succeeded', failure: undefined },
      b: { ...node, status: 'succeeded', failure: undefined },
      differs: [],
      input: none,
      output: none,
      parameters: none,
    },
    {
      node: 'debug',
      a: { ...node, status: 'succeeded', failure: undefined },
      b: { ...node, status: 'failed', failure: { code: 'x', message: 'y' } },
      differs: ['status', 'output'],
      input: none,
      output: { places: [{ at: 'text', a: 'left\u202e', b: undefined }], more: 2 },
      parameters: none,
    },
  ],
  partingAt: 'debug',
  proposal: { onlyA: ['src/a.js'], onlyB: [], alike: [], different: [] },
};
