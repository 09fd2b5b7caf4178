import type { RunRef } from './loopwright.ts';
import type { LogOf, ReviewCalls } from './reviewCalls.ts';
import type { RunEnvironment } from './runEnvironment.ts';

/** The same calls; what a person decides of a change is kept with what is remembered of it. */
export function rememberReviews(
  calls: ReviewCalls,
  logOf: LogOf,
  environmentFor: (workspace: string) => RunEnvironment,
): ReviewCalls {
  const remember = async (run: RunRef) => {
    // What was decided stands, whatever becomes of the caller.
    const { signal } = new AbortController();
    const { session, log } = await logOf(run, signal);
    const { rememberReview } = await import('./learnFromRun.ts');
    await rememberReview(session, { state: log.state(), environment: environmentFor(run.workspace) }, signal);
  };
  const remembered = <Rest extends readonly unknown[], Result>(
    call: (run: RunRef, ...rest: Rest) => Promise<Result>,
  ) => {
    return async (run: RunRef, ...rest: Rest): Promise<Result> => {
      const result = await call(run, ...rest);
      await remember(run);
      return result;
    };
  };
  return {
    ...calls,
    decide: remembered(calls.decide),
    accept: remembered(calls.accept),
    acceptInEditor: remembered(calls.acceptInEditor),
    acceptEdited: remembered(calls.acceptEdited),
    acceptMerged: remembered(calls.acceptMerged),
    undo: remembered(calls.undo),
    undoHunks: remembered(calls.undoHunks),
  };
}
