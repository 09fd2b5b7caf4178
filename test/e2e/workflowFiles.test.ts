import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../eventually.ts';
import { keepTraces, type Session, startSession } from './harness/session.ts';
import type { Workbench } from './harness/workbench.ts';

const file = '.loopwright/workflows/build.yaml';
const text = `version: 1
name: build
nodes:
  make:
    run: [make, all]
  explain:
    agent: review
    needs: make
    with: {request: Why is it slow?}
`;

// Nothing else starts the extension in these tests: the folder .loopwright is enough.
describe('a workflow file', function () {
  this.timeout(120_000);
  let session: Session;
  let workbench: Workbench;
  let folder: string;

  before(async () => {
    session = await startSession();
    folder = session.makeFolder('workflows', { [file]: text });
    workbench = await session.open(folder);
    await workbench.openFile('build.yaml');
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  const squiggle = () => workbench.page.locator('.squiggly-error').first();
  const row = () => workbench.page.getByRole('treeitem', { name: /timeout of node "explain": found "5 minutes"/ });

  it('shows what is wrong while it is typed, before it is saved', async () => {
    await workbench.page.locator('.view-lines').first().click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('    timeout: 5 minutes');
    await squiggle().waitFor({ timeout: 30_000 });
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Control+Shift+M');
    await row().waitFor();
    const problem = (await row().textContent()) ?? '';
    assert.match(problem, /expected a time with its unit.*Write 5m\..*Loopwright.*schema\.value/);
    assert.equal(readFileSync(path.join(folder, file), 'utf8'), text);
  });

  it('looks right in dark, light and high contrast', async () => {
    for (const [name, theme] of [
      ['light', 'Light Modern'],
      ['contrast', 'Dark High Contrast'],
      ['dark', 'Dark Modern'],
    ] as const) {
      await workbench.theme(theme);
      await row().waitFor();
      await squiggle().waitFor();
      await session.shoot(`workflow-problem-${name}`);
    }
  });

  it('leads from the code of a problem to the page that explains it', async () => {
    await row().locator('a', { hasText: 'schema.value' }).click();
    const heading = workbench.webview().getByRole('heading', { name: 'schema.value', exact: true });
    await heading.waitFor({ timeout: 30_000 });
    // Far down the page, so in the window only when it is scrolled to.
    const inWindow = async () => ((await heading.boundingBox())?.y ?? 9_999) < 400;
    await eventually(inWindow, 'the page is scrolled to the code');
    await session.shoot('workflow-problem-explained');
    await workbench.page.keyboard.press('Control+W');
  });

  it('is put right by its quick fix', async () => {
    await row().click();
    // The keyboard goes to the editor, where the problem is selected.
    await workbench.page.keyboard.press('Control+1');
    await workbench.page.keyboard.press('Control+.');
    const fix = workbench.page.locator('.action-widget').getByText('Write 5m');
    await fix.waitFor({ timeout: 30_000 });
    await session.shoot('workflow-quick-fix');
    await fix.click();
    await squiggle().waitFor({ state: 'detached' });
    await row().waitFor({ state: 'detached' });
    await workbench.page.keyboard.press('Control+S');
    const saved = () => readFileSync(path.join(folder, file), 'utf8') === `${text}    timeout: 5m`;
    await eventually(saved, 'the file is saved with what the fix wrote');
  });
});

describe('a workflow file in a workspace that is not trusted', function () {
  this.timeout(120_000);
  let session: Session;

  before(async () => {
    session = await startSession({ trust: false });
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  it('is checked all the same: that reads, and runs nothing', async () => {
    const folder = session.makeFolder('restricted', { [file]: text.replace('agent:', 'agnet:') });
    const workbench = await session.open(folder);
    await workbench.openFile('build.yaml');
    await workbench.page.getByText('Restricted Mode').first().waitFor();
    await workbench.page.locator('.squiggly-error').first().waitFor({ timeout: 30_000 });
    await workbench.command('Loopwright: Show Workflow Graph');
    await workbench.webview().locator('[data-id="explain"]').waitFor({ timeout: 30_000 });
  });
});
