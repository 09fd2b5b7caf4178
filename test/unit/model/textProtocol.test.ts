import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pasteMarkdown } from '../../../src/adapters/model/pasteMarkdown.ts';
import type { ModelRequest } from '../../../src/core/model/modelProvider.ts';
import { parseTextReply, proseEnd } from '../../../src/core/model/parseTextReply.ts';
import { replyOf } from '../../../src/core/model/replyOf.ts';
import { renderToolCall, toTextRequest, withSchemaInWords } from '../../../src/core/model/textProtocol.ts';
import { withTextProtocol } from '../../../src/core/model/withTextProtocol.ts';
import { createScriptedModel } from '../../fakes/scriptedModel.ts';

interface Row {
  readonly title: string;
  readonly reply: string;
  readonly text: string;
  readonly calls: ReadonlyArray<readonly [name: string, input: unknown]>;
}

const rows: readonly Row[] = [
  { title: 'prose only', reply: 'Nothing to do.\n', text: 'Nothing to do.', calls: [] },
  {
    title: 'prose around several calls',
    reply: 'I look.\n```tool read\n{"path": "a"}\n```\nAnd:\n~~~tool list\n{}\n~~~\nbye',
    text: 'I look.\n\nAnd:\n\nbye',
    calls: [
      ['read', { path: 'a' }],
      ['list', {}],
    ],
  },
  {
    title: 'a fence inside a string, escaped',
    reply: '```tool write\n{"text": "x\\n```\\ny"}\n```',
    text: '',
    calls: [['write', { text: 'x\n```\ny' }]],
  },
  {
    title: 'a fence inside a string, with raw line breaks',
    reply: '```tool write\n{"text": "x\n```js\ny\n```\nz\t"}\n```\nok',
    text: 'ok',
    calls: [['write', { text: 'x\n```js\ny\n```\nz\t' }]],
  },
  { title: 'CRLF', reply: 'a\r\n```tool read\r\n{"p":1}\r\n```\r\n', text: 'a', calls: [['read', { p: 1 }]] },
  {
    title: 'JSON over several lines',
    reply: '```tool read\n\n{\n "p": 1\n}\n\n```',
    text: '',
    calls: [['read', { p: 1 }]],
  },
  { title: 'no closing fence', reply: '```tool read\n{"p":1}', text: '', calls: [['read', { p: 1 }]] },
  { title: 'broken JSON', reply: '```tool read\n{"p": \n```\nrest', text: 'rest', calls: [['read', undefined]] },
  {
    title: 'broken JSON, then a good call',
    reply: '```tool read\n{"p": "x}\n```\n```tool read\n{"p":2}\n```',
    text: '',
    calls: [
      ['read', undefined],
      ['read', { p: 2 }],
    ],
  },
  { title: 'words after the JSON', reply: '```tool read\n{"p":1} please\n```', text: '', calls: [['read', undefined]] },
  {
    title: 'an example inside another fence',
    reply: '````md\n```tool read\n{}\n```\n````',
    text: '````md\n```tool read\n{}\n```\n````',
    calls: [],
  },
  {
    title: 'a code fence that never closes',
    reply: '```js\nlet a;\n~~~tool read\n{}\n~~~',
    text: '```js\nlet a;',
    calls: [['read', {}]],
  },
  { title: 'a tool fence without a name', reply: '```tool\n{}\n```', text: '```tool\n{}\n```', calls: [] },
  { title: 'empty', reply: '', text: '', calls: [] },
];

