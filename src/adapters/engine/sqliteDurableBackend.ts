import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';
import type { RunId } from '../../base/ids.ts';
import { readDefinition, writeDefinition } from '../../core/engine/definitionText.ts';
import {
  cancelSignal,
  type DurableBackend,
  type HeldRun,
  type HeldRunHead,
  type RunRequest,
} from '../../core/engine/durableBackend.ts';
import { type EngineEvent, type EngineEventBody, isEnding } from '../../core/engine/engineEvent.ts';
import type { WorkflowDefinition } from '../../core/workflow/definition.ts';
import { inTransaction, openEngineDatabase, seqSpan } from './engineDatabase.ts';
import { currentHolder, isDead, type RunHolder } from './runHolder.ts';
import { SignalDesk } from './signalDesk.ts';

const leaseMs = 15_000;
const heartbeatMs = 5_000;

/**
 * Runs kept in one SQLite file. A tick is one row, written and committed at once with synchronous=NORMAL: that survives
 * the death of the process. When a run comes to rest it is written with FULL, which survives the death of the machine.
 */
export function createSqliteDurableBackend(file: string, nowMs: () => number): DurableBackend {
  return new SqliteDurableBackend(openEngineDatabase(file), nowMs);
}

interface RunRow {
  readonly no: number;
  readonly definition: string;
  readonly holder: string | null;
  readonly leaseUntilMs: number;
}

class SqliteDurableBackend implements DurableBackend {
  readonly #db: DatabaseSync;
  readonly #nowMs: () => number;
  readonly #me: string;
  readonly #signals: SignalDesk;
  readonly #held = new Set<string>();
  readonly #statements;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(db: DatabaseSync, nowMs: () => number) {
    this.#db = db;
    this.#nowMs = nowMs;
    this.#me = JSON.stringify(currentHolder());
    this.#signals = new SignalDesk(db);
    this.#statements = prepare(db);
  }

  async create(
    request: RunRequest,
    events: readonly EngineEventBody[],
    signal: AbortSignal,
  ): Promise<{ held: HeldRun; existed: boolean }> {
    throwIfAborted(signal);
    const key = request.idempotencyKey;
    const known = inTransaction(this.#db, () => {
      const row = key === undefined ? undefined : (this.#statements.byKey.get(key) as { id: string } | undefined);
      if (!row) this.#begin(request, events);
      return row?.id as RunId | undefined;
    });
    if (known !== undefined) return { held: this.#hold(known), existed: true };
    return { held: this.#hold(request.runId, request.definition), existed: false };
  }

  async open(runId: RunId, signal: AbortSignal): Promise<HeldRun> {
    throwIfAborted(signal);
    return this.#hold(runId);
  }

  async signal(runId: RunId, name: string, value: unknown, signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    this.#row(runId);
    this.#signals.tell(runId, name, value);
  }

  cancel(runId: RunId, reason: string, signal: AbortSignal): Promise<void> {
    return this.signal(runId, cancelSignal, reason, signal);
  }

  async fork(request: RunRequest, events: readonly EngineEventBody[], signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    inTransaction(this.#db, () => {
      this.#begin(request, events);
    });
  }

  async read(runId: RunId, afterSeq: number, signal: AbortSignal): Promise<readonly EngineEvent[]> {
    throwIfAborted(signal);
    return this.#events(this.#row(runId).no, afterSeq);
  }

  async definition(runId: RunId, signal: AbortSignal): Promise<WorkflowDefinition> {
    throwIfAborted(signal);
    return readDefinition(this.#row(runId).definition);
  }

  async list(signal: AbortSignal): Promise<readonly HeldRunHead[]> {
    throwIfAborted(signal);
    const rows = this.#statements.list.all() as unknown as (RunRow & {
      id: RunId;
      workflow: string;
      createdAtMs: number;
      lastSeq: number;
      status: string;
    })[];
    return rows.map(({ id, workflow, createdAtMs, lastSeq, status, holder, leaseUntilMs }) => ({
      runId: id,
      workflow,
      createdAtMs,
      lastSeq,
      status: status === 'ended' ? 'ended' : this.#lives(holder, leaseUntilMs) ? 'running' : 'interrupted',
    }));
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#signals.close();
    for (const runId of this.#held) this.#statements.release.run(runId, this.#me);
    this.#db.close();
  }

  #begin({ runId, definition, idempotencyKey }: RunRequest, events: readonly EngineEventBody[]): void {
    const text = writeDefinition(definition);
    const { lastInsertRowid } = this.#statements.insert.run(
      runId,
      text,
      definition.name,
      idempotencyKey ?? null,
      this.#nowMs(),
    );
    if (events.length > 0) this.#append(Number(lastInsertRowid), 1, events);
  }

  #row(runId: RunId): RunRow {
    const row = this.#statements.row.get(runId) as RunRow | undefined;
    if (!row) throw new CodedError('run.unknown', `There is no run ${runId}.`);
    return row;
  }

  #lives(holder: string | null, leaseUntilMs: number): boolean {
    if (holder === null) return false;
    return !isDead(JSON.parse(holder) as RunHolder, leaseUntilMs < this.#nowMs());
  }

  #events(no: number, afterSeq: number): readonly EngineEvent[] {
    const rows = this.#statements.segments.all(no * seqSpan, afterSeq, (no + 1) * seqSpan) as unknown as {
      seq: number;
      atMs: number;
      events: string;
    }[];
    const all = rows.flatMap(({ seq, atMs, events }) =>
      (JSON.parse(events) as EngineEventBody[]).map((event, i) => ({ ...event, seq: seq + i, atMs })),
    );
    return all.filter(({ seq }) => seq > afterSeq);
  }

  #append(no: number, seq: number, events: readonly EngineEventBody[]): void {
    this.#statements.append.run(no * seqSpan + seq, events.length, this.#nowMs(), JSON.stringify(events));
  }

  #hold(runId: RunId, known?: WorkflowDefinition): HeldRun {
    const row = inTransaction(this.#db, () => {
      const found = this.#row(runId);
      // Two engines of one process are told apart by what this backend holds itself.
      if (this.#held.has(runId) || this.#lives(found.holder, found.leaseUntilMs))
        throw new CodedError('run.held', `The run ${runId} goes on in another process.`);
      this.#statements.hold.run(this.#me, this.#nowMs() + leaseMs, runId);
      return found;
    });
    this.#held.add(runId);
    this.#heartbeat ??= setInterval(() => this.#beat(), heartbeatMs).unref();
    return this.#heldRun(runId, row.no, known ?? readDefinition(row.definition));
  }

  #beat(): void {
    for (const runId of this.#held) this.#statements.hold.run(this.#me, this.#nowMs() + leaseMs, runId);
  }

  #heldRun(runId: RunId, no: number, definition: WorkflowDefinition): HeldRun {
    const recorded = this.#events(no, 0);
    const firstSeq = (recorded.at(-1)?.seq ?? 0) + 1;
    let nextSeq = firstSeq;
    const { cached, putCached, release } = this.#statements;
    return {
      runId,
      definition,
      recorded,
      record: (events, final) => {
        // A paused run that goes on is no longer at rest.
        if (nextSeq > 1 && nextSeq === firstSeq) this.#statements.end.run('open', runId);
        // Numbers have no gaps: whoever lost its run meets the number of the one who has it now.
        this.#record({ runId, no }, nextSeq, { events, final });
        nextSeq += events.length;
        return undefined;
      },
      waitForSignal: (name, listener) => this.#signals.wait(runId, name, listener),
      cached: async (key) => {
        const row = cached.get(digest(key)) as { value: string } | undefined;
        return row && { output: JSON.parse(row.value) };
      },
      putCached: (key, output) => {
        putCached.run(digest(key), JSON.stringify(output ?? null));
      },
      release: () => {
        if (this.#held.delete(runId)) release.run(runId, this.#me);
      },
    };
  }

  #record(
    { runId, no }: { runId: RunId; no: number },
    seq: number,
    { events, final }: { events: readonly EngineEventBody[]; final: boolean },
  ): void {
    try {
      if (!final) {
        this.#append(no, seq, events);
        return;
      }
      this.#db.exec('PRAGMA synchronous = FULL');
      try {
        inTransaction(this.#db, () => {
          this.#append(no, seq, events);
          this.#statements.end.run(isEnding(events.at(-1)) ? 'ended' : 'open', runId);
        });
      } finally {
        this.#db.exec('PRAGMA synchronous = NORMAL');
      }
    } catch (error) {
      if (!String(error).includes('UNIQUE')) throw error;
      throw new CodedError('run.lost', `The run ${runId} belongs to another process now.`, { cause: error });
    }
  }
}

