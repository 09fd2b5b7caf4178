import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { NodeStateView } from '../../../src/protocol/graph.ts';
import { edgeLook } from '../../../webview/graph/edgeLooks.ts';
import { neighbour, nodeOfLine } from '../../../webview/graph/neighbours.ts';
import { NodeStates, pendingState } from '../../../webview/graph/nodeStates.ts';
import { beginning, bring, fitWhole, touches, visibleArea, zoom } from '../../../webview/graph/viewport.ts';
import { cannedGraph, cannedWorkflow } from '../../fakes/cannedGraph.ts';

describe('states of a graph', () => {
  const state = (id: string, status: NodeStateView['status']): NodeStateView => ({ ...pendingState(id), status });

  it('are told to those who listen to a node, and to nobody else', () => {
    const states = new NodeStates();
    const told: string[] = [];
    const end = states.listen('a', () => told.push('a'));
    states.listen('b', () => told.push('b'));
    states.listenToAll((ids) => told.push(`all ${ids.join(' ')}`));
    states.apply({ states: [state('a', 'running')], whole: false });
    assert.deepEqual([told.splice(0), states.get('a').status], [['a', 'all a'], 'running']);
    end();
    states.apply({ states: [state('a', 'succeeded')], whole: false });
    assert.deepEqual(told.splice(0), ['all a']);
    states.apply({ states: [state('b', 'failed')], whole: true });
    assert.deepEqual([told.splice(0), states.get('a').status], [['b', 'all b a'], 'pending']);
  });

  it('tick for nodes in work only', () => {
    const states = new NodeStates();
    const told: string[] = [];
    for (const id of ['a', 'b']) states.listen(id, () => told.push(id));
    states.apply({ states: [state('a', 'running'), state('b', 'succeeded')], whole: true });
    told.length = 0;
    states.tick();
    assert.deepEqual(told, ['a']);
  });
});

describe('lines of a graph', () => {
  for (const [kind, from, to, look] of [
    ['needs', 'succeeded', 'running', 'taken'],
    ['needs', 'failed', 'succeeded', 'taken'],
    ['needs', 'running', 'pending', 'open'],
    ['needs', 'succeeded', 'pending', 'open'],
    ['needs', 'succeeded', 'skipped', 'left'],
    ['needs', 'skipped', 'succeeded', 'left'],
    ['needs', 'cancelled', 'running', 'left'],
    ['needs', 'running', 'running', 'open'],
    ['fallback', 'failed', 'succeeded', 'taken'],
    ['fallback', 'succeeded', 'skipped', 'left'],
    ['fallback', 'running', 'pending', 'open'],
  ] as const)
    it(`are ${look} from ${from} to ${to} (${kind})`, () => assert.equal(edgeLook(kind, from, to), look));
});

describe('the place of a graph on the page', () => {
  const size = fc.record({ width: fc.integer({ min: 1, max: 9_000 }), height: fc.integer({ min: 1, max: 9_000 }) });

  it('shows all of it when asked to', () => {
    fc.assert(
      fc.property(size, size, (graph, page) => {
        const placed = fitWhole(graph, page);
        if (placed.scale <= 0.02) return;
        const all = { left: 0, top: 0, right: graph.width, bottom: graph.height };
        const seen = visibleArea(placed, page, 0);
        assert.ok(seen.left <= 1 && seen.top <= 1 && seen.right >= all.right - 1 && seen.bottom >= all.bottom - 1);
      }),
    );
  });

  it('begins where words can be read when the whole would be too small, save for a map of very many', () => {
    const page = { width: 600, height: 500 };
    assert.equal(beginning({ width: 3_000, height: 200, nodes: 12 }, page).scale, 0.7);
    assert.equal(beginning({ width: 3_000, height: 200, nodes: 12 }, page).x, 24);
    assert.ok(beginning({ width: 9_000, height: 9_000, nodes: 900 }, page).scale < 0.1);
  });

  it('zooms around a point that stays where it is', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 4, noNaN: true }), fc.nat(800), fc.nat(600), (factor, x, y) => {
        const before = { x: 30, y: -20, scale: 0.8 };
        const after = zoom(before, factor, { x, y });
        const inGraph = (placed: typeof before) => [(x - placed.x) / placed.scale, (y - placed.y) / placed.scale];
        for (const [index, value] of inGraph(after).entries())
          assert.ok(Math.abs(value - (inGraph(before)[index] ?? 0)) < 1e-6);
      }),
    );
  });

  it('moves no more than it takes to bring a box into sight', () => {
    const page = { width: 800, height: 600 };
    const inSight = { left: 100, top: 100, right: 288, bottom: 158 };
    const placed = { x: 0, y: 0, scale: 1 };
    assert.deepEqual(bring(placed, inSight, page), placed);
    const right = { left: 900, top: 100, right: 1_088, bottom: 158 };
    const moved = bring(placed, right, page);
    assert.deepEqual([moved.y, moved.x], [0, 800 - 24 - 1_088]);
    assert.ok(touches(right, visibleArea(moved, page, 0)));
  });
});

describe('arrow keys in a graph', () => {
  const graph = cannedGraph(cannedWorkflow, ['each']);

  it('lead along the lines to the right and back', () => {
    assert.equal(neighbour(graph, 'plan', 'right'), 'confirm');
    assert.equal(neighbour(graph, 'confirm', 'left'), 'plan');
    assert.equal(neighbour(graph, 'quickest', 'right'), 'publish');
  });

  it('lead up and down within a layer', () => {
    const [upper, lower] =
      (graph.nodes.find(({ id }) => id === 'plan')?.y ?? 0) < (graph.nodes.find(({ id }) => id === 'report')?.y ?? 0)
        ? ['plan', 'report']
        : ['report', 'plan'];
    assert.equal(neighbour(graph, upper, 'down'), lower);
    assert.equal(neighbour(graph, lower, 'up'), upper);
    assert.equal(neighbour(graph, upper, 'up'), undefined);
  });

  it('lead into an open box and out of it again', () => {
    assert.equal(neighbour(graph, 'each', 'down'), 'each/fix');
    assert.equal(neighbour(graph, 'each/fix', 'up'), 'each');
    assert.equal(neighbour(graph, 'each/fix', 'right'), 'each/check');
    assert.equal(neighbour(graph, 'each/check', 'right'), 'each');
    assert.equal(neighbour(graph, 'each/fix', 'left'), 'each');
  });

  it('reach every node from the first', () => {
    const reached = new Set(['prepare']);
    for (const id of reached)
      for (const direction of ['left', 'right', 'up', 'down'] as const) {
        const next = neighbour(graph, id, direction);
        if (next !== undefined) reached.add(next);
      }
    const missed = graph.nodes.map(({ id }) => id).filter((id) => !reached.has(id));
    assert.deepEqual(missed, []);
  });
});

describe('the node of a line', () => {
  const nodes = cannedGraph(cannedWorkflow).nodes.slice(0, 3);
  const [outer, inner, next] = [
    { line: 3, column: 3, endLine: 9, endColumn: 1 },
    { line: 5, column: 7, endLine: 6, endColumn: 20 },
    { line: 9, column: 3, endLine: 10, endColumn: 8 },
  ];
  const graph = {
    nodes: nodes.map((node, index) => ({ ...node, id: `n${index}`, range: [outer, inner, next][index] })),
  };

  it('is the innermost that holds it', () => {
    assert.deepEqual(
      [2, 3, 5, 7, 9, 10, 11].map((line) => nodeOfLine(graph, line)),
      [undefined, 'n0', 'n1', 'n0', 'n2', 'n2', undefined],
    );
  });
});
