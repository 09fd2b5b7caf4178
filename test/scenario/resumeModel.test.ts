import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../eventually.ts';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import type { ModelServer, ServerReply } from '../fakes/servers/serverReply.ts';
import { CliBench, type FixRun, finished } from './loopwrightCli.ts';

const apiKey = 'sk-test-key-000000';
const goodEdit = `Accents and punctuation were kept.

src/slug.js
<<<<<<< SEARCH
  return title.toLowerCase().replace(/ /g, '-');
=======
  return title
    .normalize('NFKD')
    .replace(/[\\u0300-\\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
>>>>>>> REPLACE
`;
const wrongEdit = goodEdit.replace(".replace(/^-|-$/g, '')", ".replace(/^-/g, '')");
const look: ServerReply = { text: 'I look first.', calls: [{ name: 'read_file', input: { path: 'src/slug.js' } }] };

type Bench = { readonly bench: CliBench; readonly server: ModelServer; readonly env: Record<string, string> };

async function withServer(script: readonly ServerReply[], body: (at: Bench) => Promise<void>): Promise<void> {
  const bench = new CliBench('needs-model-js');
  const server = await startOpenaiServer([...script], { apiKey });
  try {
    await body({ bench, server, env: { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: server.url } });
  } finally {
    await server.close();
    bench.dispose();
  }
}

const fixArgs = ['--model', 'openai/gpt-4.1', '--repair-seconds', '0'];
const json = (run: { stdout: string }) => JSON.parse(run.stdout) as FixRun['json'];

describe('a run with a model, resumed, replayed and forked', function () {
  this.timeout(90_000);

  it('goes on after the limit of calls was raised, and asks nothing twice', () =>
    withServer([look, { text: goodEdit }], async ({ bench, server, env }) => {
      const paused = await bench.fix([...fixArgs, '--max-calls', '1'], env);
      assert.equal(paused.exitCode, 4, paused.stderr);
      const resumed = await bench.run(['resume', '--max-calls', '5', '--json'], env);
      assert.equal(resumed.exitCode, 0, resumed.stderr);
      assert.equal(json(resumed).outcome, 'fixed');
      assert.equal(server.requests.length, 2, 'the first answer was on record');
      assert.equal(json(resumed).cost.calls, 2);
      const types = (await bench.events()).map(({ type }) => type);
      assert.ok(types.includes('model.recalled') && types.includes('run.reopened'));
    }));

  it('goes on after kill -9 in the middle of an answer, with what was answered before', () =>
    withServer([look, { text: goodEdit, stallAfterBytes: 200 }, { text: goodEdit }], async ({ bench, server, env }) => {
      const child = bench.start(['fix', '--json', ...fixArgs], env);
      const ended = finished(child);
      await eventually(() => server.requests.length >= 2, 'the second request');
      child.kill('SIGKILL');
      await ended;
      const resumed = await bench.run(['resume', '--json'], env);
      assert.equal(json(resumed).outcome, 'fixed', resumed.stderr);
      assert.equal(server.requests.length, 3, 'only the question that was in flight is asked again');
    }));

  it('replays to the same log with the server gone, and says where it parts when a prompt has changed', () =>
    withServer([look, { text: wrongEdit }, { text: goodEdit }], async ({ bench, server, env }) => {
      const run = await bench.fix(fixArgs, env);
      assert.equal(run.json.outcome, 'fixed', run.stderr);
      await server.close();
      const before = bench.fingerprint();
      const replay = await bench.run(['replay', run.json.runId, '--json']);
      assert.equal(replay.exitCode, 0, replay.stdout + replay.stderr);
      const report = JSON.parse(replay.stdout) as { same: boolean; rerun: number };
      assert.deepEqual([report.same, report.rerun], [true, 5], 'two rounds of debug and test, and the proposal');
      await bench.run(['prompts', 'eject', 'debug']);
      const file = path.join(bench.workspace, '.loopwright/prompts/debug.md');
      writeFileSync(file, readFileSync(file, 'utf8').replace('You repair one defect', 'You mend one defect'));
      const other = await bench.run(['replay', run.json.runId]);
      assert.equal(other.exitCode, 1, other.stdout);
      assert.match(other.stdout, /in rounds\[1\]\/debug/);
      assert.notEqual(bench.fingerprint(), before);
    }));

  it('forks at a round with another model, and pays only for what is new', () =>
    withServer([{ text: wrongEdit }, { text: goodEdit }, { text: goodEdit }], async ({ bench, server, env }) => {
      const run = await bench.fix(fixArgs, env);
      assert.equal(run.json.outcome, 'fixed', run.stderr);
      const forked = await bench.run(
        ['fork', run.json.runId, '--at', 'rounds[2]/debug', '--set', 'model=openai/gpt-4.1-mini', '--json'],
        env,
      );
      assert.equal(json(forked).outcome, 'fixed', forked.stderr);
      assert.equal(server.requests.length, 3);
      assert.equal(json(forked).cost.calls, 1);
      assert.equal(server.requests[2]?.body.model, 'gpt-4.1-mini');
    }));

  it('is resumed only when there is something to go on with', () =>
    withServer([{ text: goodEdit }], async ({ bench, env }) => {
      const run = await bench.fix(fixArgs, env);
      const again = await bench.run(['resume', run.json.runId], env);
      assert.equal(again.exitCode, 2);
      assert.match(again.stderr, /has ended: fixed by model.*run\.ended/);
      assert.equal((await bench.run(['resume', 'zzzz'], env)).exitCode, 2);
    }));
});
