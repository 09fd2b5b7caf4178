import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromArray, rotateRight, toArray } from '../src/rotateList.js';

test('every length and turn', () => {
  for (let length = 0; length <= 9; length += 1)
    for (let k = 0; k <= 25; k += 1) {
      const expected = Array.from({ length }, (_, i) => i);
      for (let turn = 0; turn < k && length > 0; turn += 1) expected.unshift(expected.pop());
      const head = fromArray(Array.from({ length }, (_, i) => i));
      assert.deepEqual(toArray(rotateRight(head, k)), expected, `${length} by ${k}`);
    }
});

test('the nodes are the same', () => {
  const head = fromArray([1, 2, 3]);
  const last = head.next.next;
  assert.equal(rotateRight(head, 1), last);
  assert.equal(last.next, head);
  assert.equal(head.next.next, null);
});
