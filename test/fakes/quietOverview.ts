import type { ContextEngineCalls } from '../../src/protocol/context.ts';
import type { EngineContract } from '../../src/protocol/engine.ts';
import type { LibraryCalls } from '../../src/protocol/library.ts';
import type { Handlers } from '../../src/protocol/rpc.ts';
import type { RunActionCalls } from '../../src/protocol/runActions.ts';

const absent = async () => {
  throw new Error('this fake does not do that');
};

/** Answers of a workspace in which there is nothing to see, for workers that fake the engine. */
export const quietOverview: Pick<
  Handlers<EngineContract>,
  keyof RunActionCalls | keyof LibraryCalls | keyof ContextEngineCalls | 'startWorkflow'
> = {
  startWorkflow: absent,
  searchContext: async () => ({ hits: [], plan: 'sparse', searchMs: 0 }),
  getEmbeddingTarget: async () => ({ model: undefined, endpoint: undefined, agreed: true }),
  updateContext: async () => ({ indexed: 0, removed: 0, unchanged: 0, durationMs: 0 }),
  restartRun: absent,
  replayRun: absent,
  getRunLog: async () => ({ text: '' }),
  getRunFolder: async () => ({ path: undefined }),
  getDiskUse: async () => ({ bytes: 0, copyBytes: 0 }),
  cleanUp: async () => ({ runs: [], events: 0, keptRuns: 0, blobs: 0, copies: 0, files: 0, bytes: 0 }),
  getDashboard: async ({ days }) => ({
    atMs: 0,
    days,
    now: [],
    runs: [],
    outcomes: { reached: [], notReached: [], failed: [], stopped: [] },
    medianMs: undefined,
    usd: 0,
    callsOfUnknownPrice: 0,
    workflows: [],
    perDay: [],
    models: [],
    nodes: [],
    agents: [],
  }),
  listAgents: async () => [],
  listPrompts: async () => [],
  listWorkflows: async () => [],
  listMemory: async () => [],
  listTools: async () => [],
  describeTool: async () => ({ text: '' }),
  forgetFact: absent,
  getBuiltIn: absent,
  eject: absent,
};
