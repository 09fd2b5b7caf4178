import { CodedError } from '../../base/errors.ts';
import type { RunId } from '../../base/ids.ts';

/** Somebody holds the run, and lives. */
export function heldError(runId: RunId): CodedError {
  return new CodedError('run.held', `The run ${runId} goes on already, in this process or another.`, {
    hint: 'Wait until it has ended, or cancel it.',
  });
}

/** The run is not held any longer by the one who wanted to append; `why` says more than that, where more is known. */
export function lostError(runId: RunId, why = 'it was let go, or another process has taken it over'): CodedError {
  return new CodedError('run.lost', `The run ${runId} is no longer held here: ${why}.`, {
    hint: 'What was recorded before is kept. Resume the run to go on from there.',
  });
}
