import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { eventually } from '../../eventually.ts';
import { startOpenaiServer } from '../../fakes/servers/openaiServer.ts';
import type { ModelServer } from '../../fakes/servers/serverReply.ts';
import { finished } from '../../scenario/loopwrightCli.ts';
import { slugEdit } from '../../scenario/slugAnswers.ts';
import { repository } from '../harness/prepare.ts';
import { keepTraces, type Session, startSession } from '../harness/session.ts';
import type { Workbench } from '../harness/workbench.ts';

const apiKey = 'sk-test-key-000000';
const cli = path.join(repository, 'dist/cli.js');
const line = "  return title.toLowerCase().replace(/ /g, '-');\n";
const mine = "  return title.trim().toLowerCase().replace(/ /g, '-');\n";
const merged = "  return title.trim().normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-');\n";
const answer = JSON.stringify({
  explanation: 'Both change how the title is folded.',
  resolutions: [{ conflict: 1, text: merged, sure: true, why: 'The trim of ours, the folding of theirs.' }],
  summary: 'Titles are trimmed, then folded.',
});

describe('a proposal and changes of the same lines', function () {
  this.timeout(300_000);
  let session: Session;
  let server: ModelServer;
  let workbench: Workbench;
  let panel: FrameLocator;
  let folder: string;

  const file = () => readFileSync(path.join(folder, 'src/slug.js'), 'utf8');

  before(async () => {
    server = await startOpenaiServer([{ text: slugEdit('a-z0-9') }, { text: answer }], { apiKey });
    session = await startSession({
      settings: { 'loopwright.model': 'openai/gpt-4.1', 'loopwright.repairSeconds': 0 },
      env: { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: server.url },
    });
    folder = session.copyFixture('needs-model-js');
    const env = { ...process.env, LOOPWRIGHT_HOME: session.home, OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: server.url };
    const args = [cli, 'fix', '--json', '--model', 'openai/gpt-4.1', '--repair-seconds', '0'];
    const begun = await finished(spawn(process.execPath, args, { cwd: folder, env }));
    assert.equal(begun.exitCode, 0, begun.stdout + begun.stderr);
    writeFileSync(path.join(folder, 'src/slug.js'), file().replace(line, mine));
    workbench = await session.open(folder);
    workbench.page.setDefaultTimeout(90_000);
    await workbench.command('Loopwright: Review Proposal');
    await workbench.page.getByRole('tab', { name: /^Review/ }).waitFor();
    panel = workbench.webview();
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(async () => {
    await session?.close();
    await server?.close();
  });

  it('become one by a merge that an agent proposes and the person accepts, and Ctrl+Z takes it back', async () => {
    const before = file();
    await panel.getByRole('button', { name: /^Accept All Proved/ }).click();
    await panel.getByRole('button', { name: 'Apply 1 Accepted' }).click();
    const conflicts = panel.getByRole('region', { name: 'Conflicts' });
    await conflicts.getByText('title.trim()').first().waitFor();
    await conflicts.getByRole('button', { name: 'Propose a Merge…' }).click();
    const proposed = panel.getByRole('region', { name: 'Proposed merge' });
    await proposed.getByText("title.trim().normalize('NFKD')").waitFor();
    await proposed.getByText('The trim of ours, the folding of theirs.').waitFor();
    assert.equal(file(), before, 'nothing is written before it is accepted');
    await session.shoot('merge-proposed');
    await proposed.getByRole('button', { name: 'Apply With This Merge' }).click();
    await eventually(() => file() === before.replace(mine, merged), 'the merged lines are in the file');
    await conflicts.waitFor({ state: 'detached' });
    await workbench.openFile('src/slug.js');
    await workbench.page.keyboard.press('Control+Z');
    await workbench.command('File: Save');
    await eventually(() => file() === before, 'the editor took the merge back');
  });
});
