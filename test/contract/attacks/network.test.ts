import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAllowListGate } from '../../../src/adapters/network/allowListGate.ts';
import { createBubblewrapSandbox } from '../../../src/adapters/sandbox/bubblewrapSandbox.ts';
import { currentToolchainHost } from '../../../src/adapters/sandbox/toolchain.ts';
import { parseHostRule } from '../../../src/base/hostRule.ts';
import type { ConnectionDecision } from '../../../src/core/sandbox/networkGate.ts';
import { GateBench, overTls, type SeenServer, startHttp, startTls } from '../network/gateBench.ts';
import { createLoopbackReach } from '../network/loopbackReach.ts';
import { makePlace, neverAborted, skip } from '../sandbox/place.ts';
import { attackIt } from './hostAttacks.ts';
import { longestStop, timed } from './timing.ts';

const loopback = ['127.0.0.1'];

describe('attacks on the way to allowed hosts', function () {
  this.timeout(60_000);
  let http: SeenServer;
  let tls: SeenServer;
  let bench: GateBench;
  /** `host:port` of the server that may be reached. */
  let shop: string;

  before(async () => {
    http = await startHttp();
    tls = await startTls();
  });
  after(() => {
    for (const each of [http, tls]) each.close();
  });
  beforeEach(async () => {
    shop = `shop.example.org:${http.port}`;
    const hosts = [shop, `tls.example.org:${tls.port}`, `*.example.net:${http.port}`, 'inside.example.org:443'];
    const inside = ['shop.example.org', 'tls.example.org', 'evil.example.org'].map((name) => [name, loopback]);
    bench = await new GateBench(hosts, Object.fromEntries(inside), { headerMs: 400, connectMs: 400 }).open();
  });
  afterEach(() => bench.dispose());

  const requestTo = (url: string, host: string) => `GET ${url} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  const connectTo = (authority: string) => `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`;
  /** Sends each, and none of them may be answered by a server or lead to a connection. */
  async function refusesAll(requests: readonly string[], status = /^HTTP\/1\.1 4\d\d /): Promise<void> {
    const before = http.requests.length + tls.requests.length;
    for (const text of requests) assert.match(await bench.ask(text), status, JSON.stringify(text));
    assert.equal(http.requests.length + tls.requests.length, before);
    assert.deepEqual(bench.reach.connected, []);
    assert.ok(bench.decisions.some(({ decision }) => decision === 'refused'));
    assert.ok(bench.decisions.every(({ decision }) => decision === 'refused'));
  }

  attackIt('N01', async () => {
    const addresses = [
      '127.0.0.1',
      '127.1',
      '0x7f.1',
      '0x7f000001',
      '2130706433',
      '017700000001',
      '0',
      '169.254.169.254',
    ];
    const six = ['[::1]', '[::ffff:127.0.0.1]', '[fe80::1%25eth0]', '::1'];
    const hosts = [...addresses, ...six].map((name) => `${name}:${http.port}`);
    await refusesAll([...hosts.map(connectTo), ...hosts.map((host) => requestTo(`http://${host}/`, host))]);
    assert.deepEqual(bench.reach.lookedUp, []);
  });

  attackIt('N02', async () => {
    const forbidden = [
      ...['10.0.0.1', '172.16.3.4', '192.168.1.1', '127.0.0.2', '169.254.169.254', '100.100.100.200', '168.63.129.16'],
      ...['0.0.0.0', '224.0.0.1', '255.255.255.255', '::', '::1', '::ffff:10.0.0.1', 'fe80::1', 'fd00:ec2::254'],
      ...['64:ff9b::a00:1', '2002:a00:1::', 'ff02::1'],
    ];
    for (const address of forbidden) {
      const inner = await new GateBench(['inside.example.org'], { 'inside.example.org': ['8.8.8.8', address] }).open();
      try {
        assert.match(
          await inner.ask(connectTo('inside.example.org:443')),
          /^HTTP\/1\.1 403 [\s\S]*not of the public/,
          address,
        );
        assert.deepEqual(inner.reach.connected, []);
      } finally {
        inner.dispose();
      }
    }
  });

  attackIt('N03', async () => {
    const host = `rebind.example.org:${http.port}`;
    // The first answer is a server that may be reached; every later one would be the metadata server.
    const inner = await new GateBench([host], { 'rebind.example.org': ['127.0.0.1|169.254.169.254'] }).open();
    try {
      assert.match(await inner.ask(requestTo(`http://${host}/`, host)), /^HTTP\/1\.1 200 /);
      assert.deepEqual(inner.reach.connected, [`127.0.0.1:${http.port}`]);
      assert.deepEqual(inner.reach.lookedUp, ['rebind.example.org']);
      assert.match(await inner.ask(requestTo(`http://${host}/`, host)), /^HTTP\/1\.1 403 /);
      assert.equal(inner.reach.connected.length, 1);
    } finally {
      inner.dispose();
    }
  });

  attackIt('N04', async () => {
    const ports = ['22', '25', '80', String(http.port + 1), '0', '65536', '-1', '0443', '+443', '443abc', '4 43', ''];
    await refusesAll(ports.map((port) => connectTo(`shop.example.org:${port}`)));
  });

  attackIt('N05', async () => {
    const { port } = http;
    const names = [
      ...[`shop.example.org.:${port}`, `shop.example.org..:${port}`, `user@shop.example.org:${port}`],
      ...[`shop.example.org:1@evil.example.org:${port}`, `evil.example.org#shop.example.org:${port}`],
      ...[`shop.example.org%2eevil.org:${port}`, `shop.example.org\\.evil.org:${port}`, `.shop.example.org:${port}`],
      ...[`shop.exаmple.org:${port}`, `shop。example.org:${port}`, `xn--shop-example-org-abc:${port}`],
    ];
    const utf8 = (text: string) => Buffer.from(text).toString('latin1');
    await refusesAll([
      ...names.map((name) => utf8(connectTo(name))),
      ...names.map((name) => utf8(requestTo(`http://${name}/`, name))),
    ]);
  });

  attackIt('N06', async () => {
    const { port } = http;
    const names = ['example.net', 'evilexample.net', 'example.net.evil.org', '.example.net', '*.example.net'];
    await refusesAll(names.map((name) => requestTo(`http://${name}:${port}/`, `${name}:${port}`)));
    for (const rule of [
      '*',
      '*.',
      '*.org',
      '*.co.uk',
      '*.github.io',
      '*example.org',
      'a.*.org',
      '*.*.example.org',
      '127.0.0.1',
    ])
      assert.ok('fault' in parseHostRule(rule), rule);
  });

  attackIt('N07', async () => {
    const smuggled = `GET /smuggled HTTP/1.1\r\nHost: ${shop}\r\n\r\n`;
    const post = (headers: string, body: string) =>
      `POST http://${shop}/ HTTP/1.1\r\nHost: ${shop}\r\n${headers}\r\n${body}`;
    const requests = [
      post(`Content-Length: 6\r\nTransfer-Encoding: chunked\r\n`, `0\r\n\r\n${smuggled}`),
      post(`Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n`, smuggled),
      post(`Transfer-Encoding: chunked, identity\r\n`, `0\r\n\r\n${smuggled}`),
      post(`Transfer-Encoding: xchunked\r\n`, `0\r\n\r\n${smuggled}`),
      post(`Transfer-Encoding : chunked\r\n`, `0\r\n\r\n${smuggled}`),
      post(`Content-Length: +${smuggled.length}\r\n`, smuggled),
      post(`X-A: b\nContent-Length: 5\r\n`, smuggled),
    ];
    for (const text of requests) assert.doesNotMatch(await bench.ask(text), /hello/, JSON.stringify(text));
    const tunnels = [
      `CONNECT ${shop} HTTP/1.1\r\nHost: ${shop}\r\nContent-Length: 5\r\n\r\nGET /`,
      `CONNECT ${shop} HTTP/1.1\r\nHost: ${shop}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ];
    for (const text of tunnels) assert.match(await bench.ask(text), /^HTTP\/1\.1 400 /, JSON.stringify(text));
    assert.deepEqual(
      http.requests.filter(({ line }) => line.includes('smuggled')),
      [],
    );
  });

  attackIt('N08', async () => {
    await refusesAll([
      `GET http://${shop}/ HTTP/1.1\r\nHost: evil.example.org\r\n\r\n`,
      `GET http://${shop}/ HTTP/1.1\r\nHost: ${shop}\r\nHost: evil.example.org\r\n\r\n`,
      `GET http://${shop}/ HTTP/1.1\r\n\r\n`,
      `CONNECT ${shop} HTTP/1.1\r\nHost: evil.example.org:443\r\n\r\n`,
      `GET http://evil.example.org:${http.port}/ HTTP/1.1\r\nHost: ${shop}\r\n\r\n`,
    ]);
  });

  attackIt('N09', async () => {
    for (const name of ['evil.example.org', 'tls.example.org.evil.org', undefined]) {
      const socket = await bench.tunnel(`tls.example.org:${tls.port}`);
      await assert.rejects(overTls(socket, name), String(name));
    }
    const encrypted = await bench.tunnel(`tls.example.org:${tls.port}`);
    encrypted.write(helloWith([serverName('tls.example.org'), [0xfe, 0x0d, 0, 1, 0]]));
    await once(encrypted, 'close');
    const twice = await bench.tunnel(`tls.example.org:${tls.port}`);
    twice.write(helloWith([serverName('tls.example.org'), serverName('evil.example.org')]));
    await once(twice, 'close');
    const refused = bench.told().filter((line) => line.startsWith('refused'));
    assert.equal(refused.length, 4, refused.join('\n'));
    assert.deepEqual(tls.requests, []);
  });

  attackIt('N10', async () => {
    const ssh = await bench.tunnel(shop);
    ssh.write('\x00\x00\x00\x01SSH');
    await once(ssh, 'close');
    const inner = await bench.tunnel(shop);
    inner.write(`CONNECT evil.example.org:443 HTTP/1.1\r\nHost: evil.example.org:443\r\n\r\n`);
    await once(inner, 'close');
    const away = await bench.tunnel(shop);
    away.write(`GET http://evil.example.org:${http.port}/ HTTP/1.1\r\nHost: ${shop}\r\n\r\n`);
    await once(away, 'close');
    assert.deepEqual(bench.reach.connected.length, 3);
    assert.ok(bench.reach.connected.every((address) => address === `127.0.0.1:${http.port}`));
    assert.deepEqual(bench.reach.lookedUp, Array(3).fill('shop.example.org'));
  });

  attackIt('N11', async () => {
    const large = 'x'.repeat(40_000);
    const before = http.requests.length;
    for (const text of [
      `GET http://${shop}/${large} HTTP/1.1\r\nHost: ${shop}\r\n\r\n`,
      `GET http://${shop}/ HTTP/1.1\r\nHost: ${shop}\r\nX-Large: ${large}\r\n\r\n`,
      `GET http://${shop}/ HTTP/1.1\r\nHost: ${shop}\r\n${'A: b\r\n'.repeat(8_000)}\r\n`,
    ])
      assert.match(await bench.ask(text), /^HTTP\/1\.1 431 /);
    assert.equal(http.requests.length, before);
  });

  attackIt('N12', async () => {
    const ended = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));
    const drip = async (socket: Socket, bytes: string) => {
      // A byte may be on its way when the gate closes the connection: that is the end that is waited for.
      socket.on('error', () => undefined);
      for (const byte of bytes) {
        if (socket.destroyed) return;
        socket.write(byte);
        await sleep(60);
      }
    };
    const request = await bench.connect();
    request.resume();
    const headers = await timed(() => Promise.all([drip(request, requestTo(`http://${shop}/`, shop)), ended(request)]));
    const tunnel = await bench.tunnel(`tls.example.org:${tls.port}`);
    const hello = await timed(() =>
      Promise.all([drip(tunnel, '\x16\x03\x01\x40\x00'.padEnd(90, '\x01')), ended(tunnel)]),
    );
    for (const ms of [headers, hello]) assert.ok(ms < 4_000, `${ms} ms`);
    assert.ok(bench.told().some((line) => line.includes('too slow')));
  });

  attackIt('N13', async () => {
    const limits = { connections: 20, totalBytes: 3_000_000, idleMs: 5_000 };
    const endless = await startHttp((_, response) => void response.end(Buffer.alloc(2_000_000)));
    const host = `big.example.org:${endless.port}`;
    const inner = await new GateBench([host], { 'big.example.org': loopback }, limits).open();
    try {
      const longest = await longestStop(async () => {
        const many = await Promise.all(Array.from({ length: 60 }, () => inner.connect().catch(() => undefined)));
        await sleep(300);
        assert.ok(many.filter((socket) => socket && !socket.destroyed).length <= 20);
        for (const socket of many) socket?.destroy();
        for (let time = 0; time < 4; time++) await inner.ask(requestTo(`http://${host}/`, host)).catch(() => '');
        for (let round = 0; round < 100 && !inner.told().some((line) => line.includes('too many bytes')); round++)
          await sleep(50);
      });
      assert.ok(longest < 500, `${longest} ms`);
      const told = inner.told().join('\n');
      assert.match(told, /too many connections/);
      assert.match(told, /too many bytes/);
      await assert.rejects(inner.connect());
    } finally {
      inner.dispose();
      endless.close();
    }
  });

  attackIt('N14', async () => {
    for (let number = 0; number < 300; number++)
      await bench.ask(connectTo(`h${number}.\x1b[2J.example.org:443`).replaceAll('\x1b', '%1b'));
    const forged = 'a.example.org (own: network.allow)"},{"type":"connection.decided"';
    await bench.ask(connectTo(`${forged.replaceAll(' ', '\xa0')}:443`));
    assert.ok(bench.decisions.length <= 201, String(bench.decisions.length));
    for (const { host } of bench.decisions) assert.match(host, /^[\x21-\x7e…]{1,201}$/);
  });

  attackIt('N15', async function () {
    const place = makePlace();
    const reach = createLoopbackReach({ 'shop.example.org': loopback, 'evil.example.org': loopback });
    const sandbox = createBubblewrapSandbox({
      scratchRoot: place.runs,
      platform: process.platform,
      arch: process.arch,
      identity: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
      toolchainHost: currentToolchainHost(),
      gate: createAllowListGate({ reach }),
    });
    try {
      const probe = await sandbox.probe(neverAborted);
      if (!probe.works) skip(this, String(probe.problem));
      const decided: ConnectionDecision[] = [];
      const argv = ['/usr/bin/python3', '-c', fromInside, String(http.port)];
      const policy = { ...place.policy, network: [{ rule: 'own: network.allow', hosts: [shop] }] };
      const command = {
        argv,
        cwd: place.workspace,
        env: {},
        onConnection: (one: ConnectionDecision) => decided.push(one),
      };
      const before = http.requests.length;
      const { stdout, stderr, exitCode } = await sandbox.run(command, policy, () => undefined, neverAborted);
      assert.equal(exitCode, 0, stderr);
      // The control: the way that is allowed works, through the relay and without it.
      assert.deepEqual(stdout.trim().split('\n'), ['relay 200', 'socket 200', ...Array(6).fill('stopped')]);
      assert.equal(http.requests.length, before + 2);
      assert.deepEqual(
        decided.map(({ decision, host }) => `${decision} ${host}`),
        ['allowed shop.example.org', 'refused evil.example.org', 'refused 127.0.0.1'],
      );
    } finally {
      place.dispose();
    }
  });
});

