import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slug } from '../src/slug.js';

test('joins words by dashes', () => assert.equal(slug('Ada  King, Countess'), 'ada-king-countess'));
