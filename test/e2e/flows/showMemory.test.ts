import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../../eventually.ts';
import { keepTraces, type Session, startSession } from '../harness/session.ts';
import { smallProject } from '../harness/smallProject.ts';

const fact = (about: string) =>
  `---\nkind: note\nabout: ${JSON.stringify(about)}\nevidence: "read in the review"\nverified: "2026-01-31"\n---\nSee src.\n`;

describe('Show Memory, Show Tools and Rebuild Code Index', function () {
  this.timeout(240_000);
  let session: Session;

  before(async () => {
    session = await startSession();
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  it('lists facts with their evidence, forgets one after asking, and opens another', async () => {
    const folder = session.makeFolder('memory', {
      ...smallProject,
      '.loopwright/memory/windows-overlap.md': fact('Windows overlap'),
      '.loopwright/memory/sums-start-at-zero.md': fact('Sums start at zero'),
    });
    const file = (name: string) => path.join(folder, '.loopwright/memory', name);
    const workbench = await session.open(folder);
    const { page } = workbench;
    await workbench.command('Loopwright: Show Memory…');
    const row = workbench.rows(/^windows-overlap$/);
    await row.waitFor({ timeout: 60_000 });
    assert.match(
      (await row.textContent()) ?? '',
      /kept by the team.*Windows overlap · read in the review · proved 2026-01-31/,
    );
    await session.shoot('show-memory');
    await row.hover();
    await row.locator('.codicon-trash').click();
    await workbench.dialog().getByText('Forget windows-overlap?').waitFor();
    await workbench.dialog().getByRole('button', { name: 'Cancel' }).click();
    assert.ok(existsSync(file('windows-overlap.md')), 'nothing is forgotten without a yes');
    await row.hover();
    await row.locator('.codicon-trash').click();
    await workbench.dialog().getByRole('button', { name: 'Forget', exact: true }).click();
    await eventually(() => !existsSync(file('windows-overlap.md')), 'the file is gone');
    await row.waitFor({ state: 'detached' });
    await workbench.rows(/^sums-start-at-zero$/).click();
    await page.getByRole('tab', { name: /^sums-start-at-zero\.md/ }).waitFor();
    assert.ok(existsSync(file('sums-start-at-zero.md')));
  });

  it('lists tools with what they do, and opens the declaration of one and the words of another', async () => {
    const workbench = await session.open(
      session.makeFolder('tools', {
        ...smallProject,
        '.loopwright/tools.yaml': 'version: 1\ntools:\n  count: { description: Counts words., run: [wc, -w] }\n',
      }),
    );
    await workbench.command('Loopwright: Show Tools…');
    await workbench
      .rows(/run_tests/)
      .first()
      .waitFor({ timeout: 60_000 });
    await session.shoot('show-tools');
    await workbench.quickInput().fill('Counts words');
    await workbench.rows(/count/).first().click();
    await workbench.page.getByRole('tab', { name: /^tools\.yaml/ }).waitFor();
    await workbench.command('Loopwright: Show Tools…');
    await workbench
      .rows(/run_tests/)
      .first()
      .click();
    await workbench.page.getByRole('tab', { name: /^run_tests\.txt/ }).waitFor();
    await workbench.page.getByText('Given to debug, refactor, review, testgen').first().waitFor();
  });

  it('builds the index anew and says how many files are in it', async () => {
    const workbench = await session.open(session.makeFolder('index', smallProject));
    await workbench.command('Loopwright: Rebuild Code Index…');
    await workbench
      .notification(/The index of index\S* was built anew: 3 files in \d+ s\./)
      .waitFor({ timeout: 60_000 });
  });
});
