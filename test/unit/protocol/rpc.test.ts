import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { CodedError, isCoded } from '../../../src/base/errors.ts';
import { Emitter } from '../../../src/base/event.ts';
import { type Channel, createClient, serve } from '../../../src/protocol/rpc.ts';

interface Sums {
  readonly calls: {
    readonly add: { readonly input: readonly number[]; readonly output: number };
    readonly fail: { readonly input: 'coded' | 'bug'; readonly output: null };
    readonly wait: { readonly input: null; readonly output: null };
    readonly odd: { readonly input: null; readonly output: unknown };
  };
  readonly events: { readonly didAdd: number };
}

const never = new AbortController().signal;

/** Two ends of a real message channel, which clones as a webview or a worker does. */
function pair() {
  const { port1, port2 } = new MessageChannel();
  const channelOf = (port: typeof port1): Channel => {
    const messages = new Emitter<unknown>();
    port.on('message', (message) => messages.fire(message));
    return { post: (message) => port.postMessage(message), onMessage: messages.event };
  };
  return { left: channelOf(port1), right: channelOf(port2), close: () => port1.close() };
}

describe('rpc', () => {
  let ends: ReturnType<typeof pair>;
  let aborted: boolean;
  let client: ReturnType<typeof createClient<Sums>>;

  beforeEach(() => {
    ends = pair();
    aborted = false;
    const { emit } = serve<Sums>(ends.right, {
      async add(numbers) {
        const sum = numbers.reduce((a, b) => a + b, 0);
        emit('didAdd', sum);
        return sum;
      },
      fail: (kind) =>
        Promise.reject(kind === 'coded' ? new CodedError('x.y', 'said', { hint: 'do' }) : new TypeError('oops')),
      wait: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(signal.reason as Error);
          });
        }),
      odd: async () => () => 1,
    });
    client = createClient<Sums>(ends.left);
  });
  afterEach(() => ends.close());

  it('answers calls, several at once', async () => {
    assert.deepEqual(await Promise.all([client.call('add', [1, 2], never), client.call('add', [], never)]), [3, 0]);
  });

  it('sends events', async () => {
    const told = new Promise((resolve) => client.on('didAdd', resolve));
    await client.call('add', [4], never);
    assert.equal(await told, 4);
  });

  it('gives a coded failure its code and hint', async () => {
    await assert.rejects(client.call('fail', 'coded', never), (error) => isCoded(error, 'x.y') && error.hint === 'do');
    await assert.rejects(client.call('fail', 'bug', never), (error) => isCoded(error, 'internal'));
  });

  it('carries an abort across, and rejects at once', async () => {
    const controller = new AbortController();
    const call = client.call('wait', null, controller.signal);
    controller.abort();
    await assert.rejects(call, { name: 'AbortError' });
    await sleep(20);
    assert.ok(aborted);
  });

  it('does not send a call whose signal has fired', async () => {
    await assert.rejects(client.call('add', [1], AbortSignal.abort()), { name: 'AbortError' });
  });

  it('fails, and does not hang, when a value cannot be cloned', async () => {
    await assert.rejects(client.call('odd', null, never), (error) => isCoded(error, 'internal'));
    const functions = [() => 1] as unknown as number[];
    await assert.rejects(client.call('add', functions, never), /cannot be sent/);
  });

  it('refuses a call that does not exist, inherited names included', async () => {
    for (const name of ['nothing', 'toString', '__proto__']) {
      await assert.rejects(client.call(name as 'add', [], never), (error) => isCoded(error, 'rpc.unknownCall'));
    }
  });

  it('ignores messages of another kind', async () => {
    ends.left.post('hello');
    ends.left.post({ rpc: 7 });
    assert.equal(await client.call('add', [1], never), 1);
  });

  it('fails what is in flight when the other side is gone', async () => {
    const call = client.call('wait', null, never);
    client.close('the engine stopped');
    await assert.rejects(call, (error) => isCoded(error, 'rpc.closed'));
  });
});
