import type { EditorDesk, EditorOutcome } from '../app/editorDesk.ts';
import { abortError } from '../base/abort.ts';
import type { EngineContract } from '../protocol/engine.ts';

/** Carries files to the editor, and how it came out back. */
export interface WriteRelay {
  /** The desk of one workspace. */
  deskOf(workspace: string): EditorDesk;
  /** Hands in how a write came out. */
  wrote(id: number, outcome: EditorOutcome): void;
}

/** Creates the relay; `ask` is told of every write. */
export function createWriteRelay(ask: (request: EngineContract['events']['didAskWrite']) => void): WriteRelay {
  const waiting = new Map<number, (outcome: EditorOutcome) => void>();
  let last = 0;
  return {
    deskOf: (workspace) => ({
      write: (files, signal) =>
        new Promise((resolve, reject) => {
          if (signal.aborted) return reject(abortError(signal));
          // Once it is asked, it is waited for: what an editor has begun cannot be called back.
          const id = ++last;
          waiting.set(id, resolve);
          ask({ id, workspace, files });
        }),
    }),
    wrote(id, outcome) {
      waiting.get(id)?.(outcome);
      waiting.delete(id);
    },
  };
}
