import { randomUUID } from 'node:crypto';
import { throwIfAborted } from '../../base/abort.ts';
import { Emitter } from '../../base/event.ts';
import type { RunId } from '../../base/ids.ts';
import { chainStart, type LogEntry } from '../../core/run/logChain.ts';
import { type RunEvent, type RunEventBody, type RunHead, runEventVersion } from '../../core/run/runEvent.ts';
import type { RunStore } from '../../core/run/runStore.ts';
import { blobHashOf } from './blobHash.ts';
import { storedLog } from './chainHash.ts';
import { bodyText, type EventRow, parseEventRow } from './eventRow.ts';
import { type ChangeNote, changeChannel, listenForChanges } from './postgresChanges.ts';
import { holdPostgresRun, isPostgresRunHeld, keepUnheld, type PostgresHold } from './postgresHold.ts';
import { preparePostgresSchema } from './postgresSchema.ts';
import { createPostgresServer, type PostgresServer, type Query } from './postgresServer.ts';

/** Where the runs lie: a database, and the name in it that sets a workspace's runs apart from others'. */
export interface PostgresPlace {
  /** `postgres://user:password@host:port/database?sslmode=…`; never shown. */
  readonly url: string;
  readonly workspace: string;
}

/**
 * Runs kept in a PostgreSQL database that several processes and machines share. The row of a run hands out its numbers, so
 * that an append is one statement, holds that row until it is committed, and leaves no gap. Appends are told by NOTIFY.
 * Throws `store.unreachable`, `store.unauthorized` or `store.newer` when it cannot be opened.
 */
export async function openPostgresRunStore(
  { url, workspace }: PostgresPlace,
  nowMs: () => number,
  signal: AbortSignal,
): Promise<RunStore> {
  const server = createPostgresServer(url);
  const changed = new Emitter<RunId>();
  const by = randomUUID();
  try {
    await preparePostgresSchema(server, signal);
    const listener = await listenForChanges({
      connect: server.connect,
      heads: () => listHeads(server, workspace, new AbortController().signal),
      isForeign: (note) => note.workspace === workspace && note.by !== by,
      fire: (runId) => changed.fire(runId),
    });
    const did = (runId: RunId, seq: number) => {
      listener.seen(runId, seq);
      changed.fire(runId);
    };
    const { close: releaseAll, ...writes } = createWrites(server, { workspace, by, nowMs, did });
    return {
      onDidChange: changed.event,
      ...writes,
      ...createReads(server, workspace),
      ...createBlobs(server, { workspace, nowMs }),
      async compact(compactSignal) {
        // The server's autovacuum does it, and knows better when.
        throwIfAborted(compactSignal);
      },
      close() {
        releaseAll();
        listener.close();
        server.close();
        changed.dispose();
      },
    };
  } catch (error) {
    server.close();
    throw error;
  }
}

/** What writing a run needs to know of the store. */
interface WriteParts {
  readonly workspace: string;
  /** This store, so that it does not hear of its own changes. */
  readonly by: string;
  readonly nowMs: () => number;
  /** The run's last event has this number now; 0: it was removed. */
  readonly did: (runId: RunId, seq: number) => void;
}

function createWrites(
  server: PostgresServer,
  { workspace, by, nowMs, did }: WriteParts,
): Pick<RunStore, 'append' | 'hold' | 'isHeld' | 'remove' | 'close'> {
  const noteOf = (runId: RunId, seq: number): string =>
    JSON.stringify({ workspace, runId, seq, by } satisfies ChangeNote);
  const holds = new Set<PostgresHold>();
  /** Holds that were let go of, until the server knows it: this process must not see its own run as held. */
  const leaving = new Set<Promise<void>>();
  const release = (hold: PostgresHold) => {
    if (!holds.delete(hold)) return;
    const left = hold.release().finally(() => leaving.delete(left));
    leaving.add(left);
  };
  async function append(query: Query, runId: RunId, bodies: readonly RunEventBody[]): Promise<readonly RunEvent[]> {
    if (bodies.length === 0) return [];
    const atMs = nowMs();
    const values = [workspace, runId, atMs, bodies.map(bodyText), noteOf(runId, 0), chainStart(runId)];
    const rows = await query<{ last: number }>(appendSql, values);
    const last = rows[0]?.last ?? 0;
    did(runId, last);
    const first = last - bodies.length + 1;
    return bodies.map((body, i): RunEvent => ({ ...body, seq: first + i, atMs, v: runEventVersion }));
  }
  return {
    append: (runId, bodies, signal) => append((text, values = []) => server.write(text, values, signal), runId, bodies),
    async hold(runId, signal) {
      const hold = await holdPostgresRun(server, { workspace, runId }, signal);
      holds.add(hold);
      return {
        async append(bodies, _how, appendSignal) {
          throwIfAborted(appendSignal);
          const [first] = await append(hold.query, runId, bodies);
          return first?.seq ?? 0;
        },
        release: () => release(hold),
      };
    },
    async isHeld(runId, signal) {
      await Promise.all(leaving);
      return isPostgresRunHeld(server, { workspace, runId }, signal);
    },
    async remove(runId, signal) {
      await Promise.all(leaving);
      const removed = await server.transaction(async (query) => {
        await keepUnheld(query, { workspace, runId });
        // The run's row first: an append that goes on is waited for, and one that comes waits.
        const runs = await query('DELETE FROM loopwright.run WHERE workspace = $1 AND run = $2 RETURNING run', [
          workspace,
          runId,
        ]);
        await query('DELETE FROM loopwright.entry WHERE workspace = $1 AND run = $2', [workspace, runId]);
        if (runs.length > 0) await query('SELECT pg_notify($1, $2)', [changeChannel, noteOf(runId, 0)]);
        return runs.length > 0;
      }, signal);
      if (removed) did(runId, 0);
    },
    close() {
      for (const hold of holds) release(hold);
    },
  };
}

