import path from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser, CDPSession, Page } from 'playwright-core';
import type { TraceView } from '../../src/protocol/trace.ts';

const root = path.resolve(import.meta.dirname, '../..');
const origin = 'http://127.0.0.1:1';

/** What a trace took in the browser. */
export interface DrawnTrace {
  /** From the arrival of the data until tree and timeline are painted, ms. */
  readonly firstDrawMs: number;
  /** Frames of scrolling through the tree, and of zooming the timeline: script, style, layout and paint, ms. */
  readonly scrollMs: readonly number[];
  readonly zoomMs: readonly number[];
  /** What of it the page's own thread was busy, so that it does not matter what else the machine does. */
  readonly firstDrawCpuMs: number;
  readonly scrollCpuMs: number;
  /** Heap of the page and what hangs on it (arrays), after a collection, MB. */
  readonly memoryMb: number;
}

/** When a frame is painted, and how long one takes that does something. */
const clock = `
  window.painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(0);
  }));
  window.frameOf = (action) => new Promise((done) => requestAnimationFrame(() => {
    const began = performance.now();
    action();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now() - began);
      port2.postMessage(0);
    });
  }));`;

const scrolls = 60;

/** Jumps that leave no row in sight where it was. */
const scrolling = (selector: string) => `(async () => {
  const box = document.querySelector(${JSON.stringify(selector)});
  const frames = [];
  for (let step = 1; step <= ${scrolls}; step++)
    frames.push(await frameOf(() => { box.scrollTop = ((step * 7919) % ${scrolls * 100}) / ${scrolls * 100} * (box.scrollHeight - box.clientHeight); }));
  return frames;
})()`;

const zooming = `(async () => {
  const box = document.querySelector('.flame');
  const frames = [];
  for (let step = 0; step < 20; step++) {
    const key = step < 10 ? '+' : '-';
    frames.push(await frameOf(() => box.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))));
  }
  return frames;
})()`;

/** How long a frame takes in which nothing is done: what a scroll takes is counted above it. */
const idleFrames = `(async () => {
  const frames = [];
  for (let step = 0; step < 30; step++) frames.push(await frameOf(() => undefined));
  return frames.sort((a, b) => a - b)[15];
})()`;

/** The page of the extension as it ships; its one large answer is in the page before it is asked for. */
export async function drawOurs(browser: Browser, view: TraceView): Promise<DrawnTrace> {
  const page = await openPage(browser, {
    css: 'trace.css',
    script: '<script src="trace.js"></script>',
    init: `${clock}
    const revive = (value) => {
      if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
      if (value.typedArray) return new globalThis[value.typedArray](Uint8Array.from(atob(value.base64), (one) => one.charCodeAt(0)).buffer);
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revive(inner)]));
    };
    let view = revive(${JSON.stringify(view, encode)});
    const done = (id, output) => window.postMessage({ rpc: 'done', id, output }, '*');
    window.acquireVsCodeApi = () => ({
      getState: () => undefined,
      setState: () => undefined,
      postMessage: ({ rpc, id, name }) => {
        if (rpc !== 'call' || name !== 'getTrace') return;
        window.release = () => {
          window.began = performance.now();
          done(id, { view, asked: undefined });
          view = undefined;
        };
      },
    });`,
  });
  await page.waitForFunction('window.release !== undefined');
  return measured(page, { box: '.tree', row: '[role=treeitem]', begin: 'release()', zoom: zooming });
}

