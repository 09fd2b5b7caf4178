import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import { CodedError, isAbort } from '../../base/errors.ts';

/**
 * Sends a request by Node's own client and gives the answer: directly, or through a proxy. An https request goes through a
 * tunnel, so that the proxy sees neither key nor code. Redirects come back as they are; there is no time limit.
 */
export async function sendPlainly(request: Request, proxy: URL | undefined): Promise<Response> {
  const target = new URL(request.url);
  const body = Buffer.from(await request.arrayBuffer());
  const headers = { ...Object.fromEntries(request.headers), host: target.host, 'content-length': String(body.length) };
  const { method, signal } = request;
  if (!proxy) return exchange((onAnswer) => requestOf(target)(target, { method, headers, signal }, onAnswer), body);
  if (target.protocol === 'http:') {
    const options = { method, headers: { ...headers, ...credentials(proxy) }, path: target.href, signal };
    return exchange((onAnswer) => requestOf(proxy)(proxy, options, onAnswer), body);
  }
  const socket = await tunnel(proxy, target, signal);
  // Node closes neither of the two with the other.
  const createConnection = () =>
    tlsConnect({ socket, servername: target.hostname }).on('close', () => socket.destroy());
  const options = { method, headers, signal, createConnection };
  return exchange((onAnswer) => httpsRequest(target, options, onAnswer), body);
}

const requestOf = (url: URL) => (url.protocol === 'https:' ? httpsRequest : httpRequest);

function credentials(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const plain = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(plain).toString('base64')}` };
}

function tunnel(proxy: URL, target: URL, signal: AbortSignal): Promise<Socket> {
  const authority = `${target.hostname}:${target.port || 443}`;
  const headers = { host: authority, ...credentials(proxy) };
  return new Promise((resolve, reject) => {
    const opening = requestOf(proxy)(proxy, { method: 'CONNECT', path: authority, headers, signal, agent: false });
    opening.on('error', (cause) => reject(failed(cause)));
    opening.on('connect', ({ statusCode = 0 }: IncomingMessage, socket: Socket) => {
      if (statusCode >= 200 && statusCode < 300) return resolve(socket);
      socket.destroy();
      reject(
        new CodedError(
          'model.unreachable',
          `The proxy ${proxy.host} refuses to connect to ${target.host} (${statusCode}).`,
          {
            hint: 'Check HTTPS_PROXY and its credentials, or name the server in NO_PROXY.',
            details: { status: statusCode },
          },
        ),
      );
    });
    opening.end();
  });
}

/** In the shape in which fetch tells that it could not reach a server. */
function failed(cause: Error): Error {
  return isAbort(cause) ? cause : new TypeError('fetch failed', { cause });
}

function exchange(
  send: (onAnswer: (answer: IncomingMessage) => void) => ReturnType<typeof httpRequest>,
  body: Buffer,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = send((answer) => {
      const headers = new Headers();
      for (const [name, value] of Object.entries(answer.headers)) headers.set(name, String(value));
      const status = answer.statusCode ?? 502;
      const empty = status === 204 || status === 304;
      const stream = Readable.toWeb(answer) as ReadableStream<Uint8Array>;
      resolve(new Response(empty ? null : stream, { status, headers }));
    });
    sent.on('error', (cause) => reject(failed(cause)));
    sent.end(body);
  });
}
