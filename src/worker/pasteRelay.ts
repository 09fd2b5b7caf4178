import { abortError } from '../base/abort.ts';
import type { PasteDesk, PasteRequest } from '../core/model/pasteDesk.ts';

/** A run's desk whose requests go out as they come, and whose replies are handed in from outside. */
export interface PasteRelay {
  readonly desk: PasteDesk;
  /** Hands in the reply to the request shown last; false when none is waited for. */
  reply(text: string): boolean;
}

/** Creates the relay of one run; `ask` is told of every request. */
export function createPasteRelay(ask: (request: PasteRequest) => Promise<void>): PasteRelay {
  let waiting: ((text: string) => void) | undefined;
  return {
    reply(text) {
      if (!waiting) return false;
      waiting(text);
      waiting = undefined;
      return true;
    },
    desk: {
      show: (request) => ask(request),
      awaitReply: (signal) =>
        new Promise((resolve, reject) => {
          const stop = () => {
            waiting = undefined;
            reject(abortError(signal));
          };
          if (signal.aborted) return stop();
          signal.addEventListener('abort', stop, { once: true });
          waiting = (text) => {
            signal.removeEventListener('abort', stop);
            resolve(text);
          };
        }),
    },
  };
}
