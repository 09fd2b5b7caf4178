import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { ReviewView } from '../../src/protocol/runView.ts';

const root = path.resolve(import.meta.dirname, '../..');
const origin = 'http://127.0.0.1:1';

/** What a review took in the browser, in ms. */
export interface DrawnReview {
  /** From the beginning of the page's script until every hunk is in the page and what is in sight is painted. */
  readonly firstDrawMs: number;
  /** From a key to the paint of what it did: accept a hunk, move to the next one. */
  readonly decisionMs: readonly number[];
  readonly stepMs: readonly number[];
  /** From a letter in the filter to the paint of what is left. */
  readonly filterMs: readonly number[];
  /** What of it the page's own thread was busy, whatever else the machine does; decisions as their mean. */
  readonly firstDrawCpuMs: number;
  readonly decisionCpuMs: number;
}

const decisions = 20;

/** The page of the extension as it ships; its calls are answered in the page, by messages that are cloned, as VS Code sends them. */
export async function drawReview(browser: Browser, view: ReviewView): Promise<DrawnReview> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.route(`${origin}/**`, (route) => {
    const file = new URL(route.request().url()).pathname.slice(1);
    if (file !== '') return route.fulfill({ path: path.join(root, 'dist/webview', file) });
    const body = `<!DOCTYPE html><html><head><link rel="stylesheet" href="review.css"></head>
      <body data-texts="{}" data-state="{}"><div id="root"></div>
      <script>window.began = performance.now();</script><script src="review.js"></script></body></html>`;
    return route.fulfill({ contentType: 'text/html', body });
  });
  await page.addInitScript({ content: host(view) });
  const used = await threadMs(page);
  await page.goto(`${origin}/`);
  const firstDrawMs = await page.evaluate<number>('window.firstDraw');
  const firstDrawCpuMs = await used();
  const decisionMs = await page.evaluate<number[]>(pressing('a', 'document.querySelectorAll(".hunk.decided").length'));
  const decisionCpuMs = ((await used()) - firstDrawCpuMs) / decisions;
  const stepMs = await page.evaluate<number[]>(
    pressing('j', '[...document.querySelectorAll(".hunk")].findIndex((hunk) => hunk.classList.contains("current"))'),
  );
  const filterMs = await page.evaluate<number[]>(filtering);
  await page.close();
  return { firstDrawMs, decisionMs, stepMs, filterMs, firstDrawCpuMs, decisionCpuMs };
}

/** VS Code's and the engine's side of the page: decisions are kept, and the whole review is sent again after each. */
const host = (view: ReviewView) => `
  window.painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(0);
  }));
  let view = ${JSON.stringify(view)};
  const total = view.files.reduce((sum, file) => sum + file.hunks.length, 0);
  window.firstDraw = new Promise((resolve) => {
    const look = () => {
      if (document.getElementsByClassName('hunk').length < total) requestAnimationFrame(look);
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
      if (name === 'decide') {
        const change = (hunk) => input.hunkIds.includes(hunk.hunkId) ? { ...hunk, decision: input.decision } : hunk;
        view = { ...view, files: view.files.map((file) => ({ ...file, hunks: file.hunks.map(change) })) };
        window.postMessage({ rpc: 'event', name: 'didChangeReview', value: null }, '*');
        done(id, null);
      } else if (name === 'getReview') done(id, view);
    },
  });`;

/** Presses a key again and again, each time until what is \`seen\` changes and is painted. */
const pressing = (key: string, seen: string) => `(async () => {
  const times = [];
  for (let step = 0; step < ${decisions}; step++) {
    const before = ${seen};
    const began = performance.now();
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', bubbles: true }));
    while (${seen} === before) await new Promise((done) => setTimeout(done));
    times.push((await painted()) - began);
    // Until nothing is under way, so that one does not pay for the one before.
    for (let quiet = 0; quiet < 5; quiet++) await painted();
  }
  return times;
})()`;

const filtering = `(async () => {
  const times = [];
  const box = document.getElementById('filter');
  for (const text of ['part4', 'part49', 'part4', '', 'i', 'it', '']) {
    const began = performance.now();
    box.value = text;
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    times.push((await painted()) - began);
    for (let quiet = 0; quiet < 5; quiet++) await painted();
  }
  return times;
})()`;

/** What the page's main thread has used of a processor, in ms. */
async function threadMs(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  };
}
