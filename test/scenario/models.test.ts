import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import path from 'node:path';
import { startOllamaServer } from '../fakes/servers/ollamaServer.ts';
import { listen, makeCertificate, startProxy } from '../fakes/servers/proxyServer.ts';
import type { RequestBody, ServerReply } from '../fakes/servers/serverReply.ts';
import type { CliBench } from './loopwrightCli.ts';
import { on } from './onBench.ts';

const key = 'sk-ant-test-key-000000';
const endpoint = 'https://model.test';
const noModel = ['--repair-seconds', '1'];

interface ListedModel {
  readonly ref: string;
  readonly state: string;
  readonly found: string;
  readonly endpoint: string | null;
  readonly agreed: boolean;
  readonly probe: { readonly toolCalls: boolean; readonly contextWindow?: number } | null;
}

async function listed(bench: CliBench, env: Record<string, string>): Promise<readonly ListedModel[]> {
  const { stdout, stderr, exitCode } = await bench.run(['models', 'list', '--json'], env);
  assert.equal(exitCode, 0, stderr);
  return (JSON.parse(stdout) as { models: ListedModel[] }).models;
}

/** A model that answers the probe's trials: it calls no tools, writes whole files only, and reads 8,192 tokens. */
function weakModel(body: RequestBody): ServerReply {
  const text = JSON.stringify(body.messages);
  const { num_ctx: window } = body.options as { num_ctx: number };
  if (text.length / 4 > 8_192 && window > 8_192)
    return { status: 400, message: 'request (9000 tokens) exceeds the available context size (8192 tokens)' };
  if (/secret word/.test(text)) return { text: 'marzipan', usage: { inputTokens: Math.ceil(text.length / 4) } };
  if (/capital of France/.test(text)) return { text: '{"city":"Paris","letters":5}' };
  if (/Write each changed file whole/.test(text))
    return {
      text: 'src/total.js\n```\nexport function total(prices) {\n  let sum = 0;\n  for (const price of prices) sum += price;\n  return sum;\n}\n```\n',
    };
  return { text: 'I would rather not.' };
}

describe('models', () => {
  it(
    'are listed: keys of the environment, servers of this machine, and nothing is sent to either',
    on('needs-model-js', async (bench) => {
      const models = {
        'qwen3:8b': { contextLength: 40_960, tools: true },
        'evil\u001b[2J:1b': { contextLength: 1, tools: false },
      };
      const server = await startOllamaServer([], { models });
      try {
        const env = {
          ANTHROPIC_API_KEY: key,
          OLLAMA_BASE_URL: server.url,
          OPENAI_COMPATIBLE_BASE_URL: 'https://models.example/v1',
        };
        const rows = await listed(bench, env);
        const row = (ref: string) => rows.find((each) => each.ref === ref);
        assert.deepEqual(
          [row('anthropic/claude-sonnet-5-5')?.state, row('anthropic/claude-sonnet-5-5')?.agreed],
          ['ready', false],
        );
        assert.match(row('openai/gpt-6-sol')?.found ?? '', /set OPENAI_API_KEY/);
        assert.equal(row('gemini/NAME')?.state, 'missing');
        assert.deepEqual(
          [row(`ollama/qwen3:8b@${server.url}`)?.state, row(`ollama/qwen3:8b@${server.url}`)?.agreed],
          ['ready', true],
        );
        assert.match(
          row('openai-compatible/NAME@https://models.example/v1')?.found ?? '',
          /not on this machine and was not asked/,
        );
        assert.equal(server.requests.length, 0, 'nothing but the question for its models');
        const { stdout } = await bench.run(['models'], env);
        assert.match(
          stdout,
          /✓ anthropic\/claude-sonnet-5-5 .*you are asked before code goes to https:\/\/api\.anthropic\.com/,
        );
        assert.ok(!stdout.includes('\u001b') && !stdout.includes(key));
        const doctor = (await bench.run(['doctor'], env)).stdout;
        assert.match(doctor, /code goes to https:\/\/api\.anthropic\.com, and you are asked before the first time/);
      } finally {
        await server.close();
      }
    }),
  );

  it(
    'are tried once, and runs go by what was found',
    on('needs-model-js', async (bench) => {
      const server = await startOllamaServer(weakModel, {
        models: { 'weak:1b': { contextLength: 40_960, tools: false } },
      });
      const ref = `ollama/weak:1b@${server.url}`;
      try {
        const { stdout, stderr, exitCode } = await bench.run(['models', 'probe', ref, '--json']);
        assert.equal(exitCode, 0, stderr);
        const { probe } = JSON.parse(stdout);
        assert.deepEqual(
          [
            probe.ref,
            probe.toolCalls,
            probe.structured,
            probe.editFormats,
            probe.contextWindow,
            probe.maxContextWindow,
          ],
          [ref, false, true, ['whole-file'], 8_192, 40_960],
        );
        assert.doesNotMatch(JSON.stringify(server.requests), /slug/, 'no code of the project');
        const [row] = (await listed(bench, { OLLAMA_BASE_URL: server.url })).filter((each) => each.ref === ref);
        assert.equal(row?.probe?.toolCalls, false);
        const before = server.requests.length;
        await bench.fix(['--model', ref, '--repair-seconds', '0', '--max-attempts', '1']);
        const sent = server.requests[before]?.body;
        assert.equal(sent?.tools, undefined);
        assert.match(
          JSON.stringify(sent?.messages),
          /How to use tools.*Write each changed file whole|Write each changed file whole.*How to use tools/s,
        );
        assert.equal((sent?.options as { num_ctx: number } | undefined)?.num_ctx, 8_192);
      } finally {
        await server.close();
      }
    }),
  );
});

