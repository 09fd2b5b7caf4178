import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createLoopwright } from '../../src/app/createLoopwright.ts';
import { createTraceReader } from '../../src/app/traceReader.ts';
import type { CompareContract } from '../../src/protocol/compare.ts';
import type { DashboardContract } from '../../src/protocol/dashboard.ts';
import type { GraphContract } from '../../src/protocol/graph.ts';
import type { ReviewContract } from '../../src/protocol/review.ts';
import type { Contract } from '../../src/protocol/rpc.ts';
import type { TraceContract } from '../../src/protocol/trace.ts';
import { cannedComparison } from '../fakes/cannedComparison.ts';
import { cannedDetail, cannedGraph, cannedStates, cannedWorkflow } from '../fakes/cannedGraph.ts';
import { cannedConflict, cannedMerge, decidedReview } from '../fakes/decidedReview.ts';
import { writeManyRuns } from '../fakes/manyRuns.ts';
import { createTracedRun, tracedRunId } from '../fakes/tracedRun.ts';
import { seriousFindings } from './harness/axe.ts';
import { launchBrowser } from './harness/chromium.ts';
import { repository } from './harness/prepare.ts';
import { themes } from './harness/themes.ts';
import { openWebviewPage, type WebviewPageOptions } from './harness/webviewPage.ts';

const forever = new AbortController().signal;
const shots = path.join(repository, 'test/shots');
/** What can change with the colours; all the other rules are asked once. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** Beside the side bar of a small window, and alone on a large screen; then as before. */
async function shootWidths(
  page: Page,
  { height, shoot }: { readonly height: number; readonly shoot: (name: string) => Promise<unknown> },
): Promise<void> {
  for (const [name, width] of [
    ['narrow', 420],
    ['wide', 1_900],
    [undefined, 1_200],
  ] as const) {
    await page.setViewportSize({ width, height });
    if (name !== undefined) await shoot(name);
  }
}

/** A way into a state of a page that is looked at. */
type State = readonly [name: string, reach: (page: Page) => Promise<unknown>];

