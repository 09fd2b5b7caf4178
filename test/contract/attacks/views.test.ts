import assert from 'node:assert/strict';
import { isCoded } from '../../../src/base/errors.ts';
import { printable, printableLines } from '../../../src/cli/printable.ts';
import { sanitizeOutput } from '../../../src/core/sandbox/outputSanitizer.ts';
import * as graphInput from '../../../src/extension/graphInput.ts';
import * as reviewInput from '../../../src/extension/reviewInput.ts';
import * as traceInput from '../../../src/extension/traceInput.ts';
import { type Contract, serve } from '../../../src/protocol/rpc.ts';
import { attackIt } from './hostAttacks.ts';
import { timed } from './timing.ts';

interface PageContract extends Contract {
  readonly calls: { readonly greet: { readonly input: unknown; readonly output: string } };
}

/** A host that answers a page, and what it posted. */
function host() {
  const posted: { rpc: string; id: unknown; error?: { code: string } }[] = [];
  const greeted: unknown[] = [];
  let receive: (message: unknown) => void = () => undefined;
  const onMessage = (listener: (message: unknown) => void) => {
    receive = listener;
    return { dispose: () => undefined };
  };
  const channel = { post: (message: unknown) => void posted.push(message as (typeof posted)[number]), onMessage };
  const greet = async (input: unknown) => {
    greeted.push(input);
    return 'hello';
  };
  serve<PageContract>(channel, { greet });
  return { posted, greeted, receive: (message: unknown) => receive(message) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('attacks on the host: pages and terminals', () => {
  attackIt('H40', async () => {
    const { posted, greeted, receive } = host();
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown;
    const shapes = [
      undefined,
      null,
      0,
      '',
      'call',
      [],
      {},
      { rpc: 1 },
      { rpc: 'call' },
      { rpc: 'call', id: {}, name: null },
      { rpc: 'call', id: 'x', name: 3 },
    ];
    const more = [
      { rpc: 'cancel' },
      { rpc: 'cancel', id: '__proto__' },
      { rpc: 'done', id: 1 },
      { rpc: 'failed', id: 1 },
      { rpc: 'event', name: 'x' },
      { rpc: 'exit' },
      deep,
      { rpc: 'call', id: 1, name: ['greet2'] },
    ];
    for (const message of [...shapes, ...more]) receive(message);
    await settled();
    assert.deepEqual(greeted, []);
    assert.ok(
      posted.every(({ rpc, error }) => rpc === 'failed' && error?.code === 'rpc.unknownCall'),
      JSON.stringify(posted),
    );
    receive({ rpc: 'call', id: 9, name: 'greet', input: 1 });
    await settled();
    assert.deepEqual(posted.at(-1), { rpc: 'done', id: 9, output: 'hello' });
  });

  attackIt('H41', async () => {
    const { posted, greeted, receive } = host();
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', ''];
    for (const [id, name] of names.entries()) receive({ rpc: 'call', id, name, input: {} });
    await settled();
    assert.deepEqual(
      posted.map(({ rpc, error }) => [rpc, error?.code]),
      names.map(() => ['failed', 'rpc.unknownCall']),
    );
    assert.deepEqual(greeted, []);
  });

  attackIt('H42', async () => {
    const long = 'x'.repeat(1_000_000);
    const inputs = [
      undefined,
      null,
      1,
      long,
      [],
      {},
      { hunkIds: [long] },
      { hunkIds: { length: 3 } },
      { path: long },
      { path: ['__proto__'] },
      { level: long, open: [] },
      { level: '', open: Array(100_000).fill('a') },
      { node: long },
      { decision: '__proto__' },
      { key: '1e9' },
      { span: -1 },
      { span: Number.NaN },
      { range: { line: 1 } },
      { line: '1' },
      JSON.parse('{"__proto__":{"hunkIds":["a"],"path":"a","node":"a"}}'),
    ];
    const readers: readonly ((input: unknown) => unknown)[] = [
      ...[reviewInput.hunkIdsOf, reviewInput.decisionOf, reviewInput.retryOf, reviewInput.commentOf],
      (input) => reviewInput.pathOf(input, ['__proto__', 'a.js']),
      ...[graphInput.viewOf, graphInput.rangeOf, traceInput.spanOf, traceInput.keyOf, traceInput.wordsOf],
      (input) => graphInput.nodeOf(input, 'node'),
    ];
    const took = await timed(() => {
      for (const read of readers)
        for (const input of inputs)
          assert.throws(
            () => read(input),
            (error) => isCoded(error) && error.code.endsWith('.input'),
            `${read.name} took ${JSON.stringify(input)?.slice(0, 80)}`,
          );
    });
    assert.ok(took < 3_000, `${Math.round(took)} ms`);
  });

  attackIt('H43', () => {
    const forgeries = [
      'ok\n2026-01-01 all tests passed',
      'a\rDone',
      '\x1b[2J\x1b[1;1H',
      '\x1b]0;title\x07',
      '\x1b]52;c;cm0=\x07',
      '\x9b2J',
      '\x1b]633;E;rm -rf ~\x07',
      '\x1b]8;;command:x\x1b\\link',
      'a\u202egnp.exe',
      'a\u2028b',
      'a\u200bb',
      '\x1bPq#0\x1b\\',
      '\x08\x08\x08fake',
      '\x7f',
      '\u0085x',
    ];
    for (const text of forgeries) {
      const shown = printable(text);
      assert.match(shown, /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, JSON.stringify(text));
      assert.equal(shown.split('\n').length, 1);
      for (const line of printableLines(text).split('\n')) assert.match(line, /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);
      // Output of several lines keeps line feeds and tabs.
      assert.match(sanitizeOutput(text).replace(/[\n\t]/g, ''), /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);
    }
  });
});
