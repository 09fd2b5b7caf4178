import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RunId } from '../../base/ids.ts';
import type { RunEventBody } from '../../core/run/runEvent.ts';
import { chainHash } from './chainHash.ts';
import { bodyText } from './eventRow.ts';
import { leaseMs, RunHolders, renewMs } from './runHolder.ts';
import { heldError, lostError } from './runRights.ts';
import type { SqliteEvents, SqliteLink } from './sqliteEvents.ts';
import { durably, inTransaction, isSqliteError, seqSpan } from './sqliteFile.ts';

/** A run that this connection holds. */
export interface SqliteHold {
  readonly runId: RunId;
  readonly no: number;
  /** The text in the run's row that makes it this hold and no other. */
  readonly holder: string;
  /** The number after the last event that is known here. Others may have appended since. */
  nextSeq: number;
  /** The hash of that last event. */
  lastHash: string;
  released: boolean;
}

interface HolderRow {
  readonly holder: string | null;
  readonly leaseUntilMs: number;
}

/** Who holds which run: a column of the run's row, looked at by every write of a holder in that same write. */
export class SqliteHolds {
  readonly #db: DatabaseSync;
  readonly #events: SqliteEvents;
  readonly #nowMs: () => number;
  readonly #holders = new RunHolders();
  readonly #held = new Set<SqliteHold>();
  readonly #holder: StatementSync;
  readonly #take: StatementSync;
  readonly #renew: StatementSync;
  readonly #release: StatementSync;
  readonly #forget: StatementSync;
  readonly #insert: StatementSync;
  #renewal: NodeJS.Timeout | undefined;

  constructor(db: DatabaseSync, events: SqliteEvents, nowMs: () => number) {
    this.#db = db;
    this.#events = events;
    this.#nowMs = nowMs;
    this.#holder = db.prepare('SELECT holder, lease_until_ms AS leaseUntilMs FROM run WHERE no = ?');
    this.#take = db.prepare('UPDATE run SET holder = ?, lease_until_ms = ? WHERE no = ?');
    this.#renew = db.prepare('UPDATE run SET lease_until_ms = ? WHERE no = ? AND holder = ?');
    this.#release = db.prepare('UPDATE run SET holder = NULL, lease_until_ms = 0 WHERE no = ? AND holder = ?');
    this.#forget = db.prepare(`DELETE FROM run WHERE no = ?1 AND holder IS NULL
      AND NOT EXISTS (SELECT 1 FROM entry WHERE id > ?1 * ${seqSpan} AND id < (?1 + 1) * ${seqSpan})`);
    // One statement, so that it needs no transaction of its own: nothing is written by one who has lost the run.
    this.#insert = db.prepare(`INSERT OR IGNORE INTO entry (id, at_ms, body, hash)
      SELECT ?1, ?2, ?3, ?6 FROM run WHERE no = ?4 AND holder = ?5`);
  }

  hold(runId: RunId): SqliteHold {
    const hold = inTransaction(this.#db, () => {
      const no = this.#events.enter(runId);
      if (this.#lives(no)) throw heldError(runId);
      const holder = this.#holders.fresh();
      this.#take.run(holder, this.#nowMs() + leaseMs, no);
      const { seq, hash } = this.#events.last({ no, runId });
      return { runId, no, holder, nextSeq: seq + 1, lastHash: hash, released: false };
    });
    this.#held.add(hold);
    this.#renewal ??= setInterval(() => this.#renewAll(), renewMs).unref();
    return hold;
  }

  isHeld(runId: RunId): boolean {
    const no = this.#events.numberOf(runId);
    return no !== undefined && this.#lives(no);
  }

  /** Appends as the holder, and gives the number of the first event. Throws `run.lost`. */
  append(hold: SqliteHold, bodies: readonly RunEventBody[], flush: boolean): number {
    const [body] = bodies;
    if (body === undefined) return hold.nextSeq;
    const one = bodies.length === 1 && !flush ? this.#appendOne(hold, body) : undefined;
    const { seq, hash } = one ?? this.#appendAll(hold, bodies, flush);
    hold.nextSeq = seq + 1;
    hold.lastHash = hash;
    return seq + 1 - bodies.length;
  }

  /** Undefined when nothing was written: the number is taken, so that its hash would be wrong too, or the run is lost. */
  #appendOne({ no, holder, nextSeq: seq, lastHash }: SqliteHold, body: RunEventBody): SqliteLink | undefined {
    const [atMs, text] = [this.#nowMs(), bodyText(body)];
    const hash = chainHash(lastHash, { seq, atMs, text });
    const { changes } = this.#insert.run(no * seqSpan + seq, atMs, text, no, holder, hash);
    return changes === 1 ? { seq, hash } : undefined;
  }

  #appendAll({ runId, no, holder }: SqliteHold, bodies: readonly RunEventBody[], flush: boolean): SqliteLink {
    return (flush ? durably : inTransaction)(this.#db, () => {
      if (this.#rowOf(no)?.holder !== holder) throw lostError(runId);
      return this.#events.append({ no, runId }, bodies, this.#nowMs()).last;
    });
  }

  release(hold: SqliteHold): void {
    hold.released = true;
    this.#letGo(hold);
    if (this.#held.size > 0) return;
    clearInterval(this.#renewal);
    this.#renewal = undefined;
  }

  close(): void {
    for (const hold of this.#held) this.#letGo(hold);
    clearInterval(this.#renewal);
  }

  #rowOf(no: number): HolderRow | undefined {
    return this.#holder.get(no) as HolderRow | undefined;
  }

  #lives(no: number): boolean {
    const row = this.#rowOf(no);
    return typeof row?.holder === 'string' && this.#holders.lives(row.holder, row.leaseUntilMs < this.#nowMs());
  }

  #renewAll(): void {
    const untilMs = this.#nowMs() + leaseMs;
    for (const hold of this.#held) {
      if (hold.released) this.#letGo(hold);
      else unlessLocked(() => this.#renew.run(untilMs, hold.no, hold.holder));
    }
  }

  /** A file that is locked for too long is tried again with the next renewal. */
  #letGo(hold: SqliteHold): void {
    unlessLocked(() => {
      this.#release.run(hold.no, hold.holder);
      this.#forget.run(hold.no);
      this.#held.delete(hold);
    });
  }
}

/** Whoever reads or appends next is told what is wrong with the file; letting go and renewing must not end the process. */
function unlessLocked(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!isSqliteError(error)) throw error;
  }
}
