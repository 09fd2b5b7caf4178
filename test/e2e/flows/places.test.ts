import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../../eventually.ts';
import { awaitReview } from '../harness/flows.ts';
import { repository } from '../harness/prepare.ts';
import { keepTraces, type Session, startSession } from '../harness/session.ts';
import { smallProject } from '../harness/smallProject.ts';
import type { Workbench } from '../harness/workbench.ts';

// The packaged extension with its own engine beside another extension that shows tests.
describe('where developers already are', function () {
  this.timeout(240_000);
  let session: Session;

  before(async () => {
    session = await startSession({ extensions: [path.join(repository, 'test/e2e/testsExtension')] });
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  const row = (workbench: Workbench, text: string) =>
    workbench.page.locator('.test-explorer .monaco-list-row', { hasText: text }).first();
  const red = (workbench: Workbench, text: string) =>
    row(workbench, text).and(
      workbench.page.locator('.monaco-list-row', { has: workbench.page.locator('.codicon-testing-failed-icon') }),
    );

  async function openTests(workbench: Workbench): Promise<void> {
    await workbench.command('Loopwright: Show Tests');
    await row(workbench, 'node --test').waitFor({ timeout: 60_000 });
  }

  async function unfold(workbench: Workbench, text: string): Promise<void> {
    await row(workbench, text).waitFor({ timeout: 60_000 });
    const isOpen = async () => (await row(workbench, text).getAttribute('aria-expanded')) === 'true';
    // Clicks again: a tree that takes in new results folds its rows anew.
    const open = async () => {
      if (await isOpen()) return true;
      await row(workbench, text).locator('.monaco-tl-twistie').click();
      await workbench.page.waitForTimeout(500);
      return isOpen();
    };
    await eventually(open, `${text} is unfolded`);
  }

  it('fixes a failing test of another extension, and only that one', async () => {
    const folder = session.makeFolder('foreign', {
      ...smallProject,
      'test/other.test.js':
        "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\ntest('is red for its own reason', () => assert.equal(1, 2));\n",
    });
    const workbench = await session.open(folder);
    await openTests(workbench);
    await unfold(workbench, 'window.test.js');
    await row(workbench, 'Other Tests').hover();
    await row(workbench, 'Other Tests').getByRole('button', { name: 'Run Test', exact: true }).click();
    await red(workbench, 'keeps the last full window').waitFor({ timeout: 60_000 });
    await row(workbench, 'keeps the last full window').hover();
    const fix = row(workbench, 'keeps the last full window').getByRole('button', { name: /Fix with Loopwright/ });
    await fix.waitFor();
    await session.shoot('places-foreign');
    await fix.click();
    await workbench
      .run(/^Fix .*keeps the last full window/)
      .first()
      .waitFor({ timeout: 120_000 });
    const panel = await awaitReview(workbench);
    await panel.getByText(/1 test red before, green after/).waitFor();
    assert.equal(readFileSync(path.join(folder, 'src/window.js'), 'utf8'), smallProject['src/window.js']);
    await session.shoot('places-foreign-review');
  });

  it('runs tests isolated from the Testing view and shows what each of them did', async () => {
    const folder = session.makeFolder('own', smallProject);
    const workbench = await session.open(folder);
    await openTests(workbench);
    await row(workbench, 'node --test').hover();
    await row(workbench, 'node --test').getByRole('button', { name: 'Run Test', exact: true }).click();
    await row(workbench, 'node --test').locator('.codicon-testing-failed-icon').waitFor({ timeout: 90_000 });
    // What was folded when its tests became known stays folded.
    await unfold(workbench, 'node --test');
    await unfold(workbench, 'test/window.test.js');
    await red(workbench, 'keeps the last full window').waitFor({ timeout: 60_000 });
    await row(workbench, 'adds up').locator('.codicon-testing-passed-icon').waitFor();
    await session.shoot('places-own');
    await workbench.command('Loopwright: Fix All Failing Tests');
    const panel = await awaitReview(workbench);
    await panel.getByText(/1 test red before, green after/).waitFor();
  });

  it('leads through the first steps, and notices one that is done', async () => {
    const folder = session.makeFolder('steps', smallProject);
    const workbench = await session.open(folder);
    await workbench.command('Loopwright: Show the First Steps');
    const steps = workbench.page.locator('.gettingStartedContainer');
    await steps.getByText('Start with Loopwright').first().waitFor({ timeout: 30_000 });
    const done = steps.locator('.getting-started-step', { hasText: 'Open the Runs view' }).locator('.codicon.complete');
    await session.shoot('places-steps');
    await workbench.showRuns();
    await done.waitFor({ timeout: 30_000 });
    await steps.getByText('Fix a failing test', { exact: true }).click();
    await session.shoot('places-steps-fix');
    await workbench.theme('Light Modern');
    await session.shoot('places-steps-light');
    await workbench.theme('Dark High Contrast');
    await session.shoot('places-steps-contrast');
  });
});
