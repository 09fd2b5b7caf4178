import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findPostgres } from '../../../scripts/findPostgres.ts';

const startMs = 30_000;
const password = 'correct:horse/battery@staple';

/** A real PostgreSQL of one's own, in a temporary folder, on a free port of the loopback address. */
export interface PostgresTestServer {
  /** Address of its database, with user and password. */
  readonly url: string;
  readonly password: string;
  readonly port: number;
  /** The certificate that signs for it at 127.0.0.1. */
  readonly certificate: string;
  /** The same address with other parts. */
  urlWith(parts: { readonly user?: string; readonly password?: string; readonly database?: string }): string;
  /** Ends it as `kill -9` does, its children included. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same port and data. */
  restart(): Promise<void>;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
}

/**
 * Starts a server. `durable`: commits wait for the disk, as they do in earnest; without it tests are quicker. Throws a
 * sentence with the command to type when Debian's package is missing.
 */
export async function startPostgresServer({ durable = false } = {}): Promise<PostgresTestServer> {
  const bin = findPostgres();
  if (!bin) throw new Error('There is no PostgreSQL server here. On Debian or Ubuntu: sudo apt-get install postgresql');
  const folder = mkdtempSync(path.join(tmpdir(), 'lwpg-'));
  const account = unprivileged();
  if (account) chownSync(folder, account.uid, account.gid);
  const data = path.join(folder, 'data');
  const passwordFile = path.join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o644 });
  const settings = ['--username=loopwright', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const form = ['--encoding=UTF8', '--locale=C', '--no-sync'];
  const init = asAccount(account, [path.join(bin, 'initdb'), '-D', data, ...settings, ...form]);
  execFileSync(init.file, init.args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  const certificate = path.join(folder, 'server.crt');
  const key = makeCertificate(certificate, account);
  const port = await freePort();
  const flags = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=40'];
  const tls = ['ssl=on', `ssl_cert_file=${certificate}`, `ssl_key_file=${key}`];
  const speed = durable ? [] : ['fsync=off', 'synchronous_commit=off'];
  const options = [...flags, ...tls, ...speed].flatMap((flag) => ['-c', flag]);
  const command = asAccount(account, [path.join(bin, 'postgres'), '-D', data, ...options]);
  const start = () => startOnce(command, { cwd: folder, port });
  let server = await start();
  const urlWith: PostgresTestServer['urlWith'] = (parts) => {
    const { user = 'loopwright', password: secret = password, database = 'postgres' } = parts;
    return `postgres://${user}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${database}`;
  };
  return {
    url: urlWith({}),
    urlWith,
    password,
    port,
    certificate,
    kill: () => killAll(server),
    async restart() {
      server = await start();
    },
    async stop() {
      // SIGINT is the server's own fast shutdown: clients are sent away, data is written.
      await end(server, 'SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Signs for itself, and gives the path of the key. openssl comes with Debian's package of the server. */
function makeCertificate(file: string, account: Account | undefined): string {
  const key = `${file}.key`;
  const form = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=loopwright-test', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', [...form, ...names, '-keyout', key, '-out', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  // The server refuses a key that others may read.
  chmodSync(key, 0o600);
  if (account) chownSync(key, account.uid, account.gid);
  return key;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The server refuses to run as root: then it runs as the account that its package made. */
function unprivileged(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line = lines.find((one) => one.startsWith('postgres:')) ?? lines.find((one) => one.startsWith('nobody:'));
  const [, , uid, gid] = (line ?? '').split(':');
  if (uid === undefined || gid === undefined) throw new Error('There is no account postgres or nobody to run it as.');
  return { uid: Number(uid), gid: Number(gid) };
}

/** setpriv becomes the program it runs, so that the process started is the server itself; it ends when its test dies. */
function asAccount(account: Account | undefined, [file = '', ...args]: readonly string[]) {
  if (!account) return { file, args };
  const ids = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups', '--pdeathsig=INT'];
  return { file: 'setpriv', args: [...ids, '--', file, ...args] };
}

/** Started until it takes connections. After a kill its children hold the memory for a moment, and a start fails: then anew. */
async function startOnce(
  command: { readonly file: string; readonly args: readonly string[] },
  { cwd, port }: { readonly cwd: string; readonly port: number },
): Promise<ChildProcess> {
  const until = Date.now() + startMs;
  for (;;) {
    const child = spawn(command.file, command.args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    const isReady = new Promise<boolean>((resolve) => {
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('ready to accept connections')) resolve(true);
      });
      child.once('exit', () => resolve(false));
      child.once('error', (error) => {
        said += error.message;
        resolve(false);
      });
    });
    if (await isReady) {
      // Nothing of a server may keep a test from ending.
      child.unref();
      if (child.stderr instanceof Socket) child.stderr.unref();
      return child;
    }
    if (Date.now() > until) throw new Error(`PostgreSQL does not start on port ${port}: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

/** A server process of an open connection goes on serving it for a moment after its parent is killed: it is killed as well. */
async function killAll(server: ChildProcess): Promise<void> {
  const children = childrenOf(server.pid ?? 0);
  await end(server, 'SIGKILL');
  for (const pid of children) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

/** What the process has started and is still there; /proc has it on Linux, and elsewhere none are found. */
function childrenOf(pid: number): number[] {
  try {
    const pids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    return pids.filter(Boolean).map(Number);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** A file that is not there, or a process that has ended. */
const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port was given');
  return address.port;
}
