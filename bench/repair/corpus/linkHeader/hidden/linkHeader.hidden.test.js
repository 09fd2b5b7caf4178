import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byRelation, format, pageLinks, parse } from '../src/linkHeader.js';

/** A generator that is the same each time. */
function maker(seed) {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

test('round trip of made links', () => {
  const characters = [...'ab,;="\\ <>é/?&'];
  for (let seed = 1; seed <= 200; seed += 1) {
    const make = maker(seed);
    const text = (of = characters) => Array.from({ length: make(6) }, () => of[make(of.length)]).join('');
    const links = Array.from({ length: make(4) }, () => {
      const link = { uri: `/${text([...'a,;="\\?&'])}` };
      if (make(2)) link.rel = text();
      if (make(2)) link.title = text();
      if (make(2)) link.hreflang = Array.from({ length: 2 + make(2) }, () => text());
      if (make(2)) link['x-y'] = text();
      return link;
    });
    assert.deepEqual(parse(format(links)), links);
    assert.deepEqual(parse(`  ${format(links)} ,`), links);
  }
});

test('every way to write spaces', () => {
  for (const space of ['', ' ', '\t', '  \t'])
    assert.deepEqual(
      parse(['', '<', '/a', '>', ';', 'rel', '=', '"n"', ';', 'x', ',', '<', '/b', '>', ''].join(space)),
      [{ uri: '/a', rel: 'n', x: '' }, { uri: '/b' }],
    );
});

test('escapes', () => {
  for (const [written, meant] of [['\\"', '"'], ['\\\\', '\\'], ['\\a', 'a'], ['a\\\\"; x="b', 'a\\'], ['', '']])
    assert.equal(parse(`</>; title="${written}"`)[0].title, meant);
  assert.equal(parse('</>; title="a\\\\"; x="b"')[0].x, 'b');
});

test('names, empty ones and repeated ones', () => {
  assert.deepEqual(parse('</a>;;; A=1;'), [{ uri: '/a', a: '1' }]);
  assert.deepEqual(parse('</a>; TITLE=1; title=2; Title=3'), [{ uri: '/a', title: '1' }]);
  assert.deepEqual(parse('</a>; type=1; type=2; media=3; media=4; title*=5; title*=6; rel="";rel=7'), [
    { uri: '/a', type: '1', media: '3', 'title*': '5', rel: '' },
  ]);
  assert.deepEqual(parse('</a>; rev=1; rev=2'), [{ uri: '/a', rev: ['1', '2'] }]);
  assert.deepEqual(parse('</a>; x=a=b; y'), [{ uri: '/a', x: 'a=b', y: '' }]);
  assert.deepEqual(parse('<>'), [{ uri: '' }]);
  assert.deepEqual(parse('</a>; rel=1, </b>; rel=2'), [{ uri: '/a', rel: '1' }, { uri: '/b', rel: '2' }]);
});

test('what cannot be read', () => {
  for (const bad of ['a', '</a', '</a>; x="', '</a>; x="\\"', '</a> </b>', '</a>; x=1 2', '</a>, b'])
    assert.throws(() => parse(bad), SyntaxError, bad);
  for (const empty of ['', ' ', ',', ' , ,\t']) assert.deepEqual(parse(empty), []);
});

test('relations', () => {
  const links = [{ uri: '1', rel: 'A  b\tc' }, { uri: '2', rel: 'B' }, { uri: '3' }, { uri: '4', rel: 'bb' }];
  const found = (rel) => byRelation(links, rel).map(({ uri }) => uri).join('');
  assert.deepEqual(['a', 'b', 'B', 'C', 'bb', 'd'].map(found), ['1', '12', '12', '1', '4', '']);
});

test('format of other values', () => {
  assert.equal(format([]), '');
  assert.equal(format([{ uri: 'u', a: 1, b: null, c: [undefined, 'x y'], rel: 'x' }]), '<u>; a=1; c="x y"; rel="x"');
});

test('pages of every size', () => {
  for (let total = 0; total <= 12; total += 1)
    for (let perPage = 1; perPage <= 5; perPage += 1)
      for (let page = 1; page <= 14; page += 1) {
        let last = 1;
        while (last * perPage < total) last += 1;
        const expected = [];
        if (page > 1) expected.push(['first', 1], ['prev', page - 1 > last ? last : page - 1]);
        if (page < last) expected.push(['next', page + 1], ['last', last]);
        const links = pageLinks('https://x.org/?page=9&z=1', { page, perPage, total });
        assert.deepEqual(
          links.map(({ uri, rel }) => [rel, Number(new URL(uri).searchParams.get('page'))]),
          expected,
        );
        for (const { uri } of links) assert.match(uri, new RegExp(`^https://x.org/\\?page=\\d+&z=1&per_page=${perPage}$`));
      }
});
