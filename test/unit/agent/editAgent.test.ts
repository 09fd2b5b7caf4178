import assert from 'node:assert/strict';
import { CodedError } from '../../../src/base/errors.ts';
import type { AgentModel } from '../../../src/core/agent/askModel.ts';
import { createEditAgent, type EditAgentPorts } from '../../../src/core/agent/editAgent.ts';
import type { ModelRequest } from '../../../src/core/model/modelProvider.ts';
import { type ModelReply, toolCallPart } from '../../../src/core/model/replyOf.ts';
import type { Tool } from '../../../src/core/tool/tool.ts';

const signal = new AbortController().signal;
const files: Readonly<Record<string, string>> = { 'a.js': 'const a = 1;\n' };
const edit = 'Cause.\n\na.js\n<<<<<<< SEARCH\nconst a = 1;\n=======\nconst a = 2;\n>>>>>>> REPLACE\n';

function reply(text: string, ...calls: readonly { name: string; inputText: string }[]): ModelReply {
  const parts = calls.map((call, i) => toolCallPart({ callId: `c${i}`, ...call }));
  const content = [...(text === '' ? [] : [{ type: 'text' as const, text }]), ...parts];
  return { text, calls: parts, finish: calls.length > 0 ? 'toolCalls' : 'stop', usage: undefined, model: 'm', content };
}

const echo: Tool = {
  name: 'echo',
  description: 'Says it again.',
  inputSchema: { type: 'object' },
  run: async (input) => ({ text: JSON.stringify(input), isError: false, summary: 'echoed' }),
};

function agentWith(replies: readonly (ModelReply | 'exhausted')[], more: Partial<EditAgentPorts> = {}) {
  const requests: ModelRequest[] = [];
  const refused: string[] = [];
  const model: AgentModel = {
    editFormat: 'search-replace',
    maxOutputTokens: 100,
    async ask(request) {
      requests.push(request);
      const next = replies[requests.length - 1];
      if (next === undefined) throw new Error('asked too often');
      return next === 'exhausted' ? { kind: 'exhausted' } : { kind: 'answer', reply: next };
    },
  };
  const ports: EditAgentPorts = {
    model,
    tools: [echo],
    system: 'system',
    read: async (path) => files[path],
    refuse: async () => undefined,
    onTool: async () => undefined,
    onRefused: async (why) => void refused.push(why),
    onCompacted: async () => undefined,
    nowMs: () => 0,
    ...more,
  };
  const agent = createEditAgent(ports);
  const lastText = () =>
    requests
      .at(-1)
      ?.messages.at(-1)
      ?.content.map((part) => ('text' in part ? part.text : ''))
      .join('\n') ?? '';
  return { agent, requests, refused, lastText, model, ports };
}