/** A list of the same rows by TanStack Virtual, without a timeline, without a tree. */
export async function drawPeer(browser: Browser, labels: readonly string[]): Promise<DrawnTrace> {
  const bundle = await esbuild.build({
    stdin: { contents: peerScript, resolveDir: path.join(root, 'bench'), loader: 'js' },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const page = await openPage(browser, {
    css: 'trace.css',
    script: `<script>${bundle.outputFiles[0]?.text ?? ''}</script>`,
    init: `${clock} window.labels = ${JSON.stringify(labels)};`,
  });
  await page.waitForFunction('window.begin !== undefined');
  return measured(page, { box: '.list', row: '.row', begin: 'begin()', zoom: '[]' });
}

const peerScript = `
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
window.begin = () => {
window.began = performance.now();
const list = document.getElementById('root');
list.className = 'list';
list.style.cssText = 'height: 500px; overflow: auto; position: relative';
const all = list.appendChild(document.createElement('div'));
const rows = new Map();
const virtualizer = new Virtualizer({
  count: window.labels.length,
  getScrollElement: () => list,
  estimateSize: () => 24,
  overscan: 6,
  scrollToFn: elementScroll,
  observeElementRect,
  observeElementOffset,
  onChange: draw,
});
virtualizer._didMount();
virtualizer._willUpdate();
function draw() {
  all.style.height = virtualizer.getTotalSize() + 'px';
  const seen = new Set();
  for (const { index, start } of virtualizer.getVirtualItems()) {
    seen.add(index);
    let row = rows.get(index);
    if (!row) {
      row = all.appendChild(document.createElement('div'));
      row.className = 'row';
      row.textContent = window.labels[index];
      rows.set(index, row);
    }
    row.style.cssText = 'position: absolute; height: 24px; transform: translateY(' + start + 'px)';
  }
  for (const [index, row] of rows) if (!seen.has(index)) { row.remove(); rows.delete(index); }
}
draw();
};`;

const sessions = new WeakMap<Page, CDPSession>();

async function openPage(
  browser: Browser,
  { css, script, init }: { readonly css: string; readonly script: string; readonly init: string },
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.route(`${origin}/**`, (route) => {
    const file = new URL(route.request().url()).pathname.slice(1);
    if (file !== '') return route.fulfill({ path: path.join(root, 'dist/webview', file) });
    const body = `<!DOCTYPE html><html><head><link rel="stylesheet" href="${css}"></head>
      <body data-texts="{}" data-state="{}"><div id="root"></div>${script}</body></html>`;
    return route.fulfill({ contentType: 'text/html', body });
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  sessions.set(page, session);
  await page.addInitScript({ content: init });
  await page.goto(`${origin}/`);
  return page;
}

/** Where a page is scrolled, how a row of it is found, what begins it and what zooms it. */
interface Steps {
  readonly box: string;
  readonly row: string;
  readonly begin: string;
  readonly zoom: string;
}

async function measured(page: Page, { box, row, begin, zoom }: Steps): Promise<DrawnTrace> {
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page));
  const idleCpuMs = await busyMs(session);
  const firstDrawMs = await page.evaluate<number>(`(async () => {
    ${begin};
    while (!document.querySelector(${JSON.stringify(row)})) await new Promise((done) => setTimeout(done));
    return (await painted()) - window.began;
  })()`);
  const firstDrawCpuMs = (await busyMs(session)) - idleCpuMs;
  const idleMs = await page.evaluate<number>(idleFrames);
  const work = (frames: readonly number[]) => frames.map((ms) => Math.max(0, ms - idleMs));
  const beforeMs = await busyMs(session);
  const scrollMs = work(await page.evaluate<number[]>(scrolling(box)));
  const scrollCpuMs = ((await busyMs(session)) - beforeMs) / scrollMs.length;
  const zoomMs = work(await page.evaluate<number[]>(zoom));
  const memoryMb = await memoryOf(session);
  await page.close();
  return { firstDrawMs, scrollMs, zoomMs, firstDrawCpuMs, scrollCpuMs, memoryMb };
}

/** CPU time that the page's thread has spent on tasks. */
async function busyMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
}

async function memoryOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const usage = (await session.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number };
  return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 1e6;
}

function encode(_key: string, value: unknown): unknown {
  if (!ArrayBuffer.isView(value)) return value;
  const base64 = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  return { typedArray: value.constructor.name, base64 };
}
