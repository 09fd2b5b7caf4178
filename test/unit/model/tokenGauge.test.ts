import assert from 'node:assert/strict';
import type { AgentModel } from '../../../src/core/agent/askModel.ts';
import { createTokenGauge } from '../../../src/core/agent/tokenGauge.ts';
import type { ModelRequest } from '../../../src/core/model/modelProvider.ts';

const { signal } = new AbortController();
const text = 'a'.repeat(4_000);
const requestOf = (system: string): ModelRequest => ({ system, messages: [], tools: [], maxOutputTokens: 100 });

/** A model that says its requests had so many tokens. */
const saying = (...tokens: readonly number[]): AgentModel => {
  const left = [...tokens];
  const usage = () => ({ inputTokens: left.shift() ?? 0, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 });
  return {
    editFormat: 'search-replace',
    maxOutputTokens: 100,
    ask: async () => ({
      kind: 'answer',
      reply: { text: '', calls: [], finish: 'stop', model: 'm', usage: usage() } as never,
    }),
  };
};

describe('a gauge of tokens', () => {
  it('estimates until the model has answered, then counts as its provider did', async () => {
    const gauge = createTokenGauge();
    assert.equal(gauge.count(text), 1_000);
    const model = gauge.over(saying(1_300, 1_500));
    await model.ask(requestOf(text), signal);
    assert.equal(gauge.count(text), 1_300);
    await model.ask(requestOf(text), signal);
    assert.equal(gauge.count(text), 1_500, 'by the latest request');
  });

  it('learns nothing from a small request, from one without a count, or from an absurd one', async () => {
    const gauge = createTokenGauge();
    const model = gauge.over(saying(400, 0, 1_000_000, 1));
    await model.ask(requestOf('short'), signal);
    await model.ask(requestOf(text), signal);
    assert.equal(gauge.count(text), 1_000);
    await model.ask(requestOf(text), signal);
    assert.equal(gauge.count(text), 2_500);
    await model.ask(requestOf(text), signal);
    assert.equal(gauge.count(text), 500);
  });

  it('passes on what the budget refuses', async () => {
    const gauge = createTokenGauge();
    const refusing: AgentModel = { ...saying(), ask: async () => ({ kind: 'exhausted' }) };
    assert.deepEqual(await gauge.over(refusing).ask(requestOf(text), signal), { kind: 'exhausted' });
    assert.equal(gauge.count(text), 1_000);
  });
});
