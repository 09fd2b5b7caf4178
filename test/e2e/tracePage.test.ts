import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import { createTraceReader } from '../../src/app/traceReader.ts';
import { CodedError } from '../../src/base/errors.ts';
import type { CompareContract } from '../../src/protocol/compare.ts';
import type { Handlers } from '../../src/protocol/rpc.ts';
import type { TraceContract } from '../../src/protocol/trace.ts';
import { eventually } from '../eventually.ts';
import { cannedComparison } from '../fakes/cannedComparison.ts';
import { createTracedRun, tracedRunId } from '../fakes/tracedRun.ts';
import { seriousFindings } from './harness/axe.ts';
import { launchBrowser } from './harness/chromium.ts';
import { openWebviewPage, type WebviewPage } from './harness/webviewPage.ts';

const forever = new AbortController().signal;
const run = { workspace: '/home/ada/place', runId: tracedRunId };

// The built page in a browser, answered by the engine's own reader over a log; no VS Code is needed for these.
describe('the Trace page', function () {
  this.timeout(120_000);
  let browser: Browser;
  let view: WebviewPage<TraceContract>;
  let page: Page;
  const traced = createTracedRun();
  const reader = createTraceReader(traced.app);
  const opened: unknown[] = [];
  let gone = false;
  const handlers: Handlers<TraceContract> = {
    async getTrace({ known }) {
      if (gone) throw new CodedError('run.unknown', 'This run is no longer on record.');
      return { view: await reader.getTrace(run, known, forever), asked: undefined };
    },
    getSpan: ({ span }) => reader.getSpan(run, span, forever),
    getSpanText: (at) => reader.getText(run, at, forever),
    searchTrace: ({ text }) => reader.search(run, text, forever),
    openPlace: async (place) => {
      opened.push(place);
      return null;
    },
    copyTrace: async ({ format }) => ({ said: `Copied as ${format}.` }),
    compareWith: async () => null,
  };
  const row = (name: RegExp): Locator => page.getByRole('treeitem', { name });
  const tree = () => page.getByRole('tree', { name: 'Spans' });
  const chosen = () => page.locator('[role=treeitem][aria-selected=true]').textContent();
  const clickRow = async (name: RegExp, nth = 0) => {
    await row(name).nth(nth).click();
    await page.locator('.detail:not([aria-busy=true])').waitFor();
  };

  before(async () => {
    browser = await launchBrowser();
    view = await openWebviewPage(browser, { name: 'trace', handlers });
    page = view.page;
    await row(/^fix-test/).waitFor();
  });

  after(() => browser?.close());

  it('shows totals, the tree, and says each row in words', async () => {
    const totals = (await page.locator('.totals').textContent()) ?? '';
    for (const text of ['wall14.0 s', 'model8.8 s', 'sandbox1.8 s', 'cost$0.06', '6600 cached', '2 errors'])
      assert.ok(totals.includes(text), `${text} in ${totals}`);
    assert.equal(await page.getByRole('treeitem').count(), 12);
    await row(/^read_file\s+\/etc\/shadow tool\s+20 ms error$/).waitFor();
    assert.equal(await row(/^\[1\] debug/).getAttribute('aria-level'), '3');
  });

  it('goes through the tree by keys, and folds', async () => {
    await tree().focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await eventually(async () => (await chosen())?.startsWith('reproduce'), 'down');
    await page.keyboard.press('ArrowLeft');
    await eventually(async () => (await row(/^tests before/).count()) === 0, 'left folds');
    await page.keyboard.press('ArrowRight');
    await row(/^tests before/).waitFor();
    await page.keyboard.press('End');
    await eventually(async () => (await chosen())?.startsWith('tests after'), 'end');
  });

  it('shows a model call as a conversation, its change as a diff', async () => {
    await clickRow(/^claude-x/, 2);
    const panel = page.getByRole('tabpanel');
    await panel.getByText('The loop drops the last window.').waitFor();
    const added = await panel.locator('.diff-line.added').allInnerTexts();
    assert.deepEqual(
      added.map((text) => text.replace(/\s+/g, ' ').trim()),
      ['+ while (start + size <= items.length) {'],
    );
    await panel.getByText('from the cache').first().waitFor();
    assert.equal(await panel.getByText('You repair code').count(), 0, 'the instructions are folded');
    await panel.getByRole('button', { name: 'System' }).click();
    await panel.getByText('You repair code').first().waitFor();
    await panel.getByRole('button', { name: /3 messages that the call before had too/ }).click();
    await panel.getByText('I look at the file first.').waitFor();
  });

  it('shows what cannot be seen, and takes nothing for HTML', async () => {
    await clickRow(/^claude-x/);
    const panel = page.getByRole('tabpanel');
    await panel.getByText('One test is red').waitFor();
    assert.deepEqual(await panel.locator('.hidden-mark').allInnerTexts(), ['U+202E', 'U+2066', 'U+2069']);
    await panel.getByText('<img src=x onerror=alert(1)>').waitFor();
    assert.equal(await page.locator('img').count(), 0);
  });

  it('opens a tool call, and gets the whole of a long text when asked', async () => {
    await page.getByRole('tab', { name: /^Tools/ }).click();
    const panel = page.getByRole('tabpanel');
    await panel.getByText('export function windows').waitFor();
    await panel.getByRole('button', { name: 'Show All' }).click();
    await panel.getByRole('button', { name: 'Show All' }).waitFor({ state: 'detached' });
    await panel.getByRole('button', { name: 'src/window.js:1' }).click();
    await eventually(() => opened.length > 0, 'the place is opened');
    assert.deepEqual(opened, [{ path: 'src/window.js', line: 1 }]);
  });

  it('shows output in its colours, with places that open', async () => {
    await clickRow(/^tests before/);
    await page.locator('.terminal .ansi-fore-1', { hasText: 'keeps the last' }).waitFor();
    await page.getByRole('button', { name: 'test/window.test.js:5:1' }).click();
    await eventually(() => opened.length === 2, 'the place is opened');
  });

  it('goes through the tabs by keys', async () => {
    const tab = page.getByRole('tab', { name: /^Output/ });
    await tab.focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.getByRole('tab', { name: /^Attributes/ }).getAttribute('aria-selected'), 'true');
    await page.getByRole('tabpanel').getByText('loopwright.tests.failed').waitFor();
  });

  it('filters by kind and by errors', async () => {
    await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'model call' });
    await eventually(async () => (await page.getByRole('treeitem').count()) === 6, 'calls and what they lie in');
    await page.getByRole('checkbox', { name: 'Errors only' }).check();
    await page.getByText('No span fits the filter.').waitFor();
    await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'All kinds' });
    await eventually(async () => (await page.getByRole('treeitem').count()) === 4, 'what failed');
    await page.getByRole('checkbox', { name: 'Errors only' }).uncheck();
  });

  it('searches everything, and leads to the span', async () => {
    await page.getByRole('searchbox').fill('drops the LAST');
    await page.keyboard.press('Enter');
    const results = page.getByRole('region', { name: 'Search results' });
    await results.getByText('1 places in 1 spans').waitFor();
    await results.getByRole('button').click();
    await page.getByRole('tab', { name: /^Messages/ }).click();
    await page.getByRole('tabpanel').getByText('The loop drops').waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await page.getByRole('button', { name: 'Close the search' }).click();
    await tree().waitFor();
  });

  it('zooms the timeline by the mouse and by keys', async () => {
    const canvas = page.locator('.flame canvas');
    const box = await canvas.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 300, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 600, box.y + 40, { steps: 4 });
    await page.mouse.up();
    await page.getByText('3.5 s to 7.0 s').waitFor();
    await page.locator('.flame').focus();
    await page.keyboard.press('0');
    await page.getByText('drag to zoom').waitFor();
    await page.mouse.click(box.x + 30, box.y + 27);
    await eventually(async () => (await chosen())?.startsWith('fix-test'), 'a click chooses a span');
  });

  it('has no serious finding of axe-core', async () => {
    for (const name of [/^claude-x/, /^tests before/, /^rounds/]) {
      await clickRow(name);
      assert.deepEqual(await seriousFindings(page), []);
    }
  });

  it('goes on with the run', async () => {
    traced.append(60, { type: 'undo.finished', paths: ['src/window.js'] });
    await view.emit('didChangeTrace', null);
    await row(/^undo person/).waitFor();
  });

  it('says that its run is gone, and keeps what it shows', async () => {
    gone = true;
    await view.emit('didChangeTrace', null);
    await page.getByRole('alert').getByText('This run is no longer on record.').waitFor();
    assert.ok((await page.getByRole('treeitem').count()) > 10);
  });

  it('can be read in a narrow panel', async () => {
    await page.setViewportSize({ width: 520, height: 900 });
    const wide = await page.evaluate<boolean>(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    );
    assert.equal(wide, false);
  });

  it('never breaks its policy', () => assert.deepEqual(view.complaints, []));
});

describe('the page of two runs', function () {
  this.timeout(60_000);
  it('says where they part, opens the traces, and has no serious finding', async () => {
    const browser = await launchBrowser();
    try {
      const asked: unknown[] = [];
      const handlers: Handlers<CompareContract> = {
        getComparison: async () => cannedComparison,
        showTrace: async (input) => {
          asked.push(input);
          return null;
        },
      };
      const { page, complaints } = await openWebviewPage<CompareContract>(browser, { name: 'compare', handlers });
      await page.getByText('They part at debug: it came out differently, another output.').waitFor();
      await page.getByRole('region', { name: 'Where they part' }).getByText('leftU+202E').waitFor();
      await page
        .getByRole('row', { name: /^debug/ })
        .getByRole('button', { name: 'failed' })
        .click();
      await eventually(() => asked.length === 1, 'the trace is asked for');
      assert.deepEqual(asked, [{ side: 'b', node: 'debug' }]);
      assert.deepEqual(await seriousFindings(page), []);
      assert.deepEqual(complaints, []);
    } finally {
      await browser.close();
    }
  });
});
