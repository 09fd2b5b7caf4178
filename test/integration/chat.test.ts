import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answerChat } from '../../src/extension/chat/answerChat.ts';
import { followRun } from '../../src/extension/followRun.ts';
import type { ListedRun, RunList } from '../../src/extension/runList.ts';
import type { Shell } from '../../src/extension/shell.ts';
import { cannedReview } from '../fakes/cannedReview.ts';
import { installed } from './installed.ts';

const row = {
  runId: 'r1',
  title: 'Fix failing tests',
  status: 'fixed',
  line: 'fixed by repair',
  startedAtMs: 0,
  endedAtMs: 1,
  costUsd: 0,
  by: 'repair',
  proposal: { files: 1, hunks: 1, decided: 0, applied: false },
  isolated: true,
  workflow: 'fix-test',
  limits: {},
  used: { tokens: 0, calls: 0 },
} as const;

/** The runs that a chat knows, and what it changes. */
function shellWith(runs: readonly ListedRun[]): Shell {
  const summary = 'See [here](command:workbench.action.quit) and <b>this</b>.';
  return {
    runs: {
      refresh: async () => undefined,
      all: runs,
      find: () => runs[0],
      onDidChange: () => ({ dispose: () => undefined }),
    },
    engine: { call: async () => ({ ...cannedReview(row, 1), summary }) },
    output: { error: () => undefined },
  } as unknown as Shell;
}

async function ask(shell: Shell, command: string | undefined, prompt = '') {
  const said: string[] = [];
  const buttons: vscode.Command[] = [];
  const stream = {
    markdown: (text: string | vscode.MarkdownString) =>
      said.push((typeof text === 'string' ? text : text.value).replaceAll('&nbsp;', ' ')),
    progress: (text: string) => said.push(text),
    button: (button: vscode.Command) => buttons.push(button),
  } as unknown as vscode.ChatResponseStream;
  const token = new vscode.CancellationTokenSource().token;
  await answerChat({ shell, request: { command, prompt, references: [] }, stream }, token);
  return { said: said.join('\n'), buttons: buttons.map((button) => button.command) };
}

describe('the chat', () => {
  const run: ListedRun = { workspace: '/ws', row };

  it('says what it can be asked for, without a chat model', async () => {
    const { said } = await ask(shellWith([]), undefined);
    for (const command of ['/fix', '/add', '/explain-run']) assert.ok(said.includes(command), said);
  });

  it('explains a run with its evidence and what can be done, and renders nothing that a project or model wrote', async () => {
    const { said, buttons } = await ask(shellWith([run]), 'explain-run');
    assert.match(said, /red before/);
    assert.ok(!said.includes('[here](command:'), said);
    assert.ok(!said.includes('<b>'), said);
    assert.deepEqual(buttons, ['loopwright.reviewProposal', 'loopwright.showTrace']);
  });

  it('starts nothing for a request that says nothing', async () => {
    assert.match((await ask(shellWith([]), 'add', '  ')).said, /no request/);
  });

  it('says that there is no such run', async () => {
    assert.match((await ask(shellWith([]), 'explain-run')).said, /no run yet/);
    assert.match((await ask(shellWith([run]), 'explain-run', 'zzz')).said, /no run zzz/);
  });

  it('follows a run to its end, and lets go of it when it is stopped', async () => {
    const changed = new vscode.EventEmitter<void>();
    let now: ListedRun = { ...run, row: { ...row, status: 'running', line: 'reproducing' } };
    const runs = { find: () => now, onDidChange: changed.event } as unknown as RunList;
    const lines: string[] = [];
    const name = { workspace: '/ws', runId: 'r1' };
    const following = followRun(runs, name, (line) => lines.push(line), new AbortController().signal);
    now = { ...now, row: { ...now.row, line: 'repair: 12 edits tried' } };
    changed.fire();
    changed.fire();
    now = run;
    changed.fire();
    assert.equal(await following, run);
    assert.deepEqual(lines, ['reproducing', 'repair: 12 edits tried']);
    now = { ...run, row: { ...row, status: 'running' } };
    const stopped = new AbortController();
    const rejected = assert.rejects(
      followRun(runs, name, () => undefined, stopped.signal),
      { name: 'AbortError' },
    );
    stopped.abort();
    await rejected;
  });
});

describe('tools for other agents', () => {
  const call = async (name: string, input: object) => {
    const { token } = new vscode.CancellationTokenSource();
    const result = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }, token);
    return result.content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
  };

  it('are offered with a description and a schema', async () => {
    await installed().activate();
    for (const name of ['loopwright_start_fix', 'loopwright_read_run']) {
      const tool = vscode.lm.tools.find((one) => one.name === name);
      assert.ok(tool?.description && tool.inputSchema, name);
    }
  });

  it('read what there is, and refuse what makes no sense', async () => {
    assert.equal(await call('loopwright_read_run', {}), 'There is no run yet.');
    assert.equal(await call('loopwright_read_run', { runId: 'nope' }), 'There is no such run.');
    await assert.rejects(call('loopwright_start_fix', { tests: [{ a: 1 }] }), /at most 50 names/);
    await assert.rejects(call('loopwright_start_fix', { folder: 'elsewhere' }), /no such folder/);
  });
});
