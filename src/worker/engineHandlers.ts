import type { Loopwright, RunRef } from '../app/loopwright.ts';
import type { EngineContract } from '../protocol/engine.ts';
import type { Handlers } from '../protocol/rpc.ts';
import { absolute } from './absolute.ts';
import { manifestHandlers } from './manifestHandlers.ts';
import { runHandlers } from './runHandlers.ts';

/** Answers the extension's calls with the app. */
export function createEngineHandlers(
  app: Loopwright,
  ask: (request: EngineContract['events']['didAskPaste']) => void,
): Handlers<EngineContract> {
  const find = (
    { workspace, runId }: { readonly workspace: string; readonly runId: string },
    signal: AbortSignal,
  ): Promise<RunRef> => app.findRun(absolute(workspace), runId, signal);
  return {
    async setSecret({ name, value }) {
      app.setSecret(name, value);
      return null;
    },
    findTests: ({ workspace, hint }, signal) => app.findTests(absolute(workspace), hint, signal),
    reproduce: (request, signal) => app.reproduce(request, signal),
    listRuns: ({ workspace }, signal) => app.listRuns(absolute(workspace), signal),
    getReview: async (run, signal) => app.getReview(await find(run, signal), signal),
    getFile: async (run, signal) => ({ text: await app.getFile(await find(run, signal), run.path, run.side, signal) }),
    async decide(run, signal) {
      await app.decide(await find(run, signal), run, signal);
      return null;
    },
    accept: async (run, signal) => app.accept(await find(run, signal), run.hunkIds, signal),
    undo: async (run, signal) => app.undo(await find(run, signal), signal),
    async discard(run, signal) {
      await app.discard(await find(run, signal), signal);
      return null;
    },
    getSendTargets: ({ workspace, model, baseUrl }, signal) => {
      const question = { workspace: absolute(workspace), model, baseUrl, starts: { workflow: 'fix-test' } };
      return app.getSendTargets(question, signal);
    },
    async agreeToSend({ endpoint }, signal) {
      await app.agreeToSend(endpoint, signal);
      return null;
    },
    doctor: ({ workspace }, signal) => app.doctor(absolute(workspace), signal),
    ...runHandlers(app, { ask, find }),
    ...manifestHandlers,
  };
}
