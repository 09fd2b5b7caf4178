import assert from 'node:assert/strict';
import { keepTraces, type Session, startSession } from '../harness/session.ts';
import { smallProject } from '../harness/smallProject.ts';

describe('Check the Sandbox', function () {
  this.timeout(240_000);
  let session: Session;

  before(async () => {
    session = await startSession();
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  it('opens a page that says what works, what commands may do and who says so, and that cannot be written', async () => {
    const folder = session.makeFolder('sandbox', {
      ...smallProject,
      '.loopwright/security.yaml': 'version: 1\nmode: safe\n',
    });
    const workbench = await session.open(folder);
    const { page } = workbench;
    await workbench.command('Loopwright: Check the Sandbox');
    await page.getByRole('tab', { name: /^sandbox\.txt/ }).waitFor({ timeout: 60_000 });
    const editor = page.locator('.editor-instance .view-lines').first();
    await editor.getByText('Sandbox: bubblewrap, the one of this platform').waitFor();
    const text = ((await editor.textContent()) ?? '').replaceAll('\u00a0', ' ');
    assert.match(text, /! bubblewrap +\d+\.\d+/);
    assert.match(text, /--no-sandbox is refused\. \(\.loopwright\/security\.yaml: mode safe\)/);
    await session.shoot('check-sandbox');
    await editor.click();
    await page.keyboard.type('x');
    await page.getByText('Cannot edit in read-only editor').first().waitFor();
  });
});
