import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { eventually } from '../../eventually.ts';
import { repository } from '../harness/prepare.ts';
import { keepTraces, type Session, startSession } from '../harness/session.ts';
import type { Workbench } from '../harness/workbench.ts';

const file = '.loopwright/workflows/build.yaml';
const text = `version: 1
name: build
nodes:
  prepare:
    run: [echo, ready]
  each:
    forEach: "['a', 'b', 'c']"
    needs: prepare
    nodes:
      make: { run: [echo, made] }
  never:
    run: [echo, never]
    needs: prepare
    when: "1 > 2"
  last:
    run: [sh, -c, exit 3]
    needs: each
`;

const waits = '.loopwright/workflows/waits.yaml';
const waitsText = `version: 1
name: waits
nodes:
  long:
    run: [sleep, '300']
    retry: { max: 5 }
    onFailure: continue
  after:
    run: [echo, went on]
    needs: long
`;

// The packaged extension with its own engine, on a run that the command line made before.
describe('the graph panel', function () {
  this.timeout(180_000);
  let session: Session;
  let workbench: Workbench;

  before(async () => {
    session = await startSession();
    const folder = session.makeFolder('graphs', {
      [file]: text,
      [waits]: waitsText,
      'package.json': '{ "name": "graphs" }\n',
    });
    const env = { ...process.env, LOOPWRIGHT_HOME: session.home };
    const run = [path.join(repository, 'dist/cli.js'), 'run', 'build', '--workspace', folder, '--model', 'none'];
    const { status, stderr } = spawnSync(process.execPath, run, { env, encoding: 'utf8' });
    assert.equal(status, 1, `the last node fails: ${stderr}`);
    workbench = await session.open(folder);
  });

  afterEach(async function () {
    await keepTraces(session, this.currentTest);
  });

  after(() => session?.close());

  const node = (id: string) => workbench.webview().locator(`[data-id="${id}"]`);
  const cursor = () => workbench.page.locator('.line-numbers.active-line-number').first().textContent();

  it('shows a finished run, what each node came to, and begins it anew from one of them', async () => {
    await workbench.showRuns();
    await workbench
      .run(/^build/)
      .first()
      .waitFor({ timeout: 60_000 });
    await workbench.command('Loopwright: Show Graph');
    await node('each').waitFor({ timeout: 60_000 });
    const spoken = async (id: string) => (await node(id).getAttribute('aria-label')) ?? '';
    assert.match(await spoken('each'), /each succeeded · 3\/3/);
    assert.match(await spoken('last'), /last failed/);
    assert.match(await spoken('never'), /never skipped/);
    for (const [name, theme] of [
      ['light', 'Light Modern'],
      ['contrast', 'Dark High Contrast'],
      ['dark', 'Dark Modern'],
    ] as const) {
      await workbench.theme(theme);
      await node('last').click();
      await workbench.webview().getByRole('complementary', { name: 'Node last' }).getByText('Spans').waitFor();
      await session.shoot(`graph-run-${name}`);
    }
    const drawer = workbench.webview().getByRole('complementary');
    await drawer.getByText(/exit/i).first().waitFor();
    await node('each').locator('.fold').click();
    await node('each/make').click();
    await drawer.getByRole('combobox').selectOption('each[1]/make');
    await drawer.getByText('made').first().waitFor();
    await node('last').click();
    await drawer.getByRole('heading', { name: 'last' }).waitFor();
    await drawer.getByRole('button', { name: 'Run Again From Here' }).click();
    await eventually(async () => (await workbench.run(/^build/).count()) === 2, 'there is a second run', 60_000);
    await workbench.command('View: Close All Editors');
  });

  it('ends one node of a run that goes on, which then goes on without it', async () => {
    await workbench.command('Loopwright: Run Workflow…');
    await workbench.choose(/^waits$/);
    await workbench.run(/^waits, running/).waitFor({ timeout: 60_000 });
    await workbench.chooseInMenuOf(workbench.run(/^waits/), 'Show Graph');
    await node('long').waitFor({ timeout: 60_000 });
    await node('long').click();
    const drawer = workbench.webview().getByRole('complementary');
    await drawer.getByRole('button', { name: 'Cancel Node' }).click({ timeout: 60_000 });
    await drawer.getByText('node.cancelled').first().waitFor({ timeout: 30_000 });
    await session.shoot('graph-cancelled-node');
    await workbench.run(/^waits, done/).waitFor({ timeout: 60_000 });
    assert.match((await node('after').getAttribute('aria-label')) ?? '', /after succeeded/);
    await workbench.command('View: Close All Editors');
  });

  it('stands beside a workflow file, follows the cursor, and leads back to the text', async () => {
    await workbench.openFile('build.yaml');
    await workbench.page.getByRole('button', { name: 'Show Graph Beside' }).first().click({ timeout: 30_000 });
    await node('prepare').waitFor({ timeout: 30_000 });
    await workbench.page.locator('.view-lines').first().click();
    await workbench.page.keyboard.press('Control+Home');
    for (let line = 1; line < 12; line++) await workbench.page.keyboard.press('ArrowDown');
    await workbench.webview().locator('.node.selected[data-id="never"]').waitFor();
    await node('last').click();
    await eventually(async () => (await cursor()) === '15', 'the text of the node is selected');
    await session.shoot('graph-beside');
  });

  it('shows a problem on its node while it is typed, and keeps the graph of a file that is broken', async () => {
    // A click on a node selects its text once more when no second click has followed: on a busy machine, while this types.
    await workbench.page.waitForTimeout(2_000);
    await workbench.page.locator('.view-lines').first().click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('    timeout: 5 minutes');
    await workbench.page.keyboard.press('Escape');
    await eventually(
      async () => /expected a time/.test((await node('last').getAttribute('aria-label')) ?? ''),
      'the problem is on the node',
    );
    await session.shoot('graph-problem');
    await workbench.page.keyboard.press('Control+Home');
    await workbench.page.keyboard.type('}');
    await workbench.webview().getByText('This is the graph of before.').waitFor();
    await node('last').waitFor();
  });
});
