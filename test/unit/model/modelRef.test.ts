import assert from 'node:assert/strict';
import { isCoded } from '../../../src/base/errors.ts';
import { formatModelRef, parseModelRef } from '../../../src/core/model/modelRef.ts';

const good: ReadonlyArray<readonly [text: string, kind: string, model?: string, baseUrl?: string]> = [
  ['anthropic/claude-opus-5-5', 'anthropic', 'claude-opus-5-5'],
  [' openai/gpt-6-sol ', 'openai', 'gpt-6-sol'],
  ['anthropic', 'anthropic', 'claude-sonnet-5-5'],
  [
    'openai-compatible/qwen3:32b@http://127.0.0.1:8000/v1/',
    'openai-compatible',
    'qwen3:32b',
    'http://127.0.0.1:8000/v1',
  ],
  ['openai-compatible/org/model@2', 'openai-compatible', 'org/model@2'],
  ['ollama/llama4:8b', 'openai-compatible', 'llama4:8b', 'http://127.0.0.1:11434/v1'],
  [
    'openrouter/anthropic/claude-sonnet-5.5',
    'openai-compatible',
    'anthropic/claude-sonnet-5.5',
    'https://openrouter.ai/api/v1',
  ],
  ['paste', 'paste'],
  ['recorded', 'recorded'],
  ['none', 'none'],
  ['auto', 'auto'],
];

const bad = [
  '',
  'gpt-6-sol',
  'anthropic/',
  'mystery/x',
  'openai/a b',
  '__proto__/x',
  'constructor/x',
  'openai-compatible/',
  'openai-compatible/x@http://user:secret@127.0.0.1/v1',
  'openai-compatible/x@http://models.example.com/v1',
  `openai/${'x'.repeat(300)}`,
];

describe('model reference', () => {
  for (const [text, kind, model, baseUrl] of good)
    it(`reads ${text}`, () => {
      const ref = parseModelRef(text);
      assert.equal(ref.kind, kind);
      if ('model' in ref) assert.equal(ref.model, model);
      if (ref.kind === 'openai-compatible') assert.equal(ref.baseUrl, baseUrl);
      assert.equal(formatModelRef(parseModelRef(formatModelRef(ref))), formatModelRef(ref));
    });

  for (const text of bad)
    it(`refuses ${text.slice(0, 60) || 'nothing'}`, () => {
      assert.throws(
        () => parseModelRef(text),
        (error) => isCoded(error, 'model.badRef') && error.hint !== undefined && !error.message.includes('secret'),
      );
    });
});
