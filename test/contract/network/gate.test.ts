import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { GateBench, overTls, type SeenServer, startHttp, startTls } from './gateBench.ts';

const loopback = ['127.0.0.1'];

describe('the gate to allowed hosts', function () {
  this.timeout(30_000);
  let http: SeenServer;
  let tls: SeenServer;
  let bench: GateBench;

  beforeEach(async () => {
    http = await startHttp();
    tls = await startTls();
    const hosts = [`shop.example.org:${http.port}`, `tls.example.org:${tls.port}`, `*.cdn.example.org:${http.port}`];
    const names = {
      'shop.example.org': loopback,
      'tls.example.org': loopback,
      'a.b.cdn.example.org': loopback,
      'cdn.example.org': loopback,
      'evilcdn.example.org': loopback,
      'other.example.org': loopback,
    };
    bench = await new GateBench(hosts, names, { headerMs: 600 }).open();
  });
  afterEach(() => {
    for (const each of [http, tls]) each.close();
    bench.dispose();
  });

  const get = (host: string, more = '') =>
    bench.ask(`GET http://${host}/a?b=c HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`);

  it('passes a request on to a listed host, and tells it once', async () => {
    const host = `shop.example.org:${http.port}`;
    for (let time = 0; time < 2; time++) assert.match(await get(host), /^HTTP\/1\.1 200 OK\r\n[\s\S]*hello/);
    const seen = http.requests.map(({ line, host: named }) => `${line} ${named}`);
    assert.deepEqual(seen, Array(2).fill(`GET /a?b=c ${host}`));
    assert.deepEqual(bench.told(), [`allowed ${host} (own: network.allow ${host})`]);
  });

  it('passes a body on, delimited anew, without what is of the connection', async () => {
    const host = `shop.example.org:${http.port}`;
    const headers = 'Proxy-Authorization: Basic abc\r\nConnection: close, x-hop\r\nX-Hop: 1\r\nX-End: 2\r\n';
    const chunks = '3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\n\r\n';
    const said = await bench.ask(
      `POST http://${host}/up HTTP/1.1\r\nHost: ${host}\r\n${headers}Transfer-Encoding: chunked\r\n\r\n${chunks}`,
    );
    assert.match(said, /^HTTP\/1\.1 200 /);
    const [seen] = http.requests;
    assert.equal(seen?.body, 'abcde');
    assert.equal(seen?.headers['x-end'], '2');
    for (const gone of ['proxy-authorization', 'x-hop']) assert.equal(seen?.headers[gone], undefined);
  });

  it('opens a tunnel for TLS whose server name is the host, in either case', async () => {
    for (const name of ['tls.example.org', 'TLS.example.org']) {
      const socket = await bench.tunnel(`tls.example.org:${tls.port}`);
      assert.equal(await overTls(socket, name), 'secret hello');
    }
    assert.equal(tls.requests.length, 2);
  });

  it('speaks plain HTTP in a tunnel, and to no other host', async () => {
    const host = `shop.example.org:${http.port}`;
    const socket = await bench.tunnel(host);
    let said = '';
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1');
    });
    socket.write(`GET /one HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    while (!said.includes('hello')) await once(socket, 'data');
    socket.write(`GET /two HTTP/1.1\r\nHost: other.example.org:${http.port}\r\n\r\n`);
    await once(socket, 'close');
    assert.match(said, /400 Bad Request[\s\S]*the Host header names another host/);
    assert.deepEqual(
      http.requests.map(({ line }) => line),
      ['GET /one'],
    );
  });

  it('lets names below a wildcard through, and neither its own name nor one that ends alike', async () => {
    assert.match(await get(`a.b.cdn.example.org:${http.port}`), /^HTTP\/1\.1 200 /);
    for (const name of ['cdn.example.org', 'evilcdn.example.org'])
      assert.match(await get(`${name}:${http.port}`), /^HTTP\/1\.1 403 /);
    assert.equal(http.requests.length, 1);
  });

  it('refuses a host that is not listed in a sentence, and looks no name up', async () => {
    const host = `other.example.org:${http.port}`;
    assert.match(
      await get(host),
      /403 Forbidden[\s\S]*Loopwright: other\.example\.org:\d+ is not reached from here \(own: network\.allow does not name it\)\.\n/,
    );
    await assert.rejects(bench.tunnel(host), /403 Forbidden[\s\S]*Loopwright: other\.example\.org/);
    assert.deepEqual(bench.reach.lookedUp, []);
    assert.deepEqual(bench.told(), [`refused ${host} (own: network.allow)`]);
  });

  it('says which way nothing comes: a name without address, a server that is down', async () => {
    const down = await startHttp();
    down.close();
    const other = await new GateBench(
      ['nowhere.example.org:80', `down.example.org:${down.port}`],
      { 'down.example.org': loopback },
      { connectMs: 500 },
    ).open();
    try {
      const ask = (host: string) => other.ask(`GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      assert.match(await ask('nowhere.example.org'), /502 [\s\S]*its name cannot be looked up/);
      assert.match(await ask(`down.example.org:${down.port}`), /502 [\s\S]*does not accept a connection/);
    } finally {
      other.dispose();
    }
  });

  it('breaks off every connection when it is closed, and leaves no socket behind', async () => {
    const tunnel = await bench.tunnel(`tls.example.org:${tls.port}`);
    const closed = once(tunnel, 'close');
    bench.dispose();
    await closed;
    assert.equal(existsSync(bench.socketPath), false);
  });

  it('passes on an answer that comes bit by bit, and one without an end only until the client goes', async () => {
    let open = 0;
    const slow = await startHttp((_, response) => {
      open += 1;
      response.on('close', () => {
        open -= 1;
      });
      response.write('first');
    });
    const host = `slow.example.org:${slow.port}`;
    const other = await new GateBench([host], { 'slow.example.org': loopback }).open();
    try {
      const socket = await other.connect();
      socket.write(`GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      let said = '';
      while (!said.includes('first')) said += String((await once(socket, 'data'))[0]);
      socket.destroy();
      for (let round = 0; open > 0 && round < 100; round++) await sleep(20);
      assert.equal(open, 0);
    } finally {
      other.dispose();
      slow.close();
    }
  });
});
