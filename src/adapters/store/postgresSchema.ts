import { CodedError } from '../../base/errors.ts';
import type { PostgresServer, Query } from './postgresServer.ts';

/** Any number that no other program is likely to lock by: "loopwrig" as ASCII. */
const migrationLock = '7813586346200559975';

/**
 * What brings the schema from the version before to the one at the index. A body is text, not jsonb: it comes back byte for
 * byte, and holds an escaped NUL, which jsonb refuses. Names are compared as bytes, as the other stores do.
 */
const migrations: readonly string[] = [
  '',
  `CREATE TABLE loopwright.run (
     workspace text COLLATE "C" NOT NULL, run text COLLATE "C" NOT NULL,
     created_at_ms bigint NOT NULL, last_seq integer NOT NULL,
     PRIMARY KEY (workspace, run));
   CREATE TABLE loopwright.event (
     workspace text COLLATE "C" NOT NULL, run text COLLATE "C" NOT NULL,
     seq integer NOT NULL, at_ms bigint NOT NULL, body text NOT NULL,
     PRIMARY KEY (workspace, run, seq));
   CREATE TABLE loopwright.blob (
     workspace text COLLATE "C" NOT NULL, hash text COLLATE "C" NOT NULL,
     bytes bytea NOT NULL, put_at_ms bigint NOT NULL,
     PRIMARY KEY (workspace, hash));`,
  // Under its old name a process of an older version would go on writing entries without a hash. The function holds the run's row
  // from its first statement to the commit, and only its second one sees what others had written by then: no single statement can.
  `ALTER TABLE loopwright.event RENAME TO entry;
   ALTER TABLE loopwright.entry ADD COLUMN hash text;
   ALTER TABLE loopwright.run ADD COLUMN head text;
   CREATE FUNCTION loopwright.append(
     in_workspace text, in_run text, now_ms bigint, bodies text[], chain_start text) RETURNS integer
   LANGUAGE plpgsql AS $append$
   DECLARE
     last integer;
     link text;
   BEGIN
     INSERT INTO loopwright.run AS known (workspace, run, created_at_ms, last_seq)
       VALUES (in_workspace, in_run, now_ms, cardinality(bodies))
       ON CONFLICT (workspace, run) DO UPDATE SET last_seq = known.last_seq + excluded.last_seq
       RETURNING last_seq, coalesce(head, chain_start) INTO last, link;
     FOR place IN 1 .. cardinality(bodies) LOOP
       link := encode(sha256(convert_to(
         concat_ws(E'\\n', link, last - cardinality(bodies) + place, now_ms, bodies[place]), 'UTF8')), 'hex');
       INSERT INTO loopwright.entry (workspace, run, seq, at_ms, body, hash)
         VALUES (in_workspace, in_run, last - cardinality(bodies) + place, now_ms, bodies[place], link);
     END LOOP;
     UPDATE loopwright.run SET head = link WHERE workspace = in_workspace AND run = in_run;
     RETURN last;
   END
   $append$;`,
];

/** Brings the schema up to date, one process at a time. Throws `store.newer` for one of a newer Loopwright. */
export async function preparePostgresSchema(server: PostgresServer, signal: AbortSignal): Promise<void> {
  const version = await server.transaction((query) => versionOf(query, server.name.place), signal);
  // Without the right to create anything a prepared database serves as well.
  if (version === migrations.length - 1) return;
  await server.transaction(async (query) => {
    await query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
    // Another process may have done it while this one waited.
    const now = await versionOf(query, server.name.place);
    if (now === undefined) {
      await query('CREATE SCHEMA loopwright');
      await query('CREATE TABLE loopwright.version (number integer NOT NULL)');
      await query('INSERT INTO loopwright.version VALUES (0)');
    }
    for (const migration of migrations.slice((now ?? 0) + 1)) await query(migration);
    await query('UPDATE loopwright.version SET number = greatest(number, $1)', [migrations.length - 1]);
  }, signal);
}

/** The version of the schema, undefined where there is none. */
async function versionOf(query: Query, place: string): Promise<number | undefined> {
  // Not to_regclass(): it remembers that there was none, also after waiting for the process that made it.
  const [table] = await query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'loopwright' AND tablename = 'version') AS found`,
  );
  if (!table?.found) return undefined;
  const [row] = await query<{ number: number }>('SELECT number FROM loopwright.version');
  const version = row?.number ?? 0;
  if (version < migrations.length) return version;
  throw new CodedError('store.newer', `The store at ${place} was set up by a newer Loopwright (version ${version}).`, {
    hint: 'Update Loopwright, or use another database.',
  });
}
