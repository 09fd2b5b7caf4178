import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RunId } from '../../base/ids.ts';
import { type RunEvent, type RunEventBody, type RunHead, runEventVersion } from '../../core/run/runEvent.ts';
import { bodyText, type EventRow, parseEventRow } from './eventRow.ts';
import { seqSpan } from './sqliteFile.ts';

/** Events in the file, each under one integer key made of its run's number and its own. The caller opens transactions. */
export class SqliteEvents {
  readonly #place: string;
  readonly #number: StatementSync;
  readonly #addRun: StatementSync;
  readonly #insert: StatementSync;
  readonly #last: StatementSync;
  readonly #select: StatementSync;
  readonly #heads: StatementSync;
  readonly #remove: StatementSync;
  readonly #removeRun: StatementSync;

  constructor(db: DatabaseSync, place: string) {
    this.#place = place;
    this.#number = db.prepare('SELECT no FROM run WHERE id = ?');
    this.#addRun = db.prepare('INSERT INTO run (id) VALUES (?)');
    this.#insert = db.prepare('INSERT INTO event (id, at_ms, body) VALUES (?, ?, ?)');
    this.#last = db.prepare('SELECT id FROM event WHERE id > ? AND id < ? ORDER BY id DESC LIMIT 1');
    this.#select = db.prepare('SELECT id, at_ms AS atMs, body FROM event WHERE id > ? AND id < ? ORDER BY id');
    const inRun = `event.id > run.no * ${seqSpan} AND event.id < (run.no + 1) * ${seqSpan}`;
    this.#heads = db.prepare(`SELECT run.id AS runId,
        (SELECT at_ms FROM event WHERE ${inRun} ORDER BY event.id LIMIT 1) AS createdAtMs,
        (SELECT event.id - run.no * ${seqSpan} FROM event WHERE ${inRun} ORDER BY event.id DESC LIMIT 1) AS lastSeq
      FROM run WHERE lastSeq IS NOT NULL ORDER BY createdAtMs DESC, runId DESC`);
    this.#remove = db.prepare('DELETE FROM event WHERE id > ? AND id < ?');
    this.#removeRun = db.prepare('DELETE FROM run WHERE no = ?');
  }

  /** The number of a run, undefined for one that is not known. */
  numberOf(runId: RunId): number | undefined {
    return (this.#number.get(runId) as { no: number } | undefined)?.no;
  }

  /** The number of a run, which it is given now if it has none. */
  enter(runId: RunId): number {
    return this.numberOf(runId) ?? Number(this.#addRun.run(runId).lastInsertRowid);
  }

  /** 0 for a run without events. */
  lastSeq(no: number): number {
    const row = this.#last.get(no * seqSpan, (no + 1) * seqSpan) as { id: number } | undefined;
    return row ? row.id - no * seqSpan : 0;
  }

  append(no: number, bodies: readonly RunEventBody[], atMs: number): readonly RunEvent[] {
    const first = this.lastSeq(no) + 1;
    return bodies.map((body, i): RunEvent => {
      this.#insert.run(no * seqSpan + first + i, atMs, bodyText(body));
      return { ...body, seq: first + i, atMs, v: runEventVersion };
    });
  }

  read(no: number, afterSeq: number): readonly RunEvent[] {
    const rows = this.#select.all(no * seqSpan + afterSeq, (no + 1) * seqSpan) as unknown as {
      id: number;
      atMs: number;
      body: string;
    }[];
    return rows.map(({ id, atMs, body }) => {
      const row: EventRow = { seq: id - no * seqSpan, atMs, body };
      return parseEventRow(row, this.#place);
    });
  }

  /** Runs that have events, newest first. */
  heads(): readonly RunHead[] {
    return (this.#heads.all() as unknown as RunHead[]).map((head) => ({ ...head }));
  }

  /** Takes a run away with its number. Whether there was any event to remove. */
  remove(no: number): boolean {
    this.#removeRun.run(no);
    return this.#remove.run(no * seqSpan, (no + 1) * seqSpan).changes !== 0;
  }
}
