import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comments, parse, positionOf, stripComments, stripTrailingCommas } from '../src/jsonComments.js';

test('comments become white space', () => {
  assert.equal(stripComments('//comment\n{"a":"b"}'), '         \n{"a":"b"}');
  assert.equal(stripComments('{"a":"b"/*x*/}'), '{"a":"b"     }');
  assert.equal(stripComments('{"a"/*\n\nx\r\n*/:1}'), '{"a"  \n\n \r\n  :1}');
});

test('comments are taken out', () => {
  assert.equal(stripComments('{"a":1//x\n}', { whitespace: false }), '{"a":1\n}');
  assert.equal(stripComments('/*//x*/{"a":1}', { whitespace: false }), '{"a":1}');
});

test('strings are no comments', () => {
  assert.equal(stripComments('{"a":"b//c"}'), '{"a":"b//c"}');
  assert.equal(stripComments('{"/*a":"b*/"}'), '{"/*a":"b*/"}');
});

test('escaped quotes', () => {
  assert.equal(stripComments('{"\\"/*a":"b"}'), '{"\\"/*a":"b"}');
  assert.equal(stripComments('{"\\\\":"https://foobar.com"}'), '{"\\\\":"https://foobar.com"}');
  assert.equal(stripComments('{"a\\\\"://x\n1}'), '{"a\\\\":   \n1}');
});

test('line endings stay', () => {
  assert.equal(stripComments('{"a":1//x\r\n}', { whitespace: false }), '{"a":1\r\n}');
});

test('trailing commas', () => {
  assert.equal(stripTrailingCommas('[1,2,]'), '[1,2]');
  assert.equal(stripTrailingCommas('{"a":[1,],\n}'), '{"a":[1]\n}');
  assert.equal(stripTrailingCommas('{"a":",]"}'), '{"a":",]"}');
});

test('parse', () => {
  assert.deepEqual(parse('\uFEFF{ // x\n "a": [1, 2, /* y */ ], }'), { a: [1, 2] });
});

test('positions', () => {
  assert.deepEqual(positionOf('ab\ncd', 0), { line: 1, column: 1 });
  assert.deepEqual(positionOf('ab\ncd', 4), { line: 2, column: 2 });
});

test('comments with their lines', () => {
  assert.deepEqual(comments('// one\n{\n  "a": 1 /* two\n */ // three\n}'), [
    { line: 1, text: 'one' },
    { line: 3, text: 'two' },
    { line: 4, text: 'three' },
  ]);
});