// Every page as it is built, in every theme of VS Code with that theme's own colours, in the states that a person meets.
describe('axe-core finds nothing serious', function () {
  this.timeout(120_000);
  let browser: Browser;

  before(async () => {
    browser = await launchBrowser();
    mkdirSync(shots, { recursive: true });
  });

  after(() => browser?.close());

  async function look<C extends Contract>(options: WebviewPageOptions<C>, states: readonly State[]): Promise<void> {
    const { page, complaints, setTheme } = await openWebviewPage<C>(browser, options);
    const found: string[] = [];
    const shoot = (name: string) => page.screenshot({ path: path.join(shots, `page-${options.name}-${name}.png`) });
    const { height = 800 } = options;
    for (const [index, [state, reach]] of states.entries()) {
      await reach(page);
      if (index === 0) await shootWidths(page, { height, shoot });
      for (const { name, label } of themes) {
        await setTheme(name);
        const findings = await seriousFindings(page, name === 'dark' ? undefined : colourRules);
        await shoot(`${state}-${name}`);
        found.push(...findings.map((finding) => `${state}, ${label}: ${finding}`));
      }
    }
    assert.deepEqual(found, []);
    assert.deepEqual(complaints, []);
    await page.close();
  }

  it('in the review', async () => {
    const answered = async () => null;
    let conflicts = 0;
    await look<ReviewContract>(
      {
        name: 'review',
        handlers: {
          getReview: async () => decidedReview,
          decide: answered,
          accept: async () => ({ applied: [], conflicts: conflicts++ === 0 ? [cannedConflict] : [] }),
          retry: async () => ({ runId: 'r' }),
          proposeMerge: async () => cannedMerge,
          acceptMerged: async () => ({ applied: [{ path: 'src/range.js', hunks: 1 }], conflicts: [] }),
          comment: answered,
          choose: answered,
          undo: async () => ({ restored: [], conflicts: [] }),
          openAll: answered,
          openDiff: answered,
          openFile: answered,
          showOutput: answered,
          discard: answered,
        },
      },
      [
        [
          'decided',
          async (page) => {
            await page.getByText('attempt 2', { exact: true }).waitFor();
            assert.deepEqual(new Set(await page.locator('.row .hidden-mark').allTextContents()), new Set(['U+202E']));
          },
        ],
        [
          'unfolded',
          async (page) => {
            for (const summary of await page.locator('summary').all()) await summary.click();
            for (const fold of await page.locator('.fold').all()) await fold.click();
          },
        ],
        [
          'conflict',
          async (page) => {
            await page.getByRole('button', { name: /^Apply \d+ Accepted/ }).click();
            await page.getByRole('region', { name: 'Conflicts' }).waitFor();
          },
        ],
        [
          'merge',
          async (page) => {
            await page.getByRole('button', { name: 'Propose a Merge…' }).click();
            const merge = page.getByRole('region', { name: 'Proposed merge' });
            await merge.getByText('export const range = 3;').waitFor();
            assert.deepEqual(await merge.locator('.hidden-mark').allTextContents(), ['U+2066']);
            await merge.getByText('The agent is not sure').waitFor();
            await merge.getByRole('button', { name: 'Apply With This Merge' }).scrollIntoViewIfNeeded();
          },
        ],
        [
          'keys',
          async (page) => {
            await page.getByRole('button', { name: /^Keys/ }).click();
            await page.getByRole('dialog').waitFor();
          },
        ],
        [
          'reason',
          async (page) => {
            await page.keyboard.press('Escape');
            await page.getByRole('dialog').waitFor({ state: 'detached' });
            await page.getByRole('button', { name: /^Reject With Reason/ }).click();
            await page.getByRole('dialog').waitFor();
          },
        ],
      ],
    );
  });

  it('in the comparison of two runs', async () => {
    await look<CompareContract>(
      {
        name: 'compare',
        handlers: { getComparison: async () => cannedComparison, showTrace: async () => null },
      },
      [['parted', (page) => page.getByText(/^They part at debug/).waitFor()]],
    );
  });

  it('in the graph', async () => {
    await look<GraphContract>(
      {
        name: 'graph',
        state: { workspace: '/w', runId: 'r' },
        handlers: {
          getGraph: async ({ open }) => ({ graph: cannedGraph(cannedWorkflow, open), problems: [] }),
          getNodeStates: async ({ since }) => (since ? { ...cannedStates, states: [], whole: false } : cannedStates),
          getNode: async () => cannedDetail,
          runAgain: async () => null,
          openSpan: async () => null,
          cancelRun: async () => null,
          cancelNode: async () => null,
          revealRange: async () => null,
        },
      },
      [
        [
          'drawer',
          async (page) => {
            await page.locator('[data-id="plan"]').click();
            await page.getByText('Model calls').waitFor();
          },
        ],
        [
          'list',
          async (page) => {
            await page.keyboard.press('Escape');
            await page.keyboard.press('l');
            await page.getByRole('list', { name: 'Nodes' }).waitFor();
          },
        ],
      ],
    );
  });

  it('in the trace', async () => {
    const reader = createTraceReader(createTracedRun().app);
    const run = { workspace: '/home/ada/place', runId: tracedRunId };
    const choose = async (page: Page, name: RegExp) => {
      await page.getByRole('treeitem', { name }).first().click();
      await page.locator('.detail:not([aria-busy=true])').waitFor();
    };
    await look<TraceContract>(
      {
        name: 'trace',
        handlers: {
          getTrace: async ({ known }) => ({ view: await reader.getTrace(run, known, forever), asked: undefined }),
          getSpan: ({ span }) => reader.getSpan(run, span, forever),
          getSpanText: (at) => reader.getText(run, at, forever),
          searchTrace: ({ text }) => reader.search(run, text, forever),
          openPlace: async () => null,
          copyTrace: async ({ format }) => ({ said: `Copied as ${format}.` }),
          compareWith: async () => null,
        },
      },
      [
        ['messages', (page) => choose(page, /^claude-x/)],
        [
          'tools',
          async (page) => {
            await page.getByRole('tab', { name: /^Tools/ }).click();
            await page.getByRole('tabpanel').waitFor();
          },
        ],
        ['output', (page) => choose(page, /^tests before/)],
        [
          'search',
          async (page) => {
            await page.getByRole('searchbox').fill('window');
            await page.keyboard.press('Enter');
            await page.getByRole('region', { name: 'Search results' }).waitFor();
          },
        ],
      ],
    );
  });

  it('in the dashboard', async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'lw-axe-'));
    const workspace = path.join(root, 'one');
    const app = createLoopwright({ env: { LOOPWRIGHT_HOME: path.join(root, 'home'), HOME: root } });
    try {
      mkdirSync(workspace);
      await writeManyRuns({ dataFolder: path.join(root, 'home'), workspace }, 40);
      await look<DashboardContract>(
        {
          name: 'dashboard',
          height: 1_900,
          handlers: {
            getDashboard: async ({ days }) => ({
              view: await app.getDashboard({ workspaces: [workspace], days }, forever),
              folders: { [workspace]: 'one' },
            }),
            stop: async () => null,
            resume: async () => null,
            discard: async () => null,
            restart: async () => null,
            open: async () => null,
            filter: async () => null,
            startFix: async () => null,
          },
        },
        [
          ['figures', (page) => page.getByRole('button', { name: /^runs: \d+/ }).waitFor()],
          [
            'behind',
            async (page) => {
              await page.getByRole('button', { name: /^runs: \d+/ }).click();
              await page.getByRole('region', { name: 'Runs behind the figure' }).waitFor();
            },
          ],
        ],
      );
    } finally {
      app.dispose();
      rmSync(root, { recursive: true, force: true });
    }
  });
});
