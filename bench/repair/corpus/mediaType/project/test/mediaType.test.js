import assert from 'node:assert/strict';
import { test } from 'node:test';
import { charsetOf, equal, format, is, parse, withCharset } from '../src/mediaType.js';

const parameters = (text) => parse(text).parameters;

test('type and subtype', () => {
  assert.deepEqual(parse('text/html'), { type: 'text', subtype: 'html', suffix: undefined, parameters: {} });
  assert.deepEqual(parse('Application/SVG+XML'), { type: 'application', subtype: 'svg+xml', suffix: 'xml', parameters: {} });
});

test('suffixes', () => {
  assert.equal(parse('application/vnd.a+b+json').suffix, 'json');
  assert.equal(parse('application/+json').suffix, undefined);
  assert.equal(parse('application/x+').suffix, undefined);
});

test('parameters', () => {
  assert.deepEqual(parameters('text/html; charset=utf-8; Foo=Bar'), { charset: 'utf-8', foo: 'Bar' });
  assert.deepEqual(parameters('text/html;charset=utf-8;foo=bar'), { charset: 'utf-8', foo: 'bar' });
  assert.deepEqual(parameters('text/html; a=1; A=2'), { a: '1' });
});

test('spaces', () => {
  assert.deepEqual(parameters(' text/html ; charset = utf-8 ;  foo=bar '), { charset: 'utf-8', foo: 'bar' });
  assert.deepEqual(parameters('text/html;; a=1;'), { a: '1' });
});

test('quoted values', () => {
  assert.deepEqual(parameters('text/html; charset="UTF-8"'), { charset: 'UTF-8' });
  assert.deepEqual(parameters('text/html; a="x;y=z"; b=1'), { a: 'x;y=z', b: '1' });
  assert.deepEqual(parameters(String.raw`text/html; a="say \"hi\" \\o"`), { a: String.raw`say "hi" \o` });
  assert.deepEqual(parameters('text/html; a=""'), { a: '' });
});

test('what cannot be read', () => {
  for (const text of ['', 'text', 'text/', '/html', 'text/html/x', 'te xt/html', 'text/html; a', 'text/html; a="b', 'text/html; a=b c', 'text/html foo'])
    assert.throws(() => parse(text), TypeError, text);
});

test('format', () => {
  assert.equal(format({ type: 'text', subtype: 'html' }), 'text/html');
  assert.equal(format({ type: 'text', subtype: 'html', parameters: { foo: 'b c', charset: 'utf-8' } }), 'text/html; charset=utf-8; foo="b c"');
  assert.equal(format({ type: 'a', subtype: 'b', parameters: { x: 'q"\\"', y: '' } }), 'a/b; x="q\\"\\\\\\""; y=""');
  assert.throws(() => format({ type: 'text', subtype: 'a b' }), TypeError);
  assert.throws(() => format({ type: 'text', subtype: 'a', parameters: { x: 'a\n' } }), TypeError);
});

test('is', () => {
  assert.equal(is('text/html; charset=utf-8', 'text/html'), true);
  assert.equal(is('text/html', 'text/*'), true);
  assert.equal(is('text/html', '*/*'), true);
  assert.equal(is('text/html', 'application/*'), false);
  assert.equal(is('text/html', 'text/plain'), false);
  assert.equal(is('text', 'text/*'), false);
});

test('is by suffix', () => {
  assert.equal(is('application/vnd.api+json', 'json'), true);
  assert.equal(is('application/json', 'JSON'), true);
  assert.equal(is('application/json', '+json'), false);
  assert.equal(is('image/svg+xml', '+xml'), true);
  assert.equal(is('image/svg+xml', 'image/*+xml'), true);
  assert.equal(is('image/svg+xml', 'application/*+xml'), false);
});

test('equal', () => {
  assert.equal(equal('text/html; a=1; b=2', 'TEXT/HTML;b=2;a="1"'), true);
  assert.equal(equal('text/html; charset=UTF-8', 'text/html; charset=utf-8'), true);
  assert.equal(equal('text/html; a=X', 'text/html; a=x'), false);
  assert.equal(equal('text/html', 'text/html; a=1'), false);
  assert.equal(equal('text/html; a=1', 'text/html'), false);
});

test('charset', () => {
  assert.equal(charsetOf('text/html; charset=ISO-8859-1'), 'iso-8859-1');
  assert.equal(charsetOf('text/plain'), 'utf-8');
  assert.equal(charsetOf('application/problem+json'), 'utf-8');
  assert.equal(charsetOf('image/png'), undefined);
});

test('another charset', () => {
  assert.equal(withCharset('text/html; level=1', 'utf-8'), 'text/html; charset=utf-8; level=1');
  assert.equal(withCharset('text/html; Charset=latin1', 'utf-8'), 'text/html; charset=utf-8');
});
