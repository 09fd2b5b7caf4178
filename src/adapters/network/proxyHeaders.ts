import type { IncomingMessage } from 'node:http';

/** Headers that are of one connection and not of the message (RFC 9110, section 7.6.1), and those that are written anew. */
const ofConnection: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
  'content-length',
]);

/** The headers of a message that go on, as names and values one after the other. How its body is delimited is written anew. */
export function endToEndHeaders(message: IncomingMessage): string[] {
  const { rawHeaders } = message;
  const named = valuesOf(message, 'connection').flatMap((value) => value.toLowerCase().split(/[\s,]+/));
  const dropped = new Set([...ofConnection, ...named]);
  const kept: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (!dropped.has(name.toLowerCase())) kept.push(name, value);
  }
  const length = message.headers['content-length'];
  if (message.headers['transfer-encoding'] !== undefined) kept.push('Transfer-Encoding', 'chunked');
  else if (length !== undefined) kept.push('Content-Length', length);
  return kept;
}

/** Every value that a header has, also where it is there several times. */
export function valuesOf({ rawHeaders }: IncomingMessage, wanted: string): string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.toLowerCase() === wanted) values.push(rawHeaders[at + 1] ?? '');
  return values;
}
