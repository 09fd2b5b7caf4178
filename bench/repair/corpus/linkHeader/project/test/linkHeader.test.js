import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byRelation, format, pageLinks, parse } from '../src/linkHeader.js';

test('one link', () => {
  assert.deepEqual(parse('<https://example.com/?page=2>; rel="next"'), [{ uri: 'https://example.com/?page=2', rel: 'next' }]);
});

test('several links', () => {
  assert.deepEqual(parse('</a>; rel="next"; title="More", </b>;rel=prev,</c>'), [
    { uri: '/a', rel: 'next', title: 'More' },
    { uri: '/b', rel: 'prev' },
    { uri: '/c' },
  ]);
});

test('commas and semicolons within', () => {
  assert.deepEqual(parse('</a,b;c>; title="one, two; three"; rel=next, </d>; rel=prev'), [
    { uri: '/a,b;c', title: 'one, two; three', rel: 'next' },
    { uri: '/d', rel: 'prev' },
  ]);
});

test('spaces', () => {
  assert.deepEqual(parse(' < /a > ;  rel = "next" ;\ttitle= x  ,  </b> ; rel=prev '), [
    { uri: '/a', rel: 'next', title: 'x' },
    { uri: '/b', rel: 'prev' },
  ]);
});

test('escapes in quotes', () => {
  assert.deepEqual(parse(String.raw`</a>; title="say \"hi\" \\ bye"`), [{ uri: '/a', title: String.raw`say "hi" \ bye` }]);
});

test('names of parameters in any case', () => {
  assert.deepEqual(parse('</a>; REL="Next"; Title=x'), [{ uri: '/a', rel: 'Next', title: 'x' }]);
});

test('parameters without a value', () => {
  assert.deepEqual(parse('</a>; crossorigin; rel=preload;'), [{ uri: '/a', crossorigin: '', rel: 'preload' }]);
});

test('what comes again', () => {
  assert.deepEqual(parse('</a>; rel=next; rel=last; title=x; title=y'), [{ uri: '/a', rel: 'next', title: 'x' }]);
  assert.deepEqual(parse('</a>; hreflang=en; hreflang=de; hreflang=fr'), [{ uri: '/a', hreflang: ['en', 'de', 'fr'] }]);
});

test('empty headers and elements', () => {
  assert.deepEqual(parse(''), []);
  assert.deepEqual(parse(', ,</a>,, </b>,'), [{ uri: '/a' }, { uri: '/b' }]);
});

test('what cannot be read', () => {
  assert.throws(() => parse('/a; rel=next'), SyntaxError);
  assert.throws(() => parse('</a'), SyntaxError);
  assert.throws(() => parse('</a>; title="x'), SyntaxError);
});

test('by relation', () => {
  const links = parse('</1>; rel="start Index", </2>; rel=index, </3>; rel=indexes, </4>');
  assert.deepEqual(byRelation(links, 'index').map(({ uri }) => uri), ['/1', '/2']);
  assert.deepEqual(byRelation(links, 'START').map(({ uri }) => uri), ['/1']);
  assert.deepEqual(byRelation(links, 'next'), []);
});

test('format', () => {
  assert.equal(format([{ uri: '/a', rel: 'next', type: 'text' }, { uri: '/b' }]), '</a>; rel="next"; type=text, </b>');
  assert.equal(format([{ uri: '/a', title: 'a "b" \\', hreflang: ['en', 'de'] }]), '</a>; title="a \\"b\\" \\\\"; hreflang=en; hreflang=de');
  assert.equal(format([{ uri: '/a', rel: undefined, title: '' }]), '</a>; title=""');
});

test('pages', () => {
  const links = pageLinks('https://example.com/list?q=x', { page: 2, perPage: 10, total: 35 });
  assert.deepEqual(
    links.map(({ uri, rel }) => [rel, new URL(uri).search]),
    [
      ['first', '?q=x&page=1&per_page=10'],
      ['prev', '?q=x&page=1&per_page=10'],
      ['next', '?q=x&page=3&per_page=10'],
      ['last', '?q=x&page=4&per_page=10'],
    ],
  );
});

test('first and last page', () => {
  const rels = (page, total) => pageLinks('https://example.com/', { page, perPage: 10, total }).map(({ rel }) => rel);
  assert.deepEqual(rels(1, 30), ['next', 'last']);
  assert.deepEqual(rels(3, 30), ['first', 'prev']);
  assert.deepEqual(rels(1, 0), []);
});
