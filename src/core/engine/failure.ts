import { isCoded, messageOf } from '../../base/errors.ts';
import type { NodeFailure } from './engineEvent.ts';

/** What was thrown, as it is kept. A bug is told apart from an operational failure by its code, and kept with its stack. */
export function failureOf(error: unknown): NodeFailure {
  if (!isCoded(error))
    return { code: 'node.bug', message: error instanceof Error ? (error.stack ?? error.message) : messageOf(error) };
  const { code, message, hint } = error;
  return hint === undefined ? { code, message } : { code, message, hint };
}

/** Whether another try is of no use: a bug stays one, and who may not do something, or was refused it by a person, may not the next time. */
export function isFinal({ code }: NodeFailure): boolean {
  return code === 'node.bug' || code.startsWith('policy.');
}
