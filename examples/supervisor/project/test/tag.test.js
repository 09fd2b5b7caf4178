import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tag } from '../src/tag.js';

test('shows a name in three ways', () =>
  assert.deepEqual(tag('Alan Turing'), { address: 'alan-turing', picture: 'AT', label: 'Alan Turing' }));
