import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comments, parse, positionOf, split, stripComments, stripTrailingCommas } from '../src/jsonComments.js';

function random(seed) {
  let state = seed + 7;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

const strings = ['a', '//x', '/*y*/', 'q"q', '\\', '\\"', 'c,]', 'e\\\\', '', 'n\nn', 'http://h/*'];

function build(next, depth) {
  const noise = () => ['', ' ', '\n', '/**/', '/* "*/', '// "x\n', '/*,]*/', '//,}\r\n', '/***/', '/*\n \n*/'][next(10)];
  const kind = depth > 2 ? next(2) : next(4);
  if (kind === 0) return { text: `${noise()}${depth}${noise()}`, value: depth };
  if (kind === 1) {
    const value = strings[next(strings.length)];
    return { text: noise() + JSON.stringify(value) + noise(), value };
  }
  const count = next(4);
  const items = Array.from({ length: count }, () => build(next, depth + 1));
  const tail = count > 0 && next(2) === 0 ? `,${noise()}` : '';
  if (kind === 2) return { text: `${noise()}[${items.map((item) => item.text).join(',')}${tail}]`, value: items.map((item) => item.value) };
  const text = items.map((item, index) => `${noise()}"k//${index}"${noise()}:${item.text}`).join(',');
  return { text: `{${text}${tail}}${noise()}`, value: Object.fromEntries(items.map((item, index) => [`k//${index}`, item.value])) };
}

test('made documents are read, in place or not', () => {
  for (let seed = 0; seed < 300; seed++) {
    const { text, value } = build(random(seed), 0);
    assert.deepEqual(parse(text), value, text);
    const blank = stripComments(text);
    assert.equal(blank.length, text.length);
    assert.deepEqual([...blank].map((c, i) => (c === '\n' ? i : -1)), [...text].map((c, i) => (c === '\n' ? i : -1)));
    assert.deepEqual(JSON.parse(stripTrailingCommas(stripComments(text, { whitespace: false }))), value, text);
    assert.equal(split(text).map((part) => part.text).join(''), text);
  }
});

test('kinds of parts', () => {
  const kinds = (text) => split(text).map((part) => [part.kind, part.text]);
  assert.deepEqual(kinds('1//a\r\n2'), [['code', '1'], ['line', '//a'], ['code', '\r\n2']]);
  assert.deepEqual(kinds('/*a*//*b*/'), [['block', '/*a*/'], ['block', '/*b*/']]);
  assert.deepEqual(kinds('/*/ */1'), [['block', '/*/ */'], ['code', '1']]);
  assert.deepEqual(kinds('"a""b"'), [['string', '"a"'], ['string', '"b"']]);
  assert.deepEqual(kinds('"a\\\\\\"b"1'), [['string', '"a\\\\\\"b"'], ['code', '1']]);
  assert.deepEqual(kinds('//'), [['line', '//']]);
  assert.deepEqual(kinds('/ /'), [['code', '/ /']]);
  assert.deepEqual(kinds(''), []);
});

test('positions of every place', () => {
  const text = 'a\n\nbc\r\nd';
  let line = 1;
  let column = 1;
  for (let offset = 0; offset <= text.length; offset++) {
    assert.deepEqual(positionOf(text, offset), { line, column });
    if (text[offset] === '\n') {
      line++;
      column = 1;
    } else column++;
  }
});

test('commas that stay, and ones that go', () => {
  assert.equal(stripTrailingCommas('[1 , \n ]'), '[1  \n ]');
  assert.equal(stripTrailingCommas('[",}",{"a":1,},]'), '[",}",{"a":1}]');
  assert.throws(() => parse('[1,,2]'));
  assert.throws(() => parse('[1 2]'));
});

test('comments, and the byte order mark', () => {
  assert.deepEqual(comments('"//no" //yes\r\n/**\n * a */\n//'), [{ line: 1, text: 'yes' }, { line: 2, text: '*\n * a' }, { line: 4, text: '' }]);
  assert.equal(parse('\uFEFF1'), 1);
  assert.equal(parse('"\uFEFF"'), '\uFEFF');
});
