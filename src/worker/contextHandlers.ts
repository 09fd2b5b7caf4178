import type { Loopwright } from '../app/loopwright.ts';
import type { EngineContract } from '../protocol/engine.ts';
import type { Handlers } from '../protocol/rpc.ts';
import { absolute } from './absolute.ts';

/** Finds code by words and by meaning. */
export function contextHandlers(
  app: Pick<Loopwright, 'searchContext' | 'updateContext'>,
): Pick<Handlers<EngineContract>, 'searchContext' | 'updateContext'> {
  return {
    searchContext: ({ workspace, question }, signal) => app.searchContext(absolute(workspace), question, signal),
    updateContext: ({ workspace, rebuild }, signal) => app.updateContext(absolute(workspace), { rebuild }, signal),
  };
}
