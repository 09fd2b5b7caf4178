import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { askToSend } from '../../../src/cli/askToSend.ts';
import type { SendTargetView } from '../../../src/protocol/engine.ts';

const endpoint = 'https://api.anthropic.com';

async function ask(
  answer: string | undefined,
  more: {
    target?: Partial<SendTargetView>;
    nodes?: SendTargetView[];
    model?: string;
    tty?: boolean;
    agreed?: string[];
  } = {},
) {
  const [stdin, stderr, stdout] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const tty = { isTTY: more.tty ?? true };
  const kept: string[] = [];
  const io = { stdin: Object.assign(stdin, tty), stderr: Object.assign(stderr, tty), stdout, env: {}, cwd: '/' };
  const app = {
    getSendTargets: async () => [
      { model: 'anthropic/x\u001b[31m', endpoint, agreed: false, ...more.target },
      ...(more.nodes ?? []),
    ],
    agreeToSend: async (text: string) => {
      kept.push(text);
      return text;
    },
  };
  const args = { texts: () => more.agreed ?? [] };
  const starts = { workflow: 'fix-test' };
  const question = { workspace: '/w', model: more.model ?? 'auto', baseUrl: undefined, starts };
  const going = askToSend({ io: io as never, args, app }, question, new AbortController().signal);
  if (answer === undefined) stdin.end();
  else stdin.write(`${answer}\n`);
  const model = await going;
  return { model, kept, said: String(stderr.read() ?? '') };
}

describe('the question whether code may be sent', () => {
  it('says what goes where, and keeps a yes', async () => {
    const { model, kept, said } = await ask('y');
    assert.deepEqual([model, kept], ['auto', [endpoint]]);
    assert.match(said, /its key is in the environment.*https:\/\/api\.anthropic\.com.*\[y\/N\]/s);
    assert.ok(!said.includes('\u001b'), 'a terminal obeys nothing of it');
  });

  it('anything else is a no: auto goes on without a model, a named one is left to be refused', async () => {
    for (const answer of ['', 'n', 'yeah', undefined]) assert.equal((await ask(answer)).model, 'none');
    const named = await ask('n', { model: 'anthropic/x' });
    assert.deepEqual([named.model, named.kept], ['anthropic/x', []]);
  });

  it('comes once for each endpoint; the one of a node is kept apart from the run’s own', async () => {
    const node = { model: 'openai/y', endpoint: 'https://api.openai.com', agreed: false };
    const both = await ask('y\nY', { nodes: [node, { ...node, agreed: true }] });
    assert.deepEqual([both.model, both.kept], ['auto', [endpoint, node.endpoint]]);
    assert.match(both.said, /openai\/y \(a step of the workflow names it\).*https:\/\/api\.openai\.com/);
    const first = await ask('y\nn', { nodes: [node] });
    assert.deepEqual([first.model, first.kept], ['auto', [endpoint]], 'the app refuses the node when it comes to it');
    const none = await ask('n\ny', { nodes: [node] });
    assert.deepEqual([none.model, none.kept], ['none', []], 'without a model no node asks one');
  });

  it('ends with the signal', async () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const io = { stdin, stderr: Object.assign(new PassThrough(), { isTTY: true }) };
    const app = {
      getSendTargets: async () => [{ model: 'm', endpoint, agreed: false }],
      agreeToSend: async (text: string) => text,
    };
    const controller = new AbortController();
    const question = { workspace: '/w', model: 'auto', baseUrl: undefined, starts: { workflow: 'fix-test' } };
    const going = askToSend({ io: io as never, args: { texts: () => [] }, app }, question, controller.signal);
    setTimeout(() => controller.abort(), 10);
    await assert.rejects(going, { name: 'AbortError' });
  });

  it('is not asked without a terminal, nor twice, nor for what needs no agreement', async () => {
    const silent = [
      await ask('y', { tty: false }),
      await ask('y', { target: { agreed: true } }),
      await ask('y', { target: { endpoint: undefined } }),
      await ask('y', { agreed: ['api.anthropic.com'] }),
    ];
    for (const { said, kept } of silent) assert.deepEqual([said, kept], ['', []]);
  });
});