function prepare(db: DatabaseSync) {
  return {
    byKey: db.prepare('SELECT id FROM run WHERE key = ?'),
    insert: db.prepare('INSERT INTO run (id, definition, workflow, key, created_ms) VALUES (?, ?, ?, ?, ?)'),
    row: db.prepare('SELECT no, definition, holder, lease_until_ms AS leaseUntilMs FROM run WHERE id = ?'),
    list: db.prepare(`SELECT id, workflow, created_ms AS createdAtMs, status, holder, lease_until_ms AS leaseUntilMs,
      coalesce((SELECT segment.id + count - 1 - run.no * ${seqSpan} FROM segment
        WHERE segment.id BETWEEN run.no * ${seqSpan} AND (run.no + 1) * ${seqSpan} ORDER BY segment.id DESC LIMIT 1), 0) AS lastSeq
      FROM run ORDER BY created_ms DESC, no DESC`),
    hold: db.prepare('UPDATE run SET holder = ?, lease_until_ms = ? WHERE id = ?'),
    release: db.prepare('UPDATE run SET holder = NULL, lease_until_ms = 0 WHERE id = ? AND holder = ?'),
    end: db.prepare('UPDATE run SET status = ? WHERE id = ?'),
    append: db.prepare('INSERT INTO segment (id, count, at_ms, events) VALUES (?, ?, ?, ?)'),
    segments: db.prepare(
      'SELECT id - ?1 AS seq, at_ms AS atMs, events FROM segment WHERE id > ?1 AND id < ?3 AND id - ?1 + count > ?2 + 1 ORDER BY id',
    ),
    cached: db.prepare('SELECT value FROM output WHERE key = ?'),
    putCached: db.prepare('INSERT OR IGNORE INTO output (key, value) VALUES (?, ?)'),
  };
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
