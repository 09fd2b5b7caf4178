import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryResultRow } from 'pg';
import { raceAbort, throwIfAborted } from '../../base/abort.ts';
import { isCoded } from '../../base/errors.ts';
import type { RunId } from '../../base/ids.ts';
import { toStoreError } from './postgresError.ts';
import { keepAlive, type PostgresServer, type Query } from './postgresServer.ts';
import { heldError, lostError } from './runRights.ts';

/** The server learns a moment after it that a connection has ended, so whoever comes right then waits a little. */
const waitMs = 500;
/** SQLSTATE of a lock that was not had in time. */
const lockNotAvailable = '55P03';

/** Which run of which workspace. */
interface HeldPlace {
  readonly workspace: string;
  readonly runId: RunId;
}

/** A run that this process holds by a connection of its own. */
export interface PostgresHold {
  /** Runs one statement on the connection that holds the run; throws `run.lost` when that is gone. */
  readonly query: Query;
  /** Lets go. Resolves when the server knows it, or is not going to. Never rejects. */
  release(): Promise<void>;
}

/**
 * Holds a run by a session advisory lock: the server gives it up when the connection ends, however that comes about. The
 * holder writes over that very connection, so whoever has lost the run cannot write. Throws `run.held`.
 */
export async function holdPostgresRun(
  server: PostgresServer,
  place: HeldPlace,
  signal: AbortSignal,
): Promise<PostgresHold> {
  throwIfAborted(signal);
  const client = await server.connect();
  let lost: string | undefined;
  let running = 0;
  let gone: Promise<void> | undefined;
  const lose = (why: string): Promise<void> => {
    lost ??= why;
    gone ??= Promise.race([client.end().catch(() => undefined), sleep(waitMs, undefined, { ref: false })]);
    return gone;
  };
  client.on('end', () => void lose('its connection to the store has ended'));
  const run = async <Row extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> => {
    keepAlive(client, true);
    running++;
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      // A run that is held but does nothing must not keep a process alive.
      if (--running === 0) keepAlive(client, false);
    }
  };
  try {
    await raceAbort(takeLock(run, place), signal);
  } catch (error) {
    void lose('it was never held');
    if (isState(error, lockNotAvailable)) throw heldError(place.runId);
    throw toStoreError(error, server.name);
  }
  return {
    async query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]> {
      if (lost !== undefined) throw lostError(place.runId, lost);
      try {
        return await run<Row>(text, values);
      } catch (error) {
        const failure = toStoreError(error, server.name);
        if (!isCoded(failure, 'store.unreachable')) throw failure;
        // Nobody knows whether the server still has the lock: it is given up, and with it the run.
        void lose(failure.message.replace(/\.$/, ''));
        throw lostError(place.runId, lost);
      }
    },
    release: () => lose('it was let go'),
  };
}

/** Whether some connection holds the run. */
export async function isPostgresRunHeld(
  server: PostgresServer,
  place: HeldPlace,
  signal: AbortSignal,
): Promise<boolean> {
  const rows = await server.read(
    `SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (classid::bigint << 32) | objid::bigint = $1::bigint`,
    [lockKey(place)],
    signal,
  );
  return rows.length > 0;
}

/** Keeps everybody from holding the run until the transaction ends. Throws `run.held` while somebody does. */
export async function keepUnheld(query: Query, place: HeldPlace): Promise<void> {
  const [row] = await query<{ free: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS free', [lockKey(place)]);
  if (!row?.free) throw heldError(place.runId);
}

async function takeLock(query: Query, place: HeldPlace): Promise<void> {
  // A machine that is gone without a word is noticed in some 15 seconds, and an idle hold is not ended for being idle.
  await query(`SELECT set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '5', false),
    set_config('tcp_keepalives_count', '2', false), set_config('lock_timeout', '${waitMs}ms', false)`);
  await query(`SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'`);
  await query('SELECT pg_advisory_lock($1)', [lockKey(place)]);
  await query('SET lock_timeout = DEFAULT');
}

/** Advisory locks are 64-bit numbers, the same for every store of the database. */
function lockKey({ workspace, runId }: HeldPlace): string {
  const digest = createHash('sha256').update(`loopwright\n${workspace}\n${runId}`).digest();
  return digest.readBigInt64BE(0).toString();
}

function isState(error: unknown, state: string): boolean {
  return error instanceof Error && 'code' in error && error.code === state;
}
