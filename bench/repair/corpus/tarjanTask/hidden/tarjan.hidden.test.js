import assert from 'node:assert/strict';
import { test } from 'node:test';
import { components } from '../src/tarjan.js';

let state = 31337;
function random(below) {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return Math.floor((state / 2147483648) * below);
}

function reachable(graph, from) {
  const seen = new Set([from]);
  for (const node of seen) for (const next of graph[node] ?? []) seen.add(next);
  return seen;
}

/** Two nodes belong together when each is reached from the other. */
function reference(graph) {
  const nodes = [...new Set([...Object.keys(graph), ...Object.values(graph).flat()])].sort();
  const reach = new Map(nodes.map((node) => [node, reachable(graph, node)]));
  const groups = new Map();
  for (const node of nodes) {
    const members = nodes.filter((other) => reach.get(node).has(other) && reach.get(other).has(node));
    groups.set(members.join(), members);
  }
  return [...groups.values()];
}

test('generated graphs', () => {
  for (let round = 0; round < 400; round += 1) {
    const names = 'abcdefgh'.slice(0, 1 + random(8));
    const graph = {};
    for (const name of names) graph[name] = Array.from({ length: random(4) }, () => names[random(names.length)]);
    const found = components(graph);
    const plain = (list) => list.map((one) => one.join()).sort();
    assert.deepEqual(plain(found), plain(reference(graph)), JSON.stringify(graph));
    // A component comes after every component that is reached from it.
    const place = new Map(found.flatMap((one, at) => one.map((node) => [node, at])));
    for (const [node, nexts] of Object.entries(graph)) for (const next of nexts) assert.ok(place.get(next) <= place.get(node));
  }
});

test('a long cycle with chords', () => {
  const graph = {};
  for (let i = 0; i < 300; i += 1) graph[`n${i}`] = [`n${(i + 1) % 300}`, `n${Math.floor(i / 2)}`];
  assert.equal(components(graph).length, 1);
});
