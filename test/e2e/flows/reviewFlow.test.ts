import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { eventually } from '../../eventually.ts';
import { startOpenaiServer } from '../../fakes/servers/openaiServer.ts';
import type { ModelServer } from '../../fakes/servers/serverReply.ts';
import { finished } from '../../scenario/loopwrightCli.ts';
import { otherEdit, slugEdit } from '../../scenario/slugAnswers.ts';
import { repository } from '../harness/prepare.ts';
import { keepTraces, type Session, startSession } from '../harness/session.ts';
import type { Workbench } from '../harness/workbench.ts';

const apiKey = 'sk-test-key-000000';
const cli = path.join(repository, 'dist/cli.js');
// The packaged extension with its own engine and a scripted model on this machine; the review goes by the keyboard.
describe('reviewing with a model', function () {
  this.timeout(300_000);
  let session: Session;
  let server: ModelServer;
  let workbench: Workbench;
  let panel: FrameLocator;
  let folder: string;
  let original: string;

  const file = () => readFileSync(path.join(folder, 'src/slug.js'), 'utf8');
  const hunk = (name: RegExp) => panel.getByRole('region', { name });
  const press = (key: string) => workbench.page.keyboard.press(key);
  const keys = async (...pressed: readonly string[]) => {
    await panel.locator('.summary').click();
    for (const key of pressed) await press(key);
  };
  const apply = async () => {
    await panel.getByRole('button', { name: /^Apply \d+ Accepted/ }).focus();
    await press('Enter');
    await panel.getByText(/^.*Applied \d change/).waitFor({ timeout: 60_000 });
  };

  before(async () => {
    server = await startOpenaiServer([{ text: slugEdit('a-z0-9') + otherEdit }, { text: slugEdit('a-z\\d') }], {
      apiKey,
    });
    session = await startSession({
      settings: { 'loopwright.model': 'openai/gpt-4.1', 'loopwright.repairSeconds': 0 },
      env: { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: server.url },
    });
    folder = session.copyFixture('needs-model-js');
    original = file();
    // Begun on the command line: what is started there is reviewed here.
    const env = { ...process.env, LOOPWRIGHT_HOME: session.home, OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: server.url };
    const begun = await finished(
      spawn(process.execPath, [cli, 'fix', '--json', '--model', 'openai/gpt-4.1', '--repair-seconds', '0'], {
        cwd: folder,
        env,
      }),
    );
    assert.equal(begun.exitCode, 0, begun.stdout + begun.stderr);
    workbench = await session.open(folder);
    workbench.page.setDefaultTimeout(90_000);
    await workbench.command('Loopwright: Review Proposal');
    await workbench.page.getByRole('tab', { name: /^Review/ }).waitFor();
    panel = workbench.webview();
    await panel.getByText(/red before, green after/).waitFor({ timeout: 60_000 });
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(async () => {
    await session?.close();
    await server?.close();
  });

  it('sends the reason back, and offers what came of it in place of the rejected change', async () => {
    await keys('j', 'a');
    await hunk(/Change 2 of 2 .*: accepted/).waitFor();
    await keys('k', 'Shift+R');
    await panel.getByRole('dialog').getByRole('textbox').waitFor();
    await workbench.page.keyboard.type('Use \\d for digits.');
    await press('Control+Enter');
    await panel.getByText(/New attempt 2 running/).waitFor({ timeout: 60_000 });
    await session.shoot('attempt-running');
    const again = hunk(/Change 1 of 2 .*: to decide/);
    await again.getByText('attempt 2').waitFor({ timeout: 200_000 });
    await hunk(/Change 2 of 2 .*: accepted/).waitFor();
    assert.match(JSON.stringify(server.requests[1]?.body), /for digits/);
    assert.equal(file(), original, 'nothing is written before it is applied');
    await session.shoot('attempt-proposed');
  });

  it('keeps all of that over a reload', async () => {
    await workbench.reload();
    panel = workbench.webview();
    await hunk(/Change 1 of 2 .*: to decide/)
      .getByText('attempt 2')
      .waitFor({ timeout: 60_000 });
    await hunk(/Change 2 of 2 .*: accepted/).waitFor();
  });

  it('applies through the editor, whose Ctrl+Z takes it back', async () => {
    await keys('k', 'a');
    await hunk(/Change 1 of 2 .*: accepted/).waitFor();
    await apply();
    assert.match(file(), /a-z\\d/);
    assert.match(file(), /count > 1/);
    await workbench.openFile('src/slug.js');
    await press('Control+Z');
    await workbench.command('File: Save');
    await eventually(() => file() === original, 'the editor took the change back');
    await workbench.page.getByRole('tab', { name: /^Review: / }).click();
    panel = workbench.webview();
    await hunk(/Change 1 of 2 .*: to decide/).waitFor({ timeout: 60_000 });
  });

  it('takes a single change back around a later edit', async () => {
    await keys('k', 'a', 'j', 'a');
    await hunk(/Change 2 of 2 .*: accepted/).waitFor();
    await apply();
    writeFileSync(path.join(folder, 'src/slug.js'), `// mine\n${file()}`);
    await hunk(/Change 2 of 2 .*: applied/)
      .getByRole('button', { name: /^Undo/ })
      .click();
    await panel.getByText(/Put back as before/).waitFor({ timeout: 60_000 });
    assert.match(file(), /^\/\/ mine\n[\s\S]*a-z\\d[\s\S]*count === 1/);
  });

  it('accepts what the person makes of it', async () => {
    await keys('o');
    const right = workbench.page.locator('.modified-in-monaco-diff-editor');
    await right.getByText('count > 1').click();
    await press('End');
    await workbench.page.keyboard.type(' // kept short');
    await workbench.page
      .getByRole('button', { name: /Apply This Version/ })
      .first()
      .click();
    await eventually(() => file().includes('// kept short'), 'the edited version is written');
    assert.match(file(), /^\/\/ mine\n/, 'what was changed meanwhile is still there');
    await workbench.page.getByRole('tab', { name: /^Review: / }).click();
    panel = workbench.webview();
    await panel.getByText('edited by you').first().waitFor({ timeout: 60_000 });
    await panel.getByText(/the tests have not seen that/).waitFor();
    await session.shoot('edited');
  });
});
