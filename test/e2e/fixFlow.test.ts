import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { acceptAll, awaitReview, startFix } from './harness/flows.ts';
import { repository } from './harness/prepare.ts';
import { keepTraces, type Session, startSession } from './harness/session.ts';
import { defect, smallProject } from './harness/smallProject.ts';
import type { Workbench } from './harness/workbench.ts';

// Everything here is the packaged extension with its own engine: real sandbox, real repair, no model.
describe('fixing a failing test', function () {
  this.timeout(180_000);
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

  it('goes from the palette to applied changes and back', async () => {
    const folder = session.copyFixture('demo-js');
    const before = text(folder, 'src/summary.js');
    const workbench = await session.open(folder);
    await workbench.showRuns();
    await workbench.page.getByText('No runs yet.').waitFor();
    await startFix(workbench, { several: true });
    const panel = await awaitReview(workbench);
    await session.shoot('flow-review');
    assert.equal(text(folder, 'src/summary.js'), before, 'nothing is written before it is accepted');
    await acceptAll(panel);
    await panel.getByText(/Applied 1 change to src\/summary\.js/).waitFor();
    assert.notEqual(text(folder, 'src/summary.js'), before);
    const tests = spawnSync(process.execPath, ['--test'], { cwd: folder, encoding: 'utf8' });
    assert.equal(tests.status, 0, tests.stdout);
    await workbench
      .run(/^Fix failing test.*fixed/)
      .first()
      .locator('.monaco-tl-twistie')
      .click();
    await workbench
      .run(/^Evidence/)
      .locator('.monaco-tl-twistie')
      .click();
    await workbench.run(/2 red before, green after/).waitFor();
    await workbench
      .run(/^Proposal/)
      .locator('.monaco-tl-twistie')
      .click();
    await workbench.run(/^src\/summary\.js/).waitFor();
    await session.shoot('flow-tree');
    await workbench.command('Loopwright: Undo Accepted Changes');
    await workbench.notification(/Put back as before: src\/summary\.js/).waitFor();
    assert.equal(text(folder, 'src/summary.js'), before);
  });

  it('shows a conflict and writes nothing when the same line was changed', async () => {
    const [folder, workbench] = await openProject('conflict');
    await startFix(workbench);
    const panel = await awaitReview(workbench);
    const mine = text(folder, 'src/window.js').replace(defect.wrong, 'start + size < items.length - 0');
    writeFileSync(path.join(folder, 'src/window.js'), mine);
    await acceptAll(panel);
    const conflicts = panel.getByRole('region', { name: 'Conflicts' });
    await conflicts.getByText('items.length - 0').first().waitFor();
    assert.ok((await conflicts.textContent())?.includes(defect.right));
    assert.equal(text(folder, 'src/window.js'), mine);
  });

  it('shows a run that was started on the command line, and discards its proposal', async () => {
    const [folder, workbench] = await openProject('from-cli');
    await workbench.page.getByText('No runs yet.').waitFor();
    const args = ['dist/cli.js', 'fix', '--workspace', folder, '--model', 'none', '--json'];
    const env = { ...process.env, LOOPWRIGHT_HOME: session.home };
    const cli = spawnSync(process.execPath, args, { cwd: repository, env, encoding: 'utf8' });
    assert.equal(cli.status, 0, cli.stdout + cli.stderr);
    await workbench
      .run(/^Fix failing test.*fixed/)
      .first()
      .waitFor({ timeout: 20_000 });
    await workbench.command('Loopwright: Review Proposal');
    const panel = await awaitReview(workbench);
    await workbench.command('Loopwright: Discard Run');
    await workbench.dialog().getByRole('button', { name: 'Discard', exact: true }).click();
    await panel.getByRole('region', { name: /src\/window\.js: rejected/ }).waitFor();
    assert.equal(text(folder, 'src/window.js'), smallProject['src/window.js']);
  });
});
