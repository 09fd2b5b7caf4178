import assert from 'node:assert/strict';
import fc from 'fast-check';
import { requestHash } from '../../../src/adapters/model/recordedModel.ts';
import { canonicalJson, canonicalRequest } from '../../../src/core/model/canonicalRequest.ts';
import type { ModelRequest } from '../../../src/core/model/modelProvider.ts';
import { toolCallPart } from '../../../src/core/model/replyOf.ts';
import { estimateRequestTokens, tokensAtMost } from '../../../src/core/model/tokenEstimate.ts';

const request: ModelRequest = {
  system: 'S',
  messages: [
    { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
    { role: 'assistant', content: [toolCallPart({ callId: 'c', name: 'read', inputText: '{"b":1, "a":2}' })] },
  ],
  tools: [{ name: 'read', description: 'Reads.', inputSchema: { type: 'object', properties: {} } }],
  maxOutputTokens: 100,
};

describe('canonical request', () => {
  it('is the same text whatever the order of keys', () => {
    const { system, messages, tools, maxOutputTokens } = request;
    const tool = { inputSchema: { properties: {}, type: 'object' }, description: 'Reads.', name: 'read' };
    assert.equal(tools.length, 1);
    assert.equal(canonicalRequest({ tools: [tool], maxOutputTokens, messages, system }), canonicalRequest(request));
  });

  it('keeps its hash between releases, so that recorded replies stay valid', () => {
    assert.equal(
      canonicalRequest(request),
      '{"maxOutputTokens":100,"messages":[{"content":[{"text":"Hi","type":"text"}],"role":"user"},' +
        '{"content":[{"callId":"c","inputText":"{\\"b\\":1, \\"a\\":2}","name":"read","type":"toolCall"}],"role":"assistant"}],' +
        '"system":"S","tools":[{"description":"Reads.","inputSchema":{"properties":{},"type":"object"},"name":"read"}]}',
    );
    assert.match(requestHash(request), /^[0-9a-f]{64}$/);
  });

  it('differs when anything differs', () => {
    const others: ModelRequest[] = [
      { ...request, system: 'T' },
      { ...request, temperature: 0 },
      { ...request, seed: 0 },
      { ...request, effort: 'low' },
      { ...request, responseSchema: { name: 'a', schema: { type: 'object' } } },
      { ...request, responseSchema: { name: 'b', schema: { type: 'object' } } },
      { ...request, maxOutputTokens: 101 },
      { ...request, tools: [] },
      { ...request, messages: [...request.messages].reverse() },
      { ...request, responseSchema: { name: 'verdict', schema: { type: 'object' } } },
      { ...request, responseSchema: { name: 'verdict', schema: { type: 'array' } } },
    ];
    assert.equal(new Set([request, ...others].map(requestHash)).size, others.length + 1);
  });

  it('writes JSON that parses back to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('token estimate', () => {
  it('counts the schema of the answer', () => {
    const responseSchema = { name: 'verdict', schema: { type: 'object', description: 'x '.repeat(100) } };
    assert.ok(estimateRequestTokens({ ...request, responseSchema }) > estimateRequestTokens(request) + 50);
  });

  // Counts by o200k_base as its authors' tokenizer page shows them, or a bound that follows from the encoding.
  const rows: ReadonlyArray<readonly [text: string, atLeast: number]> = [
    ['The quick brown fox jumps over the lazy dog.', 10],
    ['const total = items.reduce((sum, item) => sum + item.price, 0);', 16],
    ['deadbeef'.repeat(8), 30],
    ['日本語のテキスト', 6],
    ['😀😀😀', 3],
    ['1234567890', 4],
    ['        return x;\n', 4],
  ];
  for (const [text, atLeast] of rows)
    it(`is above the count, and not absurdly, for ${JSON.stringify(text.slice(0, 20))}`, () => {
      assert.ok(tokensAtMost(text) >= atLeast);
      assert.ok(tokensAtMost(text) <= new TextEncoder().encode(text).length);
    });

  it('grows with every part and counts tools', () => {
    const bare = estimateRequestTokens({ ...request, tools: [] });
    assert.ok(estimateRequestTokens(request) > bare + 500);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        assert.ok(tokensAtMost(`${a} ${b}`) + 2 >= Math.max(tokensAtMost(a), tokensAtMost(b)));
      }),
    );
  });
});
