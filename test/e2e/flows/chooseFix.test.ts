import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../../eventually.ts';
import { awaitReview, startFix } from '../harness/flows.ts';
import { keepTraces, type Session, startSession } from '../harness/session.ts';

// The packaged extension with its own engine: real sandbox, real repair, a test that allows several edits.
describe('choosing among edits that the tests allow', function () {
  this.timeout(240_000);
  let session: Session;

  before(async () => {
    session = await startSession();
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  it('replaces the proposal in the panel, and writes the chosen edit once it is accepted', async () => {
    const folder = session.copyFixture('weak-js');
    const text = () => readFileSync(path.join(folder, 'src/pages.js'), 'utf8');
    const before = text();
    const workbench = await session.open(folder);
    await workbench.showRuns();
    await startFix(workbench);
    const panel = await awaitReview(workbench);
    const choices = panel.getByRole('region', { name: 'Choices' });
    await choices.getByText(/make the red tests green/).waitFor();
    await choices
      .getByRole('table')
      .getByText(/^pageCount\(/)
      .first()
      .waitFor();
    const second = choices.getByRole('listitem').nth(1);
    const added = await second.locator('.row.added code').innerText();
    await session.shoot('choices');
    await second.getByRole('button', { name: 'Take 2 Instead' }).click();
    await panel.getByText('Choice 2 is proposed now. Nothing was written.').waitFor();
    await eventually(
      async () => (await panel.locator('.hunk .row.added code').allInnerTexts()).join().trim() === added.trim(),
      'the chosen edit is what is decided on',
    );
    assert.equal(text(), before);
    await panel.getByRole('button', { name: /^Accept (All Proved|Selected) \(1\)/ }).click();
    await panel.getByRole('button', { name: /^Apply 1 Accepted/ }).click();
    await panel.getByText(/Applied 1 change to src\/pages\.js/).waitFor();
    assert.ok(text().includes(added.trim()), text());
    assert.equal(await choices.getByRole('button', { name: 'Take 1 Instead' }).isDisabled(), true);
  });
});
