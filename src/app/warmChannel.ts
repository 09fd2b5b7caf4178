import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { parseJson } from '../base/parseJson.ts';
import { asRecord } from '../core/evidence/reportReading.ts';

/** A line that is longer says nothing that we asked for. */
const maxLine = 1024 * 1024;
/** Each answer is asked for: lines that nobody waits for are one at most, between an answer and the next question. */
const maxUnasked = 8;
/** One process connects, once. Each further connection takes a descriptor and a line's memory of ours. */
const maxConnections = 8;

/** What a process inside says, one JSON object a line. It comes from the project's process: hostile input. */
export type WarmWord = Readonly<Record<string, unknown>>;

/** A socket that one process of the sandbox connects to. */
export interface WarmChannel {
  /** The first line of the process that knows the token. Rejects when the channel was closed before. */
  readonly hello: Promise<WarmWord>;
  send(fields: WarmWord): void;
  /** The next line; rejects when the other side has gone. */
  next(): Promise<WarmWord>;
  close(): void;
}

/** Opens a socket at a path, of any length, in a folder that the sandbox shows. */
export function openWarmChannel(socketPath: string, token: string): Promise<WarmChannel> {
  // A socket's address holds 107 bytes; the folder's descriptor stands for the rest of the path.
  const folder = openSync(path.dirname(socketPath), constants.O_RDONLY | constants.O_DIRECTORY);
  const server = createServer();
  const channel = channelOver(server, token, () => {
    server.close();
    rmSync(socketPath, { force: true });
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      closeSync(folder);
      reject(error);
    });
    server.listen(`/proc/self/fd/${folder}/${path.basename(socketPath)}`, () => {
      closeSync(folder);
      resolve(channel);
    });
  });
}

function channelOver(server: Server, token: string, stopListening: () => void): WarmChannel {
  const waiting: { resolve(word: WarmWord): void; reject(error: Error): void }[] = [];
  const words: WarmWord[] = [];
  let open: Socket | undefined;
  let closed = false;
  const next = (): Promise<WarmWord> => {
    const word = words.shift();
    if (word) return Promise.resolve(word);
    if (closed) return Promise.reject(new Error('the warm process has gone'));
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  };
  const close = (): void => {
    if (closed) return;
    closed = true;
    stopListening();
    open?.destroy();
    for (const { reject } of waiting.splice(0)) reject(new Error('the warm process has gone'));
  };
  const take = (word: WarmWord): void => {
    const waiter = waiting.shift();
    if (waiter) waiter.resolve(word);
    else if (words.push(word) > maxUnasked) close();
  };
  server.maxConnections = maxConnections;
  server.on('connection', (socket) => {
    let isKnown = false;
    onLines(socket, (word) => {
      if (isKnown) take(word);
      else if (open === undefined && word?.token === token) {
        isKnown = true;
        open = socket;
        stopListening();
        take(word);
      } else socket.destroy();
    });
    socket.on('close', () => {
      if (isKnown) close();
    });
  });
  const hello = next();
  // Whoever waits for it is told; nobody may be.
  hello.catch(() => undefined);
  return { hello, next, close, send: (fields) => void open?.write(`${JSON.stringify(fields)}\n`) };
}

/** Calls with each line that is a JSON object; anything else ends the connection. */
function onLines(socket: Socket, take: (word: WarmWord) => void): void {
  let text = '';
  socket.setEncoding('utf8');
  // A connection that breaks is closed, which is what counts.
  socket.on('error', () => undefined);
  socket.on('data', (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf('\n'); end !== -1 && !socket.destroyed; end = text.indexOf('\n')) {
      const word = asRecord(parseJson(text.slice(0, end)));
      text = text.slice(end + 1);
      if (!word) return void socket.destroy();
      take(word);
    }
    if (text.length > maxLine) socket.destroy();
  });
}
