import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLoopwright } from '../../src/app/createLoopwright.ts';
import type { TestRunRequest } from '../../src/protocol/engine.ts';
import { smallProject } from '../e2e/harness/smallProject.ts';

const never = new AbortController().signal;

// What the Testing view asks of the engine, in a real sandbox.
describe('tests that are run once', function () {
  this.timeout(60_000);
  const root = mkdtempSync(path.join(tmpdir(), 'lwt-'));
  const workspace = path.join(root, 'ws');
  const home = path.join(root, 'data');
  const app = createLoopwright({ env: { LOOPWRIGHT_HOME: home, HOME: root, PATH: process.env.PATH } });
  const request: TestRunRequest = {
    workspace,
    tests: [],
    testCommand: undefined,
    model: 'none',
    budgetUsd: 1,
    maxTokens: undefined,
    maxMinutes: 2,
    maxCalls: undefined,
    maxAttempts: 1,
    notIsolated: false,
    baseUrl: undefined,
    selection: { files: [], names: [] },
    coverage: false,
  };

  before(() => {
    for (const [file, text] of Object.entries(smallProject)) {
      mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
      writeFileSync(path.join(workspace, file), text);
    }
  });

  after(() => {
    app.dispose();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });

  it('gives each test with its state, time and failure, and leaves no run behind', async () => {
    const { tests, output, coverage } = await app.runTests(request, never);
    assert.deepEqual(
      tests.map(({ path: titles, state }) => [titles, state]),
      [
        [['keeps the last full window'], 'failed'],
        [['has no window when there are too few items'], 'passed'],
        [['adds up'], 'passed'],
      ],
    );
    assert.equal(tests[0]?.file, 'test/window.test.js');
    assert.match(tests[0]?.failure?.message ?? '', /deep-?equal|strictly/i);
    assert.ok(tests.every(({ durationMs }) => durationMs !== undefined));
    assert.equal(typeof output, 'string');
    assert.equal(coverage, undefined);
    assert.deepEqual(await app.listRuns(workspace, never), []);
    assert.deepEqual(
      readdirSync(workspace).sort(),
      [...new Set(Object.keys(smallProject).map((file) => file.split('/')[0]))].sort(),
    );
  });

  it('runs only what is selected', async () => {
    const selection = { files: ['test/window.test.js'], names: ['adds up'] };
    const { tests } = await app.runTests({ ...request, selection }, never);
    assert.deepEqual(
      tests.filter(({ state }) => state !== 'skipped').map(({ path: titles }) => titles),
      [['adds up']],
    );
  });

  it('tells which lines ran and which did not', async () => {
    const selection = { files: ['test/window.test.js'], names: ['adds up'] };
    const { coverage } = await app.runTests({ ...request, selection, coverage: true }, never);
    const file = coverage?.find((one) => one.path === 'src/window.js');
    const source = smallProject['src/window.js']?.split('\n') ?? [];
    const lineOf = (text: string) => source.findIndex((line) => line.includes(text)) + 1;
    assert.ok(file?.ran.includes(lineOf('items.reduce')), JSON.stringify(coverage));
    assert.ok(file?.missed.includes(lineOf('found.push')));
    assert.ok(!file?.ran.some((line) => file.missed.includes(line)));
    assert.ok(!coverage?.some((one) => one.path.startsWith('test/')));
  });

  it('lists commands without running anything, and tests as a run has seen them', async () => {
    const [before] = await app.listTests(workspace, undefined, never);
    assert.equal(before?.command.runner, 'node:test');
    assert.deepEqual(before?.tests, []);
    const { ended } = await app.startFix({ ...request, repairSeconds: 0 }, {}, never);
    await ended;
    const [known] = await app.listTests(workspace, undefined, never);
    assert.equal(known?.command.key, before?.command.key);
    assert.equal(known?.tests.length, 3);
    assert.equal(known?.tests.find(({ state }) => state === 'failed')?.path.at(-1), 'keeps the last full window');
    const [given] = await app.listTests(workspace, 'node --test --test-concurrency=1', never);
    assert.deepEqual(given?.tests, []);
  });
});
