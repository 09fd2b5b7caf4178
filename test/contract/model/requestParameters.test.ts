import assert from 'node:assert/strict';
import { createModelProvider } from '../../../src/adapters/model/createModelProvider.ts';
import { isCoded } from '../../../src/base/errors.ts';
import type { ModelRequest } from '../../../src/core/model/modelProvider.ts';
import { first, key, send, tool } from './requestBench.ts';

const closed = {
  type: 'object',
  properties: { ok: { type: 'boolean' } },
  required: ['ok'],
  additionalProperties: false,
};
const responseSchema = { name: 'verdict', schema: closed };

type Row = readonly [
  title: string,
  kind: string,
  ref: string,
  request: Partial<ModelRequest>,
  sent: object,
  absent?: string[],
];

const rows: readonly Row[] = [
  ['temperature 0 brings seed 0', 'chat', 'openai/gpt-4.1', {}, { temperature: 0, seed: 0 }],
  ['a seed of one’s own', 'chat', 'openai/gpt-4.1', { seed: 7 }, { seed: 7 }],
  ['no seed to a model that samples by itself', 'chat', 'openai/gpt-5?api=chat', {}, {}, ['seed', 'temperature']],
  [
    'no seed where the temperature is high',
    'compatible',
    'vllm/q',
    { temperature: 0.7 },
    { temperature: 0.7 },
    ['seed'],
  ],
  [
    'Mistral’s name for it',
    'compatible',
    'mistral/devstral-medium-latest',
    {},
    { random_seed: 0 },
    ['seed', 'stream_options'],
  ],
  ['Gemini takes none', 'compatible', 'gemini/gemini-3.8-flash', {}, { temperature: 0 }, ['seed']],
  ['Responses takes neither', 'responses', 'openai/gpt-6-sol', { seed: 7 }, {}, ['seed', 'temperature']],

  ['effort of the reference', 'chat', 'openai/gpt-5.1?api=chat&effort=high', {}, { reasoning_effort: 'high' }],
  [
    'effort of the request wins',
    'responses',
    'openai/gpt-6-sol?effort=high',
    { effort: 'low' },
    { reasoning: { effort: 'low' } },
  ],
  ['the nearest effort', 'responses', 'openai/o4-mini', { effort: 'max' }, { reasoning: { effort: 'high' } }],
  ['none where none is taken', 'chat', 'openai/gpt-4.1', { effort: 'high' }, {}, ['reasoning_effort']],
  ['OpenRouter’s form', 'compatible', 'openrouter/x/y?effort=low', {}, { reasoning: { effort: 'low' } }],
  [
    'Anthropic’s form',
    'anthropic',
    'anthropic/claude-opus-4-8?effort=xhigh',
    {},
    { output_config: { effort: 'xhigh' }, thinking: { type: 'adaptive' } },
  ],
  [
    'Anthropic’s lowest stands for none',
    'anthropic',
    'anthropic/claude-sonnet-5-5',
    { effort: 'none' },
    { output_config: { effort: 'low' } },
  ],
  [
    'older Claude takes no effort',
    'anthropic',
    'anthropic/claude-haiku-4-5',
    { effort: 'high' },
    {},
    ['output_config', 'thinking'],
  ],
  ['Ollama thinks or not', 'ollama', 'ollama/qwen3:8b?effort=high', {}, { think: true }],
  ['Ollama is told not to', 'ollama', 'ollama/qwen3:8b', { effort: 'none' }, { think: false }],
  ['gpt-oss has levels', 'ollama', 'ollama/gpt-oss:20b?effort=max', {}, { think: 'high' }],

  [
    'a schema by Chat Completions',
    'chat',
    'openai/gpt-4.1',
    { responseSchema },
    { response_format: { type: 'json_schema', json_schema: { name: 'verdict', schema: closed, strict: true } } },
  ],
  [
    'an open schema is not called strict',
    'responses',
    'openai/gpt-6-sol',
    { responseSchema: { name: 'verdict', schema: { type: 'object', properties: {} } } },
    {
      text: {
        format: { type: 'json_schema', name: 'verdict', schema: { type: 'object', properties: {} }, strict: false },
      },
    },
  ],
  [
    'a schema for Anthropic is closed',
    'anthropic',
    'anthropic/claude-sonnet-5-5',
    { responseSchema: { name: 'verdict', schema: { type: 'object', properties: { ok: { type: 'boolean' } } } } },
    {
      output_config: {
        format: {
          type: 'json_schema',
          schema: { type: 'object', properties: { ok: { type: 'boolean' } }, additionalProperties: false },
        },
      },
    },
  ],
  ['a schema for Ollama', 'ollama', 'ollama/qwen3:8b', { responseSchema }, { format: closed }],
  [
    'no field when nothing is asked',
    'chat',
    'openai/gpt-4.1',
    {},
    {},
    ['response_format', 'reasoning_effort', 'tools'],
  ],
];

