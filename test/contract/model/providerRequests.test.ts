import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createModelProvider } from '../../../src/adapters/model/createModelProvider.ts';
import { isCoded } from '../../../src/base/errors.ts';
import type { ModelMessage, ModelRequest } from '../../../src/core/model/modelProvider.ts';
import { type ModelReply, replyOf } from '../../../src/core/model/replyOf.ts';
import { startAnthropicServer } from '../../fakes/servers/anthropicServer.ts';
import { startOpenaiServer } from '../../fakes/servers/openaiServer.ts';
import type { ModelServer, RequestBody, ServerScript } from '../../fakes/servers/serverReply.ts';

const key = 'sk-requests-0123456789';
const tool = { name: 'read', description: 'Reads.', inputSchema: { type: 'object', properties: {} } };
const first: ModelMessage = { role: 'user', content: [{ type: 'text', text: 'Go' }] };
const request: ModelRequest = { system: 'S', messages: [first], tools: [tool], maxOutputTokens: 50, temperature: 0.5 };

interface Talk {
  readonly ref: string;
  readonly server: Promise<ModelServer>;
  readonly turns?: number;
}

/** Runs a tool loop of some turns and returns what was sent. */
async function talk({ ref, server, turns = 1 }: Talk): Promise<{ bodies: RequestBody[]; replies: ModelReply[] }> {
  const running = await server;
  const lookup = (name: string) => (name.endsWith('_API_KEY') ? ` ${key}\n` : undefined);
  const provider = await createModelProvider({ ref, lookup, baseUrl: running.url });
  assert.ok(provider);
  const messages: ModelMessage[] = [first];
  const replies: ModelReply[] = [];
  try {
    for (let turn = 0; turn < turns; turn++) {
      const reply = await replyOf(provider.stream({ ...request, messages }, new AbortController().signal));
      replies.push(reply);
      const results = reply.calls.map(({ callId, name }) => ({
        type: 'toolResult' as const,
        callId,
        name,
        text: '',
        isError: false,
      }));
      // As it would come back from a log: through JSON.
      const content = JSON.parse(JSON.stringify(reply.content));
      messages.push({ role: 'assistant', content }, { role: 'user', content: results });
    }
    return { bodies: running.requests.map((each) => each.body), replies };
  } finally {
    await running.close();
  }
}

const thinkThenCall: ServerScript = (_body, index) =>
  index < 2
    ? { thinking: 'Let me see.', text: 'I read.', calls: [{ name: 'read', input: { at: index } }] }
    : { text: 'Done' };

describe('what is sent to the providers', () => {
  it('anthropic: cache marks, limits, no temperature, signed reasoning back in front', async () => {
    const server = startAnthropicServer(thinkThenCall, { apiKey: key });
    const { bodies } = await talk({ ref: 'anthropic', server, turns: 3 });
    assert.equal(bodies.length, 3);
    const [one, , three] = bodies;
    assert.equal(one?.model, 'claude-sonnet-5-5');
    assert.deepEqual(one?.system, [{ type: 'text', text: 'S', cache_control: { type: 'ephemeral' } }]);
    assert.ok(!('temperature' in (one ?? {})));
    const messages = three?.messages as { role: string; content: Record<string, unknown>[] }[];
    assert.deepEqual(
      messages.map((message) => message.content.map((block) => block.type)),
      [['text'], ['thinking', 'text', 'tool_use'], ['tool_result'], ['thinking', 'text', 'tool_use'], ['tool_result']],
    );
    assert.deepEqual(messages[1]?.content[0], { type: 'thinking', thinking: 'Let me see.', signature: 'signed-0' });
    assert.deepEqual(messages.at(-1)?.content[0]?.cache_control, { type: 'ephemeral' });
  });

  it('anthropic: reasoning of another model is left out', async () => {
    const foreign = JSON.stringify({
      provider: 'anthropic',
      leads: true,
      model: 'claude-opus-5-5',
      before: [{ type: 'thinking' }],
    });
    const running = await startAnthropicServer([{ text: 'ok' }], { apiKey: key });
    const provider = await createModelProvider({ ref: 'anthropic', lookup: () => key, baseUrl: running.url });
    const call = {
      type: 'toolCall' as const,
      callId: 'c',
      name: 'read',
      inputText: '{}',
      input: {},
      providerState: foreign,
    };
    const result = { type: 'toolResult' as const, callId: 'c', name: 'read', text: 'x', isError: false };
    const messages: ModelMessage[] = [
      first,
      { role: 'assistant', content: [call] },
      { role: 'user', content: [result] },
    ];
    await replyOf(provider!.stream({ ...request, messages }, new AbortController().signal));
    await running.close();
    assert.ok(!JSON.stringify(running.requests[0]?.body).includes('thinking'));
  });

  it('anthropic: usage counts cached tokens as input', async () => {
    const usage = { inputTokens: 100, cacheReadTokens: 60, cacheWriteTokens: 30, outputTokens: 7 };
    const { replies } = await talk({
      ref: 'anthropic',
      server: startAnthropicServer([{ text: 'x', usage }], { apiKey: key }),
    });
    assert.deepEqual(replies[0]?.usage, usage);
  });

  it('openai by Chat Completions: new parameter names, tools without reasoning', async () => {
    const usage = { inputTokens: 100, cacheReadTokens: 60, cacheWriteTokens: 30, outputTokens: 7 };
    const { bodies, replies } = await talk({
      ref: 'openai?api=chat',
      server: startOpenaiServer([{ text: 'x', usage }], { apiKey: key }),
    });
    assert.equal(bodies[0]?.max_completion_tokens, 50);
    assert.equal(bodies[0]?.reasoning_effort, 'none');
    assert.ok(!('temperature' in (bodies[0] ?? {})));
    assert.deepEqual(replies[0]?.usage, usage);
  });

  it('openai by Chat Completions: a model without tools there gets the text protocol', async () => {
    const script: ServerScript = [{ text: 'I read.\n```tool read\n{"at": 1}\n```' }, { text: 'Done' }];
    const { bodies, replies } = await talk({
      ref: 'openai/gpt-6.1-sol?api=chat',
      server: startOpenaiServer(script, { apiKey: key }),
      turns: 2,
    });
    assert.ok(bodies.every((body) => body.tools === undefined && body.reasoning_effort === undefined));
    assert.deepEqual([replies[0]?.finish, replies[0]?.calls[0]?.input], ['toolCalls', { at: 1 }]);
    assert.equal(replies[1]?.text, 'Done');
  });

  it('compatible: older names, temperature, reasoning back with the calls', async () => {
    const server = startOpenaiServer(thinkThenCall, { apiKey: key, flavour: 'compatible' });
    const { bodies } = await talk({ ref: 'openai-compatible/deepseek-flash', server, turns: 2 });
    assert.equal(bodies[0]?.max_tokens, 50);
    assert.equal(bodies[0]?.temperature, 0.5);
    const messages = bodies[1]?.messages as Record<string, unknown>[];
    assert.equal(messages[2]?.reasoning_content, 'Let me see.');
  });

  it('compatible: no key, no Authorization header', async () => {
    const running = await startOpenaiServer([{ text: 'hello' }], { apiKey: undefined, flavour: 'compatible' });
    const lookup = (name: string) => (name === 'OPENAI_API_KEY' ? key : undefined);
    const provider = await createModelProvider({ ref: `openai-compatible/q@${running.url}`, lookup });
    assert.equal((await replyOf(provider!.stream(request, new AbortController().signal))).text, 'hello');
    await running.close();
    assert.ok(!JSON.stringify(running.requests[0]).includes(key));
  });
});

