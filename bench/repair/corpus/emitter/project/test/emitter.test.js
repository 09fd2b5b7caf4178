import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter, forward, next } from '../src/emitter.js';

function recorder() {
  const calls = [];
  return { calls, as: (label) => (...values) => calls.push([label, ...values]) };
}

test('listeners get what is emitted, in order', () => {
  const { calls, as } = recorder();
  const emitter = new Emitter();
  emitter.on('a', as('one'));
  emitter.on('a', as('two'));
  emitter.prepend('a', as('zero'));
  assert.equal(emitter.emit('a', 1, 2), true);
  assert.deepEqual(calls, [['zero', 1, 2], ['one', 1, 2], ['two', 1, 2]]);
  assert.equal(emitter.emit('b'), false);
});

test('a listener for all hears the name too', () => {
  const { calls, as } = recorder();
  const emitter = new Emitter();
  emitter.on('*', as('all'));
  emitter.on('a', as('own'));
  emitter.emit('a', 1);
  assert.deepEqual(calls, [['own', 1], ['all', 'a', 1]]);
});

test('once', () => {
  const { calls, as } = recorder();
  const emitter = new Emitter();
  emitter.once('a', as('once'));
  emitter.emit('a', 1);
  emitter.emit('a', 2);
  assert.deepEqual(calls, [['once', 1]]);
  assert.equal(emitter.count('a'), 0);
});

test('a listener that takes itself away does not hide the next one', () => {
  const { calls, as } = recorder();
  const emitter = new Emitter();
  const end = emitter.on('a', () => end());
  emitter.on('a', as('next'));
  emitter.emit('a');
  assert.deepEqual(calls, [['next']]);
});

test('once may emit again without being called twice', () => {
  const emitter = new Emitter();
  let calls = 0;
  emitter.once('a', () => {
    calls++;
    if (calls < 3) emitter.emit('a');
  });
  emitter.emit('a');
  assert.equal(calls, 1);
});

test('off takes one away, and an unknown one changes nothing', () => {
  const { calls, as } = recorder();
  const emitter = new Emitter();
  const first = as('first');
  emitter.on('a', first);
  emitter.on('a', as('second'));
  emitter.off('a', () => undefined);
  assert.equal(emitter.count('a'), 2);
  emitter.off('a', first);
  emitter.emit('a');
  assert.deepEqual(calls, [['second']]);
  emitter.off('a');
  assert.deepEqual(emitter.names(), []);
});

test('names are only those with listeners', () => {
  const emitter = new Emitter();
  const end = emitter.on('a', () => undefined);
  emitter.on('b', () => undefined);
  end();
  assert.deepEqual(emitter.names(), ['b']);
});

test('next resolves with the values', async () => {
  const emitter = new Emitter();
  const waiting = next(emitter, 'a');
  emitter.emit('a', 1, 2);
  assert.deepEqual(await waiting, [1, 2]);
});

test('next can be aborted', async () => {
  const emitter = new Emitter();
  const abort = new AbortController();
  const waiting = next(emitter, 'a', abort.signal);
  abort.abort(new Error('enough'));
  await assert.rejects(waiting, /enough/);
  assert.equal(emitter.count('a'), 0);
  await assert.rejects(next(emitter, 'a', abort.signal), /enough/);
});

test('forward', () => {
  const { calls, as } = recorder();
  const from = new Emitter();
  const to = new Emitter();
  to.on('a', as('a'));
  to.on('b', as('b'));
  const end = forward(from, to, ['a', 'b']);
  from.emit('a', 1);
  from.emit('b', 2);
  end();
  from.emit('a', 3);
  from.emit('b', 4);
  assert.deepEqual(calls, [['a', 1], ['b', 2]]);
});
