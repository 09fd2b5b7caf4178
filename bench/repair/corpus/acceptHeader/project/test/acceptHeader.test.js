import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, preferredEncodings, preferredLanguages, preferredMediaTypes } from '../src/acceptHeader.js';

test('parse', () => {
  assert.deepEqual(parse('text/html;level=1;q=0.5, Text/Plain'), [
    { value: 'text/html', parameters: { level: '1' }, quality: 0.5, order: 0 },
    { value: 'text/plain', parameters: {}, quality: 1, order: 1 },
  ]);
});

test('quoted values may have commas, semicolons and equals signs', () => {
  assert.deepEqual(parse('text/x; a="1,2;q=0", b'), [
    { value: 'text/x', parameters: { a: '1,2;q=0' }, quality: 1, order: 0 },
    { value: 'b', parameters: {}, quality: 1, order: 1 },
  ]);
  assert.deepEqual(parse(String.raw`text/x; a="say \"a,b\""`)[0].parameters, { a: 'say "a,b"' });
});

test('what follows the quality is no parameter', () => {
  assert.deepEqual(parse('text/html;q=0.8;ext=1'), [{ value: 'text/html', parameters: {}, quality: 0.8, order: 0 }]);
});

test('empty elements are left out', () => {
  assert.deepEqual(parse(', ,gzip,').map(({ value }) => value), ['gzip']);
  assert.deepEqual(parse(''), []);
});

test('media types by quality', () => {
  const provided = ['text/plain', 'text/html', 'application/json'];
  assert.deepEqual(preferredMediaTypes('text/html;q=0.5, application/json, text/plain;q=0.7', provided), [
    'application/json',
    'text/plain',
    'text/html',
  ]);
});

test('media types that are not accepted', () => {
  assert.deepEqual(preferredMediaTypes('text/html', ['text/plain', 'text/html']), ['text/html']);
  assert.deepEqual(preferredMediaTypes('text/*, text/plain;q=0', ['text/plain', 'text/html']), ['text/html']);
});

test('the most specific counts', () => {
  assert.deepEqual(preferredMediaTypes('text/*;q=0.3, text/html;q=0.7, */*;q=0.5', ['image/png', 'text/plain', 'text/html']), [
    'text/html',
    'image/png',
    'text/plain',
  ]);
  assert.deepEqual(preferredMediaTypes('text/*, text/html;q=0.1, text/plain', ['text/html', 'text/plain']), ['text/plain', 'text/html']);
});

test('of the same quality the more specific, then the order of the client', () => {
  assert.deepEqual(preferredMediaTypes('*/*, text/html', ['image/png', 'text/html']), ['text/html', 'image/png']);
  assert.deepEqual(preferredMediaTypes('text/plain, text/html', ['text/html', 'text/plain']), ['text/plain', 'text/html']);
  assert.deepEqual(preferredMediaTypes('text/*', ['text/b', 'text/a']), ['text/b', 'text/a']);
});

test('parameters', () => {
  const provided = ['text/html', 'text/html;level=1', 'text/html;level=2'];
  assert.deepEqual(preferredMediaTypes('text/html;level=1, text/html;q=0.5', provided), [
    'text/html;level=1',
    'text/html',
    'text/html;level=2',
  ]);
  assert.deepEqual(preferredMediaTypes('text/html;LEVEL=A', ['text/html;level=a', 'text/html']), ['text/html;level=a']);
});

test('in any case', () => {
  assert.deepEqual(preferredMediaTypes('TEXT/html', ['text/HTML']), ['text/HTML']);
});

test('without a header', () => {
  assert.deepEqual(preferredMediaTypes(undefined, ['a/b', 'c/d']), ['a/b', 'c/d']);
  assert.deepEqual(preferredLanguages(undefined, ['en', 'de']), ['en', 'de']);
  assert.deepEqual(preferredMediaTypes('', ['a/b']), []);
});

test('languages', () => {
  assert.deepEqual(preferredLanguages('en;q=0.8, de', ['en', 'de', 'fr']), ['de', 'en']);
  assert.deepEqual(preferredLanguages('en-US, en;q=0.5', ['en-GB', 'en-US', 'en']), ['en-US', 'en', 'en-GB']);
  assert.deepEqual(preferredLanguages('fr-CA', ['fr']), ['fr']);
  assert.deepEqual(preferredLanguages('*;q=0.1, de', ['en', 'de']), ['de', 'en']);
  assert.deepEqual(preferredLanguages('en-US', ['en-GB']), []);
});

test('encodings', () => {
  assert.deepEqual(preferredEncodings('gzip, br;q=0.5', ['br', 'gzip']), ['gzip', 'br']);
  assert.deepEqual(preferredEncodings('gzip;q=0.5', ['identity', 'gzip']), ['gzip', 'identity']);
  assert.deepEqual(preferredEncodings(undefined, ['gzip', 'identity']), ['identity']);
  assert.deepEqual(preferredEncodings('gzip, identity;q=0', ['gzip', 'identity']), ['gzip']);
  assert.deepEqual(preferredEncodings('*;q=0', ['gzip', 'identity']), []);
  assert.deepEqual(preferredEncodings('gzip;q=0, br', ['gzip', 'br', 'identity']), ['br', 'identity']);
});
