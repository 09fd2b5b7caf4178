import { CodedError } from '../../base/errors.ts';
import { type RunEvent, type RunEventBody, runEventVersion } from '../../core/run/runEvent.ts';

/** An event as the databases keep it: its body as JSON text, with the version of the union that wrote it. */
export interface EventRow {
  readonly seq: number;
  readonly atMs: number;
  readonly body: string;
}

/** The text of a body. JSON escapes NUL and lone surrogates, which a column of text could not hold. */
export function bodyText(body: RunEventBody): string {
  return JSON.stringify({ ...body, v: runEventVersion });
}

/** The event of a row; `place` names the store. Throws `store.newer` for one that this version cannot know. */
export function parseEventRow(row: EventRow, place: string): RunEvent {
  const body = JSON.parse(row.body) as RunEventBody & { v: number };
  if (body.v > runEventVersion) {
    throw new CodedError('store.newer', `${place} holds events of a newer Loopwright (version ${body.v}).`, {
      hint: 'Update Loopwright to read this run.',
    });
  }
  return { ...body, seq: row.seq, atMs: row.atMs };
}
