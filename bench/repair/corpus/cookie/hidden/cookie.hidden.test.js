import assert from 'node:assert/strict';
import { test } from 'node:test';
import { domainMatches, parse, pathMatches, serialize } from '../src/cookie.js';

const read = (header, options) => ({ ...parse(header, options) });

test('round trip of many values', () => {
  for (const value of ['', 'a', 'a b', 'x=y', '"', 'ü€😀', 'a;b', 'a,b', '%', '100%', '+', '\\', '\n']) {
    const header = [serialize('one', value), serialize('two', value), 'last=1'].join('; ');
    assert.deepEqual(read(header), { one: value, two: value, last: '1' });
  }
});

test('odd headers', () => {
  assert.deepEqual(read(''), {});
  assert.deepEqual(read(';;; a=1;;'), { a: '1' });
  assert.deepEqual(read('=1'), { '': '1' });
  assert.deepEqual(read('a="'), { a: '"' });
  assert.deepEqual(read('a=""'), { a: '' });
  assert.deepEqual(read('a="b'), { a: '"b' });
  assert.deepEqual(read('a=1,2;b=3'), { a: '1,2', b: '3' });
  assert.deepEqual(read('k=%E0%A4%A; k=2'), { k: '%E0%A4%A' });
  assert.deepEqual(read('a=%41b'), { a: 'Ab' });
  assert.equal(Object.getPrototypeOf(parse('a=1')), null);
  assert.deepEqual(read('toString=1; hasOwnProperty=2'), { toString: '1', hasOwnProperty: '2' });
  assert.throws(() => parse(undefined), TypeError);
});

test('a decoder of the caller gets each value once', () => {
  const seen = [];
  read('a="1"; b=%20; a=3', { decode: (value) => seen.push(value) });
  assert.deepEqual(seen, ['1', '%20']);
});

test('ages', () => {
  for (const [age, text] of [[0, '0'], [0.9, '0'], [59.99, '59'], [-1, '-1'], [3600, '3600']])
    assert.equal(serialize('a', 'b', { maxAge: age }), `a=b; Max-Age=${text}`);
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, null, '5', {}])
    assert.throws(() => serialize('a', 'b', { maxAge: bad }), TypeError);
  assert.equal(serialize('a', 'b', { maxAge: undefined }), 'a=b');
});

test('names and values are checked', () => {
  for (const bad of ['', 'a b', 'a;b', 'a=b', 'a\n', 'ä']) assert.throws(() => serialize(bad, 'x'), TypeError);
  for (const good of ['a', '__Host-x', 'a.b', 'A1']) assert.equal(serialize(good, 1), `${good}=1`);
  const raw = { encode: (value) => value };
  for (const bad of ['a b', 'a;b', 'a,b', '"', 'a\\b']) assert.throws(() => serialize('a', bad, raw), TypeError);
  assert.equal(serialize('a', 'b/c:d', raw), 'a=b/c:d');
});

test('same site and expiry', () => {
  assert.equal(serialize('a', 'b', { sameSite: 'none', secure: true }), 'a=b; Secure; SameSite=None');
  assert.equal(serialize('a', 'b', { sameSite: 'strict' }), 'a=b; SameSite=Strict');
  assert.equal(serialize('a', 'b', { sameSite: false }), 'a=b');
  assert.equal(serialize('a', 'b', { sameSite: true, path: '/' }), 'a=b; Path=/; SameSite=Strict');
  for (const bad of ['', 'x', 5].filter(Boolean)) assert.throws(() => serialize('a', 'b', { sameSite: bad }), TypeError);
  assert.throws(() => serialize('a', 'b', { expires: 5 }), TypeError);
  assert.equal(serialize('a', 'b', { httpOnly: true }), 'a=b; HttpOnly');
});

test('paths and domains', () => {
  assert.equal(pathMatches('/a/', '/a/b'), true);
  assert.equal(pathMatches('/a/', '/a'), false);
  assert.equal(pathMatches('/a/', '/a/'), true);
  assert.equal(pathMatches('/a', '/ab/c'), false);
  assert.equal(pathMatches('/a', '/b/a'), false);
  assert.equal(pathMatches('/a/b', '/a'), false);
  assert.equal(domainMatches('a.com', 'a.com.evil.org'), false);
  assert.equal(domainMatches('A.com', 'x.y.a.com'), true);
  assert.equal(domainMatches('www.a.com', 'a.com'), false);
  assert.equal(domainMatches('.a.com', 'ba.com'), false);
});
