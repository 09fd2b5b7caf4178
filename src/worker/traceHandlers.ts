import manifest from '../../package.json' with { type: 'json' };
import type { Loopwright, RunRef } from '../app/loopwright.ts';
import type { TraceReader } from '../app/traceReader.ts';
import { CodedError } from '../base/errors.ts';
import type { CompareEngineCalls } from '../protocol/compare.ts';
import type { EngineContract } from '../protocol/engine.ts';
import type { Handlers } from '../protocol/rpc.ts';
import type { TraceEngineCalls } from '../protocol/trace.ts';

type Find = (run: { readonly workspace: string; readonly runId: string }, signal: AbortSignal) => Promise<RunRef>;

/** Answers what is asked about traces. The reader is loaded with the first question. */
export function traceHandlers(
  app: Loopwright,
  find: Find,
): Pick<Handlers<EngineContract>, keyof TraceEngineCalls | keyof CompareEngineCalls> {
  let loading: Promise<TraceReader> | undefined;
  const load = () => {
    loading ??= import('../app/traceReader.ts').then(({ createTraceReader }) => createTraceReader(app));
    return loading;
  };
  return {
    getTrace: async (run, signal) => (await load()).getTrace(await find(run, signal), run.known, signal),
    getSpan: async (run, signal) => (await load()).getSpan(await find(run, signal), run.span, signal),
    findSpan: async (run, signal) => (await load()).findSpan(await find(run, signal), run.name, signal),
    getSpanText: async (run, signal) => (await load()).getText(await find(run, signal), run, signal),
    searchTrace: async (run, signal) => (await load()).search(await find(run, signal), run.text, signal),
    async exportTrace({ format, span, file, ...run }, signal) {
      const request = { format, span, file, version: manifest.version };
      return (await load()).export(await find(run, signal), request, signal);
    },
    async releaseTrace(run, signal) {
      // A run that was removed meanwhile has nothing to be let go of by its name.
      if (loading) (await load()).release(await find(run, signal));
      return null;
    },
    async compareRuns({ workspace, runId, other }, signal) {
      const { compareRuns } = await import('../core/run/compareRuns.ts');
      const [a, b] = await Promise.all(
        [runId, other].map(async (id) => {
          const run = await find({ workspace, runId: id }, signal);
          return { runId: run.runId, log: await app.listEvents(run, signal) };
        }),
      );
      if (!a || !b) throw new CodedError('run.unknown', 'One of the runs is no longer on record.');
      const { parting, ...comparison } = compareRuns(a, b);
      return { ...comparison, partingAt: parting?.node };
    },
  };
}
