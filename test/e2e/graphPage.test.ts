import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import type { GraphContract, NodeStatesView } from '../../src/protocol/graph.ts';
import type { Handlers } from '../../src/protocol/rpc.ts';
import { eventually } from '../eventually.ts';
import { cannedDetail, cannedGraph, cannedStates, cannedWorkflow, manyNodes } from '../fakes/cannedGraph.ts';
import { seriousFindings } from './harness/axe.ts';
import { launchBrowser } from './harness/chromium.ts';
import { repository } from './harness/prepare.ts';
import type { ThemeName } from './harness/themes.ts';
import { openWebviewPage, type WebviewPage } from './harness/webviewPage.ts';

const shots = path.join(repository, 'test/shots');

/** A page with what it asked, in order. */
interface Shown extends WebviewPage<GraphContract> {
  readonly asked: readonly { readonly name: string; readonly input: unknown }[];
  findings(): Promise<readonly string[]>;
}

// The page as built, in a browser alone: what it draws, and what it asks of the extension.
describe('the page of a graph', function () {
  this.timeout(60_000);
  let browser: Browser;
  let open: WebviewPage<GraphContract>[] = [];

  before(async () => {
    browser = await launchBrowser();
    mkdirSync(shots, { recursive: true });
  });

  afterEach(async () => {
    for (const { page, complaints } of open) {
      assert.deepEqual(complaints, []);
      await page.close();
    }
    open = [];
  });

  after(() => browser?.close());

  async function show(
    answers: Partial<Handlers<GraphContract>> = {},
    { state = { workspace: '/w', runId: 'r' }, ...more }: { state?: unknown; theme?: ThemeName; width?: number } = {},
  ): Promise<Shown> {
    const asked: { name: string; input: unknown }[] = [];
    const usual: Handlers<GraphContract> = {
      getGraph: async ({ open: ids }) => ({ graph: cannedGraph(cannedWorkflow, ids), problems: [] }),
      getNodeStates: async ({ since }) => (since ? { ...cannedStates, states: [], whole: false } : cannedStates),
      getNode: async () => cannedDetail,
      runAgain: async () => null,
      openSpan: async () => null,
      cancelRun: async () => null,
      cancelNode: async () => null,
      revealRange: async () => null,
      ...answers,
    };
    const noted = Object.entries(usual).map(([name, handler]) => [
      name,
      (input: never, signal: AbortSignal) => {
        asked.push({ name, input });
        return (handler as (input: never, signal: AbortSignal) => Promise<unknown>)(input, signal);
      },
    ]);
    const handlers = Object.fromEntries(noted) as Handlers<GraphContract>;
    const shown = await openWebviewPage<GraphContract>(browser, { name: 'graph', state, handlers, ...more });
    open.push(shown);
    return { ...shown, asked, findings: () => seriousFindings(shown.page) };
  }

  const node = ({ page }: Shown, id: string) => page.locator(`[data-id="${id}"]`);
  const focusedId = ({ page }: Shown) => page.evaluate('document.activeElement?.getAttribute("data-id")');

  it('says how each node stands by icon and word, and which lines were taken', async () => {
    const shown = await show();
    await node(shown, 'each').waitFor();
    const spoken = async (id: string) => (await node(shown, id).getAttribute('aria-label')) ?? '';
    assert.match(await spoken('each'), /^each running · 3\/5 · .*, for each, 90 % of the budget/);
    assert.match(await spoken('plan'), /^plan succeeded · 1 min 1 s, agent plan, 3 attempts, 30 % of the budget/);
    assert.match(await spoken('report'), /skipped/);
    assert.match(await spoken('publish'), /^publish pending, workflow publish/);
    assert.equal(await node(shown, 'plan').locator('.dots circle').count(), 3);
    const looks = await shown.page
      .locator('.edge')
      .evaluateAll((lines) => lines.map((line) => line.getAttribute('class')));
    assert.deepEqual(
      ['taken', 'left', 'open'].map((look) => looks.some((classes) => classes?.split(' ').includes(look))),
      [true, true, true],
    );
    assert.deepEqual(await shown.findings(), []);
    await shown.page.screenshot({ path: path.join(shots, 'graph-page-dark.png') });
  });

  it('draws again only what changed', async () => {
    let states: NodeStatesView = cannedStates;
    const shown = await show({ getNodeStates: async () => states });
    await node(shown, 'each').waitFor();
    await shown.page.evaluate(`
      window.drawn = new Set();
      new MutationObserver((records) => {
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement;
          window.drawn.add(element?.closest('[data-id]')?.getAttribute('data-id') ?? 'other');
        }
      }).observe(document.querySelector('.canvas'), { subtree: true, childList: true, attributes: true, characterData: true })`);
    const publish = { ...(cannedStates.states[0] ?? assert.fail()), id: 'publish' };
    states = { ...cannedStates, states: [publish], whole: false };
    await shown.emit('didChangeStates', null);
    await eventually(async () => /succeeded/.test((await node(shown, 'publish').textContent()) ?? ''), 'it is drawn');
    const drawn = (await shown.page.evaluate('[...window.drawn]')) as string[];
    // The nodes in work count their seconds; edges have no id.
    assert.deepEqual(
      drawn.filter((id) => !['publish', 'other', 'each', 'each/fix', 'build'].includes(id)),
      [],
    );
  });

  it('opens a node by mouse and keyboard, with all that is known of it, and acts on it', async () => {
    const shown = await show();
    await node(shown, 'plan').click();
    const drawer = shown.page.getByRole('complementary', { name: 'Node plan' });
    await drawer.getByText('Model calls').waitFor();
    for (const text of [
      '"request": "do it"',
      '<b>in three steps</b>',
      'The model is overloaded.',
      '$0.02',
      'plan 3 (1f0c77ab)',
    ])
      await drawer.getByText(text).first().waitFor();
    assert.deepEqual(await shown.findings(), []);
    await drawer.getByRole('button', { name: /invoke_agent plan/ }).click();
    assert.equal(await drawer.getByRole('button', { name: 'Cancel Node' }).count(), 0, 'it has come out');
    await drawer.getByRole('button', { name: 'Cancel Run' }).click();
    const calls = () => shown.asked.filter(({ name }) => name === 'openSpan' || name === 'cancelRun');
    await eventually(() => calls().length === 2, 'both are asked for');
    assert.deepEqual(calls()[0], { name: 'openSpan', input: { spanId: '0123456789abcdef' } });
    await shown.page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await eventually(async () => (await focusedId(shown)) === 'plan', 'the keyboard is back at the node');
    await node(shown, 'plan').dblclick();
    await eventually(() => calls().length === 3, 'the trace is asked for');
  });

  it('offers to end a node that is at work, and not one that only holds others', async () => {
    const shown = await show({
      getNode: async ({ node: id }) => ({ ...cannedDetail, id, path: `${id}-path`, status: 'running' }),
    });
    const cancel = shown.page.getByRole('button', { name: 'Cancel Node' });
    await node(shown, 'each').click();
    await shown.page.getByRole('button', { name: 'Cancel Run' }).waitFor();
    assert.equal(await cancel.count(), 0);
    await node(shown, 'plan').click();
    await cancel.click();
    await eventually(() => shown.asked.some(({ name }) => name === 'cancelNode'), 'it is asked for');
    assert.deepEqual(shown.asked.find(({ name }) => name === 'cancelNode')?.input, { path: 'plan-path' });
  });

  it('offers to run again from a node once the run has ended', async () => {
    const ended: NodeStatesView = { ...cannedStates, status: 'failed', endedAtMs: cannedStates.startedAtMs + 99_000 };
    const shown = await show({ getNodeStates: async () => ended });
    await node(shown, 'plan').click();
    await shown.page.getByRole('button', { name: 'Run Again From Here' }).click();
    await eventually(() => shown.asked.some(({ name }) => name === 'runAgain'), 'it is asked for');
    assert.deepEqual(shown.asked.find(({ name }) => name === 'runAgain')?.input, { path: 'plan' });
  });

  it('is walked through with the arrow keys, folds with Space and zooms with keys', async () => {
    const shown = await show();
    await node(shown, 'prepare').focus();
    for (const [key, id] of [
      ['ArrowRight', 'prepare'],
      ['ArrowRight', 'plan'],
      ['ArrowRight', 'confirm'],
      ['ArrowLeft', 'plan'],
      ['ArrowRight', 'confirm'],
    ] as const) {
      await shown.page.keyboard.press(key);
      await eventually(async () => (await focusedId(shown)) === id, `${key} leads to ${id}`);
    }
    await shown.page.keyboard.press('ArrowRight');
    const next = await eventually(async () => {
      const id = await focusedId(shown);
      return id === 'each' || id === 'build' ? id : '';
    }, 'the arrow leads to one of the two after it');
    await shown.page.keyboard.press('Space');
    const inner = next === 'each' ? 'each/fix' : 'build/try';
    await node(shown, inner).waitFor();
    assert.equal(await node(shown, next).getAttribute('aria-expanded'), 'true');
    const transform = () => shown.page.locator('.canvas > g').getAttribute('transform');
    const before = await transform();
    await shown.page.keyboard.press('+');
    assert.notEqual(await transform(), before);
    await shown.page.keyboard.press('0');
    await shown.page.screenshot({ path: path.join(shots, 'graph-page-open.png') });
    await shown.page.keyboard.press('Enter');
    await shown.page.getByRole('complementary').waitFor();
  });

  it('is a list for those who want one', async () => {
    const shown = await show();
    await node(shown, 'each').waitFor();
    await shown.page.keyboard.press('l');
    const list = shown.page.getByRole('list', { name: 'Nodes' });
    await list.getByText('after each, build').waitFor();
    await list.getByText(/running · 3\/5/).waitFor();
    assert.deepEqual(await shown.findings(), []);
    await list.getByRole('button', { name: /^plan/ }).click();
    await shown.page.getByRole('complementary', { name: 'Node plan' }).waitFor();
    await shown.page.screenshot({ path: path.join(shots, 'graph-page-list.png') });
  });

  it('goes into the workflow that a node runs, and back by the way it came', async () => {
    const inner = cannedGraph('version: 1\nname: publish\nnodes:\n  push: { run: [git, push] }\n');
    const shown = await show({
      getGraph: async ({ level }) => {
        if (level === '') return { graph: cannedGraph(cannedWorkflow), problems: [] };
        const crumbs = [
          { name: 'canned', level: '' },
          { name: 'publish', level: 'publish' },
        ];
        return { graph: { ...inner, crumbs }, problems: [] };
      },
    });
    await node(shown, 'publish').dblclick();
    await node(shown, 'push').waitFor();
    await shown.page.getByRole('button', { name: 'canned' }).click();
    await node(shown, 'prepare').waitFor();
  });

  it('keeps the last good graph of a file that is broken, and says what is wrong', async () => {
    let broken = false;
    const range = { line: 3, column: 3, endLine: 5, endColumn: 1 };
    const graph = cannedGraph(cannedWorkflow);
    const message = 'This is not YAML: it is broken.';
    const nodes = graph.nodes.map((one, index) => ({
      ...one,
      range: { ...range, line: 3 + 3 * index, endLine: 5 + 3 * index },
    }));
    const problem = { severity: 'error', code: 'yaml.syntax', message } as const;
    const shown = await show(
      {
        getGraph: async () =>
          broken ? { graph: undefined, problems: [problem] } : { graph: { ...graph, nodes }, problems: [] },
      },
      { state: { file: 'file:///w/.loopwright/workflows/a.yaml' } },
    );
    await node(shown, 'prepare').waitFor();
    broken = true;
    await shown.emit('didChangeGraph', null);
    await shown.page.getByText(message).waitFor();
    await node(shown, 'prepare').waitFor();
    broken = false;
    await shown.emit('didChangeGraph', null);
    await shown.page.getByText(message).waitFor({ state: 'detached' });
    await shown.emit('didMoveCursor', { line: 7 });
    await shown.page.locator('.node.selected[data-id="plan"]').waitFor();
    await node(shown, 'confirm').click();
    await eventually(() => shown.asked.some(({ name }) => name === 'revealRange'), 'the text is selected');
    assert.equal(
      shown.asked.some(({ name }) => name === 'getNodeStates'),
      false,
    );
  });

  it('says why there is no graph, and tries again', async () => {
    let works = false;
    const shown = await show({
      getGraph: async () => {
        if (!works) throw new Error('The run was made by an older version, without a workflow.');
        return { graph: { ...cannedGraph(cannedWorkflow), nodes: [], edges: [] }, problems: [] };
      },
    });
    await shown.page
      .getByRole('alert')
      .getByText(/older version/)
      .waitFor();
    const before = shown.asked.filter(({ name }) => name === 'getGraph').length;
    await shown.page.getByRole('button', { name: 'Try Again' }).click();
    const tries = () => shown.asked.filter(({ name }) => name === 'getGraph').length;
    await eventually(() => tries() === before + 1, 'it is tried again');
    works = true;
    // So it is by itself when the run goes on.
    await shown.emit('didChangeStates', null);
    await shown.page.getByText('This graph has no nodes.').waitFor();
  });

  it('looks right in light and in a narrow window, and without faults for axe', async () => {
    const shown = await show({}, { theme: 'light', width: 480 });
    await node(shown, 'plan').click();
    await shown.page.getByText('Model calls').waitFor();
    const details = await shown.page.getByRole('complementary').boundingBox();
    const isInSight = async () => ((await node(shown, 'plan').boundingBox())?.y ?? 0) + 40 < (details?.y ?? 0);
    await eventually(isInSight, 'the details do not hide the node');
    assert.deepEqual(await shown.findings(), []);
    await shown.page.screenshot({ path: path.join(shots, 'graph-page-narrow-light.png') });
  });

  it('shows a thousand nodes, and the words of those that are near enough', async () => {
    const graph = manyNodes(1_000);
    const shown = await show({
      getGraph: async () => ({ graph, problems: [] }),
      getNodeStates: async () => ({ ...cannedStates, states: [] }),
    });
    const boxes = shown.page.locator('.crowd .box');
    await boxes.waitFor();
    assert.equal((await boxes.getAttribute('d'))?.match(/M/g)?.length, 1_000, 'all are drawn, together');
    assert.equal(await shown.page.locator('.node .name').count(), 0);
    await shown.page.screenshot({ path: path.join(shots, 'graph-page-many.png') });
    const last = graph.nodes.at(-1);
    assert.ok(last);
    const middle = `${last.x + last.width / 2}, ${last.y + last.height / 2}`;
    const at = await shown.page.evaluate<{ readonly x: number; readonly y: number }>(
      `new DOMPoint(${middle}).matrixTransform(document.querySelector('.crowd').getScreenCTM()).toJSON()`,
    );
    await shown.page.mouse.click(at.x, at.y);
    await eventually(async () => (await focusedId(shown)) === last.id, 'the box below the mouse is selected');
    await shown.page.getByRole('complementary').waitFor();
    await shown.page.screenshot({ path: path.join(shots, 'graph-page-many-selected.png') });
    await shown.page.keyboard.press('Escape');
    await shown.page.keyboard.press('ArrowLeft');
    await eventually(async () => (await focusedId(shown)) !== last.id, 'the arrow leads on');
    for (let step = 0; step < 16; step++) await shown.page.keyboard.press('+');
    await shown.page.locator('.node .name').first().waitFor();
    assert.ok((await shown.page.locator('.node').count()) < 1_000, 'only what is near is drawn');
  });
});
