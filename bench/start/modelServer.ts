import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, type RequestBody, type WireFormat, wireFormats } from './wireFormats.ts';

/** The first question of an agent to the model. */
export interface FirstRequest {
  /** When its last byte was here, on the clock of `performance.now`. */
  readonly atMs: number;
  readonly format: WireFormat;
  readonly body: RequestBody;
}

/** A scripted model on loopback. */
export interface ModelServer {
  /** Without a path. */
  readonly url: string;
  /** Resolves when an agent asks for the first time. */
  readonly first: Promise<FirstRequest>;
  /** How many questions with tools were answered. */
  readonly answered: () => number;
  /** What was asked for and is not there. */
  readonly unknown: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts a server that gives these answers in turn, at once, in whichever wire format is asked for. A question without tools is
 * a side question (a title of the conversation, say), gets a word and counts for nothing.
 */
export async function startModelServer(answers: readonly Answer[]): Promise<ModelServer> {
  let turn = 0;
  const unknown: string[] = [];
  let onFirst: (request: FirstRequest) => void = () => undefined;
  const first = new Promise<FirstRequest>((resolve) => {
    onFirst = resolve;
  });
  const server = createServer((request, response) => {
    answerOne(request, response).catch((error: unknown) => response.destroy(error as Error));
  });

  async function answerOne(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const atMs = performance.now();
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const format = wireFormats.find(({ path }) => path === pathname);
    if (!format || request.method !== 'POST') {
      unknown.push(`${request.method} ${pathname}`);
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"message":"not here"}}');
      return;
    }
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as RequestBody;
    const isTask = Array.isArray(body.tools) && body.tools.length > 0;
    if (isTask && turn === 0) onFirst({ atMs, format, body });
    const answer = isTask ? answers[turn] : { kind: 'text' as const, text: 'Slugs' };
    if (isTask) turn++;
    const said = answer ?? { kind: 'text', text: 'The script has no more answers.' };
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.end(format.events(said, turn).join(''));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    first,
    answered: () => turn,
    unknown,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
