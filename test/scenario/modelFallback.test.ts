import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../eventually.ts';
import { startAnthropicServer } from '../fakes/servers/anthropicServer.ts';
import { startOpenaiServer } from '../fakes/servers/openaiServer.ts';
import { startProxy } from '../fakes/servers/proxyServer.ts';
import type { ModelServer, ServerReply, ServerScript } from '../fakes/servers/serverReply.ts';
import { CliBench, type CliResult, finished } from './loopwrightCli.ts';

const key = 'sk-test-key-000000';
const goal: ServerReply = { text: '{"explanation":"","goal":"x","constraints":[],"assumptions":[]}' };
const look: ServerReply = { calls: [{ name: 'read_file', input: { path: 'src/slug.js' } }] };
/** No waits: the retries of a call are not what is tried here. */
const failing = (status: number, more: Partial<ServerReply> = {}): ServerReply => ({
  status,
  headers: { 'retry-after': '0' },
  ...more,
});

const one = `version: 1
name: one
nodes:
  first:
    agent: interpret
    with: { request: What is there? }
`;

interface At {
  readonly bench: CliBench;
  /** The model that fails (OpenAI), and the one that takes over (a compatible server of this machine). */
  readonly first: ModelServer;
  readonly second: ModelServer;
  readonly standby: string;
  readonly env: Readonly<Record<string, string>>;
}

function withTwo(
  scripts: { readonly first: ServerScript; readonly second: ServerScript; readonly workflow?: string },
  body: (at: At) => Promise<void>,
) {
  return async () => {
    const bench = new CliBench('needs-model-js');
    const folder = path.join(bench.workspace, '.loopwright/workflows');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'one.yaml'), scripts.workflow ?? one);
    const first = await startOpenaiServer(scripts.first, { apiKey: key });
    const second = await startOpenaiServer(scripts.second, { apiKey: undefined, flavour: 'compatible' });
    try {
      await body({
        bench,
        first,
        second,
        standby: `openai-compatible/m@${second.url}`,
        env: { OPENAI_API_KEY: key, OPENAI_BASE_URL: first.url },
      });
    } finally {
      await first.close();
      await second.close();
      bench.dispose();
    }
  };
}

interface EndedJson {
  readonly runId: string;
  readonly outcome: string;
  readonly cost: { readonly usd: number | null; readonly calls: number };
  readonly error: { readonly code: string; readonly message: string; readonly hint: string };
}

const json = ({ stdout, stderr }: CliResult) => {
  assert.equal(stdout.trim().split('\n').length, 1, `${stdout}\n${stderr}`);
  return JSON.parse(stdout) as EndedJson;
};

const replaced = async (bench: CliBench) =>
  (await bench.events()).flatMap(({ type, model, code, by }) => (type === 'model.replaced' ? [[model, code, by]] : []));

async function replays(bench: CliBench, runId: string): Promise<void> {
  const replay = await bench.run(['replay', runId]);
  assert.equal(replay.exitCode, 0, replay.stdout + replay.stderr);
}

