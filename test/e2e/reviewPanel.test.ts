import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { eventually } from '../eventually.ts';
import { cannedWorkspace } from '../fakes/cannedReview.ts';
import { seriousFindings } from './harness/axe.ts';
import { keepTraces, type Session, startSession } from './harness/session.ts';
import { themes } from './harness/themes.ts';
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

  it('looks right in dark, light and high contrast, and has no serious finding of axe-core', async () => {
    // The dark one last: the other tests go on in it.
    for (const { name, label, kind } of themes.toReversed()) {
      await workbench.theme(label);
      await panel.locator(`body[data-vscode-theme-kind="${kind}"]`).waitFor();
      await workbench.page.mouse.move(700, 500);
      await session.shoot(`review-${name}`);
      assert.deepEqual(await seriousFindings(await workbench.webviewFrame()), [], label);
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
    await panel.getByRole('dialog').getByRole('button', { name: 'Only Reject' }).click();
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
    await workbench.page.getByRole('tab', { name: /^Review: / }).click();
    panel = workbench.webview();
    const edited = hunk(/src\/range\.js: applied/);
    await edited.getByText('edited by you').waitFor();
    await edited.getByRole('button', { name: /^Undo/ }).click();
    await hunk(/src\/range\.js: to decide/).waitFor();
    assert.equal(fileText('src/range.js'), cannedWorkspace['src/range.js']);
  });

  it('opens all files in the multi-diff editor', async () => {
    await panel.getByRole('button', { name: 'Open All in Multi-Diff Editor' }).click();
    await workbench.page.locator('.multiDiffEntry, .multi-diff-editor').first().waitFor();
    await workbench.page
      .getByRole('tab', { name: /^Review: .*\(3 files\)|^Review: / })
      .first()
      .click();
  });

  it('keeps what is said about a line', async () => {
    panel = workbench.webview();
    const range = hunk(/src\/range\.js/);
    await range.locator('.row.added').hover();
    await range.getByRole('button', { name: 'Comment on line 1' }).last().click();
    await panel.getByRole('dialog').getByRole('textbox').fill('why not inclusive');
    await panel.getByRole('dialog').getByRole('button', { name: 'Keep Comment' }).click();
    await range.getByText('why not inclusive').waitFor();
    await session.shoot('review-comment');
  });

  it('filters by text and state', async () => {
    await panel.getByRole('searchbox').fill('range.js');
    await panel.getByText('1 of 4 changes').waitFor();
    assert.equal(await hunk(/src\/window\.js/).count(), 0);
    await panel.getByRole('searchbox').press('Escape');
    await panel.getByRole('combobox').selectOption('rejected');
    await hunk(/Change 2 of 2 in src\/window\.js/).waitFor();
    await panel.getByRole('combobox').selectOption('all');
  });

  it('tries a rejected change again, and shows the new attempt in its place', async () => {
    await hunk(/Change 2 of 2 in src\/window\.js/)
      .getByRole('button', { name: 'Try Again…' })
      .click();
    await panel.getByRole('dialog').getByRole('textbox').fill('start with the first sum');
    await panel.getByRole('dialog').getByRole('button', { name: 'Reject and Try Again' }).click();
    await hunk(/Change 2 of 2 in src\/window\.js: new attempt running/).waitFor();
    await panel.getByText(/New attempt 2 running/).waitFor();
    await session.shoot('review-attempt-running');
    const again = hunk(/Change 2 of 2 in src\/window\.js: to decide/);
    await again.getByText('attempt 2').waitFor();
    await again.getByText('start with the first sum').click();
    await session.shoot('review-attempt');
    await hunk(/Change 1 of 2 in src\/window\.js: accepted/).waitFor();
    await again.getByRole('button', { name: /^Reject/ }).click();
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
