import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startFix } from './harness/flows.ts';
import { keepTraces, type Session, startSession } from './harness/session.ts';
import { slowProject, smallProject } from './harness/smallProject.ts';

describe('when things do not go well', function () {
  this.timeout(180_000);
  let session: Session;

  before(async () => {
    session = await startSession();
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  const source = (folder: string) => readFileSync(path.join(folder, 'src/window.js'), 'utf8');

  it('says so in a workspace without tests, and takes a command', async () => {
    const workbench = await session.open(session.makeFolder('no-tests', { 'readme.txt': 'nothing here\n' }));
    await workbench.command('Loopwright: Fix Failing Test');
    await workbench.page.getByText('No test runner found in this folder.').first().waitFor({ timeout: 30_000 });
    await workbench.choose(/Choose a command/);
    await workbench.quickInput().fill('true');
    await workbench.page.keyboard.press('Enter');
    await workbench
      .notification(/All tests pass|no tests|ran no tests|Nothing to fix/i)
      .first()
      .waitFor({ timeout: 60_000 });
  });

  it('says that nothing is to be fixed when all is green', async () => {
    const green = {
      ...smallProject,
      'src/window.js': (smallProject['src/window.js'] ?? '').replace('size < items', 'size <= items'),
    };
    const workbench = await session.open(session.makeFolder('green', green));
    await workbench.command('Loopwright: Fix Failing Test');
    await workbench.choose(/node --test/);
    await workbench.notification('All tests pass. Nothing to fix.').waitFor({ timeout: 60_000 });
  });

  it('cancels a run and leaves the workspace alone', async () => {
    const folder = session.makeFolder('cancel', slowProject);
    const before = source(folder);
    const workbench = await session.open(folder);
    await workbench.showRuns();
    await startFix(workbench);
    await workbench
      .run(/^Fix failing test/)
      .first()
      .hover();
    await workbench
      .run(/^Fix failing test/)
      .getByRole('button', { name: /Cancel Run/ })
      .first()
      .click();
    await workbench
      .run(/^Fix failing test.*cancelled/)
      .first()
      .waitFor({ timeout: 30_000 });
    assert.equal(source(folder), before);
  });

  it('never breaks its content security policy', () => {
    assert.deepEqual(session.complaints, []);
  });
});

describe('in a workspace that is not trusted', function () {
  this.timeout(120_000);
  let session: Session;

  before(async () => {
    session = await startSession({ trust: false });
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  it('shows the runs, starts none, and says why', async () => {
    const workbench = await session.open(session.makeFolder('restricted', smallProject));
    await workbench.showRuns();
    await workbench.page.getByText('This workspace is not trusted. Runs can be read here').waitFor();
    await workbench.command('Loopwright: Fix Failing Test');
    const notification = workbench.notification(
      'A run executes the tests of the project, so starting one needs trust.',
    );
    await notification.waitFor();
    await session.shoot('untrusted');
    await notification.getByRole('button', { name: 'Manage Workspace Trust' }).click();
    await workbench.page.getByText('You are in Restricted Mode').waitFor();
  });
});
