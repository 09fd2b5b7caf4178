import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter, forward, next } from '../src/emitter.js';

test('many listeners that leave while it is emitted are all called once', () => {
  const emitter = new Emitter();
  const called = [];
  for (let index = 0; index < 6; index++) {
    const end = emitter.on('a', () => {
      called.push(index);
      end();
    });
  }
  emitter.emit('a');
  emitter.emit('a');
  assert.deepEqual(called, [0, 1, 2, 3, 4, 5]);
});

test('many once listeners, for one name and for all', () => {
  const emitter = new Emitter();
  const called = [];
  for (const index of [0, 1, 2, 3]) {
    emitter.once('a', () => called.push(index));
    emitter.once('*', (name) => called.push(`${name}${index}`));
  }
  assert.equal(emitter.emit('a'), true);
  assert.equal(emitter.emit('a'), false);
  assert.deepEqual(called, [0, 1, 2, 3, 'a0', 'a1', 'a2', 'a3']);
});

test('a listener that is added while it is emitted waits for the next time', () => {
  const emitter = new Emitter();
  let late = 0;
  emitter.on('a', () => emitter.on('a', () => late++));
  emitter.emit('a');
  assert.equal(late, 0);
  emitter.emit('a');
  assert.equal(late, 1);
  emitter.on('*', () => emitter.on('*', () => late++));
  emitter.emit('b');
  assert.equal(late, 1);
});

test('off of a listener that is there twice takes the last', () => {
  const emitter = new Emitter();
  const order = [];
  const twice = () => order.push('twice');
  emitter.on('a', twice);
  emitter.on('a', () => order.push('other'));
  emitter.on('a', twice);
  emitter.off('a', twice);
  emitter.emit('a');
  assert.deepEqual(order, ['twice', 'other']);
});

test('off of what is not there', () => {
  const emitter = new Emitter();
  emitter.off('a', () => undefined);
  emitter.off('a');
  emitter.on('a', () => undefined);
  emitter.off('a', () => undefined);
  emitter.off('b', () => undefined);
  assert.equal(emitter.count('a'), 1);
  assert.equal(emitter.count('b'), 0);
  assert.deepEqual(emitter.names(), ['a']);
});

test('once returns its end, prepend goes first, values are passed on', () => {
  const emitter = new Emitter();
  const seen = [];
  const end = emitter.once('a', (...values) => seen.push(['once', ...values]));
  emitter.prepend('a', (...values) => seen.push(['first', ...values]));
  end();
  emitter.emit('a', 1, undefined, 3);
  assert.deepEqual(seen, [['first', 1, undefined, 3]]);
  emitter.emit('a');
  assert.equal(seen.length, 2);
});

test('a nested emit does not call a once listener again, for all too', () => {
  const emitter = new Emitter();
  let calls = 0;
  emitter.once('*', () => {
    calls++;
    if (calls < 4) emitter.emit('x');
  });
  emitter.emit('x');
  assert.equal(calls, 1);
  const own = [];
  emitter.once('y', () => {
    own.push(emitter.count('y'));
    if (own.length < 4) emitter.emit('y');
  });
  emitter.emit('y');
  assert.deepEqual(own, [0]);
  assert.deepEqual(emitter.names(), []);
});

test('next leaves nothing behind', async () => {
  const emitter = new Emitter();
  const abort = new AbortController();
  let removed = 0;
  const signal = abort.signal;
  const remove = signal.removeEventListener.bind(signal);
  signal.removeEventListener = (...args) => {
    removed++;
    remove(...args);
  };
  const waiting = next(emitter, 'a', signal);
  assert.equal(emitter.count('a'), 1);
  emitter.emit('a', 'x');
  assert.deepEqual(await waiting, ['x']);
  assert.equal(removed, 1);
  assert.equal(emitter.count('a'), 0);
  abort.abort(new Error('no'));
  await assert.rejects(next(emitter, 'a', signal), /no/);
  assert.equal(emitter.count('a'), 0);
});

test('forward ends each of its names and no other listener', () => {
  const from = new Emitter();
  const to = new Emitter();
  let kept = 0;
  from.on('a', () => kept++);
  const end = forward(from, to, ['a', 'b', 'c']);
  end();
  assert.equal(from.count('a'), 1);
  assert.equal(from.count('b'), 0);
  assert.equal(from.count('c'), 0);
  from.emit('a');
  assert.equal(kept, 1);
});
