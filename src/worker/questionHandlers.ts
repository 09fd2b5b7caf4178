import type { Loopwright, RunRef } from '../app/loopwright.ts';
import type { EngineContract } from '../protocol/engine.ts';
import type { Handlers } from '../protocol/rpc.ts';

/** What runs ask people: approvals of a workflow, and questions of its agents. */
export function questionHandlers(
  app: Pick<Loopwright, 'getWorkflowRun' | 'approve' | 'getQuestions' | 'answer'>,
  find: (run: { readonly workspace: string; readonly runId: string }, signal: AbortSignal) => Promise<RunRef>,
): Pick<Handlers<EngineContract>, 'getWaiting' | 'approve' | 'getQuestions' | 'answer'> {
  return {
    getWaiting: async (run, signal) => (await app.getWorkflowRun(await find(run, signal), signal)).waiting,
    async approve({ node, approved, reason, ...run }, signal) {
      await app.approve({ run: await find(run, signal), node, approved, reason }, signal);
      return null;
    },
    getQuestions: async (run, signal) => app.getQuestions(await find(run, signal), signal),
    answer: async ({ node, text, ...run }, signal) => app.answer({ run: await find(run, signal), node, text }, signal),
  };
}
