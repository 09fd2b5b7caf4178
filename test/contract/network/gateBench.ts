import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer as createTlsServer, connect as tlsConnect } from 'node:tls';
import { createAllowListGate } from '../../../src/adapters/network/allowListGate.ts';
import type { GateLimits } from '../../../src/adapters/network/gateLimits.ts';
import type { ConnectionDecision, NetworkGate, OpenGate } from '../../../src/core/sandbox/networkGate.ts';
import { createLoopbackReach, type LoopbackReach } from './loopbackReach.ts';

/** A request as the server behind the gate got it. */
export interface SeenRequest {
  readonly line: string;
  readonly host: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server on loopback that stands for one of the public network, and remembers what it was asked. */
export interface SeenServer {
  readonly port: number;
  readonly requests: readonly SeenRequest[];
  close(): void;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A plain HTTP server. It says hello unless it is told what to answer. */
export async function startHttp(answer: Answer = (_, response) => response.end('hello')): Promise<SeenServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1');
    });
    request.on('error', () => undefined);
    request.on('end', () => {
      const { method, url, headers } = request;
      requests.push({ line: `${method} ${url}`, host: headers.host, headers, body });
      answer(request, response);
    });
  });
  return { port: await portOf(server), requests, close: () => closeAll(server) };
}

const psk = { identity: 'test', key: Buffer.from('0123456789abcdef') };

/** A TLS server without a certificate: a key that both know (RFC 4279) is enough to see who is asked for. */
export async function startTls(): Promise<SeenServer> {
  const requests: SeenRequest[] = [];
  const server = createTlsServer({ pskCallback: () => psk.key, ciphers: 'PSK', maxVersion: 'TLSv1.2' }, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (chunk: Buffer) => {
      const host = String(socket.servername);
      requests.push({ line: chunk.toString('latin1'), host, headers: {}, body: '' });
      socket.end('secret hello');
    });
  });
  server.on('tlsClientError', () => undefined);
  return { port: await portOf(server as unknown as Server), requests, close: () => server.close() };
}

/** Speaks TLS over a socket as a client that asks for this server, and gives what it says. */
export function overTls(socket: Socket, servername: string | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = tlsConnect({
      socket,
      ...(servername === undefined ? {} : { servername }),
      pskCallback: () => ({ psk: psk.key, identity: psk.identity }),
      ciphers: 'PSK',
      maxVersion: 'TLSv1.2',
      checkServerIdentity: () => undefined,
    });
    let said = '';
    client.on('secureConnect', () => client.write('GET / over TLS'));
    client.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1');
    });
    client.on('end', () => resolve(said)).on('error', reject);
  });
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function closeAll(server: Server): void {
  server.close();
  server.closeAllConnections();
}

/** A gate that is open, and everything that it has told and done. */
export class GateBench {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'loopwright-gate-'));
  readonly decisions: ConnectionDecision[] = [];
  readonly reach: LoopbackReach;
  readonly #hosts: readonly string[];
  readonly #limits: Partial<GateLimits>;
  #gate: OpenGate | undefined;

  constructor(
    hosts: readonly string[],
    names: Readonly<Record<string, readonly string[]>>,
    limits: Partial<GateLimits> = {},
  ) {
    this.#hosts = hosts;
    this.#limits = limits;
    this.reach = createLoopbackReach(names);
  }

  open(): Promise<this> {
    return this.openWith(createAllowListGate({ reach: this.reach, limits: this.#limits }), this.#hosts);
  }

  /** Opens another gate in this place. */
  async openWith(gate: NetworkGate, hosts: readonly string[]): Promise<this> {
    this.#gate = await gate.open({
      folder: this.folder,
      lists: [{ rule: 'own: network.allow', hosts }],
      onConnection: (decided) => this.decisions.push(decided),
    });
    return this;
  }

  get socketPath(): string {
    return path.join(this.folder, this.#gate?.socketName ?? '');
  }

  /** A connection of a client. */
  async connect(): Promise<Socket> {
    const socket = connect(this.socketPath);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  /** Sends these bytes and gives everything that comes back until the gate ends the connection. */
  async ask(text: string): Promise<string> {
    const socket = await this.connect();
    let said = '';
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1');
    });
    socket.write(text, 'latin1');
    await once(socket, 'close');
    return said;
  }

  /** Opens a tunnel; the socket when the gate agreed. Throws what it said otherwise. */
  async tunnel(authority: string): Promise<Socket> {
    const socket = await this.connect();
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    const said = chunk.toString('latin1');
    if (!said.startsWith('HTTP/1.1 200 ')) throw new Error(said);
    return socket;
  }

  /** What was told, in the order in which it was: `allowed host:port (rule)`. */
  told(): readonly string[] {
    return this.decisions.map(({ decision, host, port, rule }) => `${decision} ${host}:${port} (${rule})`);
  }

  dispose(): void {
    this.#gate?.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
