import assert from 'node:assert/strict';
import { test } from 'node:test';
import { domainMatches, parse, pathMatches, serialize } from '../src/cookie.js';

const read = (header, options) => ({ ...parse(header, options) });

test('names and values', () => {
  assert.deepEqual(read('foo=bar; id=123'), { foo: 'bar', id: '123' });
  assert.deepEqual(read('FOO    = bar;   baz  =   raz'), { FOO: 'bar', baz: 'raz' });
});

test('values with an equals sign', () => {
  assert.deepEqual(read('token=a=b==; x=1'), { token: 'a=b==', x: '1' });
});

test('quotes are taken off and escapes decoded', () => {
  assert.deepEqual(read('foo="bar=123456789&name=Magic+Mouse"'), { foo: 'bar=123456789&name=Magic+Mouse' });
  assert.deepEqual(read('email=%20%22%2c%3b%2f'), { email: ' ",;/' });
});

test('what cannot be decoded stays', () => {
  assert.deepEqual(read('foo=%1;bar=bar'), { foo: '%1', bar: 'bar' });
});

test('parts without a value are left out', () => {
  assert.deepEqual(read('foo=bar;fizz  ;  buzz'), { foo: 'bar' });
});

test('the first of a name counts', () => {
  assert.deepEqual(read('foo=%1;bar=bar;foo=boo'), { foo: '%1', bar: 'bar' });
  assert.deepEqual(read('a=;a=1'), { a: '' });
});

test('serialize', () => {
  assert.equal(serialize('foo', 'bar'), 'foo=bar');
  assert.equal(serialize('foo', 'bar +baz'), 'foo=bar%20%2Bbaz');
  assert.equal(serialize('foo', ''), 'foo=');
  assert.throws(() => serialize('foo bar', 'x'), TypeError);
  assert.throws(() => serialize('foo', '+ \n', { encode: (value) => value }), TypeError);
});

test('max age', () => {
  assert.equal(serialize('foo', 'bar', { maxAge: 1000 }), 'foo=bar; Max-Age=1000');
  assert.equal(serialize('foo', 'bar', { maxAge: 3.14 }), 'foo=bar; Max-Age=3');
  assert.equal(serialize('foo', 'bar', { maxAge: 0 }), 'foo=bar; Max-Age=0');
  assert.throws(() => serialize('foo', 'bar', { maxAge: 'soon' }), TypeError);
});

test('other options', () => {
  const expires = new Date(Date.UTC(2000, 11, 24, 10, 30, 59));
  assert.equal(
    serialize('a', 'b', { path: '/', domain: 'example.com', expires, httpOnly: true, secure: true }),
    'a=b; Domain=example.com; Path=/; Expires=Sun, 24 Dec 2000 10:30:59 GMT; HttpOnly; Secure',
  );
  assert.equal(serialize('a', 'b', { sameSite: true }), 'a=b; SameSite=Strict');
  assert.equal(serialize('a', 'b', { sameSite: 'LAX' }), 'a=b; SameSite=Lax');
  assert.throws(() => serialize('a', 'b', { sameSite: 'foo' }), TypeError);
});

test('paths', () => {
  assert.equal(pathMatches('/docs', '/docs'), true);
  assert.equal(pathMatches('/docs', '/docs/web'), true);
  assert.equal(pathMatches('/docs', '/docsets'), false);
  assert.equal(pathMatches('/', '/anything'), true);
});

test('domains', () => {
  assert.equal(domainMatches('example.com', 'www.Example.com'), true);
  assert.equal(domainMatches('.example.com', 'example.com'), true);
  assert.equal(domainMatches('example.com', 'badexample.com'), false);
});
