import type { Loopwright, RunRef } from '../app/loopwright.ts';
import type { EngineContract } from '../protocol/engine.ts';
import type { Handlers } from '../protocol/rpc.ts';
import { absolute } from './absolute.ts';
import { contextHandlers } from './contextHandlers.ts';
import { graphHandlers } from './graphHandlers.ts';
import { libraryHandlers } from './libraryHandlers.ts';
import { manifestHandlers } from './manifestHandlers.ts';
import { modelHandlers } from './modelHandlers.ts';
import { overviewHandlers } from './overviewHandlers.ts';
import { questionHandlers } from './questionHandlers.ts';
import { runHandlers } from './runHandlers.ts';
import { traceHandlers } from './traceHandlers.ts';
import type { WriteRelay } from './writeRelay.ts';

/** How the engine asks the extension for something. */
export interface EngineDoors {
  readonly ask: (request: EngineContract['events']['didAskPaste']) => void;
  readonly writes: WriteRelay;
  /** Hears how far an index is. */
  readonly indexed: (change: EngineContract['events']['didIndex']) => void;
}

/** Answers the extension's calls with the app. */
export function createEngineHandlers(app: Loopwright, { ask, writes, indexed }: EngineDoors): Handlers<EngineContract> {
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
    listTests: ({ workspace, testCommand }, signal) => app.listTests(absolute(workspace), testCommand, signal),
    runTests: (request, signal) => app.runTests({ ...request, workspace: absolute(request.workspace) }, signal),
    listRuns: ({ workspace }, signal) => app.listRuns(absolute(workspace), signal),
    getReview: async (run, signal) => app.getReview(await find(run, signal), signal),
    getFile: async (run, signal) => ({ text: await app.getFile(await find(run, signal), run.path, run.side, signal) }),
    async decide(run, signal) {
      await app.decide(await find(run, signal), run, signal);
      return null;
    },
    async choose(run, signal) {
      await app.choose(await find(run, signal), run.number, signal);
      return null;
    },
    async comment(run, signal) {
      const { hunkId, side, line, text } = run;
      await app.comment(await find(run, signal), { hunkId, side, line, text }, signal);
      return null;
    },
    async accept({ hunkIds, ...name }, signal) {
      const run = await find(name, signal);
      return app.acceptInEditor(run, { hunkIds, desk: writes.deskOf(run.workspace) }, signal);
    },
    async acceptEdited({ path, text, ...name }, signal) {
      const run = await find(name, signal);
      return app.acceptEdited(run, { path, text, desk: writes.deskOf(run.workspace) }, signal);
    },
    getMergeTask: async (run, signal) => app.getMergeTask(await find(run, signal), run.hunkIds, signal),
    getMerge: async (run, signal) => app.getMerge(await find(run, signal), signal),
    async acceptMerged({ hunkIds, mergeRun, ...name }, signal) {
      const run = await find(name, signal);
      const merge = await find({ workspace: run.workspace, runId: mergeRun }, signal);
      return app.acceptMerged(run, { hunkIds, mergeRun: merge, desk: writes.deskOf(run.workspace) }, signal);
    },
    async wroteFiles({ id, outcome }) {
      writes.wrote(id, outcome);
      return null;
    },
    async undo({ hunkIds, ...name }, signal) {
      const run = await find(name, signal);
      return hunkIds === undefined ? app.undo(run, signal) : app.undoHunks(run, hunkIds, signal);
    },
    async discard(run, signal) {
      await app.discard(await find(run, signal), signal);
      return null;
    },
    async getSandboxText({ workspace }, signal) {
      const { sandboxText } = await import('../app/sandboxText.ts');
      return { text: sandboxText(await app.reportSandbox(absolute(workspace), signal)).join('\n') };
    },
    doctor: ({ workspace }, signal) => app.doctor(absolute(workspace), signal),
    ...runHandlers(app, { ask, find }),
    ...overviewHandlers(app, find),
    ...libraryHandlers(app),
    ...modelHandlers(app),
    ...questionHandlers(app, find),
    ...manifestHandlers,
    ...graphHandlers(app, find),
    ...traceHandlers(app, find),
    ...contextHandlers(app, indexed),
  };
}
