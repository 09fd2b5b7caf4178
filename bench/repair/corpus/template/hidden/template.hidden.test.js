import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeHtml, names, parse, render } from '../src/template.js';

const cases = [
  ['', {}, ''],
  ['plain', {}, 'plain'],
  ['{{a}}', { a: '' }, ''],
  ['{{a}}tail', { a: 1 }, '1tail'],
  ['{{{a}}}{{a}}', { a: `"<'>&"` }, `"<'>&"&quot;&lt;&#39;&gt;&amp;&quot;`],
  ['{{a}}|{{b}}|{{c}}|{{d}}', { a: 0, b: false, c: null, d: Number.NaN }, '0|false||NaN'],
  ['{{{a}}}|{{{b}}}|', { a: 0 }, '0||'],
  ['{{a.b}}', { a: { b: 0 } }, '0'],
  ['{{a.b.c}}', { a: null }, ''],
  ['{{a.b}}', { a: 'text' }, ''],
  ['{{#a}}{{b.c}}{{/a}}', { a: { b: {} }, b: { c: 1 } }, ''],
  ['{{#a}}{{b.c}}{{/a}}', { a: {}, b: { c: 1 } }, '1'],
  ['{{#a}}{{x}}{{/a}}', { a: { x: null }, x: 'outer' }, ''],
  ['{{#a}}{{x}}{{/a}}', { a: { x: '' }, x: 'outer' }, ''],
  ['{{#a}}[{{.}}]{{/a}}', { a: [0, '', false, null, 'x'] }, '[0][][false][][x]'],
  ['{{#a}}{{#.}}{{.}}{{/.}};{{/a}}', { a: [[1, 2], [3]] }, '12;3;'],
  ['{{#a}}{{#b}}{{x}}{{y}}{{/b}}{{/a}}', { a: [{ x: 1, b: [{ y: 2 }, { x: 9 }] }], y: 0 }, '1290'],
  ['{{#a}}x{{/a}}', { a: 'yes' }, 'x'],
  ['{{#a}}x{{/a}}', { a: {} }, 'x'],
  ['{{#a}}x{{/a}}{{^a}}y{{/a}}', { a: '' }, 'y'],
  ['{{#a}}x{{/a}}{{^a}}y{{/a}}', { a: Number.NaN }, 'y'],
  ['{{#a}}x{{/a}}{{^a}}y{{/a}}', { a: 0 }, 'y'],
  ['{{#a}}x{{/a}}{{^a}}y{{/a}}', { a: [[]] }, 'x'],
  ['{{^a}}{{b}}{{/a}}', { b: '<' }, '&lt;'],
  ['{{#a}}x{{/a}}{{^a}}y{{/a}}', { a: [] }, 'y'],
  ['{{# a }}{{ ^b }}{{/ a }}'.replace('{{ ^b }}', '{{b}}'), { a: { b: 1 } }, '1'],
  ['a{{!x}}{{! {y }}b', {}, 'ab'],
  ['{{toString}}{{hasOwnProperty}}{{a.length}}', { a: [1] }, '1'],
  ['{ {a} } }}', { a: 1 }, '{ {a} } }}'],
];

test('cases', () => {
  for (const [source, data, expected] of cases) assert.equal(render(source, data), expected, source);
});

test('errors', () => {
  for (const source of ['{{#a}}', '{{^a}}', '{{/a}}', '{{#a}}{{/b}}', '{{#a}}{{#b}}{{/b}}', '{{#a}}{{#b}}{{/a}}{{/b}}', '{{#a}}{{/a}}{{/a}}'])
    assert.throws(() => parse(source), SyntaxError, source);
});

test('a template does not change what it is given', () => {
  const data = { list: [{ a: 1 }], b: { c: 2 } };
  const copy = structuredClone(data);
  render('{{#list}}{{a}}{{b.c}}{{/list}}{{#b}}{{c}}{{/b}}', data);
  assert.deepEqual(data, copy);
});

test('escapes', () => {
  assert.equal(escapeHtml('&amp;'), '&amp;amp;');
  assert.equal(escapeHtml('a'), 'a');
  assert.equal(escapeHtml(`""''<<>>&&`), '&quot;&quot;&#39;&#39;&lt;&lt;&gt;&gt;&amp;&amp;');
});

test('names of nested sections, each once', () => {
  assert.deepEqual(names('{{^x}}{{#y}}{{{z}}}{{/y}}{{x}}{{/x}}{{!c}}{{.}}'), ['x', 'y', 'z', '.']);
  assert.deepEqual(names('text'), []);
});
