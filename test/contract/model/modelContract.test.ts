import assert from 'node:assert/strict';
import { isCoded } from '../../../src/base/errors.ts';
import type { ModelMessage, ModelRequest, ToolCallPart } from '../../../src/core/model/modelProvider.ts';
import { replyOf } from '../../../src/core/model/replyOf.ts';
import type { ServerReply } from '../../fakes/servers/serverReply.ts';
import { type Harness, harnesses, type Opened } from './harness.ts';

const readFile = {
  name: 'read_file',
  description: 'Reads a file.',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
};

export function requestOf(...messages: ModelMessage[]): ModelRequest {
  const first: ModelMessage = { role: 'user', content: [{ type: 'text', text: 'Why does add(1, 2) give 4?' }] };
  return { system: 'You repair programs.', messages: [first, ...messages], tools: [readFile], maxOutputTokens: 1000 };
}

const live = (): AbortSignal => new AbortController().signal;

interface Case {
  readonly title: string;
  readonly replies: readonly ServerReply[];
  check(opened: Opened, harness: Harness): Promise<void>;
}

const cases: readonly Case[] = [
  {
    title: 'text',
    replies: [{ text: 'The sum is off by one. Größe: 日本 😀', usage: { inputTokens: 50, outputTokens: 9 } }],
    async check({ provider }) {
      const deltas: string[] = [];
      const reply = await replyOf(provider.stream(requestOf(), live()), (delta) => deltas.push(delta));
      assert.equal(reply.text, 'The sum is off by one. Größe: 日本 😀');
      assert.equal(deltas.join(''), reply.text);
      assert.equal(reply.finish, 'stop');
      assert.deepEqual(reply.calls, []);
      assert.ok(reply.model.length > 0);
      assert.ok(reply.usage && reply.usage.inputTokens > 0 && reply.usage.outputTokens > 0);
    },
  },
  {
    title: 'several tool calls',
    replies: [
      {
        text: 'I look.',
        calls: [
          { name: 'read_file', input: { path: 'a.js', note: 'x```y\n```\nz "q"' } },
          { name: 'read_file', input: { path: 'b.js' } },
        ],
      },
    ],
    async check({ provider }) {
      const reply = await replyOf(provider.stream(requestOf(), live()));
      assert.equal(reply.finish, 'toolCalls');
      assert.equal(reply.text, 'I look.');
      assert.deepEqual(
        reply.calls.map((call) => [call.name, call.input]),
        [
          ['read_file', { path: 'a.js', note: 'x```y\n```\nz "q"' }],
          ['read_file', { path: 'b.js' }],
        ],
      );
      assert.equal(new Set(reply.calls.map((call) => call.callId)).size, 2);
    },
  },
  {
    title: 'a tool call without input',
    replies: [{ calls: [{ name: 'list_files', argumentsText: '{}' }] }],
    async check({ provider }) {
      const reply = await replyOf(provider.stream(requestOf(), live()));
      assert.deepEqual(reply.calls[0]?.input, {});
    },
  },
  {
    title: 'malformed tool input',
    replies: [{ calls: [{ name: 'read_file', argumentsText: '{"path": "a.js", ' }] }, { text: 'Better.' }],
    async check({ provider }) {
      const reply = await replyOf(provider.stream(requestOf(), live()));
      const call = reply.calls[0];
      assert.equal(call?.input, undefined);
      assert.equal(call?.inputText.trim(), '{"path": "a.js",');
      const next = await replyOf(provider.stream(requestOf(...afterCalls(reply.calls, true)), live()));
      assert.equal(next.text, 'Better.');
    },
  },
  {
    title: 'a whole loop of tool calls and results',
    replies: [
      { thinking: 'hm', text: 'I look.', calls: [{ name: 'read_file', input: { path: 'a.js' } }] },
      { calls: [{ name: 'read_file', input: { path: 'b.js' } }] },
      { text: 'Done.' },
    ],
    async check({ provider }) {
      const first = await replyOf(provider.stream(requestOf(), live()));
      const turnOne = afterCalls(first.calls, false, first.text);
      const second = await replyOf(provider.stream(requestOf(...turnOne), live()));
      assert.notEqual(second.calls[0]?.callId, first.calls[0]?.callId);
      const third = await replyOf(provider.stream(requestOf(...turnOne, ...afterCalls(second.calls, true)), live()));
      assert.equal(third.text, 'Done.');
    },
  },
  {
    title: 'output limit',
    replies: [{ text: 'The sum is', finish: 'length' }],
    async check({ provider }) {
      assert.equal((await replyOf(provider.stream(requestOf(), live()))).finish, 'length');
    },
  },
  {
    title: 'usage unknown',
    replies: [{ text: 'Hello', usage: false }],
    async check({ provider }) {
      assert.equal((await replyOf(provider.stream(requestOf(), live()))).usage, undefined);
    },
  },
  {
    title: 'refusal',
    replies: [{ refusal: 'I cannot help with that.' }],
    async check({ provider }) {
      await assert.rejects(replyOf(provider.stream(requestOf(), live())), (error) => isCoded(error, 'model.refused'));
    },
  },
  {
    title: 'content filter',
    replies: [{ text: 'The', contentFilter: true }],
    async check({ provider }, harness) {
      assert.ok(harness.network);
      await assert.rejects(replyOf(provider.stream(requestOf(), live())), (error) => isCoded(error, 'model.refused'));
    },
  },
  {
    title: 'cut stream',
    replies: [{ text: 'The sum is off by one, because', cutAfterBytes: 700 }],
    async check({ provider }) {
      await assert.rejects(replyOf(provider.stream(requestOf(), live())), (error) => isCoded(error, 'model.truncated'));
    },
  },
  {
    title: 'abort before the call',
    replies: [{ text: 'never' }],
    async check({ provider }) {
      await abortsWithin(provider.stream(requestOf(), AbortSignal.abort()), () => undefined);
    },
  },
  {
    title: 'abort while waiting',
    replies: [{ text: 'late', delayMs: 2000 }],
    async check({ provider }) {
      const controller = new AbortController();
      const stream = provider.stream(requestOf(), controller.signal);
      const started = Date.now();
      setTimeout(() => controller.abort(), 80);
      await abortsWithin(stream, () => undefined);
      assert.ok(Date.now() - started < 180, `took ${Date.now() - started} ms`);
    },
  },
  {
    title: 'two streams at once',
    replies: [
      { text: 'one '.repeat(20), dripMs: 1 },
      { text: 'two '.repeat(20), dripMs: 1 },
    ],
    async check({ provider }) {
      const [one, two] = await Promise.all([
        replyOf(provider.stream({ ...requestOf(), system: 'A' }, live())),
        replyOf(provider.stream({ ...requestOf(), system: 'B' }, live())),
      ]);
      assert.deepEqual([one.text.trim(), two.text.trim()].sort(), ['one '.repeat(20).trim(), 'two '.repeat(20).trim()]);
    },
  },
];