describe('a model that fails', function () {
  this.timeout(120_000);

  for (const [what, script, code] of [
    ['a key is refused', [failing(401)], 'model.unauthorized'],
    ['a rate limit lasts past its waits', () => failing(429), 'model.rateLimited'],
    ['the server breaks down', () => failing(500), 'model.overloaded'],
    ['nobody knows the model', [failing(404)], 'model.badRequest'],
    ['the prompt is too long for it', [failing(400, { errorType: 'context_length_exceeded' })], 'model.contextTooLong'],
  ] as const)
    it(
      `gives way to the next when ${what}; the reason is on record and shown, and the run replays without both`,
      withTwo({ first: script, second: [goal] }, async ({ bench, first, second, standby, env }) => {
        const args = ['run', 'one', '--json', '--model', 'openai/gpt-4.1', '--fallback-model', standby];
        const ended = await bench.run(args, env);
        const { runId, outcome } = json(ended);
        assert.equal(outcome, 'done', ended.stderr);
        assert.ok(ended.stderr.includes(`openai/gpt-4.1 failed (${code}), going on with ${standby}`), ended.stderr);
        assert.deepEqual(await replaced(bench), [['openai/gpt-4.1', code, standby]]);
        assert.equal(second.requests.length, 1);
        const shown = await bench.run(['show', runId]);
        assert.ok(shown.stdout.includes(`openai/gpt-4.1 failed (${code}), then ${standby}`), shown.stdout);
        await first.close();
        await second.close();
        await replays(bench, runId);
      }),
    );

  it(
    'is followed by one of another provider, which begins anew and is paid by its own price',
    withTwo({ first: [look, failing(401)], second: [] }, async ({ bench, first, env }) => {
      const usage = { inputTokens: 1_000, outputTokens: 100 };
      const other = await startAnthropicServer([{ text: 'GIVE UP: it is right as it is', usage }], {
        apiKey: 'sk-ant-test',
      });
      try {
        const keys = { ...env, ANTHROPIC_API_KEY: 'sk-ant-test', ANTHROPIC_BASE_URL: other.url };
        const models = ['--model', 'openai/gpt-4.1', '--fallback-model', 'anthropic/claude-sonnet-4-5'];
        const ended = await bench.run(['fix', '--json', '--repair-seconds', '0', ...models], keys);
        const { outcome, runId } = json(ended);
        assert.equal(outcome, 'not-fixed', ended.stderr);
        assert.deepEqual([first.requests.length, other.requests.length], [2, 1]);
        const events = await bench.events();
        const paid = events.flatMap(({ type, model, usd }) => (type === 'model.replied' ? [[model, usd]] : []));
        assert.equal(paid.length, 2);
        // 3 and 15 USD for a million tokens of Sonnet 4.5.
        assert.ok(Math.abs(Number(paid[1]?.[1]) - 0.0045) < 1e-9, JSON.stringify(paid));
        const trace = await bench.run(['trace', runId, '--json']);
        assert.match(trace.stdout, /model\.replaced/);
        await other.close();
        await first.close();
        await replays(bench, runId);
      } finally {
        await other.close();
      }
    }),
  );

  it(
    'leaves nothing half done: its node begins anew, and after a crash each model’s own replies are taken again',
    withTwo(
      {
        first: (_body, index) => (index === 0 ? look : failing(401)),
        second: [look, { ...goal, stallAfterBytes: 100 }, goal],
      },
      async ({ bench, second, standby, env }) => {
        const args = ['run', 'one', '--json', '--model', 'openai/gpt-4.1', '--fallback-model', standby];
        const child = bench.start(args, env);
        const killed = finished(child);
        await eventually(() => second.requests.length >= 2, 'the second request to the second model');
        child.kill('SIGKILL');
        await killed;
        const resumed = await bench.run(['resume', '--json'], env);
        assert.equal(json(resumed).outcome, 'done', resumed.stderr);
        assert.equal(second.requests.length, 3, 'the reply that was there is not asked for again');
        await replays(bench, json(resumed).runId);
      },
    ),
  );

  it(
    'of which none is left ends its node with what each said, and that replays too',
    withTwo({ first: [failing(401)], second: [failing(404)] }, async ({ bench, standby, env }) => {
      const ended = await bench.run(
        ['run', 'one', '--json', '--model', 'openai/gpt-4.1', '--fallback-model', standby],
        env,
      );
      const { error } = json(ended);
      assert.equal(error.code, 'model.badRequest');
      assert.match(error.message, /No model is left\. openai\/gpt-4\.1: .*openai-compatible\/m/);
      assert.deepEqual(await replaced(bench), [
        ['openai/gpt-4.1', 'model.unauthorized', standby],
        [standby, 'model.badRequest', undefined],
      ]);
      const { stdout } = await bench.run(['runs', '--json']);
      const [run] = (JSON.parse(stdout) as { runs: { runId: string }[] }).runs;
      await replays(bench, run?.runId ?? '');
    }),
  );

  it(
    'sends nothing to a standby whose endpoint nobody agreed to: it is passed over, and the next is taken',
    withTwo({ first: () => failing(401), second: [goal] }, async ({ bench, standby, env }) => {
      const sent: string[] = [];
      const proxy = await startProxy(sent, { refuses: true });
      const far = 'openai-compatible/m@https://model.test/v1';
      const keys = { ...env, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
      try {
        const args = ['run', 'one', '--json', '--model', 'openai/gpt-4.1', '--fallback-model', far];
        const passed = await bench.run([...args, '--fallback-model', standby], keys);
        assert.equal(json(passed).outcome, 'done', passed.stderr);
        assert.deepEqual(await replaced(bench), [
          ['openai/gpt-4.1', 'model.unauthorized', far],
          [far, 'model.notAgreed', standby],
        ]);
        const none = await bench.run(args, keys);
        assert.equal(none.exitCode, 2);
        assert.equal(json(none).error.code, 'model.notAgreed');
        assert.match(json(none).error.hint, /models allow|yes-send-to/);
        assert.deepEqual(sent, [], 'nothing was sent');
        const agreed = await bench.run([...args, '--yes-send-to', 'https://model.test'], keys);
        assert.notEqual(agreed.exitCode, 0);
        assert.ok(sent.length > 0, 'with the word of the person it is asked');
      } finally {
        proxy.close();
      }
    }),
  );

  it(
    'is not left where a budget or the person stops the run, or where the person named the model',
    withTwo(
      {
        first: (_body, index) => (index === 0 ? look : { ...goal, stallAfterBytes: 10 }),
        second: [goal],
        workflow: `${one}    model: { use: openai/gpt-4.1, fallback: [STANDBY] }\n`,
      },
      async ({ bench, first, second, standby, env }) => {
        const file = path.join(bench.workspace, '.loopwright/workflows/one.yaml');
        writeFileSync(file, readFileSync(file, 'utf8').replace('STANDBY', `"${standby}"`));
        const args = ['run', 'one', '--json', '--model', 'openai/gpt-4.1'];
        const paused = await bench.run([...args, '--max-calls', '1'], env);
        assert.equal(json(paused).outcome, 'paused', paused.stderr);
        const child = bench.start(args, env);
        const cancelled = finished(child);
        await eventually(() => first.requests.length >= 2, 'the second request to the first model');
        child.kill('SIGINT');
        assert.equal(json(await cancelled).outcome, 'cancelled');
        assert.equal(second.requests.length, 0);
        assert.deepEqual(await replaced(bench), []);
      },
    ),
  );

  for (const [where, text, manifest] of [
    ['a node', `${one}    model: { fallback: [STANDBY] }\n`, undefined],
    ['a workflow', one.replace('nodes:', 'model: { use: openai/gpt-4.1, fallback: [STANDBY] }\nnodes:'), undefined],
    [
      'the manifest of an agent',
      one.replace('interpret', 'explain'),
      'version: 1\nagents:\n  explain: { prompt: interpret, model: { use: openai/gpt-4.1, fallback: [STANDBY] } }\n',
    ],
  ] as const)
    it(
      `is replaced as ${where} says`,
      withTwo({ first: () => failing(401), second: [goal] }, async ({ bench, standby, env }) => {
        const write = (name: string, content: string) =>
          writeFileSync(path.join(bench.workspace, '.loopwright', name), content.replace('STANDBY', `"${standby}"`));
        write('workflows/one.yaml', text);
        if (manifest !== undefined)
          write('agents.yaml', manifest.replace('explain: {', 'explain: { output: { type: object },'));
        const checked = await bench.run(['validate']);
        assert.match(checked.stdout, /0 errors, 0 warnings/);
        const ended = await bench.run(['run', 'one', '--json', '--model', 'openai/gpt-4.1'], env);
        assert.equal(json(ended).outcome, 'done', ended.stdout + ended.stderr);
        assert.deepEqual(await replaced(bench), [['openai/gpt-4.1', 'model.unauthorized', standby]]);
      }),
    );
});
