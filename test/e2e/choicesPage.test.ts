import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { ReviewContract } from '../../src/protocol/review.ts';
import { eventually } from '../eventually.ts';
import { addedBy, choicesReview } from '../fakes/choicesReview.ts';
import { seriousFindings } from './harness/axe.ts';
import { launchBrowser } from './harness/chromium.ts';
import { repository } from './harness/prepare.ts';
import { themes } from './harness/themes.ts';
import { openWebviewPage, type WebviewPage } from './harness/webviewPage.ts';

const shots = path.join(repository, 'test/shots');

// The review page as built, in a browser alone, where the tests allow several edits.
describe('choices in the review page', function () {
  this.timeout(60_000);
  let browser: Browser;
  let shown: WebviewPage<ReviewContract>;
  let proposed: number;
  let refuses: boolean;
  const asked: number[] = [];

  before(async () => {
    browser = await launchBrowser();
    mkdirSync(shots, { recursive: true });
  });

  async function open({ canChoose = true, height = 1_000 } = {}): Promise<Page> {
    proposed = 1;
    refuses = false;
    asked.length = 0;
    const answered = async () => null;
    shown = await openWebviewPage<ReviewContract>(browser, {
      name: 'review',
      height,
      handlers: {
        getReview: async () => choicesReview(proposed, canChoose),
        choose: async ({ number }) => {
          asked.push(number);
          if (refuses) throw new Error('Run r goes on: what it proposes may still change.');
          proposed = number;
          return null;
        },
        decide: answered,
        accept: async () => ({ applied: [], conflicts: [] }),
        retry: async () => ({ runId: 'r' }),
        proposeMerge: async () => undefined,
        acceptMerged: async () => ({ applied: [], conflicts: [] }),
        comment: answered,
        undo: async () => ({ restored: [], conflicts: [] }),
        openAll: answered,
        openDiff: answered,
        openFile: answered,
        showOutput: answered,
        discard: answered,
      },
    });
    await shown.page.getByRole('region', { name: 'Choices' }).waitFor();
    return shown.page;
  }

  afterEach(async () => {
    assert.deepEqual(shown.complaints, []);
    await shown.page.close();
  });

  after(() => browser?.close());

  it('stand with how far each was checked, its lines, and the inputs that tell them apart', async () => {
    const page = await open();
    const choices = page.getByRole('region', { name: 'Choices' });
    await choices.getByText('7 edits make the red tests green; these are the best 4. Which is right?').waitFor();
    const texts = await choices.getByRole('listitem').allInnerTexts();
    assert.equal(texts.length, 4);
    assert.match(
      texts[0] ?? '',
      /proposed now[\s\S]*proved in a clean copy: 1 red before and green after, 11 more green/,
    );
    assert.match(texts[1] ?? '', /Math\.round\(items \/ size\)/);
    assert.match(texts[2] ?? '', /checked in part, not in a clean copy/);
    assert.match(texts[3] ?? '', /checked in part, the red tests only/);
    const cells = await choices.getByRole('table').getByRole('row').last().getByRole('cell').allInnerTexts();
    assert.deepEqual(cells, ['returns 2', 'returns 1', 'returns 2', 'throws RangeError: size']);
    await choices.getByText('not asked').waitFor();
  });

  it('replace the proposal and its evidence, with the keyboard as well, and nothing is accepted by it', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Take 3 Instead' }).press('Enter');
    await page.getByText('Choice 3 is proposed now. Nothing was written.').waitFor();
    assert.deepEqual(asked, [3]);
    const hunk = page.getByRole('region', { name: /^Change 1 of 1 in src\/pages\.js: to decide/ });
    assert.ok((await hunk.textContent())?.includes(addedBy(3).trim()));
    assert.match((await page.locator('.doubts').textContent()) ?? '', /not in a clean copy/);
    assert.equal(await page.getByRole('button', { name: /^Accept All Proved/ }).count(), 0, 'it is not proved');
    await page.getByRole('button', { name: 'Accept Selected (1)' }).waitFor();
    await page.getByRole('button', { name: 'Take 1 Instead' }).click();
    await page.getByRole('button', { name: 'Accept All Proved (1)' }).waitFor();
    refuses = true;
    await page.getByRole('button', { name: 'Take 2 Instead' }).click();
    await page
      .getByRole('alert')
      .getByText(/what it proposes may still change/)
      .waitFor();
    assert.equal(await page.locator('.choice.proposed strong').innerText(), '1');
  });

  it('wait while a change of the run is in the files', async () => {
    const page = await open({ canChoose: false });
    await page.getByText(/A change of this run is in your files/).waitFor();
    const button = page.getByRole('button', { name: 'Take 2 Instead' });
    assert.equal(await button.isDisabled(), true);
  });

  it('look right in every theme and at any width, and have no serious finding of axe-core', async () => {
    const page = await open();
    for (const { name, label } of themes) {
      await shown.setTheme(name);
      assert.deepEqual(await seriousFindings(page), [], label);
      await page.screenshot({ path: path.join(shots, `page-choices-${name}.png`) });
    }
    await page.setViewportSize({ width: 420, height: 1_000 });
    await eventually(
      async () => (await page.evaluate('document.documentElement.scrollWidth')) === 420,
      'nothing stands out of a narrow page',
    );
    await page.screenshot({ path: path.join(shots, 'page-choices-narrow.png') });
  });
});
