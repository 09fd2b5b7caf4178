import assert from 'node:assert/strict';
import { test } from 'node:test';
import { charsetOf, equal, format, is, parse, withCharset } from '../src/mediaType.js';

function maker(seed) {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

function someType(make) {
  const characters = [...'ab;="\\ ,é/'];
  const value = () => Array.from({ length: make(5) }, () => characters[make(characters.length)]).join('');
  const all = Object.fromEntries(Array.from({ length: make(4) }, (_, n) => [`p${(n * 5) % 7}`, value()]));
  return { type: ['text', 'x-1', 'a.b'][make(3)], subtype: ['html', 'x+json', '*', 'vnd.a+b+xml'][make(4)], parameters: all };
}

test('there and back', () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const made = someType(maker(seed));
    const text = format(made);
    const read = parse(text);
    assert.deepEqual({ type: read.type, subtype: read.subtype, parameters: read.parameters }, made);
    assert.equal(format(read), text);
    assert.equal(equal(text, text.replace(made.type, made.type.toUpperCase())), true);
    const names = Object.keys(made.parameters);
    assert.match(text, new RegExp(`^[^;]+${names.toSorted().map((name) => `; ${name}=.*`).join('')}$`, 's'));
    if (names.length > 0) {
      const { [names[0]]: dropped, ...fewer } = made.parameters;
      const other = format({ ...made, parameters: fewer });
      assert.equal(equal(text, other), false);
      assert.equal(equal(other, text), false);
      assert.equal(equal(text, format({ ...made, parameters: { ...made.parameters, [names[0]]: `${dropped}x` } })), false);
      const backwards = names.toReversed().map((name) => `;${name} = "${made.parameters[name].replace(/["\\]/g, '\\$&')}"`);
      assert.equal(equal(text, `${made.type}/${made.subtype}${backwards.join('')}`), true);
    }
  }
});

test('spaces everywhere but within the type', () => {
  for (const space of ['', ' ', '\t', '  '])
    assert.deepEqual(
      parse(['', 'a/b', ';', 'x', '=', '1', ';', ';', 'y', '=', '"2 "', ';', ''].join(space)),
      { type: 'a', subtype: 'b', suffix: undefined, parameters: { x: '1', y: '2 ' } },
    );
});

test('escapes and first of a name', () => {
  for (const [written, meant] of [['\\"', '"'], ['\\\\', '\\'], ['\\a', 'a'], ['a;b=c', 'a;b=c'], ['\\\\\\"', '\\"'], [' ', ' ']])
    assert.deepEqual(parse(`a/b; x="${written}"; y=1`).parameters, { x: meant, y: '1' });
  assert.deepEqual(parse('a/b; X=1; x="2"; constructor=3; y=4=5').parameters, { x: '1', constructor: '3', y: '4=5' });
});

test('suffixes', () => {
  for (const [subtype, suffix] of [['a', undefined], ['a+b', 'b'], ['a+b+C', 'c'], ['+b', undefined], ['a+', undefined], ['a++b', 'b'], ['+', undefined]])
    assert.equal(parse(`x/${subtype}`).suffix, suffix, subtype);
});

test('what cannot be read', () => {
  for (const bad of ['', ' ', '/', 'a', 'a/', '/b', 'a/b/c', 'a b/c', 'a/b c', 'a/b; x', 'a/b; x;y=1', 'a/b; =1', 'a/b; x=', 'a/b; x="', 'a/b; x="\\"', 'a/b; x=1 2', 'a/b; x="1"2', 'a/b; x y=1', 'a/b, c/d', 'é/b', 'a/b;x(=1'])
    assert.throws(() => parse(bad), TypeError, bad);
  for (const bad of [{ type: '', subtype: 'a' }, { type: 'a' }, { type: 'a', subtype: 'b', parameters: { 'x y': 1 } }, { type: 'a', subtype: 'b', parameters: { x: 'é€' } }])
    assert.throws(() => format(bad), TypeError);
  assert.equal(format({ type: 'a', subtype: 'b', parameters: { n: 5, z: 'é\t' } }), 'a/b; n=5; z="é\t"');
});

test('kinds', () => {
  const types = ['text/html', 'text/*', 'application/json', 'application/vnd.x+json', 'image/svg+xml', 'text/xml', 'application/a+b+xml'];
  const table = {
    'text/html': '1000000', 'text/*': '1100010', '*/*': '1111111', '*/json': '0010000', 'application/*': '0011001', json: '0011000', xml: '0000111',
    '+json': '0001000', '+xml': '0000101', '*/*+xml': '0000101', 'image/*+xml': '0000100', 'application/*+json': '0001000', html: '1000000',
    'application/vnd.x+json': '0001000', 'b+xml': '0000000', text: '0000000', '+b': '0000000',
  };
  for (const [kind, row] of Object.entries(table)) {
    assert.equal(types.map((type) => Number(is(type, kind))).join(''), row, kind);
    assert.equal(types.map((type) => Number(is(`${type.toUpperCase()}; q=1`, kind.toUpperCase()))).join(''), row, kind);
  }
  for (const bad of ['', 'text', 'a/b; x', 'json']) for (const kind of ['*/*', 'json', '+json']) assert.equal(is(bad, kind), false);
});

test('equal', () => {
  assert.equal(equal('a/b; charset=A; x=A', 'a/b; x=A; charset="a"'), true);
  assert.equal(equal('a/b; charset=a; x=A', 'a/b; x=a; charset=a'), false);
  assert.equal(equal('a/b', 'a/c'), false);
  assert.equal(equal('a/b', 'c/b'), false);
  assert.equal(equal('a/b; x=1', 'a/b; y=1'), false);
  assert.equal(equal('a/b; x=1', 'a/b; toString=1'), false);
});

test('charsets', () => {
  for (const [text, charset] of [
    ['text/anything', 'utf-8'], ['TEXT/x; charset="Latin1"', 'latin1'], ['application/json', 'utf-8'], ['application/xml', 'utf-8'], ['a/b+xml', 'utf-8'],
    ['a/b+json; x=1', 'utf-8'], ['a/b', undefined], ['a/b; charset=X', 'x'], ['image/png; charset=""', undefined], ['text/x; charset=""', 'utf-8'], ['a/jsonx', undefined],
  ])
    assert.equal(charsetOf(text), charset, text);
  assert.equal(withCharset('a/b; z=1; CHARSET="x y"; b="2 3"', 'utf-8'), 'a/b; b="2 3"; charset=utf-8; z=1');
  assert.equal(withCharset('a/b+json', 'x y'), 'a/b+json; charset="x y"');
});
