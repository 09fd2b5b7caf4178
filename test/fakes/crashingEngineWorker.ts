// An engine that tells which secrets it was given (through doctor) and dies when asked to discard.
import type { EngineContract } from '../../src/protocol/engine.ts';
import { serve } from '../../src/protocol/rpc.ts';
import { openParentChannel } from '../../src/worker/parentChannel.ts';
import { noTraces } from './noTraces.ts';
import { quietOverview } from './quietOverview.ts';

const secrets = new Map<string, string | undefined>();
const refuse = () => Promise.reject(new Error('not part of this fake'));

serve<EngineContract>(openParentChannel(), {
  ...quietOverview,
  ...noTraces,
  getSendTargets: async () => [{ model: undefined, endpoint: undefined, agreed: true }],
  agreeToSend: async () => null,
  setSecret: async ({ name, value }) => {
    secrets.set(name, value);
    return null;
  },
  getSandboxText: async () => ({ text: '' }),
  doctor: async () =>
    [...secrets].map(([name, value]) => ({ name, state: 'works', detail: value ?? '', remedy: undefined })),
  discard: async () => {
    // Uncaught, so that the process dies like one with a bug.
    setImmediate(() => {
      throw new Error('planted crash');
    });
    return new Promise(() => undefined);
  },
  // Never answers: for cancellation.
  listRuns: () => new Promise(() => undefined),
  findTests: refuse,
  listTests: refuse,
  runTests: refuse,
  reproduce: refuse,
  startFix: refuse,
  startWorkflow: refuse,
  getWaiting: refuse,
  approve: refuse,
  listModels: refuse,
  cancelRun: refuse,
  cancelNode: refuse,
  resumeRun: refuse,
  pasteReply: refuse,
  getQuestions: refuse,
  answer: refuse,
  getReview: refuse,
  getFile: refuse,
  decide: refuse,
  accept: refuse,
  undo: refuse,
  acceptEdited: refuse,
  wroteFiles: refuse,
  choose: refuse,
  comment: refuse,
  revise: refuse,
  getMergeTask: refuse,
  getMerge: refuse,
  acceptMerged: refuse,
  checkManifests: refuse,
  nameAt: refuse,
  getGraph: refuse,
  getNodeStates: refuse,
  getNode: refuse,
  getFileGraph: refuse,
  forkRun: refuse,
});
