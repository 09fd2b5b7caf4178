import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RunId } from '../../base/ids.ts';
import { chainStart, type StoredLog } from '../../core/run/logChain.ts';
import { type RunEvent, type RunEventBody, type RunHead, runEventVersion } from '../../core/run/runEvent.ts';
import { chainHash, storedLog } from './chainHash.ts';
import { bodyText, type EventRow, parseEventRow } from './eventRow.ts';
import { seqSpan } from './sqliteFile.ts';

/** A run of the file. */
export interface SqliteRun {
  readonly no: number;
  readonly runId: RunId;
}

/** Where a log ends: the number of its last event, and what the next one follows. */
export interface SqliteLink {
  readonly seq: number;
  readonly hash: string;
}

/** Events that were appended, and where the log ends behind them. */
export interface SqliteAppended {
  readonly events: readonly RunEvent[];
  readonly last: SqliteLink;
}

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
  readonly #mark: StatementSync;
  readonly #head: StatementSync;

  constructor(db: DatabaseSync, place: string) {
    this.#place = place;
    this.#number = db.prepare('SELECT no FROM run WHERE id = ?');
    this.#addRun = db.prepare('INSERT INTO run (id) VALUES (?)');
    this.#insert = db.prepare('INSERT INTO entry (id, at_ms, body, hash) VALUES (?, ?, ?, ?)');
    this.#last = db.prepare('SELECT id, hash FROM entry WHERE id > ? AND id < ? ORDER BY id DESC LIMIT 1');
    this.#select = db.prepare('SELECT id, at_ms AS atMs, body, hash FROM entry WHERE id > ? AND id < ? ORDER BY id');
    const inRun = `entry.id > run.no * ${seqSpan} AND entry.id < (run.no + 1) * ${seqSpan}`;
    this.#heads = db.prepare(`SELECT run.id AS runId,
        (SELECT at_ms FROM entry WHERE ${inRun} ORDER BY entry.id LIMIT 1) AS createdAtMs,
        (SELECT entry.id - run.no * ${seqSpan} FROM entry WHERE ${inRun} ORDER BY entry.id DESC LIMIT 1) AS lastSeq
      FROM run WHERE lastSeq IS NOT NULL ORDER BY createdAtMs DESC, runId DESC`);
    this.#remove = db.prepare('DELETE FROM entry WHERE id > ? AND id < ?');
    this.#mark = db.prepare('UPDATE run SET head_seq = ?, head_hash = ? WHERE no = ?');
    this.#head = db.prepare('SELECT head_seq AS seq, head_hash AS hash FROM run WHERE no = ?');
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

  /** The number and the hash of the last event; 0, and what a chain begins with, for a run without events. */
  last({ no, runId }: SqliteRun): SqliteLink {
    const row = this.#last.get(no * seqSpan, (no + 1) * seqSpan) as { id: number; hash: string | null } | undefined;
    return { seq: row ? row.id - no * seqSpan : 0, hash: row?.hash ?? chainStart(runId) };
  }

  /** Inside a transaction; the run's row is told where its log ends. */
  append(run: SqliteRun, bodies: readonly RunEventBody[], atMs: number): SqliteAppended {
    const { no } = run;
    let { seq, hash } = this.last(run);
    const events = bodies.map((body): RunEvent => {
      const text = bodyText(body);
      seq += 1;
      hash = chainHash(hash, { seq, atMs, text });
      this.#insert.run(no * seqSpan + seq, atMs, text, hash);
      return { ...body, seq, atMs, v: runEventVersion };
    });
    if (events.length > 0) this.#mark.run(seq, hash, no);
    return { events, last: { seq, hash } };
  }

  read(no: number, afterSeq: number): readonly RunEvent[] {
    return this.#rows(no, afterSeq).map((row) => parseEventRow(row, this.#place));
  }

  entries({ no, runId }: SqliteRun): StoredLog {
    const entries = this.#rows(no, 0).map(({ seq, atMs, body: text, hash }) => ({ seq, atMs, text, hash }));
    const { seq, hash } = this.#head.get(no) as { seq: number | null; hash: string | null };
    return storedLog(runId, entries, seq === null || hash === null ? undefined : { seq, hash });
  }

  #rows(no: number, afterSeq: number): readonly (EventRow & { readonly hash: string | undefined })[] {
    const rows = this.#select.all(no * seqSpan + afterSeq, (no + 1) * seqSpan) as unknown as {
      id: number;
      atMs: number;
      body: string;
      hash: string | null;
    }[];
    return rows.map(({ id, atMs, body, hash }) => ({ seq: id - no * seqSpan, atMs, body, hash: hash ?? undefined }));
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
