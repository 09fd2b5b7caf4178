import { type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Target } from './admission.ts';
import { endToEndHeaders } from './proxyHeaders.ts';

/** A request that may be passed on, and where. */
export interface Forwarding {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Connected to the target. */
  readonly server: Socket;
  readonly target: Target;
  readonly path: string;
}

const answerHeaderBytes = 65_536;

/**
 * Passes on one request and its answer. Both are written anew from what was read, so that the server and we cannot disagree
 * about where a message ends.
 */
export async function forward({ request, response, server, target, path }: Forwarding): Promise<void> {
  const host = target.port === 80 ? target.host : `${target.host}:${target.port}`;
  const outgoing = send({
    createConnection: () => server,
    method: request.method ?? 'GET',
    path,
    headers: ['Host', host, ...endToEndHeaders(request), 'Connection', 'close'] as unknown as string[],
    maxHeaderSize: answerHeaderBytes,
    insecureHTTPParser: false,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve).on('error', reject);
    outgoing.once('close', () => reject(new Error('the server did not answer')));
  });
  // A server may answer before it has read everything.
  const sent = pipeline(request, outgoing);
  sent.catch(() => undefined);
  const answer = await answered;
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', endToEndHeaders(answer));
  await pipeline(answer, response);
}
