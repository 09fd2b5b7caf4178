import assert from 'node:assert/strict';
import { createStructuredAgent } from '../../../src/core/agent/structuredAgent.ts';
import type { ModelRequest } from '../../../src/core/model/modelProvider.ts';
import { type ModelReply, toolCallPart } from '../../../src/core/model/replyOf.ts';
import type { Tool } from '../../../src/core/tool/tool.ts';

const signal = new AbortController().signal;
const outputSchema = {
  type: 'object',
  properties: { goal: { type: 'string' } },
  required: ['goal'],
  additionalProperties: false,
};

function reply(text: string, ...calls: readonly string[]): ModelReply {
  const parts = calls.map((inputText, i) => toolCallPart({ callId: `c${i}`, name: 'look', inputText }));
  const content = [...(text === '' ? [] : [{ type: 'text' as const, text }]), ...parts];
  return { text, calls: parts, finish: calls.length > 0 ? 'toolCalls' : 'stop', usage: undefined, model: 'm', content };
}

const look: Tool = {
  name: 'look',
  description: 'Looks.',
  inputSchema: { type: 'object' },
  run: async () => ({ text: 'seen', isError: false, summary: 'looked' }),
};

function agentWith(
  replies: readonly (ModelReply | 'exhausted')[],
  { held = false, maxTurns = 30, schema = outputSchema as object } = {},
) {
  const requests: ModelRequest[] = [];
  const tools: string[] = [];
  const agent = createStructuredAgent({
    model: {
      editFormat: 'search-replace',
      maxOutputTokens: 100,
      responseSchema: held,
      async ask(request) {
        requests.push(request);
        const next = replies[requests.length - 1];
        if (next === undefined) throw new Error('asked too often');
        return next === 'exhausted' ? { kind: 'exhausted' } : { kind: 'answer', reply: next };
      },
    },
    name: 'interpret',
    outputSchema: schema as typeof outputSchema,
    tools: [look],
    system: 'Interpret.',
    parameters: { temperature: 0.5, maxOutputTokens: 50, maxTurns },
    onTool: async ({ summary }) => void tools.push(summary),
    onRefused: async () => undefined,
    onCompacted: async () => undefined,
    nowMs: () => 0,
  });
  return { agent, requests, tools };
}

describe('structured agent', () => {
  it('looks with its tools, then answers with data and says why', async () => {
    const { agent, requests, tools } = agentWith([
      reply('', '{"at":1}'),
      reply('{"explanation": "Seen.", "goal": "x"}'),
    ]);
    const turn = await agent.next('Do x.', signal);
    assert.deepEqual(turn, { kind: 'answer', output: { goal: 'x' }, explanation: 'Seen.', repaired: false });
    assert.deepEqual(tools, ['looked']);
    assert.match(requests[0]?.system ?? '', /^Interpret\.\n\n[\s\S]*"explanation"/);
    assert.deepEqual([requests[0]?.temperature, requests[0]?.maxOutputTokens], [0.5, 50]);
    assert.equal(requests[0]?.system, requests[1]?.system);
  });

  it('makes so many calls of one answer and no more, and says so for each of the others', async () => {
    const many = Array.from({ length: 50 }, (_, at) => `{"at":${at}}`);
    const { agent, requests, tools } = agentWith([reply('', ...many), reply('{"explanation": "", "goal": "x"}')]);
    await agent.next('Do x.', signal);
    assert.equal(tools.filter((summary) => summary === 'looked').length, 32);
    assert.equal(tools.filter((summary) => summary === 'too much at once').length, 18);
    const results = requests[1]?.messages.at(-1)?.content ?? [];
    assert.equal(results.length, 50, 'each call has its answer: providers want one');
    const last = results.at(-1);
    assert.match(last?.type === 'toolResult' ? last.text : '', /was not made: you asked for too much at once/);
  });

  it('keeps little of an answer that was cut', async () => {
    const cut: ModelReply = { ...reply('x'.repeat(100_000)), finish: 'length' };
    const { agent, requests } = agentWith([cut, reply('{"explanation": "", "goal": "x"}')]);
    await agent.next('Do x.', signal);
    assert.ok(JSON.stringify(requests[1]?.messages).length < 3_000);
  });

  it('hands the schema to a provider that takes one', async () => {
    const { agent, requests } = agentWith([reply('{"explanation": "", "goal": "x"}')], { held: true });
    await agent.next('Do x.', signal);
    assert.equal(requests[0]?.responseSchema?.name, 'interpret');
    assert.doesNotMatch(requests[0]?.system ?? '', /additionalProperties/);
  });

  it('tells the schema itself where it is none of an object: providers hold replies to objects only', async () => {
    const list = { type: 'array', items: { type: 'string' } };
    const { agent, requests } = agentWith([reply('["x"]')], { held: true, schema: list });
    assert.equal((await agent.next('Do x.', signal)).kind, 'answer');
    assert.equal(requests[0]?.responseSchema, undefined);
    assert.match(requests[0]?.system ?? '', /"items"/);
  });

  it('asks once more with the exact error', async () => {
    const { agent, requests } = agentWith([reply('{"goal": 1}'), reply('{"goal": "x",}')]);
    const turn = await agent.next('Do x.', signal);
    assert.deepEqual(turn, { kind: 'answer', output: { goal: 'x' }, explanation: '', repaired: true });
    assert.match(JSON.stringify(requests[1]?.messages.at(-1)), /\$\.goal: expected a string, found 1/);
  });

  it('then fails with what was wrong', async () => {
    const { agent } = agentWith([reply('x'), reply('{"goal": 1}')]);
    await assert.rejects(agent.next('Do x.', signal), { code: 'reply.invalid' });
  });

  it('refuses the same call over and over, and ends', async () => {
    const same = reply('', '{}');
    const { agent, tools, requests } = agentWith([same, same, same, same, same], { maxTurns: 5 });
    assert.deepEqual(await agent.next('Do x.', signal), { kind: 'gave-up', why: 'no answer after 5 turns' });
    assert.deepEqual(tools, ['looked', 'looked', 'looked', 'same call again', 'same call again']);
    assert.match(JSON.stringify(requests.at(-1)?.messages.at(-1)), /answer with the JSON/);
  });

  it('stops when the budget is exhausted', async () => {
    const { agent } = agentWith(['exhausted']);
    assert.deepEqual(await agent.next('Do x.', signal), { kind: 'exhausted' });
  });
});
