// node bench/vscode/graph.ts [-- --json | --runs 5]: a graph of 1,000 nodes, first drawn and updated, in a real browser.
import { parseArgs } from 'node:util';
import { layoutGraph } from '../../src/core/graph/layout.ts';
import type { GraphView } from '../../src/protocol/graph.ts';
import { launchBrowser } from '../../test/e2e/harness/chromium.ts';
import { cannedStates, manyNodes } from '../../test/fakes/cannedGraph.ts';
import { installPeers } from '../installPeers.ts';
import { type DrawnGraph, drawCytoscape, drawOurs } from './graphPage.ts';
import { median, round } from './statistics.ts';

const plan = { updates: 20, changed: 50 } as const;

/** What a graph of 1,000 nodes takes. Medians over the runs, in ms; an update changes 50 nodes. */
export interface GraphFigures {
  /** Layout in the engine's thread and the first picture in the page together. */
  readonly graph1000FirstDrawMs: number;
  /** One frame, the whole graph in sight. */
  readonly graph1000UpdateMs: number;
  /** The same near enough to read words. */
  readonly graph1000NearUpdateMs: number;
  readonly graph1000LayoutMs: number;
  /** First picture and updates in time of the page's thread on a processor: comparable on a busy machine. */
  readonly graph1000FirstDrawCpuMs: number;
  readonly graph1000UpdateCpuMs: number;
}

/** Measures the page as it was built; `npm run build` comes first. */
export async function measureGraph(runs: number): Promise<GraphFigures> {
  const graph = manyNodes(1_000);
  const states = { ...cannedStates, states: cannedStates.states.slice(0, 1) };
  const browser = await launchBrowser();
  try {
    const far: DrawnGraph[] = [];
    const near: DrawnGraph[] = [];
    const layout: number[] = [];
    // The first round warms up.
    for (let run = 0; run <= runs; run++) {
      const whole = await drawOurs(browser, { graph, states, plan, near: false });
      const close = await drawOurs(browser, { graph, states, plan, near: true });
      const took = layoutMs(graph);
      if (run === 0) continue;
      far.push(whole);
      near.push(close);
      layout.push(took);
    }
    const layoutOf = median(layout);
    return {
      graph1000FirstDrawMs: round(layoutOf + median(far.map(({ firstDrawMs }) => firstDrawMs))),
      graph1000UpdateMs: median(far.flatMap(({ updateMs }) => updateMs)),
      graph1000NearUpdateMs: median(near.flatMap(({ updateMs }) => updateMs)),
      graph1000LayoutMs: layoutOf,
      graph1000FirstDrawCpuMs: median(far.map(({ firstDrawCpuMs }) => firstDrawCpuMs)),
      graph1000UpdateCpuMs: median(far.map(({ updateCpuMs }) => updateCpuMs)),
    };
  } finally {
    await browser.close();
  }
}

function layoutMs({ nodes, edges }: GraphView): number {
  const began = performance.now();
  layoutGraph(
    nodes.map(({ id, width, height }) => ({ id, width, height })),
    edges,
  );
  return performance.now() - began;
}

/** The same with cytoscape for the picture and dagre for the layout. */
export async function measureGraphPeers(runs: number) {
  installPeers(['cytoscape', '@dagrejs/dagre']);
  const graph = manyNodes(1_000);
  const browser = await launchBrowser();
  try {
    const drawn: DrawnGraph[] = [];
    for (let run = 0; run <= runs; run++) {
      const one = await drawCytoscape(browser, { graph, plan });
      if (run > 0) drawn.push(one);
    }
    return {
      cytoscapeFirstDrawMs: median(drawn.map(({ firstDrawMs }) => firstDrawMs)),
      cytoscapeUpdateMs: median(drawn.flatMap(({ updateMs }) => updateMs)),
      cytoscapeFirstDrawCpuMs: median(drawn.map(({ firstDrawCpuMs }) => firstDrawCpuMs)),
      cytoscapeUpdateCpuMs: median(drawn.map(({ updateCpuMs }) => updateCpuMs)),
      dagreLayoutMs: round(await dagreMs(graph)),
    };
  } finally {
    await browser.close();
  }
}

/** Its fastest way of ranking; the one it takes when it is not told needs many times as long. */
async function dagreMs({ nodes, edges }: GraphView): Promise<number> {
  const dagre = await import('@dagrejs/dagre');
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', ranker: 'longest-path' });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const { from, to } of edges) graph.setEdge(from, to);
  const began = performance.now();
  dagre.layout(graph);
  return performance.now() - began;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, runs: { type: 'string', default: '5' } } });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a whole number above 0');
  const ours = await measureGraph(runs);
  if (values.json !== true) console.log('Loopwright', ours, '\npeers', await measureGraphPeers(runs));
  console.log(JSON.stringify(ours));
}