/** The messages that answer tool calls, as an agent builds them. */
function afterCalls(calls: readonly ToolCallPart[], isError: boolean, text = ''): ModelMessage[] {
  const results = calls.map(({ callId, name }) => ({ type: 'toolResult' as const, callId, name, text: 'x', isError }));
  return [
    { role: 'assistant', content: [{ type: 'text', text }, ...calls] },
    { role: 'user', content: [{ type: 'text', text: 'Go on.' }, ...results] },
  ];
}

async function abortsWithin(stream: AsyncIterable<unknown>, onItem: () => void): Promise<void> {
  await assert.rejects(
    async () => {
      for await (const _item of stream) onItem();
    },
    (error) => error instanceof Error && error.name === 'AbortError',
  );
}

for (const harness of harnesses)
  describe(`model contract: ${harness.name}`, () => {
    for (const each of cases) {
      const reason =
        harness.skips[each.title] ??
        (harness.name === 'paste' && each.title === 'two streams at once'
          ? 'one person pastes one reply at a time'
          : undefined);
      it(reason === undefined ? each.title : `${each.title} (not here: ${reason})`, async function () {
        if (reason !== undefined) return this.skip();
        const opened = await harness.open(each.replies);
        try {
          await each.check(opened, harness);
        } finally {
          await opened.close();
        }
      });
    }
  });
