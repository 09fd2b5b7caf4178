import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
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

// The packaged extension; what was proposed on the command line is applied in VS Code and looked at in the editor.
describe('marks in the gutter', function () {
  this.timeout(300_000);
  let session: Session;
  let server: ModelServer;
  let workbench: Workbench;
  let folder: string;
  let original: string;

  const file = () => readFileSync(path.join(folder, 'src/slug.js'), 'utf8');
  const glyphs = () => workbench.page.locator('.monaco-editor .dirty-diff-glyph:not(.secondary)');
  // Version control marks the same lines; ours come first where both have something to say.
  const peekAction = (name: string) => workbench.page.locator(`.action-label[aria-label^="${name}"]`);
  // From the line before it: VS Code goes on with the marks of whoever the last one was of.
  const lineBefore = { first: 'export function slug(title)', second: 'seen.set(base, count)' } as const;
  const openChange = async (change: keyof typeof lineBefore) => {
    await workbench.page.keyboard.press('Escape');
    await workbench.page.locator('.view-line', { hasText: lineBefore[change] }).first().click();
    await workbench.page.keyboard.press('Alt+F3');
    await workbench.page
      .getByText(/ of \d changes?$/)
      .first()
      .waitFor();
  };

  /** Opens a change with our actions; false when there is none of ours. With one change kept, VS Code shows version control's first. */
  const openOurs = async (change: keyof typeof lineBefore) => {
    await openChange(change);
    if ((await peekAction('Keep Change').count()) > 0) return true;
    const sources = workbench.page.locator('.peekview-widget select');
    if ((await sources.count()) === 0) return false;
    const index = (await sources.locator('option').allTextContents()).findIndex((name) => /Loopwright/.test(name));
    if (index < 0) return false;
    await sources.selectOption({ index });
    await peekAction('Keep Change').waitFor({ timeout: 5_000 });
    return true;
  };

  const isGone = async (change: keyof typeof lineBefore) => {
    await openChange(change);
    return (await peekAction('Keep Change').count()) === 0;
  };

  before(async () => {
    server = await startOpenaiServer([{ text: slugEdit('a-z0-9') + otherEdit }], { apiKey });
    session = await startSession({ settings: { 'loopwright.review.gutterMarks': true } });
    folder = session.copyFixture('needs-model-js');
    original = file();
    const env = { ...process.env, LOOPWRIGHT_HOME: session.home, OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: server.url };
    const args = [cli, 'fix', '--json', '--model', 'openai/gpt-4.1', '--repair-seconds', '0'];
    const begun = await finished(spawn(process.execPath, args, { cwd: folder, env }));
    assert.equal(begun.exitCode, 0, begun.stdout + begun.stderr);
    workbench = await session.open(folder);
    workbench.page.setDefaultTimeout(60_000);
    await workbench.openFile('src/slug.js');
    await workbench.command('Loopwright: Review Proposal');
    const panel = workbench.webview();
    await panel.getByText(/red before, green after/).waitFor();
    await panel.getByRole('button', { name: /^Accept All Proved/ }).click();
    await panel.getByRole('button', { name: /^Apply \d+ Accepted/ }).click();
    await panel.getByText(/^.*Applied \d change/).waitFor();
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(async () => {
    await session?.close();
    await server?.close();
  });

  it('are at what was applied, and nowhere before', async () => {
    await workbench.command('View: Close All Editors in Group');
    await workbench.openFile('src/slug.js');
    await glyphs().nth(1).waitFor();
    assert.notEqual(file(), original);
    await session.shoot('gutter-marks');
  });

  it('keep a change: its mark goes, the file stays', async () => {
    const before = file();
    await openChange('first');
    await peekAction('Keep Change').waitFor();
    await session.shoot('gutter-peek');
    await peekAction('Keep Change').click();
    await eventually(() => isGone('first'), 'the first is kept');
    await eventually(() => openOurs('second'), 'the second can still be kept', 60_000);
    assert.equal(file(), before);
  });

  it('stay over a reload, and undo a change: the lines are as before', async () => {
    await workbench.reload();
    await workbench.openFile('src/slug.js');
    await glyphs().first().waitFor();
    await eventually(() => openOurs('second'), 'the second is still marked', 120_000);
    await peekAction('Undo Change').click();
    // A file that is being saved is empty for a moment.
    await eventually(
      async () => /a-z0-9/.test(file()) && !/count > 1/.test(file()),
      'the change is out of the file, and the other one in it',
    );
    await eventually(() => isGone('first'), 'nothing is left to keep or undo');
  });
});
