import assert from 'node:assert/strict';
import fc from 'fast-check';
import { edgePath } from '../../../src/core/graph/edgePath.ts';
import { type GraphLayout, type LayoutBox, layoutGraph, type PlacedBox } from '../../../src/core/graph/layout.ts';
import { layoutNested, type NestedBox, type NestedGraph } from '../../../src/core/graph/nestedLayout.ts';

const size = fc.integer({ min: 10, max: 300 });
const boxes = fc
  .array(fc.tuple(size, size), { maxLength: 40 })
  .map((sizes) => sizes.map(([width, height], index): LayoutBox => ({ id: `n${index}`, width, height })));
/** Any edges: cycles, loops, doubles, unknown ends. */
const graphs = boxes.chain((nodes) => {
  const end = fc.integer({ min: 0, max: nodes.length }).map((index) => `n${index}`);
  return fc.record({
    nodes: fc.constant(nodes),
    edges: fc.array(fc.record({ from: end, to: end }), { maxLength: 80 }),
  });
});

const apart = (a: PlacedBox, b: PlacedBox) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

const boxOf = (layout: Pick<GraphLayout, 'boxes'>, id: string) => {
  const found = layout.boxes.find((box) => box.id === id);
  assert.ok(found, id);
  return found;
};

describe('graph layout', () => {
  it('never lets boxes overlap, keeps their sizes, and stays within its bounds', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        const layout = layoutGraph(nodes, edges);
        assert.deepEqual(
          layout.boxes.map(({ id, width, height }) => ({ id, width, height })),
          nodes,
        );
        for (const [index, box] of layout.boxes.entries()) {
          assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= layout.width, JSON.stringify(box));
          assert.ok(box.y + box.height <= layout.height + 1, JSON.stringify([box, layout.height]));
          for (const other of layout.boxes.slice(index + 1)) assert.ok(apart(box, other), JSON.stringify([box, other]));
        }
      }),
    );
  });

  it('lets every edge lead to the right, from one box to the other, save those that close a cycle', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        const layout = layoutGraph(nodes, edges);
        for (const { from, to, points, back } of layout.edges) {
          const [a, b] = [boxOf(layout, from), boxOf(layout, to)];
          if (!back) assert.ok(a.x + a.width < b.x, `${from} -> ${to}`);
          const [left, right] = back ? [b, a] : [a, b];
          const way = back ? points.toReversed() : points;
          assert.deepEqual([way[0]?.[0], way.at(-1)?.[0]], [left.x + left.width, right.x]);
          for (const [index, [x]] of way.entries()) assert.ok(x >= (way[index - 1]?.[0] ?? 0));
        }
      }),
    );
  });

  it('draws every edge between two known boxes once, and turns none round when there is no cycle', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        const known = new Set(nodes.map(({ id }) => id));
        const wanted = edges.filter(({ from, to }) => known.has(from) && known.has(to) && from !== to);
        const keys = new Set(wanted.map(({ from, to }) => `${from} ${to}`));
        const drawn = layoutGraph(nodes, edges).edges.map(({ from, to }) => `${from} ${to}`);
        assert.deepEqual(drawn.toSorted(), [...keys].sort());
        const acyclic = edges.filter(({ from, to }) => Number(from.slice(1)) < Number(to.slice(1)));
        assert.ok(layoutGraph(nodes, acyclic).edges.every(({ back }) => !back));
      }),
    );
  });

  it('gives the same for the same', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        assert.deepEqual(layoutGraph(nodes, edges), layoutGraph(structuredClone(nodes), structuredClone(edges)));
      }),
    );
  });

  it('leads a long edge around the boxes between its ends', () => {
    const nodes = ['a', 'b', 'c'].map((id) => ({ id, width: 100, height: 50 }));
    const layout = layoutGraph(nodes, [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'a', to: 'c' },
    ]);
    const between = boxOf(layout, 'b');
    const long = layout.edges.find(({ from, to }) => from === 'a' && to === 'c');
    const through = long?.points.filter(([x]) => x >= between.x && x <= between.x + between.width) ?? [];
    assert.equal(through.length, 2);
    for (const [, y] of through) assert.ok(y < between.y || y > between.y + between.height, String(y));
  });

  it('has no crossing where none is needed', () => {
    const nodes = ['a', 'b', 'c', 'd'].map((id) => ({ id, width: 100, height: 50 }));
    const layout = layoutGraph(nodes, [
      { from: 'a', to: 'd' },
      { from: 'b', to: 'c' },
    ]);
    const over = (one: string, other: string) => boxOf(layout, one).y < boxOf(layout, other).y;
    assert.equal(over('a', 'b'), over('d', 'c'));
  });

  it('writes the way of an edge as a path that begins and ends where the edge does', () => {
    const points = [
      [10, 5],
      [30, 5],
      [80, 25],
    ] as const;
    assert.equal(edgePath({ from: 'a', to: 'b', points, back: false }), 'M10 5H30C55 5 55 25 80 25');
    assert.equal(
      edgePath({ from: 'b', to: 'a', points: points.toReversed(), back: true }),
      'M80 25C55 25 55 5 30 5H10',
    );
  });

  it('places a thousand nodes in a moment', () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({ id: `n${index}`, width: 188, height: 56 }));
    const edges = many
      .slice(1)
      .flatMap((_, index) => [
        { from: `n${Math.floor(index / 2)}`, to: `n${index + 1}` },
        ...(index % 2 === 0 ? [{ from: `n${Math.max(0, index - 30)}`, to: `n${index + 1}` }] : []),
      ]);
    layoutGraph(many, edges);
    // Time on a processor: what else the machine does is no fault of ours.
    const before = process.cpuUsage();
    layoutGraph(many, edges);
    const { user } = process.cpuUsage(before);
    assert.ok(user < 500_000, `${user / 1_000} ms`);
  });
});

