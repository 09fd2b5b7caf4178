import type { Socket } from 'node:net';
import { readTunnelStart, type TunnelStart } from '../../core/sandbox/clientHello.ts';

type KnownStart = Exclude<TunnelStart, { readonly kind: 'more' }>;

/** What a tunnel begins with. The bytes are in the socket again afterwards, which stands still. */
export function firstBytes(client: Socket, timeMs: number): Promise<KnownStart> {
  return new Promise((resolve) => {
    let seen: Buffer = Buffer.alloc(0);
    const end = (start: KnownStart): void => {
      clearTimeout(timer);
      client.off('data', onData).off('end', onEnd).off('close', onEnd);
      client.pause();
      if (seen.length > 0) client.unshift(seen);
      resolve(start);
    };
    const onData = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const start = readTunnelStart(seen);
      if (start.kind !== 'more') end(start);
    };
    const onEnd = (): void => end({ kind: 'other', why: 'a tunnel in which nothing was said' });
    const timer = setTimeout(() => end({ kind: 'other', why: 'a tunnel that is too slow' }), timeMs);
    client.on('data', onData).once('end', onEnd).once('close', onEnd);
    client.resume();
  });
}

/** Passes on what each says, until both have ended or one has broken off. */
export function join(client: Socket, server: Socket): void {
  client.once('close', () => server.destroy());
  server.once('close', () => client.destroy());
  client.pipe(server);
  server.pipe(client);
}

/** Ends a tunnel with the alert of a server that does not know the name, so that the client says what is wrong (RFC 6066, section 3). */
export function rejectTls(client: Socket): void {
  const fatalUnrecognizedName = [0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x70];
  // What is still sent would make the kernel reset the connection, and the alert would be lost.
  client.resume();
  client.end(Buffer.from(fatalUnrecognizedName), () => setTimeout(() => client.destroy(), 500).unref());
}
