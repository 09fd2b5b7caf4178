import assert from 'node:assert/strict';
import { test } from 'node:test';
import { components } from '../src/tarjan.js';

test('a cycle is one component', () => {
  assert.deepEqual(components({ a: ['b'], b: ['c'], c: ['a'] }), [['a', 'b', 'c']]);
});

test('a chain is one component for each node', () => {
  assert.deepEqual(components({ a: ['b'], b: ['c'], c: [] }), [['c'], ['b'], ['a']]);
});

test('two cycles with a bridge', () => {
  assert.deepEqual(
    components({ a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] }),
    [['c', 'd'], ['a', 'b']],
  );
});

test('an edge to a component that is finished', () => {
  assert.deepEqual(components({ a: [], b: ['a', 'c'], c: ['a'] }), [['a'], ['c'], ['b']]);
});

test('nodes that are only named as a target', () => {
  assert.deepEqual(components({ a: ['b'] }), [['b'], ['a']]);
});

test('an empty graph', () => {
  assert.deepEqual(components({}), []);
});
