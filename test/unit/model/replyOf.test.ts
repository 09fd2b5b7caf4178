import assert from 'node:assert/strict';
import type { ModelEvent } from '../../../src/core/model/modelProvider.ts';
import { replyOf, toolCallPart } from '../../../src/core/model/replyOf.ts';

const end: ModelEvent = { type: 'finished', reason: 'stop', usage: undefined, model: 'm' };

/** A stream that knows whether it was left. */
function stream(events: () => Iterable<ModelEvent>) {
  const state = { given: 0, left: false };
  const run = async function* () {
    try {
      for (const event of events()) {
        state.given++;
        yield event;
      }
    } finally {
      state.left = true;
    }
  };
  return { state, events: run() };
}

describe('a whole reply', () => {
  it('is read to its end when it is as long as it may be', async () => {
    const { events } = stream(() => [{ type: 'text.delta', text: 'x'.repeat(100) }, end]);
    const reply = await replyOf(events, undefined, 100);
    assert.deepEqual([reply.text.length, reply.finish, reply.model], [100, 'stop', 'm']);
  });

  it('is cut when the stream goes on for ever, and the stream is left', async () => {
    const endless = function* (): Iterable<ModelEvent> {
      for (;;) yield { type: 'text.delta', text: 'more ' };
    };
    const { state, events } = stream(endless);
    const reply = await replyOf(events, undefined, 100);
    assert.deepEqual([reply.text.length, reply.finish, reply.calls], [100, 'length', []]);
    assert.deepEqual(state, { given: 21, left: true });
  });

  it('counts tool calls too', async () => {
    const call = toolCallPart({ callId: 'c', name: 'read_file', inputText: JSON.stringify('x'.repeat(200)) });
    const { events } = stream(() => [{ type: 'toolCall.done', call }, end]);
    const reply = await replyOf(events, undefined, 100);
    assert.deepEqual([reply.calls, reply.finish, reply.content], [[], 'length', []]);
  });
});

describe('the arguments of a tool call', () => {
  const inputOf = (inputText: string) => toolCallPart({ callId: 'c', name: 'n', inputText }).input;

  it('are the JSON that was written, and nothing where that is none or nested without end', () => {
    const nested = (depth: number) => `${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)}`;
    assert.deepEqual(inputOf('{"a": [1, {"b": null}]}'), { a: [1, { b: null }] });
    assert.notEqual(inputOf(nested(90)), undefined);
    assert.equal(inputOf(nested(110)), undefined);
    assert.equal(inputOf(nested(50_000)), undefined);
    assert.equal(inputOf('{"a": 1'), undefined);
  });
});
