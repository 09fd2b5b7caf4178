import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { askToSend } from '../../../src/cli/askToSend.ts';
import type { FixRequest, SendTargetView } from '../../../src/protocol/engine.ts';

const endpoint = 'https://api.anthropic.com';

async function ask(
  answer: string | undefined,
  more: { target?: Partial<SendTargetView>; model?: string; tty?: boolean; agreed?: string[] } = {},
) {
  const [stdin, stderr, stdout] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const tty = { isTTY: more.tty ?? true };
  const kept: string[] = [];
  const io = { stdin: Object.assign(stdin, tty), stderr: Object.assign(stderr, tty), stdout, env: {}, cwd: '/' };
  const app = {
    getSendTarget: async () => ({ model: 'anthropic/x\u001b[31m', endpoint, agreed: false, ...more.target }),
    agreeToSend: async (text: string) => {
      kept.push(text);
      return text;
    },
  };
  const request = { model: more.model ?? 'auto' } as FixRequest;
  const going = askToSend(
    { io: io as never, app },
    { request, agreedEndpoints: more.agreed ?? [] },
    new AbortController().signal,
  );
  if (answer === undefined) stdin.end();
  else stdin.write(`${answer}\n`);
  const { model } = await going;
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