/** One statement and so one transaction: the function locks the run's row until the commit. */
const appendSql = `
  WITH done AS MATERIALIZED (SELECT loopwright.append($1, $2, $3, $4::text[], $6) AS last)
  SELECT last, pg_notify('${changeChannel}', (jsonb_set($5::jsonb, '{seq}', to_jsonb(last)))::text) AS told FROM done`;

function createReads(server: PostgresServer, workspace: string): Pick<RunStore, 'read' | 'entries' | 'list'> {
  return {
    async read(runId, afterSeq, signal) {
      const rows = await server.read<EventRow>(
        `SELECT seq, at_ms AS "atMs", body FROM loopwright.entry
         WHERE workspace = $1 AND run = $2 AND seq > $3 ORDER BY seq`,
        [workspace, runId, afterSeq],
        signal,
      );
      return rows.map((row) => parseEventRow({ ...row, atMs: Number(row.atMs) }, server.name.place));
    },
    async entries(runId, signal) {
      const rows = await server.read<EventRow & { readonly hash: string | null }>(
        `SELECT seq, at_ms AS "atMs", body, hash FROM loopwright.entry WHERE workspace = $1 AND run = $2 ORDER BY seq`,
        [workspace, runId],
        signal,
      );
      const [run] = await server.read<{ seq: number; hash: string | null }>(
        'SELECT last_seq AS seq, head AS hash FROM loopwright.run WHERE workspace = $1 AND run = $2',
        [workspace, runId],
        signal,
      );
      const entries = rows.map(
        ({ seq, atMs, body: text, hash }): LogEntry => ({ seq, atMs: Number(atMs), text, hash: hash ?? undefined }),
      );
      return storedLog(runId, entries, run?.hash ? { seq: run.seq, hash: run.hash } : undefined);
    },
    list: (signal) => listHeads(server, workspace, signal),
  };
}

function createBlobs(
  server: PostgresServer,
  { workspace, nowMs }: { readonly workspace: string; readonly nowMs: () => number },
): Pick<RunStore, 'putBlob' | 'getBlob' | 'sweepBlobs'> {
  return {
    async putBlob(bytes, signal) {
      const hash = blobHashOf(bytes);
      const known = await server.write(
        `UPDATE loopwright.blob SET put_at_ms = greatest(put_at_ms, $3)
         WHERE workspace = $1 AND hash = $2 RETURNING hash`,
        [workspace, hash, nowMs()],
        signal,
      );
      // Bytes that are there already need not cross the wire.
      if (known.length > 0) return hash;
      await server.write(
        `INSERT INTO loopwright.blob AS known (workspace, hash, bytes, put_at_ms) VALUES ($1, $2, $3, $4)
         ON CONFLICT (workspace, hash) DO UPDATE SET put_at_ms = greatest(known.put_at_ms, excluded.put_at_ms)`,
        [workspace, hash, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), nowMs()],
        signal,
      );
      return hash;
    },
    async getBlob(hash, signal) {
      const rows = await server.read<{ bytes: Uint8Array }>(
        'SELECT bytes FROM loopwright.blob WHERE workspace = $1 AND hash = $2',
        [workspace, hash],
        signal,
      );
      return rows[0]?.bytes;
    },
    async sweepBlobs({ keep, putBeforeMs, dryRun }, signal) {
      const which = 'FROM loopwright.blob WHERE workspace = $1 AND put_at_ms < $2 AND hash <> ALL ($3::text[])';
      const size = 'octet_length(bytes) AS size';
      const swept = dryRun ? `SELECT ${size} ${which}` : `DELETE ${which} RETURNING ${size}`;
      const rows = await server.write<{ blobs: number; bytes: string }>(
        dryRun
          ? `SELECT count(*)::integer AS blobs, coalesce(sum(size), 0) AS bytes FROM (${swept}) AS swept`
          : `WITH swept AS (${swept}) SELECT count(*)::integer AS blobs, coalesce(sum(size), 0) AS bytes FROM swept`,
        [workspace, putBeforeMs, [...keep]],
        signal,
      );
      return { blobs: rows[0]?.blobs ?? 0, bytes: Number(rows[0]?.bytes ?? 0) };
    },
  };
}

async function listHeads(server: PostgresServer, workspace: string, signal: AbortSignal): Promise<RunHead[]> {
  const rows = await server.read<{ runId: RunId; createdAtMs: string; lastSeq: number }>(
    `SELECT run AS "runId", created_at_ms AS "createdAtMs", last_seq AS "lastSeq" FROM loopwright.run
     WHERE workspace = $1 ORDER BY created_at_ms DESC, run DESC`,
    [workspace],
    signal,
  );
  return rows.map((row) => ({ ...row, createdAtMs: Number(row.createdAtMs) }));
}
