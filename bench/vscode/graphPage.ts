import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { GraphView, NodeStatesView } from '../../src/protocol/graph.ts';

const root = path.resolve(import.meta.dirname, '../..');
const origin = 'http://127.0.0.1:1';

/** What a graph took in the browser, in ms. */
export interface DrawnGraph {
  /** From the beginning of the page's script until the graph is painted. */
  readonly firstDrawMs: number;
  /** The frames of the updates, each with script, style, layout and paint. */
  readonly updateMs: readonly number[];
  /** The same in time of the page's own thread on a processor, which does not grow with what else the machine does. */
  readonly firstDrawCpuMs: number;
  /** The mean of all updates. */
  readonly updateCpuMs: number;
}

/** What a page's main thread has used of a processor, in ms. */
async function threadMs(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  };
}

/** How much is measured. */
export interface UpdatePlan {
  readonly updates: number;
  /** Nodes that change in one update. */
  readonly changed: number;
}

/** Functions in the page: when a frame is painted, and how long one takes that does something. */
const clock = `
  window.painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(0);
  }));
  window.frameOf = (action) => new Promise((done) => requestAnimationFrame(() => {
    const began = performance.now();
    action();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now() - began);
    port2.postMessage(0);
  }));`;

/**
 * The page of the extension as it ships, with calls answered in the page as VS Code would: by messages that are cloned. A
 * question for states that changed is answered within a frame, so that the frame is what is measured.
 */
export async function drawOurs(
  browser: Browser,
  { graph, states, plan, near }: { graph: GraphView; states: NodeStatesView; plan: UpdatePlan; near: boolean },
): Promise<DrawnGraph> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.route(`${origin}/**`, (route) => {
    const file = new URL(route.request().url()).pathname.slice(1);
    if (file !== '') return route.fulfill({ path: path.join(root, 'dist/webview', file) });
    const body = `<!DOCTYPE html><html><head><link rel="stylesheet" href="graph.css"></head>
      <body data-texts="{}" data-state="{&quot;runId&quot;:&quot;r&quot;}"><div id="root"></div>
      <script>window.began = performance.now();</script><script src="graph.js"></script></body></html>`;
    return route.fulfill({ contentType: 'text/html', body });
  });
  await page.addInitScript({
    content: `${clock}
    const graph = ${JSON.stringify(graph)};
    const states = ${JSON.stringify(states)};
    window.answerStates = undefined;
    window.firstDraw = new Promise((resolve) => {
      const look = () => {
        if (document.querySelector('.crowd .box') === null) requestAnimationFrame(look);
        else painted().then((at) => resolve(at - window.began));
      };
      look();
    });
    const done = (id, output) => window.postMessage({ rpc: 'done', id, output }, '*');
    window.acquireVsCodeApi = () => ({
      getState: () => undefined,
      setState: () => undefined,
      postMessage: ({ rpc, id, name, input }) => {
        if (rpc !== 'call') return;
        if (name === 'getGraph') done(id, { graph, problems: [] });
        else if (name === 'getNodeStates' && !input.since) done(id, states);
        else if (name === 'getNodeStates')
          window.answerStates?.((output) => window.dispatchEvent(new MessageEvent('message', { data: { rpc: 'done', id, output } })));
      },
    });`,
  });
  const used = await threadMs(page);
  await page.goto(`${origin}/`);
  const firstDrawMs = await page.evaluate<number>('window.firstDraw');
  const firstDrawCpuMs = await used();
  if (near) for (let step = 0; step < 14; step++) await page.keyboard.press('+');
  const before = await used();
  const updateMs = await page.evaluate<number[]>(updates(graph, states, plan));
  const updateCpuMs = ((await used()) - before) / plan.updates;
  await page.close();
  return { firstDrawMs, updateMs, firstDrawCpuMs, updateCpuMs };
}

