// A collector of OTLP/HTTP with JSON, as a process of its own: node otlpCollector.ts '[{"status":429,"retryAfter":"1"}]'
// It answers the given replies in order and 200 afterwards, and says on stdout, one JSON object a line, where it listens
// and what became of each request. Requests that the protocol does not allow get 400 and their objections.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { objectionsTo, spansIn } from './otlpSchema.ts';

interface CollectorReply {
  readonly status?: number;
  readonly retryAfter?: string;
  readonly body?: unknown;
  readonly delayMs?: number;
  /** Breaks the connection instead. */
  readonly cut?: boolean;
}

const replies = JSON.parse(process.argv[2] ?? '[]') as CollectorReply[];
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    say({ kind: 'broken', why: String(error) });
    response.destroy();
  });
});
server.listen(0, '127.0.0.1', () =>
  say({ kind: 'listening', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
);
process.on('SIGTERM', () => process.exit(0));
// Whoever started it is gone.
process.stdin.on('end', () => process.exit(0)).resume();

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { objections, body } = check(request, Buffer.concat(chunks).toString('utf8'));
  if (objections.length > 0) {
    say({ kind: 'invalid', objections });
    send(response, { status: 400, body: { code: 3, message: objections.join('; ') } });
    return;
  }
  const reply = replies.shift() ?? {};
  const { status = 200, delayMs = 0, cut = false } = reply;
  const spans = spansIn(body);
  const { 'x-key': key = null } = request.headers;
  say({ kind: status === 200 && !cut ? 'taken' : 'turnedAway', status, key, atMs: Date.now(), spans });
  await sleep(delayMs);
  if (cut) response.destroy();
  else send(response, reply);
}

function check(
  request: IncomingMessage,
  text: string,
): { readonly objections: readonly string[]; readonly body: unknown } {
  const wrong = (what: string) => ({ objections: [what], body: undefined });
  if (request.method !== 'POST') return wrong(`method ${request.method}`);
  if (request.url !== '/v1/traces') return wrong(`path ${request.url}`);
  if (request.headers['content-type'] !== 'application/json') return wrong(`type ${request.headers['content-type']}`);
  try {
    const body: unknown = JSON.parse(text);
    return { objections: objectionsTo(body), body };
  } catch {
    return wrong('not JSON');
  }
}

function send(response: ServerResponse, { status = 200, retryAfter, body = {} }: CollectorReply): void {
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
