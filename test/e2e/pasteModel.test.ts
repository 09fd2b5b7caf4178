import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { eventually } from '../eventually.ts';
import { acceptAll, awaitReview } from './harness/flows.ts';
import { keepTraces, type Session, startSession } from './harness/session.ts';

const reply = [
  'Accents and punctuation stay in.',
  '',
  'src/slug.js',
  '<<<<<<< SEARCH',
  "  return title.toLowerCase().replace(/ /g, '-');",
  '=======',
  "  const plain = title.normalize('NFKD').replace(/[\\u0300-\\u036f]/g, '');",
  "  return plain.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');",
  '>>>>>>> REPLACE',
  '',
].join('\n');

/** What the person would paste now. */
const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');

// The packaged extension with its own engine; the person, here the test, carries request and reply over the clipboard.
describe('the copy-and-paste model', function () {
  this.timeout(180_000);
  let session: Session;

  before(async () => {
    session = await startSession({ settings: { 'loopwright.model': 'paste', 'loopwright.repairSeconds': 0 } });
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  it('shows the request, copies it, and takes the reply from the clipboard', async () => {
    const folder = session.copyFixture('needs-model-js');
    const workbench = await session.open(folder);
    const { page } = workbench;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.command('Loopwright: Fix Failing Test');
    await workbench.choose(/node --test/);
    await page.getByRole('button', { name: 'OK', exact: true }).click({ timeout: 60_000 });
    const waiting = workbench.notification(/Request 1 waits/);
    await waiting.getByRole('button', { name: 'Copy Request' }).click({ timeout: 60_000 });
    await eventually(async () => /takes accents off/.test(await clipboard(page)), 'the request is in the clipboard');
    await session.shoot('paste-request');
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(reply)})`);
    await eventually(async () => (await clipboard(page)) === reply, 'the reply is in the clipboard');
    await waiting.getByRole('button', { name: 'Paste Reply' }).click({ timeout: 30_000 });
    const panel = await awaitReview(workbench);
    await acceptAll(panel);
    await panel.getByText(/Applied 1 change to src\/slug\.js/).waitFor();
    assert.match(readFileSync(path.join(folder, 'src/slug.js'), 'utf8'), /normalize\('NFKD'\)/);
  });
});
