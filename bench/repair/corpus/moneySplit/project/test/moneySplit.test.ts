import assert from 'node:assert/strict';
import { test } from 'node:test';
import { add, allocate, change, format, money, multiply, parseMoney, roundHalfEven, split, subtract } from '../src/moneySplit.ts';

const amounts = (shares: { amount: number }[]) => shares.map(({ amount }) => amount);

test('amounts are whole numbers of a known currency', () => {
  assert.throws(() => money(1.5, 'EUR'), RangeError);
  assert.throws(() => money(1, 'XXX'), RangeError);
});

test('sums', () => {
  assert.deepEqual(add(money(150, 'EUR'), money(250, 'EUR')), money(400, 'EUR'));
  assert.deepEqual(subtract(money(150, 'EUR'), money(250, 'EUR')), money(-100, 'EUR'));
  assert.throws(() => add(money(1, 'EUR'), money(1, 'USD')), TypeError);
});

test('halves go to the even neighbour', () => {
  assert.deepEqual([0.5, 1.5, 2.5, -0.5, -1.5, 2.4, 2.6].map(roundHalfEven).map((value) => value + 0), [0, 2, 2, 0, -2, 2, 3]);
  assert.deepEqual(multiply(money(25, 'EUR'), 0.5), money(12, 'EUR'));
});

test('parse', () => {
  assert.deepEqual(parseMoney('12.5', 'EUR'), money(1250, 'EUR'));
  assert.deepEqual(parseMoney('12.05', 'EUR'), money(1205, 'EUR'));
  assert.deepEqual(parseMoney('-0.05', 'EUR'), money(-5, 'EUR'));
  assert.deepEqual(parseMoney('100', 'JPY'), money(100, 'JPY'));
  assert.throws(() => parseMoney('1.5', 'JPY'), RangeError);
  assert.throws(() => parseMoney('1,5', 'EUR'), SyntaxError);
});

test('format', () => {
  assert.equal(format(money(123450, 'EUR')), '1,234.50 EUR');
  assert.equal(format(money(5, 'EUR')), '0.05 EUR');
  assert.equal(format(money(-5, 'EUR')), '-0.05 EUR');
  assert.equal(format(money(1234567, 'JPY')), '1,234,567 JPY');
  assert.equal(format(money(1234, 'KWD')), '1.234 KWD');
});

test('allocate', () => {
  assert.deepEqual(amounts(allocate(money(100, 'EUR'), [1, 3])), [25, 75]);
  assert.deepEqual(amounts(allocate(money(1003, 'EUR'), [50, 50])), [502, 501]);
  assert.deepEqual(amounts(allocate(money(5, 'EUR'), [1, 1, 1])), [2, 2, 1]);
});

test('what has no ratio gets nothing', () => {
  assert.deepEqual(amounts(allocate(money(1003, 'EUR'), [0, 50, 50])), [0, 502, 501]);
});

test('negative amounts are allocated like positive ones', () => {
  assert.deepEqual(amounts(allocate(money(-5, 'EUR'), [1, 1])), [-3, -2]);
  assert.deepEqual(amounts(split(money(-100, 'EUR'), 3)), [-34, -33, -33]);
});

test('bad ratios', () => {
  assert.throws(() => allocate(money(5, 'EUR'), [0, 0]), RangeError);
  assert.throws(() => allocate(money(5, 'EUR'), [2, -1]), RangeError);
});

test('change', () => {
  assert.deepEqual(change(63, [1, 5, 10, 21, 25]), [21, 21, 21]);
  assert.deepEqual(change(30, [25, 10, 1]), [10, 10, 10]);
  assert.deepEqual(change(0, [1]), []);
  assert.equal(change(3, [2]), undefined);
});
