import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import { startProxy } from '../fakes/servers/proxyServer.ts';
import type { ModelServer } from '../fakes/servers/serverReply.ts';
import { CliBench, type CliResult, finished } from './loopwrightCli.ts';

const elsewhere = 'https://model.test';
const remote = `openai-compatible/m@${elsewhere}/v1`;
const other = 'https://other.test';
const goal = { text: '{"explanation":"","goal":"x","constraints":[],"assumptions":[]}' };

const two = `
version: 1
name: two
nodes:
  first:
    agent: interpret
    with: { request: What is there? }
  second:
    agent: interpret
    needs: [first]
    with: { request: What is to do? }
    model: openai-compatible/m@${other}/v1
`;

interface At {
  readonly bench: CliBench;
  readonly local: string;
  readonly server: ModelServer;
  /** What was to go to other machines. */
  readonly sent: readonly string[];
  run(args: readonly string[]): Promise<CliResult>;
  /** On a terminal, with these lines typed. */
  onTerminal(args: readonly string[], typed: string): Promise<CliResult>;
}

/** Gives its command a terminal, and hands on what comes in; what the command says comes out as one stream. */
const terminal = ['python3', '-c', 'import os,pty,sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'];

async function withModels(body: (at: At) => Promise<void>): Promise<void> {
  const bench = new CliBench('needs-model-js');
  const server = await startOpenaiServer([goal, goal, goal, goal], { apiKey: undefined, flavour: 'compatible' });
  const sent: string[] = [];
  const proxy = await startProxy(sent, { refuses: true });
  const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
  const folder = path.join(bench.workspace, '.loopwright/workflows');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'two.yaml'), two);
  try {
    await body({
      bench,
      server,
      sent,
      local: `openai-compatible/m@${server.url}`,
      run: (args) => bench.run(args, env),
      onTerminal: (args, typed) => finished(bench.start(args, env, terminal), typed),
    });
  } finally {
    await server.close();
    proxy.close();
    bench.dispose();
  }
}

const jsonOf = ({ stdout, stderr }: CliResult) => {
  assert.equal(stdout.trim().split('\n').length, 1, `${stdout}\n${stderr}`);
  return JSON.parse(stdout) as { runId: string; outcome: string; error: { code: string } };
};
const runsOf = async (bench: CliBench) =>
  (JSON.parse((await bench.run(['runs', '--json'])).stdout) as { runs: { runId: string }[] }).runs;
const questions = (text: string) =>
  [...text.matchAll(/would get code of this project, at (\S+):/g)].map(([, at]) => at);

describe('agreement to send code, of runs of any kind', function () {
  this.timeout(90_000);

  it('a node whose model nobody agreed to ends with that; the others were asked', () =>
    withModels(async ({ bench, local, server, sent, run }) => {
      const ended = await run(['run', 'two', '--model', local, '--json']);
      assert.equal(jsonOf(ended).error.code, 'model.notAgreed', ended.stderr);
      assert.equal(ended.exitCode, 2);
      assert.equal(server.requests.length, 1, 'the first node');
      assert.deepEqual(sent, []);
      const shown = await bench.run(['show', '--json']);
      const { workflow } = JSON.parse(shown.stdout) as { workflow: { nodes: { node: string; status: string }[] } };
      assert.deepEqual(
        workflow.nodes.map(({ node, status }) => [node, status]),
        [
          ['first', 'succeeded'],
          ['second', 'failed'],
        ],
      );
      const allowed = await run([
        'run',
        'two',
        '--model',
        local,
        '--yes-send-to',
        other,
        '--max-minutes',
        '0.1',
        '--json',
      ]);
      assert.notEqual(jsonOf(allowed).error?.code, 'model.notAgreed');
      assert.ok(sent.length > 0, 'that endpoint was named for this run');
    }));

  it("the run's own model is refused before anything is recorded, whatever begins or goes on", () =>
    withModels(async ({ bench, local, sent, run }) => {
      const task = path.join(bench.base, 'task.json');
      const payload = { request: 'What is there?' };
      writeFileSync(task, JSON.stringify({ type: 'AgentTask', id: 't', agent: 'interpret', payload }));
      for (const args of [['fix'], ['run', 'two'], ['run', '--file', task]]) {
        const refused = await run([...args, '--model', remote, '--json']);
        assert.equal(jsonOf(refused).error.code, 'model.notAgreed', args.join(' '));
        assert.equal(refused.exitCode, 2);
      }
      assert.deepEqual(await runsOf(bench), []);
      const paused = jsonOf(
        await run(['fix', '--model', local, '--repair-seconds', '0', '--max-calls', '1', '--json']),
      );
      assert.equal(paused.outcome, 'paused');
      for (const args of [
        ['resume', paused.runId],
        ['fork', paused.runId, '--at', 'rounds'],
      ]) {
        const refused = await run([...args, '--model', remote, '--json']);
        assert.equal(jsonOf(refused).error.code, 'model.notAgreed', args.join(' '));
      }
      assert.equal((await runsOf(bench)).length, 1, 'no fork is left behind');
      assert.deepEqual(sent, []);
    }));

  it('is asked for on a terminal, for each endpoint: of the run, of its nodes, and of what a fork sets', () =>
    withModels(async ({ local, sent, run, onTerminal }) => {
      const started = await onTerminal(['run', 'two', '--model', remote], 'n\nn\n');
      assert.deepEqual(questions(started.stdout), [elsewhere, other]);
      assert.match(started.stdout, /a step of the workflow names it/);
      assert.match(started.stdout, /model\.notAgreed/);
      const paused = jsonOf(
        await run(['fix', '--model', local, '--repair-seconds', '0', '--max-calls', '1', '--json']),
      );
      const resumed = await onTerminal(['resume', '--model', remote], 'n\n');
      assert.deepEqual(questions(resumed.stdout), [elsewhere]);
      const forked = [
        'fork',
        paused.runId,
        '--at',
        'rounds[1]/debug',
        '--set',
        `model=openai-compatible/m@${other}/v1`,
      ];
      const set = await onTerminal(forked, 'n\n');
      assert.deepEqual(questions(set.stdout), [other]);
      assert.match(set.stdout, /model\.notAgreed/);
      assert.deepEqual(sent, []);
      const kept = await onTerminal(['fix', '--model', remote, '--repair-seconds', '0', '--max-minutes', '0.1'], 'y\n');
      assert.deepEqual(questions(kept.stdout), [elsewhere]);
      assert.ok(sent.length > 0);
      const again = await onTerminal(['fix', '--model', remote, '--repair-seconds', '0', '--max-minutes', '0.1'], '');
      assert.deepEqual(questions(again.stdout), [], 'once for each endpoint');
    }));
});
