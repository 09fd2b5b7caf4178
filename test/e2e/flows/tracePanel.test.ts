import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { eventually } from '../../eventually.ts';
import { startOpenaiServer } from '../../fakes/servers/openaiServer.ts';
import type { ServerReply } from '../../fakes/servers/serverReply.ts';
import { repository } from '../harness/prepare.ts';
import { keepTraces, type Session, startSession } from '../harness/session.ts';
import type { Workbench } from '../harness/workbench.ts';

const goodEdit = `Accents and punctuation were kept; see test/slug.test.js:1.

src/slug.js
<<<<<<< SEARCH
  return title.toLowerCase().replace(/ /g, '-');
=======
  const plain = title.normalize('NFKD').replace(/[\\u0300-\\u036f]/g, '');
  return plain.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
>>>>>>> REPLACE
`;
const looksFirst: ServerReply = {
  text: 'I look first.',
  calls: [{ name: 'read_file', input: { path: 'src/slug.js' } }],
};

/** Fixes the folder's test by the command line, which keeps its runs where VS Code looks for them. */
async function fixByModel(session: Session, folder: string, replies: readonly ServerReply[]): Promise<void> {
  const server = await startOpenaiServer(replies, { apiKey: 'sk-test-key-000000' });
  try {
    const { PATH = '' } = process.env;
    const env = {
      PATH,
      HOME: folder,
      LOOPWRIGHT_HOME: session.home,
      OPENAI_API_KEY: 'sk-test-key-000000',
      OPENAI_BASE_URL: server.url,
    };
    const args = ['fix', '--json', '--model', 'openai/gpt-4.1', '--repair-seconds', '0'];
    const child = spawn(process.execPath, [path.join(repository, 'dist/cli.js'), ...args], { cwd: folder, env });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.equal(code, 0, said);
  } finally {
    await server.close();
  }
}

// Two real runs by the command line with a model on this machine, read in the packaged extension.
describe('the Trace panel', function () {
  this.timeout(240_000);
  let session: Session;
  let workbench: Workbench;
  let panel: FrameLocator;

  before(async () => {
    session = await startSession();
    const folder = session.copyFixture('needs-model-js');
    await fixByModel(session, folder, [{ text: goodEdit }]);
    await fixByModel(session, folder, [looksFirst, { text: goodEdit }]);
    workbench = await session.open(folder);
    await workbench.showRuns();
    await workbench.run(/^Fix/).first().waitFor({ timeout: 60_000 });
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  it('opens from the context menu of a run, with its model calls', async () => {
    await workbench.chooseInMenuOf(workbench.run(/^Fix/).first(), 'Show Trace');
    await workbench.page.getByRole('tab', { name: /^Trace: / }).waitFor({ timeout: 60_000 });
    panel = workbench.webview();
    const call = panel.getByRole('treeitem', { name: /^gpt-4\.1 model call/ });
    await call.last().waitFor({ timeout: 60_000 });
    assert.equal(await call.count(), 2);
    await call.last().click();
    await panel.locator('.diff-line.added', { hasText: 'NFKD' }).waitFor();
  });

  it('finds words in what was asked, and leads to the call', async () => {
    await panel.getByRole('searchbox').fill('takes accents off');
    await workbench.page.keyboard.press('Enter');
    const results = panel.getByRole('region', { name: 'Search results' });
    await results
      .getByRole('button', { name: /gpt-4\.1 model call/ })
      .first()
      .click();
    await panel.getByRole('heading', { name: 'gpt-4.1' }).waitFor();
    await session.shoot('trace-search');
    await panel.getByRole('button', { name: 'Close the search' }).click();
  });

  it('looks right in dark, light and high contrast, wide and narrow', async () => {
    await panel
      .getByRole('treeitem', { name: /^gpt-4\.1 model call/ })
      .last()
      .click();
    for (const [name, theme, kind] of [
      ['light', 'Light Modern', 'vscode-light'],
      ['contrast', 'Dark High Contrast', 'vscode-high-contrast'],
      ['dark', 'Dark Modern', 'vscode-dark'],
    ] as const) {
      await workbench.theme(theme);
      await panel.locator(`body[data-vscode-theme-kind="${kind}"]`).waitFor();
      await session.shoot(`trace-${name}`);
    }
    await workbench.page.setViewportSize({ width: 800, height: 900 });
    await session.shoot('trace-narrow');
    await workbench.page.setViewportSize({ width: 1400, height: 900 });
  });

  it('opens a file at its line', async () => {
    await panel.getByRole('button', { name: 'test/slug.test.js:1' }).click();
    await workbench.page.getByRole('tab', { name: /slug\.test\.js/ }).waitFor();
  });

  it('compares two runs side by side', async () => {
    await workbench.chooseInMenuOf(workbench.run(/^Fix/).first(), 'Compare With…');
    await workbench.choose(/^Fix/);
    await workbench.page.getByRole('tab', { name: /^Compare: / }).waitFor({ timeout: 60_000 });
    const page = workbench.page;
    const shown = async () => {
      for (const frame of page.frames())
        if ((await frame.getByText(/They part at|They came out alike|Every node came out alike/).count()) > 0)
          return true;
      return false;
    };
    await eventually(shown, 'the comparison is shown');
    await session.shoot('compare-dark');
  });

  it('never breaks its content security policy', () => assert.deepEqual(session.complaints, []));
});
