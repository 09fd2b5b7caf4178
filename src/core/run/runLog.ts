import { Emitter, type Event } from '../../base/event.ts';
import type { BlobHash, RunId } from '../../base/ids.ts';
import type { RunEvent, RunEventBody } from './runEvent.ts';
import { emptyRunState, foldRunState, type RunState } from './runState.ts';
import type { RunStore } from './runStore.ts';

/** Takes secrets out of a text before it is kept or shown. */
export type Redact = (text: string) => string;

/** One run's log as its owner writes it: redacted, appended in order, folded as it grows. */
export interface RunLog {
  readonly runId: RunId;
  append(body: RunEventBody, signal: AbortSignal): Promise<void>;
  /** Keeps a text, redacted, and gives its address. */
  keepText(text: string, signal: AbortSignal): Promise<BlobHash>;
  /** Keeps bytes exactly as they are: file contents of a proposal. */
  keepBytes(bytes: Uint8Array, signal: AbortSignal): Promise<BlobHash>;
  state(): RunState;
  readonly onDidAppend: Event<RunEvent>;
}

/** Opens the log of a run, reading what is there already. */
export async function openRunLog(
  runId: RunId,
  ports: { readonly store: RunStore; readonly redact: Redact },
  signal: AbortSignal,
): Promise<RunLog> {
  const { store, redact } = ports;
  const appended = new Emitter<RunEvent>();
  let state = foldRunState(emptyRunState(runId), await store.read(runId, 0, signal));
  return {
    runId,
    state: () => state,
    onDidAppend: appended.event,
    keepBytes: (bytes, keepSignal) => store.putBlob(bytes, keepSignal),
    keepText: (text, keepSignal) => store.putBlob(new TextEncoder().encode(redact(text)), keepSignal),
    async append(body, appendSignal) {
      const events = await store.append(runId, [redactEvent(body, redact)], appendSignal);
      state = foldRunState(state, events);
      for (const event of events) appended.fire(event);
    },
  };
}

/** The event with secrets taken out of every string in it. */
function redactEvent(body: RunEventBody, redact: Redact): RunEventBody {
  return mapStrings(body, redact) as RunEventBody;
}

function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, map)]));
}