describe('agreement to send code', () => {
  it(
    'without it a model that was named is refused, before anything is sent',
    on('needs-model-js', async (bench) => {
      const seen: string[] = [];
      const proxy = await startProxy(seen, { refuses: true });
      try {
        const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
        const run = await bench.fix(['--model', `openai-compatible/m@${endpoint}/v1`, ...noModel], env);
        assert.equal(run.json.error.code, 'model.notAgreed');
        assert.equal(run.exitCode, 2);
        assert.match(run.json.error.hint, /loopwright models allow https:\/\/model\.test\n.*--yes-send-to/);
        assert.deepEqual(seen, []);
      } finally {
        proxy.close();
      }
    }),
  );

  it(
    'without it auto goes on without a model, and says so',
    on('needs-model-js', async (bench) => {
      const run = await bench.fix(noModel, { ANTHROPIC_API_KEY: key });
      assert.equal(run.json.outcome, 'not-fixed', run.stderr);
      assert.equal(run.json.cost.calls, 0);
      assert.match(
        run.stderr,
        /nobody has agreed to send code to https:\/\/api\.anthropic\.com: going on without a model/,
      );
    }),
  );

  it(
    'counts for one run by flag or variable, or for good by command; and can be taken back',
    on('needs-model-js', async (bench) => {
      const { certificate, keyFile } = makeCertificate(bench.base);
      const tls = createHttpsServer({ key: readFileSync(keyFile), cert: readFileSync(certificate) });
      const seen: string[] = [];
      const proxy = await startProxy(seen, { tunnelTo: await listen(tls) });
      const proxied = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
      // The server signs its own certificate, so the run ends there, once it was allowed to go there.
      const fix = async (args: readonly string[] = [], env: Record<string, string> = {}) => {
        const model = `openai-compatible/m@${endpoint}/v1`;
        const run = await bench.fix(['--model', model, '--repair-seconds', '0', ...args], { ...proxied, ...env });
        return run.json.error.code;
      };
      try {
        assert.equal(await fix(['--yes-send-to', endpoint]), 'model.untrusted');
        assert.equal(
          await fix([], { LOOPWRIGHT_YES_SEND_TO: `https://other.example, ${endpoint}/` }),
          'model.untrusted',
        );
        assert.equal(await fix(), 'model.notAgreed', 'neither is kept');
        const allowed = await bench.run(['models', 'allow', `${endpoint}/v1/`, '--json']);
        assert.deepEqual(JSON.parse(allowed.stdout), { ok: true, endpoint });
        assert.equal(await fix(), 'model.untrusted');
        assert.deepEqual(JSON.parse((await bench.run(['models', 'revoke', endpoint, '--json'])).stdout), {
          ok: true,
          revoked: true,
        });
        assert.equal(await fix(), 'model.notAgreed');
        assert.equal(new Set(seen).size, 1);
        assert.equal(seen.length, 3);
      } finally {
        proxy.close();
        tls.close();
      }
    }),
  );

  it(
    'of an endpoint that is none, or in a record that cannot be read, is a clear error',
    on('needs-model-js', async (bench) => {
      const plain = await bench.run(['models', 'allow', 'http://models.example']);
      assert.equal(plain.exitCode, 2);
      assert.match(plain.stderr, /unencrypted.*\(model\.badRef\)/);
      await bench.run(['models', 'allow', 'models.example']);
      writeFileSync(path.join(bench.home, 'endpoints.json'), '{"version":1,"entries":[{"endpoint":"*"}]}');
      const run = await bench.fix(['--model', `openai-compatible/m@${endpoint}/v1`]);
      assert.equal(run.json.error.code, 'model.badRecord');
      assert.match(run.json.error.message, /endpoints\.json/);
    }),
  );
});
