import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isCoded } from '../../../src/base/errors.ts';
import { isPromptCut, requireRoom, requireText } from '../../../src/core/model/checkRequest.ts';
import type { ModelRequest } from '../../../src/core/model/modelProvider.ts';
import { requestTokensAtLeast, requestTokensRoughly } from '../../../src/core/model/tokenEstimate.ts';

const request = (text: string): ModelRequest => ({
  system: '',
  messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  tools: [],
  maxOutputTokens: 4_000,
});
const code = '  const total = items.reduce((sum, item) => sum + item.price, 0);\n';
const model = (contextWindow: number | undefined) => ({
  ref: 'ollama/x',
  capability: { toolCalls: true, editFormat: 'search-replace' as const, contextWindow, maxOutputTokens: 4_000 },
});

describe('what a request is checked for before it is sent', () => {
  it('a prompt that cannot fit is model.contextTooLong, with figures', () => {
    assert.throws(
      () => requireRoom(request(code.repeat(4_000)), model(32_768)),
      (error) =>
        isCoded(error, 'model.contextTooLong') &&
        error.details.contextWindow === 32_768 &&
        Number(error.details.estimatedTokens) > 32_768 &&
        /at least \d+ tokens.* 32768/.test(error.message),
    );
    assert.doesNotThrow(() => requireRoom(request(code.repeat(1_500)), model(32_768)));
    assert.doesNotThrow(() => requireRoom(request(code.repeat(4_000)), model(undefined)));
  });

  it('a part that is no text is refused politely, whatever it is', () => {
    const image = { type: 'image', mediaType: 'image/png', base64: 'iVBORw0K' };
    const strange = { ...request('see'), messages: [{ role: 'user', content: [image] }] } as unknown as ModelRequest;
    assert.throws(
      () => requireText(strange),
      (error) => isCoded(error, 'model.textOnly') && /"image"/.test(error.message) && error.hint !== undefined,
    );
  });
});

describe('a prompt that a server has cut', () => {
  const long = request(code.repeat(600)); // about 10,000 tokens
  const rows: ReadonlyArray<readonly [title: string, counted: number, window: number | undefined, cut: boolean]> = [
    ['half of the window, as Ollama 0.33 leaves it', 2_051, 4_096, true],
    ['half of a larger window', 4_099, 8_192, true],
    ['all of the window, as older versions leave it', 4_096, 4_096, true],
    ['far fewer tokens than the text can have', 900, undefined, true],
    ['a count that fits the text', 9_800, 32_768, false],
    ['a thrifty tokenizer', 7_000, 32_768, false],
    ['a thrifty tokenizer, window unknown', 7_000, undefined, false],
  ];
  for (const [title, counted, window, cut] of rows)
    it(`${title}: ${cut ? 'cut' : 'whole'}`, () => {
      assert.equal(isPromptCut(long, counted, { contextWindow: window }), cut);
    });

  it('a short prompt is never called cut', () => {
    assert.equal(isPromptCut(request('Hello'), 1, { contextWindow: 4_096 }), false);
    assert.equal(isPromptCut(request('='.repeat(50_000)), 3_200, { contextWindow: 32_768 }), false, 'one long run');
    assert.equal(
      isPromptCut(request(`if (x) {\n${' '.repeat(40)}y();\n}\n`.repeat(500)), 4_000, model(32_768).capability),
      false,
    );
  });

  it('the estimates keep their order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 2_000 }), (text) => {
        assert.ok(requestTokensAtLeast(request(text)) <= requestTokensRoughly(request(text)));
      }),
    );
  });
});
