import type { Clock, Random } from '../../base/clock.ts';
import { isAbort } from '../../base/errors.ts';
import { toOtlp } from '../../core/trace/otlpJson.ts';
import type { Span } from '../../core/trace/span.ts';
import { type PostResult, postOtlp } from './postOtlp.ts';

/** Where spans go, and by which clock. */
export interface OtlpExporterOptions {
  /** The address of the traces signal, path included. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of Loopwright, for the resource. */
  readonly version: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Spans that wait at most; newcomers beyond are dropped. */
  readonly maxQueued?: number;
  readonly maxBatch?: number;
  /** How long spans wait for company. */
  readonly batchDelayMs?: number;
  readonly timeoutMs?: number;
}

/** What became of the spans. */
export interface ExportCounts {
  readonly sent: number;
  /** Refused by the collector. */
  readonly rejected: number;
  /** Not delivered: the queue was full, or the collector could not be reached in time. */
  readonly dropped: number;
}

/** Sends spans to a collector by OTLP/HTTP with JSON. Never throws, never makes its caller wait. */
export interface OtlpExporter {
  export(spans: readonly Span[]): void;
  /** Sends what waits, for at most `waitMs`, then drops the rest. Never rejects. */
  close(waitMs: number): Promise<ExportCounts>;
}

/** Longest time that one batch is tried for; a collector that is away longer misses it. */
const patienceMs = 60_000;
const firstBackoffMs = 500;
const maxBackoffMs = 5_000;

/**
 * An exporter with a bounded queue, batches and retries as OTLP asks (https://opentelemetry.io/docs/specs/otlp/#failures-1):
 * 429, 502, 503 and 504 and broken connections are tried again, after Retry-After where it is told, else with exponential
 * backoff and jitter; any other refusal drops the batch.
 */
export function createOtlpExporter(options: OtlpExporterOptions): OtlpExporter {
  const { clock, maxQueued = 2_048, maxBatch = 512, batchDelayMs = 2_000 } = options;
  const counts = { sent: 0, rejected: 0, dropped: 0 };
  const queue: Span[] = [];
  const stopped = new AbortController();
  let hurry = new AbortController();
  let closing = false;
  let pumping: Promise<void> | undefined;

  const deliver = async () => {
    while (queue.length > 0) {
      if (!closing && queue.length < maxBatch) {
        hurry = new AbortController();
        await pause(clock, batchDelayMs, hurry.signal);
      }
      const batch = queue.splice(0, maxBatch);
      // Not even a defect of ours in here may reach the run that is being told of.
      const undelivered = () => ({ delivered: false, rejected: 0 });
      const { delivered, rejected } = await sendBatch(batch, options, stopped.signal).catch(undelivered);
      counts.rejected += rejected;
      if (delivered) counts.sent += batch.length - rejected;
      else counts.dropped += batch.length - rejected;
      if (stopped.signal.aborted) counts.dropped += queue.splice(0).length;
    }
    // In the same turn as the check above: a newcomer must find either the loop or none.
    pumping = undefined;
  };
  const pump = (): Promise<void> => {
    if (queue.length > 0) pumping ??= deliver();
    return pumping ?? Promise.resolve();
  };
  return {
    export(spans) {
      const room = stopped.signal.aborted || closing ? 0 : maxQueued - queue.length;
      queue.push(...spans.slice(0, room));
      counts.dropped += Math.max(0, spans.length - room);
      if (queue.length >= maxBatch) hurry.abort();
      void pump();
    },
    async close(waitMs) {
      closing = true;
      hurry.abort();
      const inTime = new AbortController();
      const limit = pause(clock, waitMs, inTime.signal).then(() => stopped.abort());
      await pump();
      inTime.abort();
      await limit;
      return { ...counts };
    },
  };
}

/** Tries a batch until it is taken, refused, or not worth waiting for. */
async function sendBatch(
  batch: readonly Span[],
  options: OtlpExporterOptions,
  signal: AbortSignal,
): Promise<{ readonly delivered: boolean; readonly rejected: number }> {
  const { url, headers, version, clock, random, timeoutMs = 10_000 } = options;
  const lastMs = Math.max(...batch.map(({ startMs, endMs }) => endMs ?? startMs));
  const body = JSON.stringify(toOtlp(batch, { version, lastMs }));
  const untilMs = clock.monotonicMs() + patienceMs;
  for (let failures = 0; !signal.aborted; failures++) {
    const result: PostResult = await postOtlp({ url, headers, body, timeoutMs, nowMs: clock.nowMs() }, signal);
    if (result.kind === 'taken') return { delivered: true, rejected: Math.min(result.rejected, batch.length) };
    if (result.kind === 'refused') return { delivered: false, rejected: batch.length };
    const backoffMs = Math.min(maxBackoffMs, firstBackoffMs * 2 ** failures) * (0.5 + random.next() / 2);
    const waitMs = result.retryAfterMs ?? backoffMs;
    if (clock.monotonicMs() + waitMs > untilMs) break;
    await pause(clock, waitMs, signal);
  }
  return { delivered: false, rejected: 0 };
}

/** Waits, or stops waiting when the signal fires. */
async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!isAbort(error)) throw error;
  }
}
