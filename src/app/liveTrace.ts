import { systemClock, systemRandom } from '../adapters/host/systemClock.ts';
import { createOtlpExporter, type ExportCounts } from '../adapters/trace/otlpExporter.ts';
import { createRunSpanFold } from '../core/run/runSpans.ts';
import type { FindNode } from '../core/run/workflowNodes.ts';
import type { Loopwright, RunRef } from './loopwright.ts';
import type { OtlpSettings } from './otlpSettings.ts';
import { findNodesOf } from './traceOf.ts';

/** A run whose spans are being sent. */
export interface LiveTrace {
  /** Sends what is left, for at most `waitMs`. Never rejects. */
  close(waitMs: number): Promise<ExportCounts>;
}

/** Which run to follow, and where its spans go. */
export interface LiveTraceRequest {
  readonly run: RunRef;
  readonly settings: OtlpSettings;
  /** Of Loopwright. */
  readonly version: string;
  /** The last event of a run that is resumed: the spans that had ended by then were sent by the process before. */
  readonly goesOnAfter?: number;
}

/**
 * Sends the spans of a run to a collector as they end: names, times and numbers, never what was asked or answered. It
 * reads the log that the run writes, so nothing in the run waits for it or can fail by it.
 */
export function startLiveTrace(
  app: Pick<Loopwright, 'listEventsAfter' | 'getWorkflow' | 'onDidChangeRun'>,
  { run, settings, version, goesOnAfter = 0 }: LiveTraceRequest,
): LiveTrace {
  const exporter = createOtlpExporter({ ...settings, version, clock: systemClock, random: systemRandom });
  let findNode: FindNode | undefined;
  const fold = createRunSpanFold({ details: false, findNode: (path) => findNode?.(path) });
  const never = new AbortController().signal;
  let lastSeq = 0;
  let reading: Promise<void> | undefined;
  let again = false;

  const read = async () => {
    do {
      again = false;
      const events = await app.listEventsAfter(run, lastSeq, never);
      findNode ??= await findNodesOf(app, { run, events }, never);
      for (const event of events) {
        lastSeq = event.seq;
        const ended = fold.add(event);
        if (event.seq > goesOnAfter) exporter.export(ended);
      }
    } while (again);
  };
  const follow = (): Promise<void> => {
    again = true;
    reading ??= read()
      // A log that cannot be read now is read with the next change.
      .catch(() => undefined)
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  const subscription = app.onDidChangeRun(({ runId }) => {
    if (runId === run.runId) void follow();
  });
  void follow();
  return {
    async close(waitMs) {
      subscription.dispose();
      await reading;
      await follow();
      exporter.export(fold.finish());
      return exporter.close(waitMs);
    },
  };
}