describe('createModelProvider', () => {
  const env = (values: Record<string, string>) => (name: string) => values[name];

  it('auto takes the first key it finds', async () => {
    const refOf = async (values: Record<string, string>) =>
      (await createModelProvider({ ref: 'auto', lookup: env(values) }))?.ref;
    assert.equal(await refOf({ ANTHROPIC_API_KEY: key, OPENAI_API_KEY: key }), 'anthropic/claude-sonnet-5-5');
    assert.equal(await refOf({ OPENAI_API_KEY: key, ANTHROPIC_API_KEY: ' ' }), 'openai/gpt-6-sol');
    assert.equal(await refOf({}), undefined);
    assert.equal(await createModelProvider({ ref: 'none', lookup: env({ OPENAI_API_KEY: key }) }), undefined);
  });

  const failures: ReadonlyArray<readonly [title: string, ref: string, values: Record<string, string>, code: string]> = [
    ['no key', 'anthropic', {}, 'model.noKey'],
    ['no key of a provider known by name', 'gemini/gemini-3.8-flash', { OPENAI_API_KEY: key }, 'model.noKey'],
    ['a key with a line break in it', 'openai', { OPENAI_API_KEY: 'sk-a\nb' }, 'model.noKey'],
    ['a compatible server without an address', 'openai-compatible/x', {}, 'model.badRef'],
    [
      'a base URL in clear text to the internet',
      'openai',
      { OPENAI_API_KEY: key, OPENAI_BASE_URL: 'http://example.com/v1' },
      'model.badRef',
    ],
    ['a key in place of a base URL', 'openai', { OPENAI_API_KEY: key, OPENAI_BASE_URL: 'sk-oops' }, 'model.badRef'],
    ['paste without a place', 'paste', {}, 'model.notConfigured'],
    ['recorded without a folder', 'recorded', {}, 'model.notConfigured'],
  ];
  for (const [title, ref, values, code] of failures)
    it(`refuses ${title} with a hint`, async () => {
      await assert.rejects(
        createModelProvider({ ref, lookup: env(values) }),
        (error) => isCoded(error, code) && error.hint !== undefined && !error.message.includes('sk-'),
      );
    });

  it('loads no SDK before the first call', () => {
    const script = `
      const { createModelProvider } = await import(${JSON.stringify(new URL('../../../src/adapters/model/createModelProvider.ts', import.meta.url).href)});
      const lookup = (name) => (name.endsWith('_KEY') ? 'sk-x' : undefined);
      await createModelProvider({ ref: 'anthropic', lookup });
      await createModelProvider({ ref: 'openai', lookup });
      const { registerHooks } = await import('node:module');
      const seen = [];
      registerHooks({ resolve(name, context, next) { seen.push(name); return next(name, context); } });
      await import('openai');
      const openai = seen.length;
      await import('@anthropic-ai/sdk');
      console.log(openai > 10 && seen.length - openai > 10 ? 'lazy' : 'already loaded: ' + seen.join(' '));
    `;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    assert.equal(run.stdout.trim(), 'lazy', run.stderr);
  });
});
