import { Client, type ClientConfig, Pool, type QueryResultRow } from 'pg';
import { raceAbort, throwIfAborted } from '../../base/abort.ts';
import { type ServerName, toStoreError } from './postgresError.ts';
import { storePassword } from './storeSettings.ts';

const maxConnections = 4;
const connectMs = 5_000;
const statementMs = 30_000;
/** More than the server's own limit: it is what ends a wait for a server that is gone without a word. */
const answerMs = 35_000;
const idleMs = 10_000;

/** Runs one statement and gives its rows. */
export type Query = <Row extends QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** A PostgreSQL server as the store uses it: a small pool, and failures that are coded and hold no credentials. */
export interface PostgresServer {
  readonly name: ServerName;
  /** One statement that an abort breaks off. */
  read<Row extends QueryResultRow>(text: string, values: readonly unknown[], signal: AbortSignal): Promise<Row[]>;
  /** One statement that is completed once it was sent. */
  write<Row extends QueryResultRow>(text: string, values: readonly unknown[], signal: AbortSignal): Promise<Row[]>;
  /** Several statements, all or none. Completed once begun. */
  transaction<T>(action: (query: Query) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** A connection of its own, connected; the caller ends it. */
  connect(): Promise<Client>;
  close(): void;
}

/** A server by its address. Nothing is connected yet. */
export function createPostgresServer(url: string): PostgresServer {
  const config = clientConfig(url);
  const name = { place: placeOf(url), password: storePassword(url) };
  const pool = new Pool({ ...config, max: maxConnections, idleTimeoutMillis: idleMs, allowExitOnIdle: true });
  // A connection that lies idle is lost when the server goes: the pool drops it, and the next query opens another.
  pool.on('error', () => undefined);
  // One in use says it twice: the statement fails, which is told, and the connection emits it, which nobody may have to catch.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  const connected = async (signal: AbortSignal) => {
    throwIfAborted(signal);
    const connecting = pool.connect();
    try {
      return await raceAbort(connecting, signal);
    } catch (error) {
      connecting.then(
        (client) => client.release(),
        () => undefined,
      );
      throw toStoreError(error, name);
    }
  };
  async function use<T>(action: (query: Query) => Promise<T>, signal: AbortSignal): Promise<T> {
    const client = await connected(signal);
    const query: Query = async <Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await client.query<Row>(text, [...values])).rows;
    try {
      const result = await action(query);
      client.release();
      return result;
    } catch (error) {
      // Closed rather than given back: a statement may still run on it, or its transaction be half done.
      client.release(true);
      throw toStoreError(error, name);
    }
  }
  return {
    name,
    read: (text, values, signal) => use((query) => raceAbort(query(text, values), signal), signal),
    write: (text, values, signal) => use((query) => query(text, values), signal),
    transaction: (action, signal) =>
      use(async (query) => {
        await query('BEGIN');
        const result = await action(query);
        await query('COMMIT');
        return result;
      }, signal),
    async connect() {
      const client = new Client(config);
      client.on('error', () => undefined);
      try {
        await client.connect();
        return client;
      } catch (error) {
        throw toStoreError(error, name);
      }
    },
    close() {
      // Rejects only when it was ended before.
      pool.end().catch(() => undefined);
    },
  };
}

/** Says whether this connection alone keeps the process alive. */
export function keepAlive({ connection: { stream } }: Client, wanted: boolean): void {
  if (wanted && 'ref' in stream && typeof stream.ref === 'function') stream.ref();
  if (!wanted && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
}

function clientConfig(url: string): ClientConfig {
  return {
    connectionString: withStrictTls(url),
    application_name: 'loopwright',
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    lock_timeout: statementMs,
    idle_in_transaction_session_timeout: statementMs,
    query_timeout: answerMs,
    keepAlive: true,
  };
}

/** The driver checks the certificate for each of these words, and prints a warning unless it is told so by the plain one. */
function withStrictTls(url: string): string {
  return url.includes('uselibpqcompat')
    ? url
    : url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)\b/, '$1verify-full');
}

/** True when an address leaves this machine without TLS. */
export function isOpenToListeners(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? hostname;
  const isLocal = /^(|localhost|127\.[\d.]+|\[::1\]|::1|\/.*|%2f.*)$/i.test(host);
  const mode = searchParams.get('sslmode') ?? searchParams.get('ssl') ?? searchParams.get('sslnegotiation');
  return !isLocal && (mode === null || ['disable', 'false', '0', 'postgres'].includes(mode));
}

function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'PostgreSQL';
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? decodeURIComponent(hostname);
  const at = searchParams.get('port') ?? port;
  return `${host || 'localhost'}${at ? `:${at}` : ''}${decodeURI(pathname)}`;
}