describe('nested graph layout', () => {
  const leaf = (id: string): NestedBox => ({ id, width: 100, height: 40, inside: [] });
  const loop: NestedGraph = {
    boxes: [
      leaf('start'),
      {
        id: 'loop',
        width: 100,
        height: 40,
        inside: [
          {
            label: 'first',
            boxes: [
              leaf('loop/a'),
              { id: 'loop/in', width: 1, height: 1, inside: [{ boxes: [leaf('x')], edges: [] }] },
            ],
            edges: [{ from: 'loop/a', to: 'loop/in' }],
          },
          { label: 'second', boxes: [leaf('loop/b')], edges: [] },
        ],
      },
      leaf('end'),
    ],
    edges: [
      { from: 'start', to: 'loop' },
      { from: 'loop', to: 'end' },
    ],
  };

  it('holds what is inside a box within it, and what is beside it apart', () => {
    const layout = layoutNested(loop);
    const at = (id: string) => boxOf(layout, id);
    const within = (inner: PlacedBox, outer: PlacedBox) =>
      inner.x > outer.x &&
      inner.y > outer.y &&
      inner.x + inner.width < outer.x + outer.width &&
      inner.y + inner.height < outer.y + outer.height;
    for (const [inner, outer] of [
      ['loop/a', 'loop'],
      ['loop/b', 'loop'],
      ['loop/in', 'loop'],
      ['x', 'loop/in'],
    ] as const)
      assert.ok(within(at(inner), at(outer)), `${inner} in ${outer}`);
    for (const [one, other] of [
      ['start', 'loop'],
      ['loop', 'end'],
      ['loop/a', 'loop/in'],
      ['loop/a', 'loop/b'],
    ] as const)
      assert.ok(apart(at(one), at(other)), `${one} beside ${other}`);
  });

  it('draws edges inside and outside, each from box to box, and labels above what they name', () => {
    const layout = layoutNested(loop);
    assert.deepEqual(layout.edges.map(({ from, to }) => `${from} ${to}`).sort(), [
      'loop end',
      'loop/a loop/in',
      'start loop',
    ]);
    for (const { from, to, points } of layout.edges) {
      const [a, b] = [boxOf(layout, from), boxOf(layout, to)];
      assert.deepEqual(points[0], [a.x + a.width, a.y + a.height / 2]);
      assert.deepEqual(points.at(-1), [b.x, b.y + b.height / 2]);
    }
    const [first, second] = layout.labels;
    assert.equal(first?.text, 'first');
    assert.ok((first?.y ?? 0) < boxOf(layout, 'loop/a').y && (second?.y ?? 0) < boxOf(layout, 'loop/b').y);
    assert.ok((second?.y ?? 0) > boxOf(layout, 'loop/a').y);
  });

  it('takes an empty graph', () => {
    assert.deepEqual(layoutNested({ boxes: [], edges: [] }), { boxes: [], edges: [], labels: [], width: 0, height: 0 });
  });
});
