import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { smallProject } from '../e2e/harness/smallProject.ts';
import { type Census, growth, takeCensus } from './census.ts';
import { installed } from './installed.ts';

/** How often each page is opened and closed. `npm run test:leaks` says 200. */
const opens = Number(process.env.LOOPWRIGHT_OPENS ?? 4);
/** Every third page is closed while it still loads: before it asks, while it waits for answers, or after them. */
const hasteMs = (turn: number) => (turn % 3 === 2 ? (turn * 47) % 400 : undefined);
const workflow = `version: 1
name: build
nodes:
  prepare: { run: [echo, ready] }
  last: { run: [echo, made], needs: prepare }
`;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let begin = Date.now(); !holds(); await sleep(15))
    if (Date.now() - begin > 20_000) throw new Error(`not within 20 s: ${what}`);
}

interface Run {
  readonly workspace: string;
  readonly runId: string;
}

/** Real runs by the command line that is shipped: a fix with its proposal, and two of a workflow. */
async function makeRuns(workspace: string): Promise<{ readonly fix: Run; readonly built: Run }> {
  for (const [file, text] of Object.entries({ ...smallProject, '.loopwright/workflows/build.yaml': workflow })) {
    mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
    writeFileSync(path.join(workspace, file), text);
  }
  const cli = path.join(installed().extensionPath, 'dist/cli.js');
  const run = async (...args: readonly string[]) => {
    const all = [cli, ...args, '--workspace', workspace];
    const { stdout } = await promisify(execFile)(process.execPath, all, { cwd: workspace });
    return stdout;
  };
  const make = async (...args: readonly string[]): Promise<Run> => {
    await run(...args, '--model', 'none');
    const { runs } = JSON.parse(await run('runs', '--json')) as { readonly runs: readonly Run[] };
    const [newest] = runs;
    assert.ok(newest, 'a run was made');
    return { workspace, runId: newest.runId };
  };
  const fix = await make('fix');
  await make('run', 'build');
  return { fix, built: await make('run', 'build') };
}

interface Page {
  readonly name: string;
  readonly open: () => Promise<void>;
  /** The title that the page sets itself, when it has been answered. */
  readonly loaded: RegExp;
}

/** Opens a page as a person does, waits until it has loaded, mostly, and closes it. */
async function openAndClose({ name, open, loaded }: Page, turn: number): Promise<void> {
  await open();
  await until(() => tabs().length === 1, `${name} is open`);
  const haste = hasteMs(turn);
  // The title of the dashboard never changes: it is given the time that the others take.
  if (haste !== undefined || name === 'dashboard') await sleep(haste ?? 400);
  else await until(() => loaded.test(tabs()[0]?.label ?? ''), `${name} has loaded`);
  await vscode.window.tabGroups.close(tabs());
  await until(() => tabs().length === 0, `${name} is closed`);
}

function pagesOf(fix: Run, built: Run): readonly Page[] {
  const command = (name: string, run?: Run) => async () => {
    await vscode.commands.executeCommand(`loopwright.${name}`, run);
  };
  const compare = async () => {
    const asking = vscode.commands.executeCommand('loopwright.compareRuns', built);
    for (let open = true, left = 100; open && left > 0; left--) {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      open = await Promise.race([asking.then(() => false), sleep(30).then(() => true)]);
    }
  };
  return [
    { name: 'review', open: command('reviewProposal', fix), loaded: /^Review: / },
    { name: 'graph', open: command('showGraph', built), loaded: /^Graph: / },
    { name: 'trace', open: command('showTrace', built), loaded: /^Trace: / },
    { name: 'compare', open: compare, loaded: /^Compare: / },
    { name: 'dashboard', open: command('openDashboard'), loaded: /^Dashboard/ },
  ];
}

describe('opening and closing pages', function () {
  this.timeout(60_000 + opens * 10_000);
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  let pages: readonly Page[] = [];
  let last: Census;

  before(async () => {
    process.on('unhandledRejection', note);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder, 'a folder is open');
    const { fix, built } = await makeRuns(folder.uri.fsPath);
    pages = pagesOf(fix, built);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until(() => tabs().length === 0, 'no editor is open');
    // What is loaded and kept once, is kept now.
    for (const page of pages) for (let turn = 0; turn < 2; turn++) await openAndClose(page, turn);
  });

  after(() => process.off('unhandledRejection', note));

  it(`leaves nothing behind, ${opens} times each`, async () => {
    last = await takeCensus();
    // A census takes seconds: with few openings one is taken of all pages together.
    for (const group of opens < 50 ? [pages] : pages.map((page) => [page])) {
      for (const page of group) for (let turn = 0; turn < opens; turn++) await openAndClose(page, turn);
      const after = await takeCensus();
      const left = growth(last, after);
      last = after;
      const openings = group.length * opens;
      const said = `${group.map(({ name }) => name).join(', ')}, opened ${openings} times, left ${JSON.stringify(left)}`;
      // One subscription of one page, not ended, holds a registration or several functions each time.
      assert.ok(left.disposables < openings / 10, said);
      assert.ok(left.functions < openings / 2, said);
      assert.ok(left.timers < openings / 5, said);
      assert.ok(left.heapKb < 4_096 + 20 * openings, said);
    }
    assert.deepEqual(unhandled, []);
  });

  it('counts what is left behind: one listener a page', async () => {
    last ??= await takeCensus();
    const kept: vscode.Disposable[] = [];
    for (let turn = 0; turn < 20; turn++) {
      const panel = vscode.window.createWebviewPanel('loopwright.leaky', 'Leaky', vscode.ViewColumn.One);
      kept.push(vscode.workspace.onDidSaveTextDocument(() => panel.visible));
      panel.dispose();
    }
    await until(() => tabs().length === 0, 'they are closed');
    const left = growth(last, await takeCensus());
    for (const one of kept) one.dispose();
    assert.ok(left.functions >= 20, JSON.stringify(left));
  });
});
