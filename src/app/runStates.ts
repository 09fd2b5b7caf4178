import type { RunId } from '../base/ids.ts';
import type { RunHead } from '../core/run/runEvent.ts';
import { emptyRunState, foldRunState, type RunState } from '../core/run/runState.ts';
import type { RunStore } from '../core/run/runStore.ts';

/** States of runs by their id, remembered so that a list of many runs reads only what is new in each log. */
export interface RunStates {
  /** The state up to the newest event; `lastSeq` is 0 for a run that the store does not know. */
  get(runId: RunId, signal: AbortSignal): Promise<RunState>;
  /** The same for a run whose newest event is known: its log is not touched when that event has been folded. */
  upTo(head: Pick<RunHead, 'runId' | 'lastSeq'>, signal: AbortSignal): Promise<RunState>;
  /** Lets go of a run that was removed from the store. */
  forget(runId: RunId): void;
}

/** The states of a store's runs. */
export function createRunStates(store: RunStore): RunStates {
  const known = new Map<RunId, RunState>();
  const get = async (runId: RunId, signal: AbortSignal) => {
    const before = known.get(runId) ?? emptyRunState(runId);
    const events = await store.read(runId, before.lastSeq, signal);
    // Two askers may have read the same events: the fold begins where its own reading began.
    const state = foldRunState(before, events);
    if (state.lastSeq > (known.get(runId)?.lastSeq ?? 0)) known.set(runId, state);
    return state;
  };
  return {
    get,
    forget: (runId) => known.delete(runId),
    async upTo({ runId, lastSeq }, signal) {
      const before = known.get(runId);
      return before !== undefined && before.lastSeq >= lastSeq ? before : get(runId, signal);
    },
  };
}
