import { closeSync, constants, openSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { GateOpening, NetworkGate, OpenGate } from '../../core/sandbox/networkGate.ts';
import { Admission, Refusal, type Target } from './admission.ts';
import { forward } from './forward.ts';
import { type GateLimits, usualGateLimits } from './gateLimits.ts';
import { type HostReach, systemReach } from './hostReach.ts';
import { valuesOf } from './proxyHeaders.ts';
import { firstBytes, join, rejectTls } from './tunnel.ts';

/** What a gate works with, where it is not the usual. */
export interface AllowListGateOptions {
  readonly reach?: HostReach;
  readonly limits?: Partial<GateLimits>;
}

const socketName = 'proxy';
const others: Target = { host: 'others', port: 0 };
const countEachMs = 500;

/** Creates the gate: an HTTP proxy that lets through what its lists name. */
export function createAllowListGate({ reach = systemReach, limits = {} }: AllowListGateOptions = {}): NetworkGate {
  return {
    async open(opening) {
      const gate = new Gate(opening, { reach, limits: { ...usualGateLimits, ...limits } });
      await gate.listen(opening.folder);
      return gate;
    },
  };
}

class Gate implements OpenGate {
  readonly socketName = socketName;
  readonly #admission: Admission;
  readonly #limits: GateLimits;
  readonly #server: Server;
  readonly #closing = new AbortController();
  readonly #sockets = new Set<Socket>();
  /** Tunnels in which plain HTTP is spoken: all of their requests go where the tunnel leads. */
  readonly #tunnels = new WeakMap<Socket, Target>();
  readonly #counting: NodeJS.Timeout;
  #folderFd: number | undefined;
  /** Connections to servers, and what may become one. A client can ask for several at once, and go away before it has one. */
  #reaching = 0;
  /** Of connections that have ended. */
  #bytes = 0;

  constructor(opening: GateOpening, { reach, limits }: { readonly reach: HostReach; readonly limits: GateLimits }) {
    this.#limits = limits;
    this.#admission = new Admission({ ...opening, reach, limits });
    this.#server = createServer({
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headerMs,
      // A large body may take its time; it must not stand still, which the socket's own time limit sees.
      requestTimeout: 0,
      keepAliveTimeout: limits.headerMs,
      connectionsCheckingInterval: Math.min(1_000, limits.headerMs),
      insecureHTTPParser: false,
      requireHostHeader: false,
    });
    this.#server.maxConnections = limits.connections;
    // Node leaves out what stands behind the 2000th, the length of the body and a second Host among it; how many there are is bounded by bytes.
    this.#server.maxHeadersCount = 0;
    this.#server.on('connection', (socket) => this.#watch(socket));
    this.#server.on('drop', () => this.#admission.refuse(others, 'network: too many connections'));
    this.#server.on('request', (request, response) => void this.#onRequest(request, response));
    this.#server.on('connect', (request, socket, head) => void this.#onConnect(request, socket as Socket, head));
    this.#server.on('clientError', (error, socket) => this.#onBadRequest(error, socket as Socket));
    this.#counting = setInterval(() => this.#count(), countEachMs).unref();
  }

  async listen(folder: string): Promise<void> {
    // The path of a unix socket may have 107 bytes; through /proc its folder may lie anywhere.
    this.#folderFd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    const path = `/proc/self/fd/${this.#folderFd}/${socketName}`;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(path, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
  }

  dispose(): void {
    clearInterval(this.#counting);
    this.#closing.abort();
    for (const socket of this.#sockets) socket.destroy();
    // The server takes its socket away by its path.
    this.#server.close();
    if (this.#folderFd !== undefined) closeSync(this.#folderFd);
    this.#folderFd = undefined;
  }

  /** Every connection, of clients and to servers, has an end, and counts. */
  #watch(socket: Socket): void {
    if (this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    socket.setTimeout(this.#limits.idleMs, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#bytes += socket.bytesRead;
    });
    if (this.#closing.signal.aborted) socket.destroy();
  }

  /** What was read from clients and from servers is both directions. */
  #count(): void {
    const bytes = [...this.#sockets].reduce((sum, socket) => sum + socket.bytesRead, this.#bytes);
    if (bytes <= this.#limits.totalBytes) return;
    this.#admission.refuse(others, 'network: too many bytes');
    this.dispose();
  }

  async #onConnect(request: IncomingMessage, client: Socket, head: Buffer): Promise<void> {
    try {
      const outer = this.#tunnels.get(client);
      if (outer) throw this.#admission.refuse(outer, 'network: a tunnel inside of a tunnel', { status: 400 });
      const target = this.#connectTarget(request);
      const server = await this.#connect(target);
      client.once('close', () => server.destroy());
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) client.unshift(head);
      await this.#through(target, { client, server });
    } catch (error) {
      answerAndClose(client, refusalOf(error));
    }
  }

  #connectTarget(request: IncomingMessage): Target {
    const target = this.#admission.read(request.url ?? '', undefined);
    const hosts = valuesOf(request, 'host');
    if (hosts.length > 1 || hosts.some((host) => !isSame(this.#admission.read(host, target.port), target)))
      throw this.#admission.refuse(target, 'network: the Host header names another host', { status: 400 });
    // RFC 9110, section 9.3.6: a CONNECT has no content. What follows it is of the tunnel for one program and a body for another.
    if (valuesOf(request, 'content-length').length > 0 || valuesOf(request, 'transfer-encoding').length > 0)
      throw this.#admission.refuse(target, 'network: a CONNECT has no body', { status: 400 });
    return target;
  }

  async #connect(target: Target): Promise<Socket> {
    if (this.#reaching >= 2 * this.#limits.connections)
      throw this.#admission.refuse(others, 'network: too many connections', { status: 503 });
    this.#reaching++;
    const leave = (): void => void this.#reaching--;
    try {
      const server = await this.#admission.connect(target, this.#closing.signal);
      server.once('close', leave);
      this.#watch(server);
      return server;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** What a tunnel begins with says whether it leads where its client said: only then a byte of it is sent. */
  async #through(target: Target, { client, server }: { readonly client: Socket; readonly server: Socket }) {
    const start = await firstBytes(client, this.#limits.headerMs);
    if (start.kind === 'http') {
      server.destroy();
      this.#tunnels.set(client, target);
      this.#server.emit('connection', client);
      client.resume();
      return;
    }
    if (start.kind === 'tls' && start.serverName.toLowerCase() === target.host) {
      join(client, server);
      return;
    }
    server.destroy();
    const why = start.kind === 'tls' ? 'TLS is for another host than the tunnel' : start.why;
    this.#admission.refuse(target, `network: ${why}`);
    rejectTls(client);
  }

  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { target, path } = this.#requestTarget(request);
      const server = await this.#connect(target);
      response.once('close', () => server.destroy());
      await forward({ request, response, server, target, path });
    } catch (error) {
      const refusal = refusalOf(error);
      if (response.headersSent) response.destroy();
      else {
        // What is left of the body is not waited for.
        response.writeHead(refusal.status, { 'Content-Type': 'text/plain', Connection: 'close', [mark]: 'refused' });
        response.end(sentenceOf(refusal));
      }
    }
  }

  #requestTarget(request: IncomingMessage): { readonly target: Target; readonly path: string } {
    const { url = '', socket } = request;
    const inTunnel = this.#tunnels.get(socket);
    const [, scheme, authority = '', rest = ''] = /^(?:([a-z]+):\/\/([^/?#]*))?([^#]*)$/i.exec(url) ?? [];
    if (inTunnel) {
      if (scheme !== undefined || !/^[/*]/.test(rest))
        throw this.#admission.refuse(inTunnel, `network: ${oddUrl}`, { status: 400 });
    } else if (scheme?.toLowerCase() !== 'http')
      throw new Refusal(400, 'this is a proxy: it takes http://host/path, and CONNECT host:port for everything else');
    const target = inTunnel ?? this.#admission.read(authority, 80);
    if (/[^\x21-\x7e]/.test(url)) throw this.#admission.refuse(target, `network: ${oddUrl}`, { status: 400 });
    const hosts = valuesOf(request, 'host');
    const [host] = hosts;
    if (hosts.length !== 1 || host === undefined || !isSame(this.#admission.read(host, 80), target))
      throw this.#admission.refuse(target, 'network: the Host header names another host', { status: 400 });
    return { target, path: rest.startsWith('?') || rest === '' ? `/${rest}` : rest };
  }

  #onBadRequest(error: Error, socket: Socket): void {
    const code = 'code' in error ? String(error.code) : '';
    const statuses: Readonly<Record<string, number>> = {
      HPE_HEADER_OVERFLOW: 431,
      HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
      ERR_HTTP_REQUEST_TIMEOUT: 408,
    };
    const refusal = new Refusal(
      statuses[code] ?? 400,
      `the request is refused (${code.slice(0, 60) || 'it is damaged'})`,
    );
    if (code !== 'ECONNRESET')
      this.#admission.refuse({ host: 'unreadable', port: 0 }, `network: a request that is ${whatIs(refusal.status)}`);
    answerAndClose(socket, refusal);
  }
}

const mark = 'X-Loopwright';
const oddUrl = 'an address that is not spelled plainly';

function whatIs(status: number): string {
  if (status === 431 || status === 413) return 'too large';
  return status === 408 ? 'too slow' : 'damaged';
}

function isSame(one: Target, other: Target): boolean {
  return one.host === other.host && one.port === other.port;
}

/** What a client is told. An error that is none of ours is a server that broke off. */
function refusalOf(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(502, 'the connection to the host has broken off');
}

const sentenceOf = ({ message }: Refusal) => `Loopwright: ${message}.\n`;

function answerAndClose(socket: Socket, refusal: Refusal): void {
  if (!socket.writable) return void socket.destroy();
  const body = sentenceOf(refusal);
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? 'Refused'}`,
    'Content-Type: text/plain',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `${mark}: refused`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroySoon());
}
