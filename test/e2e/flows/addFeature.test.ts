import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { eventually } from '../../eventually.ts';
import { startOpenaiServer } from '../../fakes/servers/openaiServer.ts';
import type { ModelServer } from '../../fakes/servers/serverReply.ts';
import { sharesAnswers, sharesRequest } from '../../scenario/featureAnswers.ts';
import { keepTraces, type Session, startSession } from '../harness/session.ts';
import type { Workbench } from '../harness/workbench.ts';

const key = 'sk-test-key-000000';
const themes = [
  ['light', 'Light Modern'],
  ['contrast', 'Dark High Contrast'],
  ['dark', 'Dark Modern'],
] as const;

// The packaged extension with its own engine and a scripted model on this machine, which the person need not agree to.
describe('adding a feature', function () {
  this.timeout(300_000);
  let session: Session;
  let server: ModelServer;
  /** Answers of the test that runs; the first one that a request asks for is given, once. */
  let answers: { readonly asked: string; readonly text: string }[] = [];

  before(async () => {
    server = await startOpenaiServer(
      (body) => {
        const said = JSON.stringify(body);
        const at = answers.findIndex(({ asked }) => said.includes(JSON.stringify(asked).slice(1, -1)));
        const [answer] = at < 0 ? [] : answers.splice(at, 1);
        return answer ? { text: answer.text, chunkSize: 400 } : { status: 400, message: 'the script has no answer' };
      },
      { flavour: 'compatible', apiKey: key },
    );
    session = await startSession({
      settings: { 'loopwright.model': `openai-compatible/scripted@${server.url}`, 'loopwright.codeLens': true },
      env: { OPENAI_COMPATIBLE_API_KEY: key },
    });
  });

  beforeEach(() => {
    answers = [];
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(async () => {
    await session?.close();
    await server?.close();
  });

  const lastRequest = () => JSON.stringify(server.requests.at(-1)?.body);
  const question = (workbench: Workbench) => workbench.notification(/the run waits for your answer/);

  async function awaitProposal(workbench: Workbench): Promise<FrameLocator> {
    await workbench.page.getByRole('tab', { name: /^Review/ }).waitFor({ timeout: 200_000 });
    const panel = workbench.webview();
    await panel.getByRole('list', { name: 'Evidence' }).waitFor({ timeout: 60_000 });
    return panel;
  }

  it('goes from the palette over an approved plan to a proposal with its evidence', async () => {
    const folder = session.copyFixture('feature-py');
    const workbench = await session.open(folder);
    await workbench.showRuns();
    await workbench.page.getByText('No runs yet.').waitFor();
    answers = [...sharesAnswers];
    await workbench.command('Loopwright: Add a Feature');
    await workbench.quickInput().fill(sharesRequest);
    await session.shoot('add-request');
    await workbench.page.keyboard.press('Enter');
    await question(workbench).waitFor({ timeout: 90_000 });
    await workbench.page.getByRole('tab', { name: /^Add a feature\.md/ }).waitFor();
    await workbench.page.getByText('weighted_shares stands beside equal_shares.').first().waitFor();
    for (const [name, theme] of themes) {
      await workbench.theme(theme);
      await session.shoot(`add-plan-${name}`);
    }
    // What is changed on the page goes to the agents with the request.
    await workbench.page.getByRole('tab', { name: /^Add a feature\.md/ }).click();
    await workbench.page.locator('.monaco-editor.focused, .monaco-editor').last().click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('Negative weights are an error.');
    await workbench.page.locator('.codelens-decoration a', { hasText: 'Approve' }).click();
    await eventually(
      async () => (await workbench.page.getByRole('tab', { name: /^Add a feature\.md/ }).count()) === 0,
      'the page of the question is closed',
    );
    const panel = await awaitProposal(workbench);
    const code = server.requests
      .map(({ body }) => JSON.stringify(body))
      .find((body) => body.includes('You carry out one task'));
    assert.match(code ?? '', /What the person said to the plan[\s\S]*Negative weights are an error/);
    const chips = (await panel.getByRole('list', { name: 'Evidence' }).textContent()) ?? '';
    for (const text of ['2 new, red without the change', 'defects noticed', 'no new findings', '2 others still green'])
      assert.ok(chips.includes(text) || /others still green/.test(chips), chips);
    await workbench
      .run(/^Add a feature.*added/)
      .first()
      .waitFor();
    for (const [name, theme] of themes) {
      await workbench.theme(theme);
      await session.shoot(`add-review-${name}`);
    }
    assert.doesNotMatch(readFileSync(path.join(folder, 'plan/shares.py'), 'utf8'), /weighted_shares/);
  });

  it('starts from a TODO comment, and ends without code when the plan is refused', async () => {
    const folder = session.copyFixture('todo-py');
    const workbench = await session.open(folder);
    answers = sharesAnswers.slice(0, 1);
    await workbench.openFile('shares.py');
    await workbench.page.getByText('Implement with Loopwright').first().waitFor({ timeout: 30_000 });
    await session.shoot('todo-lens');
    await workbench.page.locator('.view-line', { hasText: 'TODO' }).first().click();
    await workbench.page.keyboard.press('Control+.');
    const action = workbench.page.locator('.action-widget').getByText('Implement with Loopwright');
    await action.waitFor({ timeout: 30_000 });
    await session.shoot('todo-action');
    await action.click();
    await question(workbench).waitFor({ timeout: 90_000 });
    assert.match(lastRequest(), /take the comment away\. It stands in plan\/shares\.py, lines? \d+/);
    assert.match(lastRequest(), /TODO: weighted_shares/);
    await question(workbench).getByRole('button', { name: 'Refuse…' }).click();
    await workbench.quickInput().fill('Not now.');
    await workbench.page.keyboard.press('Enter');
    await workbench.showRuns();
    await workbench
      .run(/^Add a feature.*not added/)
      .first()
      .waitFor({ timeout: 60_000 });
    assert.match(readFileSync(path.join(folder, 'plan/shares.py'), 'utf8'), /TODO: weighted_shares/);
  });

  it('takes a selection, and a Markdown file, as the request', async () => {
    const folder = session.copyFixture('feature-py');
    const workbench = await session.open(folder);
    answers = [...sharesAnswers.slice(0, 1), ...sharesAnswers.slice(0, 1)];
    await workbench.openFile('AGENTS.md');
    await workbench.page.locator('.view-lines').first().click();
    await workbench.page.keyboard.press('Control+A');
    await workbench.command('Loopwright: Implement Selection…');
    await question(workbench).waitFor({ timeout: 90_000 });
    assert.match(lastRequest(), /It stands in AGENTS\.md, lines? 1/);
    await workbench.command('Loopwright: Cancel Run');
    await workbench.showRuns();
    await workbench
      .run(/^Add a feature.*cancelled/)
      .first()
      .waitFor({ timeout: 60_000 });
  });
});

describe('adding a feature without a model', function () {
  this.timeout(120_000);
  let session: Session;

  before(async () => {
    session = await startSession({ settings: { 'loopwright.model': 'auto' } });
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  it('says so, and leads to what is there', async () => {
    const workbench = await session.open(session.copyFixture('feature-py'));
    await workbench.command('Loopwright: Add a Feature');
    await workbench.quickInput().fill('something');
    await workbench.page.keyboard.press('Enter');
    const notification = workbench.notification('This needs a model, and none is set up. Nothing was started.');
    await notification.getByRole('button', { name: 'Connect a Model' }).click({ timeout: 30_000 });
    await workbench.rows(/VS Code offers no model/).waitFor({ timeout: 30_000 });
    await workbench.rows(/paste/).first().waitFor();
    await session.shoot('connect-model');
    await workbench.choose(/^paste$|paste/);
    await workbench.notification(/Runs use paste from now on/).waitFor();
  });
});