/** In the page: one update after the other, each of other nodes. */
function updates(
  graph: GraphView,
  { states, ...rest }: NodeStatesView,
  { updates: count, changed }: UpdatePlan,
): string {
  const [pattern] = states;
  const ids = graph.nodes.map(({ id }) => id);
  return `(async () => {
    const ids = ${JSON.stringify(ids)};
    const pattern = ${JSON.stringify(pattern)};
    const words = ['running', 'succeeded', 'failed', 'waiting'];
    const frames = [];
    for (let update = 0; update < ${count}; update++) {
      const states = Array.from({ length: ${changed} }, (_, index) => {
        const id = ids[(update * 131 + index * 17) % ids.length];
        return { ...pattern, id, status: words[(update + index) % words.length] };
      });
      const answer = await new Promise((resolve) => {
        window.answerStates = resolve;
        window.postMessage({ rpc: 'event', name: 'didChangeStates', value: null }, '*');
      });
      window.answerStates = undefined;
      frames.push(await frameOf(() => answer({ ...${JSON.stringify(rest)}, states, whole: false })));
    }
    return frames;
  })()`;
}

/** Cytoscape.js on a canvas, with the places given, so that only its drawing is measured. */
export async function drawCytoscape(
  browser: Browser,
  { graph, plan }: { graph: GraphView; plan: UpdatePlan },
): Promise<DrawnGraph> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const used = await threadMs(page);
  await page.setContent('<div id="graph" style="width:1400px;height:860px"></div>');
  await page.addScriptTag({ content: clock });
  const library = path.join(root, 'bench/node_modules/cytoscape/dist/cytoscape.min.js');
  await loadTimed(page, library);
  const elements = [
    ...graph.nodes.map(({ id, name, x, y, width, height }) => ({
      data: { id, name, status: 'pending' },
      position: { x: x + width / 2, y: y + height / 2 },
    })),
    ...graph.edges.map(({ from, to }) => ({ data: { source: from, target: to } })),
  ];
  const drawMs = await page.evaluate<number>(`(async () => {
    const elements = ${JSON.stringify(elements)};
    const began = performance.now();
    const colour = { running: 'blue', succeeded: 'green', failed: 'red', waiting: 'orange', pending: 'gray' };
    window.cy = cytoscape({
      container: document.getElementById('graph'),
      elements,
      layout: { name: 'preset' },
      style: [
        { selector: 'node', style: { shape: 'round-rectangle', width: 188, height: 58, label: 'data(name)',
          'background-color': (node) => colour[node.data('status')] } },
        { selector: 'edge', style: { 'curve-style': 'bezier', 'target-arrow-shape': 'triangle' } },
      ],
    });
    cy.fit();
    return (await painted()) - began;
  })()`);
  const firstDrawCpuMs = await used();
  const updateMs = await page.evaluate<number[]>(`(async () => {
    const words = ['running', 'succeeded', 'failed', 'waiting'];
    const frames = [];
    for (let update = 0; update < ${plan.updates}; update++) {
      const render = new Promise((done) => cy.one('render', done));
      const began = await frameOf(() => cy.batch(() => {
        for (let index = 0; index < ${plan.changed}; index++)
          cy.nodes()[(update * 131 + index * 17) % ${graph.nodes.length}].data('status', words[(update + index) % 4]);
      }));
      // It draws in a frame of its own, behind the one in which it was told.
      const later = await frameOf(() => undefined);
      await render;
      frames.push(began + later);
    }
    return frames;
  })()`);
  const updateCpuMs = ((await used()) - firstDrawCpuMs) / plan.updates;
  const loadMs = await page.evaluate<number>('window.loadedMs');
  await page.close();
  return { firstDrawMs: loadMs + drawMs, updateMs, firstDrawCpuMs, updateCpuMs };
}

async function loadTimed(page: Page, file: string): Promise<void> {
  await page.addScriptTag({ content: 'window.loadBegan = performance.now();' });
  await page.addScriptTag({ path: file });
  await page.addScriptTag({ content: 'window.loadedMs = performance.now() - window.loadBegan;' });
}
