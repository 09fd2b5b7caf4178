import assert from 'node:assert/strict';
import { createChatCalls } from '../../../src/adapters/model/chatCalls.ts';

type Delta = Parameters<ReturnType<typeof createChatCalls>['add']>[0];

interface Row {
  readonly title: string;
  readonly deltas: readonly unknown[];
  readonly calls: ReadonlyArray<readonly [id: string, name: string, inputText: string]>;
}

const piece = (rest: object) => ({ tool_calls: [rest] });

const rows: readonly Row[] = [
  {
    title: 'pieces by index, interleaved',
    deltas: [
      piece({ index: 0, id: 'a', function: { name: 'read', arguments: '' } }),
      piece({ index: 1, id: 'b', function: { name: 'list', arguments: '{"x"' } }),
      piece({ index: 0, function: { arguments: '{"p":' } }),
      piece({ index: 1, function: { arguments: ':1}' } }),
      piece({ index: 0, function: { arguments: '2}' } }),
    ],
    calls: [
      ['a', 'read', '{"p":2}'],
      ['b', 'list', '{"x":1}'],
    ],
  },
  {
    title: 'whole calls that all claim index 0',
    deltas: [
      piece({ index: 0, id: 'a', function: { name: 'read', arguments: '{}' } }),
      piece({ index: 0, id: 'b', function: { name: 'read', arguments: '{"p":1}' } }),
    ],
    calls: [
      ['a', 'read', '{}'],
      ['b', 'read', '{"p":1}'],
    ],
  },
  {
    title: 'no index at all',
    deltas: [
      piece({ id: 'a', function: { name: 'read', arguments: '{"p"' } }),
      piece({ function: { arguments: ':1}' } }),
    ],
    calls: [['a', 'read', '{"p":1}']],
  },
  {
    title: 'id and name repeated with every piece',
    deltas: [
      piece({ index: 0, id: 'a', function: { name: 'read', arguments: '{"p"' } }),
      piece({ index: 0, id: 'a', function: { name: 'read', arguments: ':1}' } }),
    ],
    calls: [['a', 'read', '{"p":1}']],
  },
  {
    title: 'no id and no arguments',
    deltas: [piece({ index: 0, function: { name: 'list' } })],
    calls: [['made-up', 'list', '{}']],
  },
];

describe('streamed tool calls of chat servers', () => {
  for (const row of rows)
    it(`puts together ${row.title}`, () => {
      const calls = createChatCalls();
      for (const delta of row.deltas) calls.add(delta as Delta);
      assert.deepEqual(
        calls.finish(() => 'made-up').map((call) => [call.callId, call.name, call.inputText]),
        row.calls,
      );
    });

  it('keeps a thought signature with its call, and reasoning with the first', () => {
    const calls = createChatCalls();
    const signature = { google: { thought_signature: 'abc' } };
    calls.add({ reasoning_content: 'Let me ' } as Delta);
    calls.add({ reasoning_content: 'see.' } as Delta);
    calls.add(piece({ index: 0, id: 'a', function: { name: 'read', arguments: '{}' } }) as Delta);
    calls.add(
      piece({ index: 1, id: 'b', function: { name: 'read', arguments: '{}' }, extra_content: signature }) as Delta,
    );
    const states = calls.finish(() => '').map((call) => JSON.parse(call.providerState ?? 'null'));
    assert.deepEqual(states, [
      { provider: 'chat', reasoning: 'Let me see.' },
      { provider: 'chat', extraContent: signature },
    ]);
  });
});
