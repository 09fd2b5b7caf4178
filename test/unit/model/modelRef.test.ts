import assert from 'node:assert/strict';
import { isCoded } from '../../../src/base/errors.ts';
import { acceptedEffort } from '../../../src/core/model/modelCatalog.ts';
import { formatModelRef, formatWithoutOptions, parseModelRef } from '../../../src/core/model/modelRef.ts';

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
  ['ollama/llama4:8b', 'ollama', 'llama4:8b', 'http://127.0.0.1:11434'],
  ['ollama/hf.co/org/model:q4@http://10.0.0.7:11434', 'ollama', 'hf.co/org/model:q4', 'http://10.0.0.7:11434'],
  ['vllm/qwen3', 'openai-compatible', 'qwen3', 'http://127.0.0.1:8000/v1'],
  [
    'gemini/gemini-3.8-flash@https://proxy.example/v1',
    'openai-compatible',
    'gemini-3.8-flash',
    'https://proxy.example/v1',
  ],
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
  'gemini/@https://a.example/v1',
  'anthropic/claude-opus-5-5?effort=huge',
  'anthropic/claude-opus-5-5?window=9999',
  'openai/gpt-6-sol?api=assistants',
  'ollama/x?window=12',
  'ollama/x?keepAlive=soon',
  'ollama/x?constructor=1',
  'paste?effort=low',
  'openai-compatible/x@http://user:secret@127.0.0.1/v1',
  'openai-compatible/x@http://models.example.com/v1',
  `openai/${'x'.repeat(300)}`,
];

describe('options of a model reference', () => {
  const optionsOf = (text: string) => {
    const ref = parseModelRef(text);
    return 'model' in ref ? ref.options : undefined;
  };

  it('are read, written back, and no part of the name that prices and probes know', () => {
    assert.deepEqual(optionsOf('openai/gpt-6-sol?effort=high&api=chat'), { effort: 'high', api: 'chat' });
    assert.deepEqual(optionsOf('anthropic?effort=low'), { effort: 'low' });
    const text = 'ollama/qwen3:8b?window=65536&keepAlive=-1';
    assert.deepEqual(optionsOf(text), { window: 65_536, keepAlive: '-1' });
    assert.equal(formatModelRef(parseModelRef(text)), text);
    assert.equal(formatWithoutOptions(parseModelRef(text)), 'ollama/qwen3:8b');
    assert.equal(formatModelRef(parseModelRef('openrouter/a/b')), 'openrouter/a/b');
  });

  it('a server of this machine is somebody’s service elsewhere; a named provider stays itself', () => {
    const vendorOf = (text: string) => {
      const ref = parseModelRef(text);
      return 'vendor' in ref ? ref.vendor : undefined;
    };
    assert.equal(vendorOf('ollama/x'), 'local');
    assert.equal(vendorOf('ollama/x@https://ollama.example'), 'unknown');
    assert.equal(vendorOf('deepseek/x@http://127.0.0.1:9/v1'), 'deepseek');
  });
});

describe('effort', () => {
  it('is the one wanted, or the nearest that the model takes, or none', () => {
    assert.equal(acceptedEffort('high', undefined), 'high');
    assert.equal(acceptedEffort('max', ['low', 'medium', 'high']), 'high');
    assert.equal(acceptedEffort('minimal', ['none', 'low']), 'none');
    assert.equal(acceptedEffort('xhigh', []), undefined);
  });
});

describe('model reference', () => {
  for (const [text, kind, model, baseUrl] of good)
    it(`reads ${text}`, () => {
      const ref = parseModelRef(text);
      assert.equal(ref.kind, kind);
      if ('model' in ref) assert.equal(ref.model, model);
      if ('baseUrl' in ref) assert.equal(ref.baseUrl, baseUrl);
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
