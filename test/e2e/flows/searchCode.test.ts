import assert from 'node:assert/strict';
import { keepTraces, type Session, startSession } from '../harness/session.ts';
import { smallProject } from '../harness/smallProject.ts';

describe('Search Code by Meaning', function () {
  this.timeout(240_000);
  let session: Session;

  before(async () => {
    session = await startSession();
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  it('shows what fits while one types, previews it, and opens it', async () => {
    const workbench = await session.open(session.makeFolder('search', smallProject));
    await workbench.command('Loopwright: Search Code by Meaning…');
    const input = workbench.quickInput();
    await workbench.page.locator('.quick-input-title', { hasText: 'Search Code by Meaning' }).waitFor();
    await input.fill('add numbers together');
    const row = (name: RegExp) => workbench.rows(name).first();
    const tab = (name: RegExp) => workbench.page.getByRole('tab', { name }).first();
    await row(/^\s*sum$/).waitFor({ timeout: 60_000 });
    assert.match((await row(/^\s*sum$/).textContent()) ?? '', /src\/window\.js:\d+-\d+/);
    await session.shoot('search-code');
    // What the arrow keys come to is previewed.
    for (const key of ['ArrowDown', 'ArrowUp', 'ArrowDown']) await workbench.page.keyboard.press(key);
    await tab(/window(\.test)?\.js/).waitFor();
    await input.fill('all runs of neighbours');
    await row(/^\s*windows$/).click();
    await input.waitFor({ state: 'hidden' });
    await tab(/^window\.js/).waitFor();
    await workbench.page.locator('.editor-instance .view-line', { hasText: 'windows(items' }).first().waitFor();
  });
});
