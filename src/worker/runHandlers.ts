import type { FixExtras, Loopwright, RunRef, StartedRun } from '../app/loopwright.ts';
import { CodedError } from '../base/errors.ts';
import type { EngineContract } from '../protocol/engine.ts';
import type { Handlers } from '../protocol/rpc.ts';
import { createPasteRelay, type PasteRelay } from './pasteRelay.ts';

/** The limits of a run by the names that a person knows. */
const limitNames = { usd: 'usd', tokens: 'tokens', calls: 'calls', minutes: 'wallMs' } as const;

const toLimit = ({ limit, to }: { readonly limit: keyof typeof limitNames; readonly to: number }) =>
  limit === 'minutes' ? to * 60_000 : to;

/** Limits and model as they were. */
const asBefore = { limits: {}, model: undefined } as const;

type RunHandlers = Pick<
  Handlers<EngineContract>,
  | 'startFix'
  | 'startWorkflow'
  | 'resumeRun'
  | 'restartRun'
  | 'forkRun'
  | 'revise'
  | 'cancelRun'
  | 'cancelNode'
  | 'pasteReply'
>;

/** Runs that begin, go on, end and are answered from VS Code. Those that were begun here are cancelled by their id. */
export function runHandlers(
  app: Loopwright,
  {
    ask,
    find,
  }: {
    readonly ask: (request: EngineContract['events']['didAskPaste']) => void;
    readonly find: (
      run: { readonly workspace: string; readonly runId: string },
      signal: AbortSignal,
    ) => Promise<RunRef>;
  },
): RunHandlers {
  const running = new Map<string, AbortController>();
  const relays = new Map<string, PasteRelay>();
  /** Begins a run, or goes on with one, and keeps what is needed to cancel it and to paste replies to it. */
  const begin = async (
    workspace: string,
    start: (extras: FixExtras, signal: AbortSignal) => Promise<StartedRun>,
    signal: AbortSignal,
  ): Promise<{ readonly runId: string }> => {
    const controller = new AbortController();
    // Counts only while the run is being set up: afterwards the call has been answered and cannot be aborted.
    signal.addEventListener('abort', () => controller.abort(), { once: true });
    const relay = createPasteRelay(async ({ number, markdown, file }) =>
      ask({ workspace, runId: (await started).runId, number, markdown, file }),
    );
    const started = start({ pasteDesk: relay.desk, canAsk: true }, controller.signal);
    const { runId, ended } = await started;
    running.set(runId, controller);
    relays.set(runId, relay);
    const forget = () => {
      running.delete(runId);
      relays.delete(runId);
    };
    // It rejects only when the log cannot be written; then there is nobody to tell, and the run shows as interrupted.
    void ended.then(forget, forget);
    return { runId };
  };
  return {
    startFix: (request, signal) =>
      begin(request.workspace, (extras, runSignal) => app.startFix(request, extras, runSignal), signal),
    startWorkflow: (request, signal) =>
      begin(request.workspace, (extras, runSignal) => app.startWorkflow(request, extras, runSignal), signal),
    async restartRun(run, signal) {
      const found = await find(run, signal);
      return begin(run.workspace, (extras, runSignal) => app.restartRun(found, asBefore, extras, runSignal), signal);
    },
    async resumeRun({ raise, ...run }, signal) {
      const found = await find(run, signal);
      const request = { limits: raise ? { [limitNames[raise.limit]]: toLimit(raise) } : {}, model: undefined };
      return begin(run.workspace, (extras, runSignal) => app.resumeRun(found, request, extras, runSignal), signal);
    },
    async forkRun({ at, ...run }, signal) {
      const found = await find(run, signal);
      const request = { at, changes: {}, limits: {}, model: undefined };
      return begin(run.workspace, (extras, runSignal) => app.forkRun(found, request, extras, runSignal), signal);
    },
    async revise({ hunkIds, reason, model, ...run }, signal) {
      const found = await find(run, signal);
      const request = { hunkIds, reason, limits: {}, model };
      return begin(run.workspace, (extras, runSignal) => app.reviseRun(found, request, extras, runSignal), signal);
    },
    async cancelRun(run, signal) {
      const controller = running.get(run.runId);
      if (controller) controller.abort();
      // It goes on in another process: a window, a command line.
      else await app.cancelRun(await find(run, signal), 'Cancelled in VS Code.', signal);
      return null;
    },
    async cancelNode({ node, ...run }, signal) {
      await app.cancelNode(await find(run, signal), { node, reason: 'Cancelled in VS Code.' }, signal);
      return null;
    },
    async pasteReply({ runId, text }) {
      if (relays.get(runId)?.reply(text) !== true)
        throw new CodedError('paste.notWaiting', `Run ${runId} does not wait for a reply.`);
      return null;
    },
  };
}
