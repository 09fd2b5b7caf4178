import assert from 'node:assert/strict';
import { test } from 'node:test';
import { truncate } from '../src/truncate.js';

test('leaves a short text as it is', () => assert.equal(truncate('Ada', 3), 'Ada'));
test('cuts a long word, and says so', () => assert.equal(truncate('Wolfeschlegelstein', 8), 'Wolfesc…'));
