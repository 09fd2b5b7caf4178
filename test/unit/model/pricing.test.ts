import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseModelRef } from '../../../src/core/model/modelRef.ts';
import { priceSources, pricesCheckedOn, priceTable } from '../../../src/core/model/priceTable.ts';
import { costAtMostUsd, costUsd, priceOf } from '../../../src/core/model/pricing.ts';

const priced = (text: string) => priceOf(parseModelRef(text));

describe('pricing', () => {
  it('bills each input token in one class', () => {
    const price = priced('anthropic/claude-sonnet-5-5');
    assert.ok(price);
    const usage = {
      inputTokens: 1_000_000,
      cacheReadTokens: 600_000,
      cacheWriteTokens: 100_000,
      outputTokens: 100_000,
    };
    assert.equal(costUsd(price, usage).toFixed(6), (0.3 * 2 + 0.6 * 0.1 + 0.1 * 2.5 + 0.1 * 10).toFixed(6));
  });

  it('bills the whole request at the long rates beyond the limit', () => {
    const price = priced('anthropic/claude-haiku-5-5');
    assert.ok(price);
    const usage = { inputTokens: 100_000, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };
    assert.equal(costUsd(price, usage), 0.01);
    assert.equal(costUsd(price, { ...usage, inputTokens: 100_001 }).toFixed(7), '0.0500005');
  });

  it('knows dated snapshots and hosts of compatible servers', () => {
    assert.equal(priced('anthropic/claude-haiku-4-5-20251001')?.input, 1);
    assert.equal(priced('openai/gpt-6-sol-2026-09-22')?.input, 2);
    assert.equal(priced('deepseek/deepseek-v4-pro')?.output, 3.96);
    assert.equal(priced('openai-compatible/deepseek-flash@https://api.deepseek.com')?.output, 1.2);
  });

  it('prices what was read from and written to the cache, by the rows of each provider', () => {
    const usage = { inputTokens: 1_000_000, cacheReadTokens: 500_000, cacheWriteTokens: 250_000, outputTokens: 0 };
    const costs = (text: string) => {
      const price = priced(text);
      return price && costUsd(price, usage).toFixed(6);
    };
    assert.equal(costs('anthropic/claude-haiku-4-5'), (0.25 * 1 + 0.5 * 0.1 + 0.25 * 1.25).toFixed(6));
    assert.equal(costs('openai/gpt-5.4-mini'), (0.25 * 0.75 + 0.5 * 0.075 + 0.25 * 0.75).toFixed(6));
    assert.equal(costs('gemini/gemini-2.5-flash'), (0.25 * 0.3 + 0.5 * 0.03 + 0.25 * 0.3).toFixed(6));
    assert.equal(costs('deepseek/deepseek-flash'), (0.25 * 0.3 + 0.5 * 0.006 + 0.25 * 0.3).toFixed(6));
    assert.equal(costs('mistral/codestral-latest'), '0.300000');
  });

  it('says unknown, never 0, for a model nobody listed', () => {
    for (const text of [
      'anthropic/claude-9',
      'openai/x',
      'openai-compatible/x',
      'openrouter/y',
      'ollama/llama4@https://ollama.example',
      'openai/toString',
      'auto',
    ])
      assert.equal(priced(text), undefined, text);
  });

  it('is free by kind: paste, recorded, none and this machine', () => {
    for (const text of ['paste', 'recorded', 'none', 'ollama/llama4', 'ollama/llama4?window=8192', 'vllm/qwen3'])
      assert.equal(priced(text)?.output, 0, text);
  });

  it('lets settings override, by reference or by name', () => {
    const ref = parseModelRef('openai-compatible/big@http://127.0.0.1:4000/v1');
    const usage = { inputTokens: 1_000_000, cacheReadTokens: 500_000, cacheWriteTokens: 0, outputTokens: 0 };
    const byName = priceOf(ref, { big: { input: 3, output: 9 } });
    assert.ok(byName);
    assert.equal(costUsd(byName, usage), 3);
    assert.equal(priceOf(ref, { 'openai-compatible/big': { input: 1, output: 1, cacheRead: 0.1 } })?.cacheRead, 0.1);
  });

  it('bounds every cost from above', () => {
    const count = fc.nat({ max: 2_000_000 });
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(priceTable)), count, count, count, count, (price, a, b, c, out) => {
        const inputTokens = a + b + c;
        const usage = { inputTokens, cacheReadTokens: a, cacheWriteTokens: b, outputTokens: out };
        assert.ok(costUsd(price, usage) <= costAtMostUsd(price, inputTokens, out) + 1e-9);
      }),
    );
  });

  it('has a dated source for every vendor and no nonsense in any row', () => {
    assert.match(pricesCheckedOn, /^20\d\d-\d\d-\d\d$/);
    for (const [key, row] of Object.entries(priceTable)) {
      assert.ok(Object.keys(priceSources).includes(key.split('/')[0] ?? ''), key);
      assert.ok(
        row.input > 0 && row.output >= row.input && row.cacheRead <= row.input && row.cacheWrite >= row.input,
        key,
      );
    }
  });
});
