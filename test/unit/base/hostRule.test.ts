import assert from 'node:assert/strict';
import {
  findHost,
  type HostList,
  parseHostRule,
  plainHostRule,
  readHost,
  readPort,
} from '../../../src/base/hostRule.ts';

describe('rules of hosts', () => {
  const kept: readonly (readonly [string, string])[] = [
    ['registry.example.org', 'registry.example.org:443'],
    ['Registry.EXAMPLE.org:8443', 'registry.example.org:8443'],
    ['*.example.org', '*.example.org:443'],
    ['*.cdn.example.org:80', '*.cdn.example.org:80'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example:443'],
    ['_sip.example.org:5061', '_sip.example.org:5061'],
  ];
  for (const [text, plain] of kept) it(`${text} is kept as ${plain}`, () => assert.equal(plainHostRule(text), plain));

  const wrong: readonly (readonly [string, RegExp])[] = [
    ['https://example.org', /no address of a page/],
    ['example.org/path', /no address of a page/],
    ['bücher.example', /xn-- form/],
    ['ada@example.org', /user or password/],
    ['example.org.', /dot at the end/],
    ['127.0.0.1', /an address is no name/],
    ['[::1]:443', /an address is no name/],
    ['0x7f000001', /an address is no name/],
    ['1.2.3.0x4', /an address is no name/],
    ['localhost', /this machine/],
    ['db.internal', /this machine/],
    ['printer.local:631', /this machine/],
    ['registry', /a name with a dot/],
    ['*.org', /whole top-level domain/],
    ['*.co.uk', /anybody can have a name/],
    ['*.github.io', /anybody can have a name/],
    ['*', /may only stand in front/],
    ['a*.example.org', /may only stand in front/],
    ['example.org:0', /from 1 to 65535/],
    ['example.org:70000', /from 1 to 65535/],
    ['example.org:', /from 1 to 65535/],
    [`${'a'.repeat(64)}.org`, /no host name/],
    ['a..example.org', /no host name/],
    ['-a.example.org', /no host name/],
    ['', /no host name/],
  ];
  for (const [text, why] of wrong)
    it(`${JSON.stringify(text.slice(0, 30))} is none`, () => {
      const rule = parseHostRule(text);
      assert.match('fault' in rule ? rule.fault : 'accepted', why);
      assert.equal(plainHostRule(text), undefined);
    });

  it('reads ports and hosts in their one plain spelling only', () => {
    assert.equal(readPort('443'), 443);
    for (const text of ['0443', '+443', '4e2', '', '65536', '-1', ' 443', '４４３'])
      assert.equal(readPort(text), undefined);
    assert.deepEqual(readHost('EXAMPLE.org'), { host: 'example.org' });
  });
});

describe('finding a host in lists', () => {
  const own: HostList = { rule: 'own', hosts: ['a.example.org:443', '*.example.net:443'] };
  const shared: HostList = { rule: 'shared', hosts: ['a.example.org:443', 'x.example.net:443'] };
  const find = (lists: readonly HostList[], host: string, port = 443) => findHost(lists, { host, port });

  it('needs every list to name it, and says which one does not', () => {
    assert.deepEqual(find([own], 'y.example.net'), { allowed: true, rule: 'own *.example.net:443' });
    assert.deepEqual(find([own, shared], 'x.example.net'), { allowed: true, rule: 'own *.example.net:443' });
    assert.deepEqual(find([own, shared], 'y.example.net'), { allowed: false, rule: 'shared' });
    assert.deepEqual(find([own, shared], 'b.example.org'), { allowed: false, rule: 'own' });
  });

  it('allows nothing without a list, at another port, and for what only ends alike', () => {
    assert.equal(find([], 'a.example.org').allowed, false);
    assert.equal(find([own], 'a.example.org', 80).allowed, false);
    for (const host of ['example.net', 'evilexample.net', '.example.net', 'aa.example.org', 'a.example.org.evil.org'])
      assert.equal(find([own], host).allowed, false, host);
  });
});
