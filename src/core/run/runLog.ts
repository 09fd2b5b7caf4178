import { CodedError } from '../../base/errors.ts';
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
  /** What was kept at this address. Throws `run.damaged` when it is gone. */
  readText(hash: BlobHash, signal: AbortSignal): Promise<string>;
  /** The same log, whose further events say that they happened in this node. */
  within(node: string): RunLog;
  /** The run as this log has written it, and as it was when it was opened or read again. */
  state(): RunState;
  /** Reads what others have written. */
  refresh(signal: AbortSignal): Promise<void>;
  readonly onDidAppend: Event<RunEvent>;
}

/** What a log needs of a store. */
export type LogStore = Pick<RunStore, 'append' | 'read' | 'putBlob' | 'getBlob'>;

/** Opens the log of a run, reading what is there already. */
export async function openRunLog(
  runId: RunId,
  ports: { readonly store: LogStore; readonly redact: Redact },
  signal: AbortSignal,
): Promise<RunLog> {
  const { store, redact } = ports;
  const appended = new Emitter<RunEvent>();
  let state = foldRunState(emptyRunState(runId), await store.read(runId, 0, signal));
  const log: RunLog = {
    runId,
    state: () => state,
    async refresh(readSignal) {
      state = foldRunState(emptyRunState(runId), await store.read(runId, 0, readSignal));
    },
    onDidAppend: appended.event,
    keepBytes: (bytes, keepSignal) => store.putBlob(bytes, keepSignal),
    keepText: (text, keepSignal) => store.putBlob(new TextEncoder().encode(redact(text)), keepSignal),
    async append(body, appendSignal) {
      const events = await store.append(runId, [redactEvent(body, redact)], appendSignal);
      state = foldRunState(state, events);
      for (const event of events) appended.fire(event);
    },
    async readText(hash, readSignal) {
      const bytes = await store.getBlob(hash, readSignal);
      if (bytes) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
      throw new CodedError('run.damaged', `What was kept as ${hash.slice(0, 12)} is gone.`, {
        hint: 'Begin a new run.',
      });
    },
    within: (node) => ({ ...log, append: (body, appendSignal) => log.append({ ...body, node }, appendSignal) }),
  };
  return log;
}

/** The event with secrets taken out of every string in it. */
function redactEvent(body: RunEventBody, redact: Redact): RunEventBody {
  return redactStrings(body, redact) as RunEventBody;
}

/** JSON with every string in it redacted, and what a field says is a password or a key; names of fields stay. */
export function redactStrings(value: unknown, redact: Redact, field = ''): unknown {
  if (typeof value === 'string') return redactField(value, redact, field);
  if (Array.isArray(value)) return value.map((item) => redactStrings(item, redact, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactStrings(item, redact, key)]));
}

/** A text is judged as it would be beside its name in JSON, so that both ways to keep it say the same. */
function redactField(value: string, redact: Redact, field: string): string {
  const clean = redact(value);
  if (clean !== value || !secretField.test(field)) return clean;
  return /\[redacted:[^\]]*\]/.exec(redact(JSON.stringify({ [field]: value })))?.[0] ?? value;
}

const secretField =
  /pass(?:word|wd|phrase)|secret|api_?key|private_?key|(?:access|auth|refresh|bearer)_?token|authorization/i;
