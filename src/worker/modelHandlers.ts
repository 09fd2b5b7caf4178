import type { Loopwright } from '../app/loopwright.ts';
import type { EngineContract } from '../protocol/engine.ts';
import type { Handlers } from '../protocol/rpc.ts';
import { absolute } from './absolute.ts';

/** Which models there are, and who would get code of a run. */
export function modelHandlers(
  app: Pick<Loopwright, 'listModels' | 'getSendTargets' | 'agreeToSend'>,
): Pick<Handlers<EngineContract>, 'listModels' | 'getSendTargets' | 'agreeToSend'> {
  return {
    async listModels(_input, signal) {
      const rows = await app.listModels(signal);
      return rows.map(({ ref, state, found, endpoint, agreed }) => ({ ref, state, found, endpoint, agreed }));
    },
    getSendTargets: ({ workspace, workflow, fallbackModels = [], ...asked }, signal) =>
      app.getSendTargets({ ...asked, workspace: absolute(workspace), fallbackModels, starts: { workflow } }, signal),
    async agreeToSend({ endpoint }, signal) {
      await app.agreeToSend(endpoint, signal);
      return null;
    },
  };
}
