import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, preferredEncodings, preferredLanguages, preferredMediaTypes } from '../src/acceptHeader.js';

function maker(seed) {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

const qualities = [undefined, 1, 0.9, 0.5, 0.5, 0.1, 0];

/** The accepted as written down, and the best of it by looking at all of them. */
function reference(accepted, provided, closeness) {
  const rated = provided.map((one, index) => {
    const matching = accepted.map((a, order) => ({ ...a, order, close: closeness(a, one) })).filter(({ close }) => close >= 0);
    const closest = Math.max(-1, ...matching.map(({ close }) => close));
    const best = matching.find(({ close }) => close === closest);
    return { text: one.text, index, quality: best?.q ?? (best ? 1 : 0), close: closest, order: best?.order ?? 0 };
  });
  const kept = rated.filter(({ quality }) => quality > 0);
  const better = (a, b) => {
    if (a.quality !== b.quality) return a.quality > b.quality;
    if (a.close !== b.close) return a.close > b.close;
    if (a.order !== b.order) return a.order < b.order;
    return a.index < b.index;
  };
  return kept
    .map((one) => [kept.filter((other) => better(other, one)).length, one.text])
    .sort((a, b) => a[0] - b[0])
    .map(([, text]) => text);
}

const header = (accepted) => accepted.map(({ text, q }) => (q === undefined ? text : `${text}; q=${q}`)).join(', ');
const pick = (make, all) => all[make(all.length)];

function mediaCloseness(a, p) {
  if (a.type !== '*' && a.type !== p.type) return -1;
  if (a.subtype !== '*' && a.subtype !== p.subtype) return -1;
  if (a.level !== undefined && a.level.toLowerCase() !== p.level?.toLowerCase()) return -1;
  return (a.type === '*' ? 0 : 4) + (a.subtype === '*' ? 0 : 2) + (a.level === undefined ? 0 : 1);
}

test('media types as by the reference', () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const make = maker(seed);
    const media = (stars) => {
      const type = pick(make, stars ? ['a', 'b', '*'] : ['a', 'b']);
      const subtype = type === '*' ? '*' : pick(make, stars ? ['x', 'y', '*'] : ['x', 'y']);
      const level = make(3) === 0 ? pick(make, ['1', '2,3', 'q=0', 'Ab', 'aB']) : undefined;
      return { type, subtype, level, text: `${type}/${subtype}${level === undefined ? '' : `;level="${level}"`}` };
    };
    const accepted = Array.from({ length: make(6) }, () => ({ ...media(true), q: pick(make, qualities) }));
    const provided = Array.from({ length: make(5) }, () => media(false));
    assert.deepEqual(
      preferredMediaTypes(header(accepted), provided.map(({ text }) => text)),
      reference(accepted, provided, mediaCloseness),
    );
  }
});

function languageCloseness(a, p) {
  const [first, second] = [a.text.toLowerCase(), p.text.toLowerCase()];
  if (first === second) return 4;
  if (first === second.split('-')[0]) return 2;
  if (first.split('-')[0] === second) return 1;
  return first === '*' ? 0 : -1;
}

test('languages as by the reference', () => {
  const all = ['en', 'en-US', 'en-gb', 'de', 'de-CH', 'EN'];
  for (let seed = 1; seed <= 400; seed += 1) {
    const make = maker(seed);
    const accepted = Array.from({ length: make(6) }, () => ({ text: pick(make, [...all, '*']), q: pick(make, qualities) }));
    const provided = Array.from({ length: make(5) }, () => ({ text: pick(make, all) }));
    assert.deepEqual(
      preferredLanguages(header(accepted), provided.map(({ text }) => text)),
      reference(accepted, provided, languageCloseness),
    );
  }
});

test('encodings as by the reference', () => {
  const all = ['gzip', 'br', 'identity', 'Deflate'];
  const closeness = (a, p) => (a.text.toLowerCase() === p.text.toLowerCase() ? 1 : a.text === '*' ? 0 : -1);
  for (let seed = 1; seed <= 400; seed += 1) {
    const make = maker(seed);
    const accepted = Array.from({ length: make(5) }, () => ({ text: pick(make, [...all, '*']), q: pick(make, qualities) }));
    const provided = Array.from({ length: make(5) }, () => ({ text: pick(make, all) }));
    const positive = accepted.map(({ q = 1 }) => q).filter((q) => q > 0);
    const all_ = accepted.some(({ text }) => text === '*' || text === 'identity')
      ? accepted
      : [...accepted, { text: 'identity', q: Math.min(1, ...positive) }];
    assert.deepEqual(
      preferredEncodings(header(accepted), provided.map(({ text }) => text)),
      reference(all_, provided, closeness),
    );
  }
});

test('long lists keep their order', () => {
  const all = Array.from({ length: 40 }, (_, n) => `t/n${n}`);
  assert.deepEqual(preferredMediaTypes(all.join(','), [...all].reverse()), all);
  assert.deepEqual(preferredMediaTypes('*/*', all), all);
});

test('odd headers', () => {
  assert.deepEqual(parse('a;b;c=1;=2'), [{ value: 'a', parameters: { c: '1', '': '2' }, quality: 1, order: 0 }]);
  assert.deepEqual(parse(String.raw`a; x="\\"; y="\",", b;Q=0.2;z=3`), [
    { value: 'a', parameters: { x: '\\', y: '",' }, quality: 1, order: 0 },
    { value: 'b', parameters: {}, quality: 0.2, order: 1 },
  ]);
  assert.deepEqual(parse(' a ; X = "Y" '), [{ value: 'a', parameters: { x: 'Y' }, quality: 1, order: 0 }]);
  assert.deepEqual(preferredMediaTypes('text', ['text/html']), []);
  assert.deepEqual(preferredMediaTypes('text/html', ['', 'text', 'text/html']), ['text/html']);
  assert.deepEqual(preferredLanguages('', ['en']), []);
  assert.deepEqual(preferredEncodings('', ['gzip', 'IDENTITY']), ['IDENTITY']);
  assert.deepEqual(preferredMediaTypes('a/b;x=1;y=2', ['a/b;x=1', 'a/b;y=2;x=1', 'a/b;x=1;y=2;z=3']), ['a/b;y=2;x=1', 'a/b;x=1;y=2;z=3']);
});
