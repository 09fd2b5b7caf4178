import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { cannedWorkspace } from '../fakes/cannedReview.ts';
import { eventually } from './harness/eventually.ts';
import { keepTraces, type Session, startSession } from './harness/session.ts';
import type { Workbench } from './harness/workbench.ts';

// The panel alone, on a canned proposal of four changes in three files; the flows with the real engine are elsewhere.
describe('review panel', function () {
  this.timeout(120_000);
  let session: Session;
  let workbench: Workbench;
  let panel: FrameLocator;
  let folder: string;

  before(async () => {
    session = await startSession({ engine: 'canned' });
    folder = session.makeFolder('windows', cannedWorkspace);
    workbench = await session.open(folder);
    await workbench.openFile('test/window.test.js');
    await workbench.command('Loopwright: Fix Failing Test');
    await workbench.choose(/From the active test file/);
    await workbench
      .rows(/keeps the last full window/)
      .first()
      .waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench
      .run(/Fix failing tests/)
      .first()
      .waitFor();
    panel = workbench.webview();
    await panel.getByRole('heading', { name: 'Fix failing tests' }).waitFor({ timeout: 60_000 });
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  const hunk = (name: RegExp) => panel.getByRole('region', { name });
  const fileText = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  const focusPanel = () => panel.locator('.summary').click();
  const press = (key: string) => workbench.page.keyboard.press(key);

  it('opens beside the code without taking the focus', async () => {
    const focused = await workbench.page.evaluate('document.activeElement?.closest(".editor-instance") !== null');
    assert.equal(focused, true);
    assert.equal(await workbench.page.getByRole('tab', { name: /^Review: Fix failing tests/ }).count(), 1);
  });

  it('shows the evidence, what is not proved, cost and time', async () => {
    const chips = (await panel.getByRole('list', { name: 'Evidence' }).textContent()) ?? '';
    for (const text of ['3 tests red before, green after', '211 others still green', '1 test file changed'])
      assert.ok(chips.includes(text), chips);
    assert.match((await panel.locator('.doubts').textContent()) ?? '', /not needed for the proof/);
    assert.match((await panel.locator('.cost').textContent()) ?? '', /\$0\.04 of \$1\.00 · 41 s/);
    await panel.getByText('3 tests red before, green after').click();
    assert.ok(await panel.getByText('windows: keeps the last full window').isVisible());
    await panel.getByText('3 tests red before, green after').click();
  });

  it('puts the changed test first and does not preselect it', async () => {
    const headings = await panel.locator('.file-head h2').allInnerTexts();
    assert.deepEqual(headings, ['test/window.test.js', 'src/window.js', 'src/range.js']);
    assert.equal(
      await hunk(/test\/window\.test\.js/)
        .getByRole('checkbox')
        .isChecked(),
      false,
    );
    assert.ok(await panel.getByRole('button', { name: 'Accept All Proved (3)' }).isVisible());
  });

  it('looks right in dark, light and high contrast', async () => {
    for (const [name, theme] of [
      ['light', 'Light Modern'],
      ['contrast', 'Dark High Contrast'],
      ['dark', 'Dark Modern'],
    ] as const) {
      await workbench.theme(theme);
      const kind = { light: 'vscode-light', contrast: 'vscode-high-contrast', dark: 'vscode-dark' }[name];
      await panel.locator(`body[data-vscode-theme-kind="${kind}"]`).waitFor();
      await workbench.page.mouse.move(700, 500);
      await session.shoot(`review-${name}`);
    }
  });

  it('marks the words that changed', async () => {
    assert.deepEqual(
      await hunk(/Change 1 of 2 in src\/window\.js/)
        .locator('.added mark')
        .allInnerTexts(),
      ['<='],
    );
  });

  it('walks with j, k and f, and folds what is decided with a and r', async () => {
    await focusPanel();
    await press('f');
    await eventually(
      () =>
        hunk(/Change 1 of 2 in src\/window\.js/)
          .getAttribute('aria-current')
          .then((is) => is === 'true'),
      'f goes to the next file',
    );
    await press('a');
    await hunk(/Change 1 of 2 in src\/window\.js: accepted/).waitFor();
    await eventually(
      () =>
        hunk(/Change 2 of 2 in src\/window\.js/)
          .getAttribute('aria-current')
          .then((is) => is === 'true'),
      'a moves on',
    );
    await press('r');
    await hunk(/Change 2 of 2 in src\/window\.js: rejected/).waitFor();
    await press('k');
    await eventually(
      () =>
        hunk(/Change 2 of 2 in src\/window\.js/)
          .getAttribute('aria-current')
          .then((is) => is === 'true'),
      'k goes back',
    );
    await press('u');
    await hunk(/Change 2 of 2 in src\/window\.js: to decide/).waitFor();
  });

  it('asks for a reason with shift+r and keeps it', async () => {
    await press('Shift+R');
    const reason = panel.getByRole('dialog').getByRole('textbox');
    await reason.fill('negative sums are not wanted');
    await panel.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
    await hunk(/Change 2 of 2 in src\/window\.js: rejected/).waitFor();
    assert.match((await hunk(/Change 2 of 2 in src\/window\.js/).textContent()) ?? '', /negative sums are not wanted/);
  });

  it('lists its keys with ?', async () => {
    await focusPanel();
    await press('?');
    await panel.getByRole('dialog', { name: 'Keys' }).getByText('reject with reason').waitFor();
    await press('Escape');
    await panel.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('keeps decisions and its place when the window is reloaded', async () => {
    await workbench.reload();
    panel = workbench.webview();
    await hunk(/Change 1 of 2 in src\/window\.js: accepted/).waitFor({ timeout: 60_000 });
    await hunk(/Change 2 of 2 in src\/window\.js: rejected/).waitFor();
    await workbench.showRuns();
    await workbench
      .run(/Fix failing tests/)
      .first()
      .waitFor();
  });

  it('opens a real, editable file in the diff editor', async () => {
    await hunk(/src\/range\.js/)
      .getByText('Change 1 of 1')
      .click({ position: { x: 2, y: 2 } });
    await hunk(/src\/range\.js/)
      .getByRole('checkbox')
      .check();
    await panel.getByRole('button', { name: 'Open in Diff Editor' }).click();
    await workbench.page.getByRole('tab', { name: /range\.js \(yours ↔ proposed\)/ }).waitFor();
    await workbench.page.locator('.modified-in-monaco-diff-editor').getByText('to - from + 1').waitFor();
    await workbench.page
      .getByRole('button', { name: /Apply This Version/ })
      .first()
      .click();
    await eventually(() => fileText('src/range.js').includes('to - from + 1'), 'the edited version is in the file');
    writeFileSync(path.join(folder, 'src/range.js'), cannedWorkspace['src/range.js'] ?? '');
    await workbench.page.getByRole('tab', { name: /^Review: / }).click();
  });

  it('shows a conflict with both versions, writes nothing, and offers the others', async () => {
    panel = workbench.webview();
    const mine = fileText('src/range.js').replace('to - from', 'Math.max(0, to - from)');
    writeFileSync(path.join(folder, 'src/range.js'), mine);
    await panel.getByRole('button', { name: /^Accept All Proved/ }).click();
    await panel.getByRole('button', { name: 'Apply 2 Accepted' }).click();
    const conflicts = panel.getByRole('region', { name: 'Conflicts' });
    await conflicts.getByText('You changed these lines since the run began').waitFor();
    await conflicts.getByText('Math.max(0, to - from)').waitFor();
    assert.equal(fileText('src/window.js'), cannedWorkspace['src/window.js']);
    await session.shoot('review-conflict');
    await panel.getByRole('button', { name: 'Apply the Other Change' }).click();
    await panel.getByText('Applied 1 change to src/window.js.').waitFor();
    assert.ok(fileText('src/window.js').includes('start + size <= items.length'));
    assert.equal(fileText('src/range.js'), mine);
  });

  it('undoes what was applied', async () => {
    await panel.getByRole('button', { name: 'Undo Applied Changes' }).click();
    await panel.getByText('Put back as before: src/window.js.').waitFor();
    assert.equal(fileText('src/window.js'), cannedWorkspace['src/window.js']);
  });

  it('can be read in a narrow panel', async () => {
    await workbench.page.setViewportSize({ width: 760, height: 900 });
    const wide = await panel
      .locator('body')
      .evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
    await session.shoot('review-narrow');
    await workbench.page.setViewportSize({ width: 1400, height: 900 });
    assert.equal(wide, false);
  });

  it('never breaks its content security policy', () => {
    assert.deepEqual(session.complaints, []);
  });
});
