import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../../eventually.ts';
import { acceptAll, awaitReview, startFix } from '../harness/flows.ts';
import { keepTraces, type Session, startSession } from '../harness/session.ts';
import { defect, slowProject, smallProject } from '../harness/smallProject.ts';
import type { Workbench } from '../harness/workbench.ts';

// The packaged extension with its own engine: real sandbox, real repair, no model.
describe('fixing a failing test, on by-ways', function () {
  this.timeout(240_000);
  let session: Session;

  before(async () => {
    session = await startSession();
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  const text = (folder: string, file: string) => readFileSync(path.join(folder, file), 'utf8');

  async function openProject(name: string, options?: { readonly git?: boolean }): Promise<[string, Workbench]> {
    const folder = session.makeFolder(name, smallProject, options);
    const workbench = await session.open(folder);
    await workbench.showRuns();
    return [folder, workbench];
  }

  it('starts from the active test file, without git, and keeps what is written meanwhile', async () => {
    const [folder, workbench] = await openProject('no-git', { git: false });
    await workbench.openFile('test/window.test.js');
    await workbench.command('Loopwright: Fix Failing Test');
    await workbench.choose(/From the active test file/);
    await workbench
      .run(/^Fix test\/window\.test\.js/)
      .first()
      .waitFor({ timeout: 60_000 });
    const mine = text(folder, 'src/window.js').replace(
      '/** The sum of the items. */',
      '/** Their sum. Written during the run. */',
    );
    writeFileSync(path.join(folder, 'src/window.js'), mine);
    const panel = await awaitReview(workbench);
    await acceptAll(panel);
    await panel.getByText(/Applied 1 change/).waitFor();
    assert.equal(text(folder, 'src/window.js'), mine.replace(defect.wrong, defect.right));
  });

  it('offers to save unsaved editors before a run and before writing', async () => {
    const [folder, workbench] = await openProject('unsaved');
    await workbench.openFile('src/window.js');
    await workbench.page.locator('.monaco-editor').first().click();
    await workbench.page.keyboard.press('Control+Home');
    await workbench.page.keyboard.type('// unsaved at the start\n');
    await workbench.command('Loopwright: Fix Failing Test');
    await workbench.choose(/node --test/);
    await workbench.dialog().getByText('src/window.js').waitFor();
    await workbench.dialog().getByRole('button', { name: 'Save All and Fix' }).click();
    await eventually(() => text(folder, 'src/window.js').startsWith('// unsaved at the start'), 'the editor is saved');
    const panel = await awaitReview(workbench);
    await workbench.page.getByRole('tab', { name: /^window\.js/ }).click();
    await workbench.page.locator('.monaco-editor').first().click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('// unsaved at the end\n');
    await acceptAll(panel);
    await workbench.dialog().getByRole('button', { name: 'Save and Apply' }).click();
    await panel.getByText(/Applied 1 change/).waitFor();
    const written = text(folder, 'src/window.js');
    for (const part of ['// unsaved at the start', defect.right, '// unsaved at the end'])
      assert.ok(written.includes(part), written);
  });

  it('keeps decisions when the window is reloaded in the middle of a review', async () => {
    const [, workbench] = await openProject('reload-review');
    await startFix(workbench);
    const panel = await awaitReview(workbench);
    await panel
      .getByRole('button', { name: /^Accept a/ })
      .first()
      .click();
    await panel.getByRole('button', { name: 'Apply 1 Accepted' }).waitFor();
    await workbench.reload();
    await workbench.webview().getByRole('button', { name: 'Apply 1 Accepted' }).waitFor({ timeout: 60_000 });
  });

  it('is started, reviewed, applied and undone with the keyboard alone', async () => {
    const folder = session.makeFolder('keyboard', smallProject);
    const before = text(folder, 'src/window.js');
    const workbench = await session.open(folder);
    const { page } = workbench;
    const { keyboard } = page;
    const command = async (title: string) => {
      await eventually(async () => {
        await keyboard.press('Escape');
        await keyboard.press('F1');
        await workbench.quickInput().waitFor({ state: 'visible', timeout: 5_000 });
        await keyboard.type(title);
        const row = workbench.rows(new RegExp(`^${title}$`));
        await row.first().waitFor({ timeout: 5_000 });
        // Commands that match are sorted by name: Fix All Failing Tests comes first.
        for (let below = 0; below < 5 && !(await row.and(page.locator('.focused')).isVisible()); below++)
          await keyboard.press('ArrowDown');
        await row.and(page.locator('.focused')).waitFor({ timeout: 1_000 });
        return true;
      }, `${title} is found`);
      await keyboard.press('Enter');
    };
    await command('Loopwright: Fix Failing Test');
    await workbench
      .rows(/node --test/)
      .first()
      .waitFor({ timeout: 60_000 });
    await keyboard.type('node --test');
    await keyboard.press('Enter');
    await awaitReview(workbench);
    await command('Loopwright: Review Proposal');
    const panel = workbench.webview();
    const hunk = (state: string) => panel.getByRole('region', { name: new RegExp(`Change 1 of 1 .*: ${state}`) });
    await hunk('to decide').waitFor({ timeout: 60_000 });
    const hasFocus = async () => (await workbench.webviewFrame()).evaluate('document.hasFocus()');
    await eventually(hasFocus, 'the page has the keyboard');
    await keyboard.press('j');
    await keyboard.press('a');
    await hunk('accepted').waitFor();
    assert.equal(text(folder, 'src/window.js'), before);
    const focused = () => panel.locator(':focus').textContent({ timeout: 1_000 });
    await eventually(async () => {
      await keyboard.press('Tab');
      return /^Apply 1 Accepted/.test((await focused()) ?? '');
    }, 'Tab comes to what applies');
    await keyboard.press('Enter');
    await panel.getByText(/Applied 1 change/).waitFor();
    assert.equal(text(folder, 'src/window.js'), before.replace(defect.wrong, defect.right));
    // Keys do nothing while what was done is read again.
    await hunk('applied').waitFor();
    await session.shoot('keyboard-applied');
    await keyboard.press('u');
    await panel.getByText(/Put back as before/).waitFor({ timeout: 60_000 });
    assert.equal(text(folder, 'src/window.js'), before);
  });

  it('lists a run that a reload interrupted, and can run again', async () => {
    // On a busy machine a reload takes longer than the tests of slowProject.
    const slow = slowProject['test/slow.test.js']?.replace('4000', '10000') ?? '';
    const folder = session.makeFolder('interrupted', { ...slowProject, 'test/slow.test.js': slow });
    const before = text(folder, 'src/window.js');
    const workbench = await session.open(folder);
    await workbench.showRuns();
    await startFix(workbench);
    await workbench.reload();
    await workbench.showRuns();
    await workbench
      .run(/^Fix failing test.*interrupted/)
      .first()
      .waitFor({ timeout: 60_000 });
    assert.equal(text(folder, 'src/window.js'), before);
    await session.shoot('interrupted');
    await workbench.openFile('test/window.test.js');
    await workbench.command('Loopwright: Fix Failing Test');
    await workbench.choose(/From the active test file/);
    await awaitReview(workbench);
  });
});
