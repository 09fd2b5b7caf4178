import assert from 'node:assert/strict';
import { createPasteModel } from '../../../src/adapters/model/pasteModel.ts';
import { isAbort } from '../../../src/base/errors.ts';
import type { ModelRequest } from '../../../src/core/model/modelProvider.ts';
import type { PasteDesk } from '../../../src/core/model/pasteDesk.ts';
import { replyOf } from '../../../src/core/model/replyOf.ts';

const live = new AbortController().signal;
const asking = (text: string): ModelRequest => ({
  system: '',
  messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  tools: [],
  maxOutputTokens: 100,
});

/** A desk whose person answers when `answer` is called, with the request that lies there. */
function createDesk() {
  const shown: string[] = [];
  let reply: ((text: string) => void) | undefined;
  const desk: PasteDesk = {
    async show({ number, markdown }) {
      assert.equal(reply, undefined, 'one request at a time');
      shown.push(`${number} ${markdown.trim().split('\n').at(-1)}`);
    },
    awaitReply: () =>
      new Promise((resolve) => {
        reply = resolve;
      }),
  };
  return {
    desk,
    shown,
    async answer(text: string) {
      for (let i = 0; i < 20 && !reply; i++) await Promise.resolve();
      const give = reply;
      reply = undefined;
      give?.(text);
      for (let i = 0; i < 20 && !reply; i++) await Promise.resolve();
    },
  };
}

describe('paste model', () => {
  it('asks one after the other what comes side by side, and mixes up no answers', async () => {
    const { desk, shown, answer } = createDesk();
    const model = createPasteModel(desk);
    const replies = ['a', 'b', 'c'].map((text) => replyOf(model.stream(asking(text), live), () => undefined));
    for (const text of ['to a', 'to b', 'to c']) await answer(text);
    assert.deepEqual(
      (await Promise.all(replies)).map(({ text }) => text),
      ['to a', 'to b', 'to c'],
    );
    assert.deepEqual(shown, ['1 a', '2 b', '3 c']);
  });

  it('goes on with the next when one that waits for its turn is cancelled', async () => {
    const { desk, shown, answer } = createDesk();
    const model = createPasteModel(desk);
    const cancel = new AbortController();
    const first = replyOf(model.stream(asking('a'), live), () => undefined);
    const second = replyOf(model.stream(asking('b'), cancel.signal), () => undefined);
    const third = replyOf(model.stream(asking('c'), live), () => undefined);
    cancel.abort();
    await assert.rejects(second, isAbort);
    await answer('to a');
    await answer('to c');
    assert.deepEqual([(await first).text, (await third).text], ['to a', 'to c']);
    assert.deepEqual(shown, ['1 a', '2 c']);
  });
});
