import assert from 'node:assert/strict';
import { probeModel } from '../../../src/core/agent/probeModel.ts';
import type { ModelCapability, ModelRequest } from '../../../src/core/model/modelProvider.ts';
import { createScriptedModel, type ScriptedReply } from '../../fakes/scriptedModel.ts';

const signal = new AbortController().signal;
const fixed = `export function total(prices) {
  let sum = 0;
  for (const price of prices) sum += price;
  return sum;
}
`;

/** A model that does all of it well. */
function able(request: ModelRequest): ScriptedReply {
  const text = JSON.stringify(request.messages);
  if (request.tools.length > 0) return { calls: [{ name: 'report_number', input: { value: 42 } }] };
  if (request.responseSchema) return { text: '{"city":"Paris","letters":5}' };
  if (/secret word/.test(text)) return { text: 'Marzipan.' };
  if (/SEARCH\/REPLACE/.test(request.system))
    return { text: 'src/total.js\n<<<<<<< SEARCH\n  let sum = 1;\n=======\n  let sum = 0;\n>>>>>>> REPLACE\n' };
  if (/unified diff/.test(request.system))
    return {
      text: '```diff\n--- a/src/total.js\n+++ b/src/total.js\n@@ -1,3 +1,3 @@\n export function total(prices) {\n-  let sum = 1;\n+  let sum = 0;\n   for (const price of prices) sum += price;\n```\n',
    };
  return { text: /whole/.test(request.system) ? `src/total.js\n\`\`\`\n${fixed}\`\`\`\n` : 'ready' };
}

async function probe(script: (request: ModelRequest) => ScriptedReply, capability: Partial<ModelCapability> = {}) {
  const model = createScriptedModel(script, { capability });
  const trials: string[] = [];
  const task = { key: 'ollama/x', nowMs: 5, maxContextWindow: 131_072, onTrial: (trial: string) => trials.push(trial) };
  return { found: await probeModel(model, task, signal), trials, requests: model.requests };
}

describe('probe of a model', () => {
  it('finds out everything, tells each trial, and sends texts of its own only', async () => {
    const { found, trials, requests } = await probe(able);
    assert.deepEqual(found, {
      ref: 'ollama/x',
      probedMs: 5,
      toolCalls: true,
      structured: true,
      editFormats: ['search-replace', 'unified-diff', 'whole-file'],
      contextWindow: 200_000,
      maxContextWindow: 131_072,
    });
    assert.equal(trials.length, 7);
    assert.ok(requests.every(({ temperature }) => temperature === 0));
  });

  it('a model that can nothing is a result', async () => {
    const { found } = await probe(() => ({ text: 'Certainly.' }));
    assert.deepEqual(
      [found.toolCalls, found.structured, found.editFormats, found.contextWindow],
      [false, false, [], undefined],
    );
  });

  it('the right tool with the wrong input is no tool call', async () => {
    const wrong = { calls: [{ name: 'report_number', input: { value: 41 } }] };
    assert.equal((await probe((request) => (request.tools.length > 0 ? wrong : able(request)))).found.toolCalls, false);
  });

  it('a server that turns tools down is a result; one that is away is an error', async () => {
    const refuses = (code: string) => (request: ModelRequest) =>
      request.tools.length > 0 ? { error: { code } } : able(request);
    assert.equal((await probe(refuses('model.badRequest'))).found.toolCalls, false);
    await assert.rejects(probe(refuses('model.unreachable')), { code: 'model.unreachable' });
    await assert.rejects(
      probe(() => ({ error: { code: 'model.badRequest' } })),
      { code: 'model.badRequest' },
    );
  });

  it('the window is the longest prompt whose beginning is still known', async () => {
    const forgets = (limit: number) => (request: ModelRequest) => {
      const text = JSON.stringify(request.messages);
      return text.length / 4 > limit ? { text: 'There is none.' } : able(request);
    };
    assert.equal((await probe(forgets(4_096), { contextWindow: 32_768 })).found.contextWindow, 4_096);
    assert.equal((await probe(forgets(100_000), { contextWindow: 8_192 })).found.contextWindow, 8_192);
    assert.equal((await probe(forgets(1_000), { contextWindow: undefined })).found.contextWindow, undefined);
  });
});
