import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { eventually } from '../../eventually.ts';
import { writeManyRuns } from '../../fakes/manyRuns.ts';
import { seriousFindings } from '../harness/axe.ts';
import { repository } from '../harness/prepare.ts';
import { keepTraces, type Session, startSession } from '../harness/session.ts';
import type { Workbench } from '../harness/workbench.ts';

const slow = readFileSync(path.join(repository, 'test/fixtures/workflows-js/.loopwright/workflows/slow.yaml'), 'utf8');
const project = { 'package.json': '{ "name": "p" }\n', '.loopwright/workflows/slow.yaml': slow };

// Two folders in one window, the packaged extension, its own engine; no model is asked.
describe('views and dashboard', function () {
  this.timeout(180_000);
  let session: Session;
  let workbench: Workbench;
  let one: string;

  before(async () => {
    session = await startSession();
    one = session.makeFolder('one', project);
    session.makeFolder('two', project);
    const file = path.join(path.dirname(one), 'both.code-workspace');
    writeFileSync(file, JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }));
    workbench = await session.open(file);
    await workbench.showRuns();
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  const cli = (...args: readonly string[]) => {
    const env = { ...process.env, LOOPWRIGHT_HOME: session.home };
    return spawnSync(process.execPath, ['dist/cli.js', ...args], { cwd: repository, env, encoding: 'utf8' });
  };
  const expand = async (view: string) => {
    const header = workbench.view(view).locator('.pane-header');
    if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
  };

  async function startSlow(folder: RegExp, seconds: number): Promise<void> {
    await workbench.command('Loopwright: Run Workflow…');
    await workbench.choose(folder);
    await workbench.choose(/^slow$/);
    await workbench.choose(/^seconds$/);
    await workbench.quickInput().fill(String(seconds));
    await workbench.page.keyboard.press('Enter');
    await workbench.choose(/Run slow/);
  }

  async function openDashboard(): Promise<FrameLocator> {
    await workbench.command('Loopwright: Open Dashboard');
    const panel = workbench.webview();
    await panel.getByRole('heading', { name: 'Dashboard' }).waitFor({ timeout: 60_000 });
    return panel;
  }

  it('says in each view what is missing, and lists what runs can use by folder', async () => {
    await workbench.view('Runs').getByText('No runs yet.').waitFor({ timeout: 90_000 });
    await workbench.view('Review').getByText('No proposal waits for you.').waitFor({ timeout: 60_000 });
    await expand('Workflows');
    const workflows = workbench.view('Workflows');
    await workflows.getByRole('treeitem', { name: /^one/ }).waitFor({ timeout: 60_000 });
    await workflows
      .getByRole('treeitem', { name: /^slow.*of this workspace/ })
      .first()
      .waitFor();
    await session.shoot('views-empty');
    const panel = await openDashboard();
    await panel.getByText('No runs yet.').waitFor();
    await workbench.view('Workflows').locator('.pane-header').click();
  });

  it('runs workflows of two folders at once, and stops one from the dashboard', async () => {
    await startSlow(/^one$/, 60);
    await startSlow(/^two$/, 25);
    await workbench.run(/^slow, running, one · /).waitFor({ timeout: 60_000 });
    await workbench.run(/^slow, running, two · /).waitFor({ timeout: 60_000 });
    await workbench.page.locator('.statusbar-item', { hasText: /2 running · \$0\.00/ }).waitFor();
    const panel = await openDashboard();
    await eventually(async () => (await panel.locator('.run-now').count()) === 2, 'both runs are shown as going on');
    await session.shoot('dashboard-running');
    // The line of a run names its nodes, and one of them is called like the folder.
    const inOne = panel.locator('.run-now', { has: workbench.page.getByText('one', { exact: true }) });
    await inOne.getByRole('button', { name: /^Stop/ }).click();
    await workbench.run(/^slow, cancelled, one · /).waitFor({ timeout: 60_000 });
    await workbench.run(/^slow, done, two · /).waitFor({ timeout: 90_000 });
    await panel.getByText('No run goes on').waitFor();
    await panel.getByRole('button', { name: 'slow, goal reached: 1' }).click();
    await panel.getByRole('region', { name: 'Runs behind the figure' }).getByText('two', { exact: true }).waitFor();
    await session.shoot('dashboard-behind');
  });

  it('shows what the command line paused, and goes on with it when its limit is raised', async () => {
    const args = ['run', 'slow', '--input', 'seconds=7', '--max-minutes', '0.06', '--model', 'none'];
    const paused = cli(...args, '--workspace', one);
    assert.equal(paused.status, 4, paused.stdout + paused.stderr);
    const row = workbench.run(/^slow, paused: budget, one · /);
    await row.waitFor({ timeout: 20_000 });
    const panel = await openDashboard();
    await panel.getByRole('button', { name: /^Raise and Resume…/ }).click();
    await workbench.quickInput().fill('5');
    await workbench.page.keyboard.press('Enter');
    await row.waitFor({ state: 'detached', timeout: 60_000 });
    await eventually(
      async () => (await workbench.run(/^slow, done, one · /).count()) === 1,
      'the run goes on and ends',
      90_000,
    );
  });

  it('opens trace, graph and log of a run, and filters the list', async () => {
    await workbench
      .run(/^slow, cancelled, one · /)
      .locator('.monaco-tl-twistie')
      .click();
    await workbench.run(/^Log/).first().click();
    await workbench.page.getByRole('tab', { name: /\.log/ }).waitFor();
    await workbench.page.getByText('run.started').first().waitFor();
    await workbench.command('Loopwright: Filter Runs…');
    await workbench.quickInput().fill('nothing like this');
    await workbench.page.keyboard.press('Enter');
    await workbench
      .view('Runs')
      .getByText(/nothing like this.*0 of 3 runs/)
      .waitFor();
    await workbench.command('Loopwright: Show All Runs');
    await workbench.run(/^slow, done, two · /).waitFor();
  });

  it('looks right with many runs, in every theme and width, and has no serious finding of axe-core', async () => {
    await writeManyRuns({ dataFolder: session.home, workspace: one }, 120);
    await workbench.command('Loopwright: Refresh Runs');
    const panel = await openDashboard();
    await panel.getByRole('button', { name: /^runs: 8\d/ }).waitFor({ timeout: 60_000 });
    for (const [name, theme] of [
      ['light', 'Light Modern'],
      ['contrast', 'Dark High Contrast'],
      ['dark', 'Dark Modern'],
    ] as const) {
      await workbench.theme(theme);
      const kind = { light: 'vscode-light', contrast: 'vscode-high-contrast', dark: 'vscode-dark' }[name];
      await panel.locator(`body[data-vscode-theme-kind="${kind}"]`).waitFor();
      await workbench.page.setViewportSize({ width: 1400, height: 1900 });
      await session.shoot(`dashboard-${name}`);
      assert.deepEqual(await seriousFindings(await workbench.webviewFrame()), [], theme);
    }
    await workbench.page.setViewportSize({ width: 760, height: 2600 });
    await session.shoot('dashboard-narrow');
    await workbench.page.setViewportSize({ width: 2000, height: 1500 });
    await session.shoot('dashboard-wide');
    assert.deepEqual(session.complaints, []);
  });
});
