import assert from 'node:assert/strict';
import { createModelProvider } from '../../../src/adapters/model/createModelProvider.ts';
import { isCoded } from '../../../src/base/errors.ts';
import type { ModelProvider } from '../../../src/core/model/modelProvider.ts';
import { replyOf } from '../../../src/core/model/replyOf.ts';
import { editorModelsOver } from '../../fakes/editorChannel.ts';
import { createFakeChatModels, type FakeChatModels, languageModelError } from '../../fakes/fakeChatModels.ts';
import { requestOf } from './modelContract.test.ts';

const live = () => new AbortController().signal;

async function open(fake: FakeChatModels, ref = 'vscode'): Promise<{ provider: ModelProvider; close(): void }> {
  const { models, close } = editorModelsOver(fake);
  const provider = await createModelProvider({
    ref,
    lookup: () => undefined,
    editor: { models, signal: live() },
  }).catch((error: unknown) => {
    close();
    throw error;
  });
  assert.ok(provider);
  return { provider, close };
}

describe('models of VS Code', () => {
  it('are told instructions as the first message of the user, marked, and tool results before the text', async () => {
    const fake = createFakeChatModels([
      {
        calls: [
          { id: 'a', name: 'read_file', input: { path: 'a.js' } },
          { id: 'b', name: 'read_file', input: {} },
        ],
      },
      { text: 'Done.' },
    ]);
    const { provider, close } = await open(fake);
    const { content } = await replyOf(provider.stream(requestOf(), live()));
    const results = ['a', 'b'].map((callId) => ({
      type: 'toolResult' as const,
      callId,
      name: 'read_file',
      text: 'x',
      isError: callId === 'b',
    }));
    const next = requestOf(
      { role: 'assistant', content },
      { role: 'user', content: [{ type: 'text', text: 'Go on.' }, ...results] },
    );
    assert.equal((await replyOf(provider.stream(next, live()))).text, 'Done.');
    close();
    const [first, second] = fake.requests;
    const [instructions, question] = first?.messages ?? [];
    assert.equal(instructions?.role, 'user');
    const [told] = instructions?.content ?? [];
    assert.match(
      told?.type === 'text' ? told.text : '',
      /^Instructions for this conversation[\s\S]*You repair programs\./,
    );
    assert.deepEqual(question, { role: 'user', content: [{ type: 'text', text: 'Why does add(1, 2) give 4?' }] });
    assert.deepEqual(
      first?.tools.map(({ name }) => name),
      ['read_file'],
    );
    assert.deepEqual(second?.messages.slice(2), [
      {
        role: 'assistant',
        content: [
          { type: 'toolCall', callId: 'a', name: 'read_file', input: { path: 'a.js' } },
          { type: 'toolCall', callId: 'b', name: 'read_file', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'toolResult', callId: 'a', text: 'x' },
          { type: 'toolResult', callId: 'b', text: 'Error: x' },
          { type: 'text', text: 'Go on.' },
        ],
      },
    ]);
  });

  it('have estimated usage: by the counter of the editor, without one by the texts', async () => {
    for (const [countTokens, expected] of [
      [async () => 77, 77],
      [() => Promise.reject(new Error('no counter')), undefined],
    ] as const) {
      const { provider, close } = await open(createFakeChatModels([{ text: 'Hello' }], [{ countTokens }]));
      const { usage } = await replyOf(provider.stream(requestOf(), live()));
      close();
      assert.equal(usage?.estimated, true);
      if (expected === undefined) assert.ok((usage?.inputTokens ?? 0) > 10 && usage?.outputTokens === 2);
      else assert.deepEqual([usage?.inputTokens, usage?.outputTokens], [expected, expected]);
    }
  });

  for (const [what, error, code, words] of [
    [
      'not allowed',
      languageModelError('NoPermissions', 'no'),
      'model.unauthorized',
      /does not let Loopwright use Fake 1/,
    ],
    [
      'quota used up',
      languageModelError('Blocked', 'You have exceeded your premium request allowance'),
      'model.unauthorized',
      /quota for Fake 1 is used up/,
    ],
    ['rate limit', languageModelError('Blocked', 'Rate limit exceeded'), 'model.rateLimited', /asks to wait/],
    ['blocked', languageModelError('Blocked', 'Response got filtered'), 'model.refused', /declined/],
    ['gone', languageModelError('NotFound', 'gone'), 'model.notInEditor', /no longer offers/],
    [
      'offline',
      new Error('failed', { cause: new Error('net::ERR_INTERNET_DISCONNECTED') }),
      'model.unreachable',
      /cannot be reached/,
    ],
    ['too long', new Error('Message exceeds token limit.'), 'model.contextTooLong', /too long/],
    ['server trouble', new Error('Server error: 502'), 'model.overloaded', /did not answer/],
    ['something else', new Error('tools[0] is strange'), 'model.badRequest', /tools\[0\] is strange/],
  ] as const)
    it(`say what it means: ${what}`, async () => {
      const { provider, close } = await open(createFakeChatModels([() => error]));
      await assert.rejects(replyOf(provider.stream(requestOf(), live())), (thrown) => {
        assert.ok(isCoded(thrown, code), String(thrown));
        assert.match(thrown.message, words);
        return true;
      });
      close();
    });

  it('are found by id, family or vendor; none at all, or none of that name, is said', async () => {
    const models = [
      { vendor: 'small', id: 's', family: 'tiny', maxInputTokens: 4_000 },
      { vendor: 'copilot', id: 'gpt-x-2', family: 'gpt-x' },
      { vendor: 'copilot', id: 'claude-y', family: 'claude' },
    ];
    for (const [ref, expected] of [
      ['vscode', 'vscode/copilot/gpt-x-2'],
      ['vscode:claude', 'vscode/copilot/claude-y'],
      ['vscode/gpt-x-2', 'vscode/copilot/gpt-x-2'],
      ['vscode/copilot/claude-y', 'vscode/copilot/claude-y'],
      ['vscode/small', 'vscode/small/s'],
    ] as const) {
      const { provider, close } = await open(createFakeChatModels([], models), ref);
      close();
      assert.equal(provider.ref, expected);
      assert.equal(provider.endpoint, `vscode:${expected.split('/')[1]}`);
    }
    await assert.rejects(open(createFakeChatModels([], models), 'vscode/gemini'), { code: 'model.notInEditor' });
    await assert.rejects(open(createFakeChatModels([], [])), { code: 'model.noneInEditor' });
    await assert.rejects(createModelProvider({ ref: 'vscode', lookup: () => undefined }), { code: 'model.editorOnly' });
  });

  it('end the request in the editor when nobody reads on', async () => {
    let ended = false;
    const base = createFakeChatModels([]);
    const fake: FakeChatModels = {
      ...base,
      async select() {
        const [model] = await base.select();
        assert.ok(model);
        return [
          {
            ...model,
            async *send(_request, signal) {
              signal.addEventListener('abort', () => {
                ended = true;
              });
              for (;;) {
                yield { type: 'text', text: 'more ' };
                await new Promise((resolve) => setTimeout(resolve, 5));
                if (signal.aborted) return;
              }
            },
          },
        ];
      },
    };
    const { provider, close } = await open(fake);
    for await (const event of provider.stream(requestOf(), live())) if (event.type === 'text.delta') break;
    for (let i = 0; i < 100 && !ended; i++) await new Promise((resolve) => setTimeout(resolve, 10));
    close();
    assert.ok(ended);
  });
});
