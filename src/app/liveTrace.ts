import { systemClock, systemRandom } from '../adapters/host/systemClock.ts';
import { createOtlpExporter, type ExportCounts } from '../adapters/trace/otlpExporter.ts';
import type { Loopwright, RunRef } from './loopwright.ts';
import type { OtlpSettings } from './otlpSettings.ts';
import { createFold } from './traceOf.ts';

/** A run whose spans are being sent. */
export interface LiveTrace {
  /** Sends what is left, for at most `waitMs`. Never rejects. */
  close(waitMs: number): Promise<ExportCounts>;
}

/**
 * Sends the spans of a run to a collector as they end: names, times and numbers, never what was asked or answered. It
 * reads the log that the run writes, so nothing in the run waits for it or can fail by it.
 */
export function startLiveTrace(
  app: Pick<Loopwright, 'listEvents' | 'onDidChangeRun'>,
  { run, settings, version }: { readonly run: RunRef; readonly settings: OtlpSettings; readonly version: string },
): LiveTrace {
  const exporter = createOtlpExporter({ ...settings, version, clock: systemClock, random: systemRandom });
  const fold = createFold({ details: false });
  const never = new AbortController().signal;
  let lastSeq = 0;
  let reading: Promise<void> | undefined;
  let again = false;

  const read = async () => {
    do {
      again = false;
      for (const event of await app.listEvents(run, never)) {
        if (event.seq <= lastSeq) continue;
        lastSeq = event.seq;
        exporter.export(fold.add(event));
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
      return exporter.close(waitMs);
    },
  };
}