describe('text protocol', () => {
  for (const row of rows)
    it(`reads ${row.title}`, () => {
      const parsed = parseTextReply(row.reply);
      assert.equal(parsed.text, row.text);
      assert.deepEqual(
        parsed.calls.map((call) => [call.name, call.input]),
        row.calls,
      );
    });

  it('keeps the text of malformed input', () => {
    assert.equal(parseTextReply('```tool read\n{"p": oops\n```').calls[0]?.inputText, '{"p": oops');
  });

  it('numbers calls on from the given number', () => {
    const ids = parseTextReply('```tool a\n{}\n```\n```tool b\n{}\n```', 4).calls.map((call) => call.callId);
    assert.deepEqual(ids, ['call-4', 'call-5']);
  });

  it('never throws and reads at most a hundred calls', () => {
    const piece = fc.constantFrom(
      '```',
      '````',
      '~~~',
      'tool x',
      '\n',
      '\r\n',
      '{',
      '}',
      '"',
      '\\',
      '[',
      ']',
      ' ',
      'a',
      ':',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }), (pieces) => {
        const parsed = parseTextReply(pieces.join(''));
        for (const call of parsed.calls) assert.ok(call.name !== '' && typeof call.inputText === 'string');
        assert.ok(proseEnd(pieces.join('')) <= pieces.join('').length);
      }),
      { numRuns: 500 },
    );
    assert.equal(parseTextReply('```tool a\n{"b\n'.repeat(3000)).calls.length <= 100, true);
  });

  it('takes time in proportion to the reply, whatever fences it holds', function () {
    this.timeout(5_000);
    const marks = Array.from({ length: 500 }, (_, at) => `${'`'.repeat(3 + at)} x`);
    const lines = '\n~~~~'.repeat(100_000);
    parseTextReply(`${'~'.repeat(200_000)}\``);
    parseTextReply(marks.join('\n') + lines);
    parseTextReply(marks.toReversed().join('\n') + lines);
    parseTextReply('~~~\na\n~~~\n'.repeat(50_000));
    parseTextReply('```tool x\n'.repeat(99) + lines);
  });

  it('finds the end of the prose again from where it was', () => {
    const text = 'hello\n  `x` ~ y\n\n ``z\nand ```tool x\n{}\n  ```\nb\n```tool y\n{}\n```\nz';
    for (const size of [1, 2, 3, 7]) {
      let end = 0;
      for (let to = size; to < text.length + size; to += size) {
        end = proseEnd(text.slice(0, to), end);
        assert.equal(end, proseEnd(text.slice(0, to)), JSON.stringify(text.slice(0, to)));
      }
    }
  });

  it('reads back every call it writes, between prose', () => {
    const prose = fc.stringMatching(/^[A-Za-z ,.]{0,40}$/);
    const call = fc.record({
      name: fc.stringMatching(/^[a-z_]{1,12}$/),
      input: fc.dictionary(fc.string(), fc.jsonValue()),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(prose, call), { maxLength: 5 }), fc.boolean(), (items, pretty) => {
        const reply = items.map(([text, { name, input }]) => {
          return `${text}\n${renderToolCall(name, JSON.stringify(input, undefined, pretty ? 2 : 0))}\n`;
        });
        assert.deepEqual(
          parseTextReply(reply.join('')).calls.map(({ name, input }) => [name, JSON.stringify(input)]),
          items.map(([, { name, input }]) => [name, JSON.stringify(JSON.parse(JSON.stringify(input)))]),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('streams prose and calls the same, however the reply is cut into pieces', async () => {
    const replies = rows.map((row) => row.reply.replaceAll('\r\n', '\n')).filter((reply) => reply !== '');
    for (const reply of replies)
      for (const chunkSize of [1, 2, 3, 7, 1000]) {
        const model = createScriptedModel([{ text: reply, chunkSize }], { capability: { toolCalls: false } });
        const streamed = await replyOf(withTextProtocol(model).stream(request, new AbortController().signal));
        const whole = parseTextReply(reply);
        assert.deepEqual(streamed.calls, whole.calls, `${reply} in ${chunkSize}`);
        assert.equal(streamed.text.replace(/\s+/g, ' ').trim(), whole.text.replace(/\s+/g, ' ').trim());
        assert.equal(streamed.finish, whole.calls.length > 0 ? 'toolCalls' : 'stop');
      }
  });

  it('does not offer to hold the answer to a schema, which would shut tool calls out', () => {
    const capability = { toolCalls: false, responseSchema: true };
    assert.equal(withTextProtocol(createScriptedModel([], { capability })).capability.responseSchema, false);
    const native = createScriptedModel([], { capability: { toolCalls: true, responseSchema: true } });
    assert.equal(withTextProtocol(native).capability.responseSchema, true);
  });

  it('turns calls and results into text, and offers no tools', () => {
    const text = toTextRequest({
      ...request,
      messages: [
        ...request.messages,
        {
          role: 'assistant',
          content: [{ type: 'toolCall', callId: 'call-1', name: 'read', inputText: '{"p":1}', input: { p: 1 } }],
        },
        {
          role: 'user',
          content: [{ type: 'toolResult', callId: 'call-1', name: 'read', text: 'a\n```\nb', isError: true }],
        },
      ],
    });
    assert.deepEqual(text.tools, []);
    assert.match(text.system, /## read\nReads\.\nInput \(JSON Schema\): \{"type":"object"\}/);
    const contents = text.messages.map((message) =>
      message.content.map((part) => part.type === 'text' && part.text).join(),
    );
    assert.deepEqual(contents.slice(1), [
      '```tool read\n{"p":1}\n```',
      'Error of read (call-1):\n````\na\n```\nb\n````',
    ]);
  });

  it('leaves a model that calls tools alone', () => {
    const model = createScriptedModel([]);
    assert.equal(withTextProtocol(model), model);
  });
});

const request: ModelRequest = {
  system: 'S',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Go' }] }],
  tools: [{ name: 'read', description: 'Reads.', inputSchema: { type: 'object' } }],
  maxOutputTokens: 10,
};

describe('the form of an answer in words', () => {
  const schema = { name: 'verdict', schema: { type: 'object', required: ['ok'] } };
  const request: ModelRequest = { system: 'S', messages: [], tools: [], maxOutputTokens: 10, responseSchema: schema };
  const tool = { name: 'read', description: 'Reads.', inputSchema: { type: 'object' } };

  it('stands in the system text, and the schema is gone', () => {
    const { system, responseSchema } = withSchemaInWords(request);
    assert.match(system, /^S\n\n# The form of your answer\n.*\n.*called verdict.*"required":\["ok"\]/s);
    assert.equal(responseSchema, undefined);
    const { responseSchema: _none, ...plain } = request;
    assert.equal(withSchemaInWords(plain), plain);
  });

  it('replaces the schema where tools are written as text, and only there', () => {
    assert.deepEqual(toTextRequest(request).responseSchema, schema);
    assert.equal(toTextRequest({ ...request, tools: [tool] }).responseSchema, undefined);
    assert.match(pasteMarkdown(request), /# The form of your answer/);
  });
});