/** Goes the allowed way, and then round it in every way that there is: other sockets, the gate's own socket, what lies beside it. */
const fromInside = `
import os, socket, sys
port = int(sys.argv[1])
def ask(make, text):
    s = make(); s.settimeout(5); s.sendall(text.encode()); return s.recv(400).decode('latin1')
def relay():
    return socket.create_connection(('127.0.0.1', 13128), 3)
def gate():
    s = socket.socket(socket.AF_UNIX); s.connect('/run/loopwright/proxy'); return s
def get(host): return 'GET http://%s:%d/ HTTP/1.1\\r\\nHost: %s:%d\\r\\nConnection: close\\r\\n\\r\\n' % (host, port, host, port)
print('relay', ask(relay, get('shop.example.org')).split(' ')[1])
print('socket', ask(gate, get('shop.example.org')).split(' ')[1])
def stopped(act):
    try: said = act()
    except OSError: said = None
    print('stopped' if said is None or ' 403 ' in str(said)[:20] else 'ESCAPED ' + str(said))
stopped(lambda: ask(gate, get('evil.example.org')))
stopped(lambda: ask(gate, 'CONNECT 127.0.0.1:%d HTTP/1.1\\r\\nHost: 127.0.0.1:%d\\r\\n\\r\\n' % (port, port)))
stopped(lambda: socket.create_connection(('127.0.0.1', port), 2))
stopped(lambda: socket.create_connection(('1.1.1.1', 53), 2))
stopped(lambda: os.rename('/run/loopwright/proxy', '/tmp/proxy') or 'renamed')
stopped(lambda: open('/run/loopwright/start', 'a'))
`;

const u16 = (value: number) => [value >> 8, value & 255];

function serverName(name: string): number[] {
  const bytes = [...Buffer.from(name)];
  const entry = [0, ...u16(bytes.length), ...bytes];
  const list = [...u16(entry.length), ...entry];
  return [0, 0, ...u16(list.length), ...list];
}

/** A ClientHello with these extensions (RFC 8446, section 4.1.2). */
function helloWith(extensions: readonly (readonly number[])[]): Buffer {
  const all = extensions.flat();
  const body = [3, 3, ...Array<number>(32).fill(7), 0, 0, 2, 0x13, 0x01, 1, 0, ...u16(all.length), ...all];
  const handshake = [1, 0, ...u16(body.length), ...body];
  return Buffer.from([22, 3, 1, ...u16(handshake.length), ...handshake]);
}
