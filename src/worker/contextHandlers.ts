import type { Loopwright } from '../app/loopwright.ts';
import type { ContextEngineCalls, IndexChange } from '../protocol/context.ts';
import type { EngineContract } from '../protocol/engine.ts';
import type { Handlers } from '../protocol/rpc.ts';
import { absolute } from './absolute.ts';

/** Finds code by words and by meaning. `tell` hears how far each update is, and that it has ended. */
export function contextHandlers(
  app: Pick<Loopwright, 'searchContext' | 'updateContext' | 'getEmbeddingTarget'>,
  tell: (change: IndexChange) => void,
): Pick<Handlers<EngineContract>, keyof ContextEngineCalls> {
  return {
    searchContext: ({ workspace, embedder, question }, signal) =>
      app.searchContext(absolute(workspace), { ...question, embedder }, signal),
    async updateContext({ workspace, embedder, rebuild }, signal) {
      let total = 0;
      const onProgress = (done: number, of: number) => {
        total = of;
        tell({ workspace, done, total });
      };
      try {
        return await app.updateContext(absolute(workspace), { rebuild, embedder, onProgress }, signal);
      } finally {
        if (total > 0) tell({ workspace, done: undefined, total });
      }
    },
    getEmbeddingTarget: ({ embedder }, signal) => app.getEmbeddingTarget(embedder, signal),
  };
}
