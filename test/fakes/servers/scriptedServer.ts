import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ModelServer,
  ReceivedRequest,
  RequestBody,
  ServerReply,
  ServerScript,
  StatusReply,
  StreamedReply,
} from './serverReply.ts';

/** What distinguishes one provider's wire format from another's. */
export interface WireFormat {
  /** The path that answers; anything else is 404. */
  readonly path: string;
  /** Prefix of that path in the base URL that is handed out. */
  readonly basePath: string;
  /** The provider's objection to a request, or undefined when it is legal. */
  objection(request: ReceivedRequest): StatusReply | undefined;
  /** The stream's events, each with its closing blank line. */
  events(reply: StreamedReply, body: RequestBody, index: number): readonly string[];
  errorBody(reply: StatusReply): unknown;
  /** Answers to other paths than the one that is scripted; these requests are not kept. */
  side?(request: ReceivedRequest): StatusReply | undefined;
  readonly streamHeaders: Readonly<Record<string, string>>;
}

/** Starts a server on 127.0.0.1 that checks requests as the provider would and answers by the script. */
export async function startScriptedServer(format: WireFormat, script: ServerScript): Promise<ModelServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    answer({ format, script, requests }, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`the fake server failed: ${String(error)}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${format.basePath}`,
    requests,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface ServerState {
  readonly format: WireFormat;
  readonly script: ServerScript;
  readonly requests: ReceivedRequest[];
}

async function answer(state: ServerState, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = await received(incoming);
  const side = state.format.side?.(request);
  if (side) return sendStatus(state.format, side, response);
  if (request.path !== state.format.path)
    return sendStatus(state.format, { status: 404, errorType: 'not_found_error', message: 'Not Found' }, response);
  const index = state.requests.push(request) - 1;
  const reply = state.format.objection(request) ?? replyFor(state.script, request.body, index);
  if (reply.delayMs !== undefined) await sleep(reply.delayMs);
  if ('status' in reply) return sendStatus(state.format, reply, response);
  response.writeHead(200, state.format.streamHeaders);
  response.flushHeaders();
  await sendStream(state.format.events(reply, request.body, index), reply, response);
}

function replyFor(script: ServerScript, body: RequestBody, index: number): ServerReply {
  const reply = typeof script === 'function' ? script(body, index) : script[index];
  return reply ?? { status: 500, message: `the script has no reply for request ${index}` };
}

async function received(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { pathname } = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const text = Buffer.concat(chunks).toString('utf8');
  const body = JSON.parse(text === '' ? '{}' : text) as RequestBody;
  return { method: incoming.method ?? '', path: pathname, headers: incoming.headers, body };
}

function sendStatus(format: WireFormat, reply: StatusReply, response: ServerResponse): void {
  const body = reply.body ?? format.errorBody(reply);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const contentType = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json';
  response.writeHead(reply.status, { 'content-type': contentType, ...reply.headers });
  response.end(text);
}

/** Sends events up to the byte at which the script wants the transport to misbehave. */
async function sendStream(events: readonly string[], reply: StreamedReply, response: ServerResponse): Promise<void> {
  const limit = reply.cutAfterBytes ?? reply.endAfterBytes ?? reply.stallAfterBytes ?? Number.POSITIVE_INFINITY;
  let sent = 0;
  for (const event of events) {
    if (response.destroyed) return;
    const bytes = Buffer.from(event).subarray(0, Math.max(0, limit - sent));
    sent += bytes.length;
    if (bytes.length > 0) response.write(bytes);
    if (sent >= limit) break;
    if (reply.dripMs !== undefined) await sleep(reply.dripMs);
  }
  if (sent < limit || reply.endAfterBytes !== undefined) {
    response.end();
  } else if (reply.cutAfterBytes !== undefined) {
    // The bytes before the cut must have left, or the client sees a connection that never answered.
    await sleep(20);
    response.destroy();
  }
}
