import type { Loopwright, RunRef } from '../app/loopwright.ts';
import type { EngineContract } from '../protocol/engine.ts';
import type { GraphEngineCalls } from '../protocol/graph.ts';
import type { Handlers } from '../protocol/rpc.ts';
import { absolute } from './absolute.ts';

type Find = (run: { readonly workspace: string; readonly runId: string }, signal: AbortSignal) => Promise<RunRef>;

type GraphHandlers = Pick<Handlers<EngineContract>, Exclude<keyof GraphEngineCalls, 'forkRun' | 'cancelNode'>>;

/** Answers what is asked about graphs. Reads only, so it works without trust. */
export function graphHandlers(app: Loopwright, find: Find): GraphHandlers {
  const runs = once(async () => (await import('../app/runGraphs.ts')).createRunGraphs(app));
  const files = once(async () => (await import('../app/fileGraph.ts')).createFileGraphs());
  return {
    getGraph: async (request, signal) => (await runs()).getGraph(await find(request, signal), request, signal),
    getNodeStates: async (request, signal) =>
      (await runs()).getStates(await find(request, signal), request.since, signal),
    async getNode(request, signal) {
      const { nodeDetail } = await import('../app/nodeDetail.ts');
      return nodeDetail(app, { run: await find(request, signal), node: request.node }, signal);
    },
    async getFileGraph(request, signal) {
      absolute(request.workspace);
      return (await files())(request, signal);
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
