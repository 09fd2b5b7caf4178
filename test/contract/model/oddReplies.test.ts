import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { CodedError } from '../../../src/base/errors.ts';
import type { ModelEvent, ModelRequest } from '../../../src/core/model/modelProvider.ts';
import { harnesses, providerAt } from './harness.ts';

const request: ModelRequest = {
  system: '',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  tools: [],
  maxOutputTokens: 100,
};
/** A data field each; the last may be anything. */
const events = (...all: readonly object[]) =>
  all.map((data) => `${'type' in data ? `event: ${data.type}\n` : ''}data: ${JSON.stringify(data)}\n\n`).join('');

interface OddReply {
  readonly provider: string;
  readonly what: string;
  readonly body: string;
  /** The code, or what is known of the usage of a reply that is good otherwise. */
  readonly becomes: string | undefined;
}

const start = { type: 'message_start', message: { model: 'm', usage: { input_tokens: 5 } } };
const block = { type: 'content_block_start', index: 0 };
const delta = { type: 'content_block_delta', index: 0 };
const stop = { type: 'message_stop' };
const chunk = (choice: object, rest: object = {}) => ({ model: 'q', choices: [{ index: 0, ...choice }], ...rest });
const end = chunk({ delta: {}, finish_reason: 'stop' });
const completed = (usage: object) => ({ type: 'response.completed', response: { model: 'g', usage } });
const textDelta = { type: 'response.output_text.delta' };
const call = { type: 'function_call', name: 'f', arguments: '{}' };

const replies: readonly OddReply[] = [
  {
    provider: 'anthropic',
    what: 'text that is a number',
    body: events(
      start,
      { ...block, content_block: { type: 'text' } },
      { ...delta, delta: { type: 'text_delta', text: 5 } },
    ),
    becomes: 'model.badReply',
  },
  {
    provider: 'anthropic',
    what: 'a call without a name',
    body: events(
      start,
      { ...block, content_block: { type: 'tool_use', id: 'a' } },
      { type: 'content_block_stop', index: 0 },
    ),
    becomes: 'model.badReply',
  },
  {
    provider: 'anthropic',
    what: 'a count below zero',
    body: events(
      start,
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: -4 } },
      stop,
    ),
    becomes: undefined,
  },
  {
    provider: 'openai-compatible',
    what: 'text that is a list',
    body: events(chunk({ delta: { content: [{ text: 'x' }] } }), end),
    becomes: 'model.badReply',
  },
  {
    provider: 'openai-compatible',
    what: 'a count that is text',
    body: events(end, chunk({}, { choices: [], usage: { prompt_tokens: 5, completion_tokens: '7' } })),
    becomes: undefined,
  },
  { provider: 'openai by Responses', what: 'no text', body: events(textDelta), becomes: 'model.badReply' },
  {
    provider: 'openai by Responses',
    what: 'a call without an id',
    body: events({ type: 'response.output_item.done', item: call }),
    becomes: 'model.badReply',
  },
  {
    provider: 'openai by Responses',
    what: 'a count below zero',
    body: events(completed({ input_tokens: 5, output_tokens: -1 })),
    becomes: undefined,
  },
];

describe('a reply of the wrong types', () => {
  for (const { provider: name, what, body, becomes } of replies)
    it(`${name}: ${what}`, async () => {
      const outcome = await ask(name, [body]);
      if (becomes !== undefined) assert.equal(outcome.code, becomes);
      else assert.deepEqual([outcome.code, outcome.events.at(-1)], ['ok', { ...finished(name), usage: undefined }]);
    });

  it('is the same wherever the connection cuts it, also when something is left behind a broken event', async () => {
    const body = `data: {"broken": \n\nrest of an event`;
    const pieces = [body.slice(0, 9), body.slice(9, 25), body.slice(25)];
    for (const name of ['anthropic', 'openai-compatible', 'openai by Responses'])
      for (const cut of [[body], pieces, [...body]])
        assert.equal((await ask(name, cut)).code, name === 'anthropic' ? 'model.truncated' : 'model.badReply', name);
  });
});

function finished(name: string): ModelEvent {
  const model = { anthropic: 'm', 'openai-compatible': 'q' }[name] ?? 'g';
  return { type: 'finished', reason: 'stop', usage: undefined, model };
}

/** What an adapter makes of a body that comes in these pieces. */
async function ask(
  name: string,
  pieces: readonly string[],
): Promise<{ readonly code: string; readonly events: ModelEvent[] }> {
  const harness = harnesses.find((one) => one.name === name) ?? assert.fail(name);
  const server = createServer((incoming, response) => {
    incoming.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (index: number): void => {
      const piece = pieces[index];
      if (piece === undefined) return void response.end();
      response.write(piece, () => setImmediate(send, index + 1));
    };
    send(0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const seen: ModelEvent[] = [];
  try {
    const provider = await providerAt(harness, `http://127.0.0.1:${port}/v1`);
    for await (const event of provider.stream(request, new AbortController().signal)) seen.push(event);
    return { code: 'ok', events: seen };
  } catch (error) {
    return { code: error instanceof CodedError ? error.code : String(error), events: seen };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
