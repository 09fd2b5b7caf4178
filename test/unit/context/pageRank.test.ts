import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pageRank } from '../../../src/core/context/map/pageRank.ts';

type Edge = readonly [from: string, to: string, weight: number];

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const edge = fc.tuple(
  fc.constantFrom(...names),
  fc.constantFrom(...names, 'unknown'),
  fc.double({ min: -1, max: 10, noNaN: false }),
);
const start = fc.dictionary(fc.constantFrom(...names, 'unknown'), fc.double({ min: 0, max: 5, noNaN: true }));

function rank(nodes: readonly string[], edges: readonly Edge[], from: Readonly<Record<string, number>>) {
  const edgesOf = (node: string) =>
    edges.filter(([source]) => source === node).map(([, to, weight]) => ({ to, weight }));
  return pageRank({ nodes, edgesOf }, { start: new Map(Object.entries(from)) });
}

describe('personalised PageRank', () => {
  it('adds up to 1, with every rank between 0 and 1, whatever the graph', () => {
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 30 }), start, (edges, from) => {
        const ranks = [...rank(names, edges, from).values()];
        assert.equal(ranks.length, names.length);
        for (const one of ranks) assert.ok(one >= 0 && one <= 1 + 1e-9, String(one));
        assert.ok(Math.abs(ranks.reduce((sum, one) => sum + one, 0) - 1) < 1e-9);
      }),
    );
  });

  it('is the same, bit for bit, whatever the order of nodes and edges', () => {
    const weights = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names), fc.integer({ min: 1, max: 8 }));
    fc.assert(
      fc.property(fc.uniqueArray(weights, { selector: ([a, b]) => a + b, maxLength: 30 }), start, (edges, from) => {
        const one = rank(names, edges, from);
        const other = rank([...names].reverse(), [...edges].reverse(), from);
        assert.deepEqual([...other], [...one]);
        assert.deepEqual([...rank(names, edges, from)], [...one]);
      }),
    );
  });

  it('does not change when all weights are doubled', () => {
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 20 }), start, (edges, from) => {
        const doubled = edges.map(([a, b, weight]): Edge => [a, b, 2 * weight]);
        assert.deepEqual([...rank(names, doubled, from)], [...rank(names, edges, from)]);
      }),
    );
  });

  it('is highest near the start, and falls with the distance', () => {
    const chain: readonly Edge[] = [
      ['a', 'b', 1],
      ['b', 'c', 1],
      ['c', 'd', 1],
    ];
    const ranks = rank(['a', 'b', 'c', 'd', 'e'], chain, { a: 1 });
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = ['a', 'b', 'c', 'd', 'e'].map((node) => ranks.get(node));
    assert.ok(a > b && b > c && c > d && d > e);
    assert.equal(e, 0, 'nothing leads there');
  });

  it('agrees with a solution by hand', () => {
    // a <-> b, begun at a: a = 0.15 + 0.85 b, b = 0.85 a.
    const ranks = rank(
      ['a', 'b'],
      [
        ['a', 'b', 1],
        ['b', 'a', 3],
      ],
      { a: 2 },
    );
    assert.ok(Math.abs((ranks.get('a') ?? 0) - 1 / 1.85) < 1e-6);
  });

  it('gives nothing for nothing, and the same to all without start and edges', () => {
    assert.deepEqual([...rank([], [], {})], []);
    assert.deepEqual([...rank(['a', 'b'], [], {}).values()], [0.5, 0.5]);
  });
});
