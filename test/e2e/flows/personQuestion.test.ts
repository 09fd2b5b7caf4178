import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../../eventually.ts';
import { repository } from '../harness/prepare.ts';
import { keepTraces, type Session, startSession } from '../harness/session.ts';

/** The workspace's own way to fix tests, which asks first. What is asked tries to be a link that runs a command. */
const workflow = `version: 1
name: fix-test
inputs:
  tests: { type: list, default: [] }
nodes:
  which:
    tool: ask_person
    with: { question: "Which price? [Read this](command:workbench.action.quit)", choices: [net, gross] }
  why:
    tool: ask_person
    needs: which
    with: { question: Why that one? }
outputs:
  which: \${{ nodes.which.output.answer }}
  why: \${{ nodes.why.output.answer }}
`;

describe('a question of an agent', function () {
  this.timeout(180_000);
  let session: Session;

  before(async () => {
    session = await startSession();
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  it('is told of and answered with a choice, or with words of the person; nothing in it is a link', async () => {
    const folder = session.copyFixture('needs-model-js');
    mkdirSync(path.join(folder, '.loopwright/workflows'), { recursive: true });
    writeFileSync(path.join(folder, '.loopwright/workflows/fix-test.yaml'), workflow);
    const workbench = await session.open(folder);
    const { page } = workbench;
    await workbench.command('Loopwright: Fix Failing Test');
    await workbench.choose(/node --test/);
    await page.getByRole('button', { name: 'OK', exact: true }).click({ timeout: 60_000 });
    const first = workbench.notification(/which asks: Which price\? \(Read this\)/);
    await first.waitFor({ timeout: 60_000 });
    assert.equal(await first.locator('.notification-list-item-message a').count(), 0);
    await session.shoot('person-question');
    await first.getByRole('button', { name: 'gross', exact: true }).click();
    const second = workbench.notification(/why asks: Why that one\?/);
    await second.waitFor({ timeout: 60_000 });
    await second.getByRole('button', { name: 'Answer…' }).click();
    await workbench.quickInput().waitFor({ timeout: 30_000 });
    await page.keyboard.type('Tax is shown');
    await session.shoot('person-answer');
    await page.keyboard.press('Enter');
    const shown = () => {
      const env = { ...process.env, LOOPWRIGHT_HOME: session.home };
      const cli = [path.join(repository, 'dist/cli.js'), 'show', '--json'];
      const { stdout } = spawnSync(process.execPath, cli, { cwd: folder, env, encoding: 'utf8' });
      return JSON.parse(stdout) as { workflow: { output: unknown } };
    };
    await eventually(async () => shown().workflow.output !== undefined, 'the run has come to its end');
    assert.deepEqual(shown().workflow.output, { which: 'gross', why: 'Tax is shown' });
  });
});
