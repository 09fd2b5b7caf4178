import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeHtml, names, parse, render } from '../src/template.js';

test('values are escaped, raw ones are not', () => {
  assert.equal(render('Hi {{ name }}!', { name: 'A & B' }), 'Hi A &amp; B!');
  assert.equal(render('{{{name}}}', { name: '<b>' }), '<b>');
  assert.equal(escapeHtml(`<a href="x">'&'</a>`), '&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;');
});

test('what is missing is empty, what is falsy is not', () => {
  assert.equal(render('[{{a}}{{b}}]', { a: null }), '[]');
  assert.equal(render('{{a}} {{b}}', { a: 0, b: false }), '0 false');
});

test('dotted names', () => {
  const data = { user: { name: { first: 'Ann' } }, first: 'no' };
  assert.equal(render('{{user.name.first}}', data), 'Ann');
  assert.equal(render('[{{user.age.first}}]', data), '[]');
});

test('sections over lists', () => {
  assert.equal(render('{{#items}}<{{name}}>{{/items}}', { items: [{ name: 'a' }, { name: 'b' }] }), '<a><b>');
  assert.equal(render('{{#items}}{{.}},{{/items}}', { items: [1, 2, 0] }), '1,2,0,');
  assert.equal(render('{{#items}}x{{/items}}', { items: [] }), '');
});

test('sections over objects and flags', () => {
  assert.equal(render('{{#user}}{{name}}{{/user}}', { user: { name: 'Ann' } }), 'Ann');
  assert.equal(render('{{#yes}}{{name}}{{/yes}}{{#no}}x{{/no}}', { yes: true, no: 0, name: 'Ann' }), 'Ann');
});

test('inner names hide outer ones', () => {
  assert.equal(render('{{#a}}{{x}}{{y}}{{/a}}{{x}}', { x: 1, y: 2, a: { x: 3 } }), '321');
});

test('inverted sections', () => {
  assert.equal(render('{{^items}}none{{/items}}', { items: [] }), 'none');
  assert.equal(render('{{^items}}none{{/items}}', { items: [0] }), '');
  assert.equal(render('{{^items}}none{{/items}}', {}), 'none');
});

test('comments are left out', () => {
  assert.equal(render('a{{! not this }}b', {}), 'ab');
});

test('only own properties are values', () => {
  assert.equal(render('[{{constructor}}{{name.length}}]', { name: 'abc' }), '[]');
});

test('sections must be closed as they were opened', () => {
  assert.throws(() => parse('{{#a}}x'), SyntaxError);
  assert.throws(() => parse('{{#a}}{{#b}}{{/a}}{{/b}}'), SyntaxError);
  assert.throws(() => parse('x{{/a}}'), SyntaxError);
});

test('names', () => {
  assert.deepEqual(names('{{a}} {{#b}}{{c}}{{a}}{{/b}} {{{d.e}}} {{^f}}{{/f}}{{! g }}'), ['a', 'b', 'c', 'd.e', 'f']);
});
