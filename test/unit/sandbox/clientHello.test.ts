import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { connect } from 'node:tls';
import fc from 'fast-check';
import { maxHelloBytes, readTunnelStart } from '../../../src/core/sandbox/clientHello.ts';

/** What a real client of TLS sends first. */
async function helloFor(servername: string | undefined): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const seen = new Promise<Buffer>((resolve) => server.once('connection', (socket) => socket.once('data', resolve)));
  const client = connect({ port, host: '127.0.0.1', ...(servername === undefined ? {} : { servername }) });
  client.on('error', () => undefined);
  const hello = await seen;
  client.destroy();
  server.close();
  return hello;
}

/** The same handshake in records of so many bytes. */
function inRecords(hello: Buffer, size: number): Buffer {
  const body = hello.subarray(5);
  const records: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size);
    records.push(Buffer.from([22, 3, 1, part.length >> 8, part.length & 255]), part);
  }
  return Buffer.concat(records);
}

describe('the beginning of a tunnel', () => {
  let hello: Buffer;
  before(async () => {
    hello = await helloFor('registry.example.org');
  });

  it('names the server that a real client of TLS asks for, and says where none is named', async () => {
    assert.deepEqual(readTunnelStart(hello), { kind: 'tls', serverName: 'registry.example.org' });
    assert.deepEqual(readTunnelStart(await helloFor(undefined)), { kind: 'other', why: 'TLS that names no server' });
  });

  it('waits for what is missing, wherever it is cut, and reads it over many records', () => {
    for (let end = 0; end < hello.length; end++)
      assert.equal(readTunnelStart(hello.subarray(0, end)).kind, 'more', `${end}`);
    for (const size of [50, 500])
      assert.deepEqual(readTunnelStart(inRecords(hello, size)), { kind: 'tls', serverName: 'registry.example.org' });
    assert.equal(readTunnelStart(inRecords(hello, 1)).kind, 'other', 'hundreds of records');
  });

  it('knows a request of HTTP, and nothing else', () => {
    assert.equal(readTunnelStart(Buffer.from('GET / HTTP/1.1')).kind, 'http');
    for (const text of ['\x00\x01', 'ssh', '\x80\x2e\x01\x00\x02', '\x15\x03\x01\x00\x02\x01\x00', ' GET'])
      assert.equal(readTunnelStart(Buffer.from(text, 'latin1')).kind, 'other', JSON.stringify(text));
  });

  it('gives up on lengths that no honest client says, in bounded time', () => {
    const long = [22, 3, 1, 0x40, 0, 1, 0xff, 0xff, 0xff];
    assert.equal(readTunnelStart(Buffer.from(long)).kind, 'other');
    const empty = Buffer.alloc(maxHelloBytes * 2, Buffer.from([22, 3, 1, 0, 0]));
    assert.equal(readTunnelStart(empty).kind, 'other');
    assert.equal(readTunnelStart(inRecords(Buffer.alloc(maxHelloBytes * 2, 1), 1)).kind, 'other');
  });

  it('never throws, and never takes damaged bytes for another server', () => {
    fc.assert(
      fc.property(fc.nat(hello.length - 1), fc.nat(255), fc.uint8Array({ maxLength: 600 }), (at, byte, bytes) => {
        const damaged = Buffer.from(hello);
        damaged[at] = byte;
        const start = readTunnelStart(damaged);
        // A byte of the name itself may be another one: that is then the name that the server would read as well.
        if (start.kind === 'tls') assert.equal(start.serverName.length, 'registry.example.org'.length);
        readTunnelStart(bytes);
        readTunnelStart(Uint8Array.from([22, 3, 1, ...bytes]));
      }),
    );
  });
});
