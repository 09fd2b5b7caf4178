import assert from 'node:assert/strict';
import { createModelProvider } from '../../../src/adapters/model/createModelProvider.ts';
import { isCoded } from '../../../src/base/errors.ts';
import type { ModelMessage } from '../../../src/core/model/modelProvider.ts';
import { replyOf } from '../../../src/core/model/replyOf.ts';
import { startOllamaServer } from '../../fakes/servers/ollamaServer.ts';
import { first, request, send, tool } from './requestBench.ts';

describe('ollama by its own API', () => {
  it('is loaded with a window that stays the same, stays loaded, and may not cut', async () => {
    const { body } = await send('ollama', 'ollama/qwen3:8b');
    assert.deepEqual([body.truncate, body.shift, body.keep_alive], [false, false, '15m']);
    assert.deepEqual(body.options, { num_ctx: 32_768, num_predict: 500, temperature: 0, seed: 0 });
    const other = await send('ollama', 'ollama/qwen3:8b?window=8192&keepAlive=-1', {
      request: { maxOutputTokens: 9_000 },
    });
    assert.equal(other.body.keep_alive, -1);
    assert.deepEqual(other.body.options, { num_ctx: 8_192, num_predict: 2_048, temperature: 0, seed: 0 });
  });

  it('knows the address of the compatible interface too', async () => {
    const server = await startOllamaServer([{ text: 'here' }]);
    const provider = await createModelProvider({ ref: `ollama/x@${server.url}/v1`, lookup: () => undefined });
    assert.equal((await replyOf(provider!.stream(request, new AbortController().signal))).text, 'here');
    await server.close();
  });

  const code = 'const total = items.reduce((sum, item) => sum + item.price, 0);\n';
  const long = { messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: code.repeat(300) }] }] };

  it('a prompt that does not fit is refused by the server with its figures', async () => {
    const inner = {
      error: {
        code: 400,
        message: 'request (8889 tokens) exceeds the available context size (4096 tokens), try increasing it',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 8_889,
        n_ctx: 4_096,
      },
    };
    await assert.rejects(
      send('ollama', 'ollama/x', { reply: { status: 400, body: { error: JSON.stringify(inner) } } }),
      (error) => isCoded(error, 'model.contextTooLong') && /8889 tokens.*4096 tokens/.test(error.message),
    );
  });

  it('a prompt that cannot fit is not sent', async () => {
    const server = await startOllamaServer([{ text: 'never' }]);
    const provider = await createModelProvider({
      ref: `ollama/x?window=2048`,
      lookup: (name) => (name === 'OLLAMA_BASE_URL' ? server.url : undefined),
    });
    await assert.rejects(
      replyOf(provider!.stream({ ...request, ...long }, new AbortController().signal)),
      (error) => isCoded(error, 'model.contextTooLong') && error.details.contextWindow === 2_048,
    );
    assert.equal(server.requests.length, 0);
    await server.close();
  });

  it('a prompt that was cut in silence is an error', async () => {
    await assert.rejects(
      send('ollama', 'ollama/x?window=8192', { request: long, reply: { text: 'I see.', usage: { inputTokens: 700 } } }),
      (error) => isCoded(error, 'model.promptCut') && error.details.countedTokens === 700 && error.hint !== undefined,
    );
    const whole = { text: 'I see.', usage: { inputTokens: 4_800 } };
    assert.equal((await send('ollama', 'ollama/x?window=8192', { request: long, reply: whole })).reply.text, 'I see.');
  });

  it('so it is with any server of this machine', async () => {
    await assert.rejects(
      send('compatible', 'lmstudio/x', { request: long, reply: { text: 'I see.', usage: { inputTokens: 700 } } }),
      (error) => isCoded(error, 'model.promptCut'),
    );
  });

  it('a model that is not there is told with the command that fetches it', async () => {
    await assert.rejects(
      send('ollama', 'ollama/nobody', { reply: { status: 404, message: "model 'nobody' not found" } }),
      (error) => isCoded(error, 'model.badRequest') && error.hint === 'Fetch it first with: ollama pull nobody',
    );
  });

  it('a stream of another shape is model.badReply', async () => {
    const headers = { 'content-type': 'application/x-ndjson' };
    for (const body of ['{"message":"text"}\n', '[1]\n', '{"message":{"tool_calls":[{"name":"x"}]}}\n'])
      await assert.rejects(send('ollama', 'ollama/x', { reply: { status: 200, headers, body } }), (error) =>
        isCoded(error, 'model.badReply'),
      );
  });

  it('thinking goes back with the call', async () => {
    const { reply } = await send('ollama', 'ollama/x', {
      request: { tools: [tool] },
      reply: { thinking: 'Let me see.', calls: [{ name: 'read', input: { at: 1 } }] },
    });
    const results = reply.calls.map(({ callId, name }) => ({
      type: 'toolResult' as const,
      callId,
      name,
      text: 'x',
      isError: true,
    }));
    const messages: ModelMessage[] = [
      first,
      { role: 'assistant', content: reply.content },
      { role: 'user', content: results },
    ];
    const { body } = await send('ollama', 'ollama/x', { request: { tools: [tool], messages } });
    const [, , assistant, answer] = body.messages as Record<string, unknown>[];
    assert.equal(assistant?.thinking, 'Let me see.');
    assert.deepEqual([answer?.role, answer?.tool_name, answer?.content], ['tool', 'read', 'Error: x']);
  });
});

describe('openai by Responses', () => {
  it('keeps nothing there, and gives sealed reasoning and the phase back', async () => {
    const talk = await send('responses', 'openai/gpt-6.1-sol', {
      request: { tools: [tool] },
      reply: {
        thinking: 'hm',
        text: 'I read.',
        calls: [
          { name: 'read', input: { at: 1 } },
          { name: 'read', input: { at: 2 } },
        ],
      },
    });
    assert.deepEqual([talk.body.store, talk.body.truncation], [false, 'disabled']);
    assert.deepEqual(talk.body.include, ['reasoning.encrypted_content']);
    assert.equal(talk.reply.calls.length, 2);
    const results = talk.reply.calls.map(({ callId, name }) => ({
      type: 'toolResult' as const,
      callId,
      name,
      text: 'x',
      isError: false,
    }));
    // As it would come back from a log: through JSON.
    const content = JSON.parse(JSON.stringify(talk.reply.content));
    const messages: ModelMessage[] = [first, { role: 'assistant', content }, { role: 'user', content: results }];
    const input = async (ref: string) =>
      (await send('responses', ref, { request: { tools: [tool], messages } })).body.input as Record<string, unknown>[];
    const items = await input('openai/gpt-6.1-sol');
    assert.deepEqual(
      items.map((item) => item.type ?? item.role),
      [
        'user',
        'reasoning',
        'assistant',
        'function_call',
        'function_call',
        'function_call_output',
        'function_call_output',
      ],
    );
    assert.equal(items[1]?.encrypted_content, 'sealed-0');
    assert.equal(items[2]?.phase, 'commentary');
    assert.ok(!JSON.stringify(await input('openai/gpt-6-sol')).includes('sealed'), 'not to another model');
  });
});