describe('edit agent', () => {
  it('refuses an edit of what is no plain file, and goes on', async () => {
    const read = async (path: string) => {
      if (path === 'link.js') throw new CodedError('files.unsafePath', '"link.js" is refused: it is a link.');
      return files[path];
    };
    const { agent, refused } = agentWith([reply(edit.replace('a.js', 'link.js')), reply(edit)], { read });
    assert.equal((await agent.next('fix it', signal)).kind, 'edit');
    assert.match(refused[0] ?? '', /it is a link/);
  });

  describe('in a small window', () => {
    const long: Tool = {
      ...echo,
      run: async () => ({ text: 'x'.repeat(8_000), isError: false, summary: 'long' }),
    };
    const look = (path: string) => reply('', { name: 'echo', inputText: JSON.stringify({ path }) });
    const window = (contextWindow: number | undefined, script: readonly ModelReply[]) => {
      const sizes: unknown[] = [];
      const made = agentWith(script, {
        tools: [long],
        onCompacted: async (size) => void sizes.push(size),
      });
      const model = { ...made.model, contextWindow };
      return { ...made, agent: createEditAgent({ ...made.ports, model }), sizes };
    };

    it('says the same as in one that is unknown, as long as there is room', async () => {
      const script = [look('a.js'), look('b.js'), reply(edit)];
      const [unknown, roomy] = [window(undefined, script), window(100_000, script)];
      for (const { agent } of [unknown, roomy]) assert.equal((await agent.next('fix it', signal)).kind, 'edit');
      assert.deepEqual(roomy.requests, unknown.requests);
      assert.deepEqual(roomy.sizes, []);
    });

    it('takes older results out, keeps what was tried, and goes on so after it was kept', async () => {
      const script = [look('a.js'), look('b.js'), look('c.js'), reply(edit), reply(edit)];
      const { agent, requests, sizes, ports, model } = window(7_000, script);
      assert.equal((await agent.next('fix it', signal)).kind, 'edit');
      assert.equal(sizes.length, 1);
      assert.match(JSON.stringify(requests[3]?.messages), /fix it.*kept in this ledger.*- a\.js/s);
      agent.note('progress', 'Edit of a.js');
      const kept = JSON.parse(JSON.stringify(agent.keep()));
      assert.deepEqual(kept.count, { total: 1, sinceArtefact: 0 });
      const later = createEditAgent({ ...ports, model: { ...model, contextWindow: 7_000 } });
      later.resume(kept);
      later.note('evidence', 'still red');
      assert.equal((await later.next('It is still red.', signal)).kind, 'edit');
      const { ledger } = later.keep();
      assert.deepEqual([ledger.progress, ledger.evidence], [['Edit of a.js'], ['still red']]);
    });

    it('lets a call be made again whose result was taken out', async () => {
      const same = look('a.js');
      const { agent, refused } = window(7_000, [same, same, same, same, reply(edit)]);
      assert.equal((await agent.next('fix it', signal)).kind, 'edit');
      assert.deepEqual(refused, []);
    });

    it('gives up when it fills the window twice and nothing came of it', async () => {
      const script = Array.from({ length: 12 }, (_, index) => look(`${index}.js`));
      const turn = await window(7_000, script).agent.next('fix it', signal);
      assert.equal(turn.kind, 'gave-up');
      assert.match(turn.kind === 'gave-up' ? turn.why : '', /filled the model's window \(7000 tokens\) twice/);
    });
  });

  it('hands back the edit with the explanation in front of it', async () => {
    const { agent } = agentWith([reply(edit)]);
    const turn = await agent.next('fix it', signal);
    const files = new Map([['a.js', 'const a = 2;\n']]);
    assert.deepEqual(turn, { kind: 'edit', files, explanation: 'Cause.', answer: edit });
  });

  it('runs tools, every call of an answer, and sends the results in one message', async () => {
    const { agent, requests } = agentWith([
      reply('', { name: 'echo', inputText: '{"x":1}' }, { name: 'echo', inputText: '{"x":2}' }),
      reply(edit),
    ]);
    await agent.next('fix it', signal);
    const results = requests[1]?.messages.at(-1)?.content;
    assert.deepEqual(
      results?.map((part) => part.type === 'toolResult' && part.text),
      ['{"x":1}', '{"x":2}'],
    );
  });

  for (const [name, call, expected] of [
    ['a tool that does not exist', { name: 'rm', inputText: '{}' }, /There is no tool rm/],
    ['input that is not JSON', { name: 'echo', inputText: '{"x":' }, /not valid JSON/],
  ] as const) {
    it(`answers ${name}`, async () => {
      const { agent, lastText } = agentWith([reply('', call), reply(edit)]);
      await agent.next('fix it', signal);
      assert.match(lastText(), expected);
    });
  }

  it('tells a model that repeats the same call', async () => {
    const same = reply('', { name: 'echo', inputText: '{}' });
    const { agent, lastText } = agentWith([same, same, same, same, reply(edit)]);
    await agent.next('fix it', signal);
    assert.match(lastText(), /this very call before/);
  });

  for (const [name, text, expected] of [
    ['prose without an edit', 'I think it is fine.', /holds no edit/],
    ['an edit that does not fit', edit.replace('const a = 1;', 'const b = 1;'), /a\.js/],
    ['a path out of the project', edit.replace('a.js', '../a.js'), /\.\.\/a\.js/],
  ] as const) {
    it(`sends back ${name}`, async () => {
      const { agent, refused, lastText } = agentWith([reply(text), reply(edit)]);
      assert.equal((await agent.next('fix it', signal)).kind, 'edit');
      assert.equal(refused.length, 1);
      assert.match(lastText(), expected);
    });
  }

  it('sends back an answer that was cut at its maximum length', async () => {
    const { agent, lastText } = agentWith([{ ...reply(edit), finish: 'length' }, reply(edit)]);
    await agent.next('fix it', signal);
    assert.match(lastText(), /cut at its maximum length/);
  });

  it('sends back what the guard refuses', async () => {
    let asked = 0;
    const { agent, lastText } = agentWith([reply(edit), reply(edit)], {
      refuse: async () => (asked++ === 0 ? 'not that' : undefined),
    });
    assert.equal((await agent.next('fix it', signal)).kind, 'edit');
    assert.equal(lastText(), 'not that');
  });

  it('gives up after three answers that cannot be used', async () => {
    const { agent } = agentWith([reply('no'), reply('no'), reply('no')]);
    assert.equal((await agent.next('fix it', signal)).kind, 'gave-up');
  });

  it('believes a model that gives up', async () => {
    const { agent } = agentWith([reply('GIVE UP: the test is wrong')]);
    assert.deepEqual(await agent.next('fix it', signal), { kind: 'gave-up', why: 'the test is wrong' });
  });

  it('stops when the budget is exhausted', async () => {
    const { agent } = agentWith(['exhausted']);
    assert.deepEqual(await agent.next('fix it', signal), { kind: 'exhausted' });
  });

  it('goes on in the same conversation', async () => {
    const { agent, requests } = agentWith([reply(edit), reply(edit)]);
    await agent.next('fix it', signal);
    await agent.next('still red', signal);
    assert.deepEqual(
      requests[1]?.messages.map(({ role }) => role),
      ['user', 'assistant', 'user'],
    );
  });
});
