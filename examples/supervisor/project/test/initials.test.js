import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initials } from '../src/initials.js';

test('takes the first letters', () => assert.equal(initials('Grace Hopper'), 'GH'));
