import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAllowListGate } from '../../../src/adapters/network/allowListGate.ts';
import { GateBench } from '../network/gateBench.ts';
import { createLoopbackReach } from '../network/loopbackReach.ts';
import { attackIt } from './hostAttacks.ts';

const loopback = ['127.0.0.1'];

describe('attacks on what the gate itself needs', function () {
  this.timeout(30_000);
  /** Takes connections and says nothing. */
  let silent: Server;
  let open: Set<Socket>;
  let most: number;
  let port: number;

  beforeEach(async () => {
    open = new Set();
    most = 0;
    silent = createServer((socket) => {
      open.add(socket);
      most = Math.max(most, open.size);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
      socket.resume();
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    port = (silent.address() as AddressInfo).port;
  });
  afterEach(() => {
    silent.close();
    for (const socket of open) socket.destroy();
  });

  attackIt('N16', async () => {
    const names = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`n${at}.example.org`, loopback]));
    const bench = await new GateBench([`*.example.org:${port}`], names, { connections: 20 }).open();
    const askFor = (name: string) => `GET http://${name}:${port}/ HTTP/1.1\r\nHost: ${name}:${port}\r\n\r\n`;
    try {
      const client = await bench.connect();
      client.resume();
      client.write(askFor('n0.example.org').repeat(500));
      for (let round = 0; round < 100 && most < 40; round++) await sleep(20);
      await sleep(300);
      assert.equal(most, 40);
      assert.match(bench.told().join('\n'), /too many connections/);
      // What has ended makes room: the control.
      client.destroy();
      for (let round = 0; round < 100 && open.size > 0; round++) await sleep(20);
      (await bench.connect()).write(askFor('n1.example.org'));
      for (let round = 0; round < 100 && open.size === 0; round++) await sleep(20);
      assert.equal(open.size, 1);
    } finally {
      bench.dispose();
    }
    await looksUpFew(port);
  });

  attackIt('N18', async () => {
    const seen: string[] = [];
    silent.on('connection', (socket: Socket) => {
      const at = seen.push('') - 1;
      socket.on('data', (chunk: Buffer) => {
        seen[at] += chunk.toString('latin1');
      });
      setTimeout(() => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n'), 200);
    });
    const host = `shop.example.org:${port}`;
    // Some versions of Node count a header as the few bytes that it has: there thousands fit into what is usual.
    const bench = await new GateBench([host], { 'shop.example.org': loopback }, { headerBytes: 100_000 }).open();
    const hidden = `GET /hidden HTTP/1.1\r\nHost: shop.example.org:${port}\r\n\r\n`;
    const send = (last: string, body: string) => {
      const head = `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${'a:\r\n'.repeat(2_500)}`;
      return bench.ask(`${head}${last}\r\n\r\n${body}`);
    };
    try {
      await send(`Content-Length: ${hidden.length}`, hidden);
      await send('Transfer-Encoding: chunked', `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`);
      assert.equal(seen.length, 2);
      for (const text of seen) {
        const [head = '', body] = text.split(/(?<=\r\n)\r\n(.*)/s);
        assert.ok(body?.includes('GET /hidden'), 'it is sent as the body');
        assert.match(head, /^(?:Content-Length: \d+|Transfer-Encoding: chunked)\r$/m);
      }
      assert.match(await send('Host: evil.example.org', ''), /^HTTP\/1\.1 400 /);
      assert.equal(seen.length, 2);
    } finally {
      bench.dispose();
    }
  });

  attackIt('N17', async () => {
    const host = `tls.example.org:${port}`;
    const bench = await new GateBench([host], { 'tls.example.org': loopback }).open();
    try {
      const client = await bench.tunnel(host);
      client.resume();
      const ended = once(client, 'close');
      let sent = 0;
      // The beginning of a hello of 16,000 bytes, a byte in each record.
      for (const byte of [1, 0, 0x3e, 0x80, ...Array<number>(2_500).fill(7)]) {
        if (client.destroyed || client.writableEnded || bench.told().some((line) => line.includes('damaged'))) break;
        client.write(Buffer.from([22, 3, 1, 0, 1, byte]));
        sent++;
        await sleep(0);
      }
      await ended;
      assert.ok(sent < 200, `${sent} records`);
      assert.match(bench.told().join('\n'), /refused tls\.example\.org:\d+ \(network: a damaged TLS handshake\)/);
    } finally {
      bench.dispose();
    }
  });
});

/** Clients that ask for a name whose resolver is slow, and are gone before it has answered. */
async function looksUpFew(port: number): Promise<void> {
  let now = 0;
  let most = 0;
  const asked: string[] = [];
  const slow = createAllowListGate({
    limits: { connectMs: 100 },
    reach: {
      ...createLoopbackReach({}),
      async lookup(host) {
        asked.push(host);
        most = Math.max(most, ++now);
        await sleep(400);
        now--;
        return loopback;
      },
    },
  });
  const inner = await new GateBench([], {}).openWith(slow, [`*.example.org:${port}`]);
  try {
    for (let number = 0; number < 60; number++) {
      const client = await inner.connect();
      const name = `n${number % 30}.example.org:${port}`;
      client.write(`CONNECT ${name} HTTP/1.1\r\nHost: ${name}\r\n\r\n`);
      await sleep(8);
      client.destroy();
    }
    assert.equal(most, 4);
    assert.equal(new Set(asked.slice(0, 4)).size, 4);
  } finally {
    inner.dispose();
  }
}
