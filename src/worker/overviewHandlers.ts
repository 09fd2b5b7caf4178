import type { Loopwright, RunRef } from '../app/loopwright.ts';
import type { EngineContract } from '../protocol/engine.ts';
import type { Handlers } from '../protocol/rpc.ts';
import { absolute } from './absolute.ts';

type OverviewHandlers = Pick<
  Handlers<EngineContract>,
  'replayRun' | 'getRunLog' | 'getRunFolder' | 'getDiskUse' | 'cleanUp' | 'getDashboard'
>;

type Find = (run: { readonly workspace: string; readonly runId: string }, signal: AbortSignal) => Promise<RunRef>;

/** Answers what is asked about runs that were made, one by one and all together, and about the room that they take. */
export function overviewHandlers(app: Loopwright, find: Find): OverviewHandlers {
  return {
    async replayRun(run, signal) {
      const { events, rerun, taken, ...report } = await app.replayRun(await find(run, signal), signal);
      const counts = { events, rerun, taken };
      if (report.kind === 'same') return { same: true, ...counts, parted: undefined };
      const { seq, node, why } = report;
      return { same: false, ...counts, parted: { seq, node, why } };
    },
    async getRunLog(run, signal) {
      const { logText } = await import('../app/logText.ts');
      return { text: logText(await app.listEvents(await find(run, signal), signal)) };
    },
    getRunFolder: async (run, signal) => ({ path: await app.getRunFolder(await find(run, signal), signal) }),
    getDiskUse: ({ workspace }, signal) => app.getDiskUse(absolute(workspace), signal),
    async cleanUp({ workspace, ...request }, signal) {
      const report = await app.collectGarbage(absolute(workspace), request, signal);
      const { runs, events, keptRuns, blobs, copies, files } = report;
      const bytes = report.blobBytes + report.copyBytes + report.fileBytes;
      return { runs, events, keptRuns, blobs, copies, files, bytes };
    },
    getDashboard: ({ workspaces, days }, signal) =>
      app.getDashboard({ workspaces: workspaces.map(absolute), days }, signal),
  };
}