describe('parameters of a request', () => {
  for (const [title, kind, ref, asked, sent, absent = []] of rows)
    it(`${ref.split('?')[0]}: ${title}`, async () => {
      const { body } = await send(kind, ref, { request: asked });
      for (const [name, value] of Object.entries(sent)) assert.deepEqual(body[name], value, name);
      for (const name of absent) assert.ok(!(name in body), name);
    });

  it('DeepSeek is asked for JSON, and told the schema in words', async () => {
    const { body } = await send('compatible', 'deepseek/deepseek-flash', { request: { responseSchema } });
    assert.deepEqual(body.response_format, { type: 'json_object' });
    const [system] = body.messages as { content: string }[];
    assert.match(system?.content ?? '', /^S\n\n.*"required":\["ok"\]/s);
  });

  for (const [kind, ref] of [
    ['ollama', 'ollama/qwen3:8b'],
    ['compatible', 'gemini/gemini-3-pro'],
    ['compatible', 'deepseek/deepseek-flash'],
  ] as const)
    it(`${ref} with tools is told the schema in words: held to it, it could call none`, async () => {
      const { body } = await send(kind, ref, { request: { responseSchema, tools: [tool] } });
      assert.deepEqual([body.format, body.response_format], [undefined, undefined]);
      assert.equal((body.tools as unknown[]).length, 1);
      assert.match(JSON.stringify(body.messages), /# The form of your answer.*verdict/);
    });

  it('OpenAI takes tools and a schema together', async () => {
    const { body } = await send('chat', 'openai/gpt-4.1', { request: { responseSchema, tools: [tool] } });
    assert.ok(body.tools !== undefined && body.response_format !== undefined);
  });

  it('a model with the text protocol is told the schema in words', async () => {
    const { body } = await send('chat', 'openai/gpt-6.1-sol?api=chat', { request: { responseSchema, tools: [tool] } });
    assert.equal(body.response_format, undefined);
    assert.match(JSON.stringify(body.messages), /# The form of your answer.*verdict/);
  });

  it('an effort that the model does not take is refused where a person wrote it', async () => {
    for (const ref of ['openai/o4-mini?effort=max', 'anthropic/claude-haiku-4-5?effort=low'])
      await assert.rejects(
        createModelProvider({ ref, lookup: (name) => (name.endsWith('_KEY') ? key : undefined) }),
        (error) =>
          isCoded(error, 'model.badRef') && /takes (no effort|effort low, medium, high), not/.test(error.message),
      );
  });
});

describe('prompt caches', () => {
  const calls = (index: number) => [
    {
      role: 'assistant' as const,
      content: [{ type: 'toolCall' as const, callId: `c${index}`, name: 'read', inputText: '{}', input: {} }],
    },
    {
      role: 'user' as const,
      content: [{ type: 'toolResult' as const, callId: `c${index}`, name: 'read', text: 'x', isError: false }],
    },
  ];

  it('anthropic: the ends of the last two user messages are marked, and never more than four blocks', async () => {
    const messages = [first, ...calls(1), ...calls(2), ...calls(3)];
    const { body } = await send('anthropic', 'anthropic', { request: { messages, tools: [tool] } });
    const marked = (body.messages as { content: { cache_control?: object }[] }[]).map(({ content }) =>
      content.some((block) => block.cache_control !== undefined),
    );
    assert.deepEqual(marked, [false, false, false, false, true, false, true]);
    assert.equal(JSON.stringify(body).split('cache_control').length - 1, 3);
  });

  it('anthropic: a question without tools is not written to the cache beyond its system text', async () => {
    const { body } = await send('anthropic', 'anthropic');
    assert.equal(JSON.stringify(body.messages).includes('cache_control'), false);
  });

  it('openai: one key for a conversation, another for another prompt', async () => {
    const keyOf = async (kind: string, ref: string, system: string) =>
      (await send(kind, ref, { request: { system } })).body.prompt_cache_key;
    const [one, same, other] = [
      await keyOf('responses', 'openai/gpt-6-sol', 'S'),
      await keyOf('chat', 'openai/gpt-4.1', 'S'),
      await keyOf('responses', 'openai/gpt-6-sol', 'T'),
    ];
    assert.match(String(one), /^loopwright-[0-9a-f]{24}$/);
    assert.equal(one, same);
    assert.notEqual(one, other);
    assert.equal((await send('compatible', 'vllm/q')).body.prompt_cache_key, undefined);
  });

  it('openrouter: Anthropic’s models get the mark, others none', async () => {
    const marked = await send('compatible', 'openrouter/anthropic/claude-sonnet-5.5');
    assert.match(JSON.stringify(marked.body.messages), /"cache_control":\{"type":"ephemeral"\}/);
    const other = await send('compatible', 'openrouter/qwen/qwen3');
    assert.doesNotMatch(JSON.stringify(other.body), /cache_control/);
  });

  const usage = { inputTokens: 1_000, cacheReadTokens: 600, cacheWriteTokens: 300, outputTokens: 7 };
  for (const [kind, ref] of [
    ['anthropic', 'anthropic'],
    ['chat', 'openai/gpt-4.1'],
    ['responses', 'openai/gpt-6-sol'],
    ['compatible', 'gemini/gemini-3.8-flash'],
    ['compatible', 'openrouter/anthropic/claude-sonnet-5.5'],
  ] as const)
    it(`${ref}: reads and writes are counted, and are part of the input`, async () => {
      assert.deepEqual((await send(kind, ref, { reply: { text: 'x', usage } })).reply.usage, usage);
    });
});
