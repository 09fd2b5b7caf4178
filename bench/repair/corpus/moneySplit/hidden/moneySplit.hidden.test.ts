import assert from 'node:assert/strict';
import { test } from 'node:test';
import { add, allocate, change, format, money, multiply, parseMoney, roundHalfEven, split, subtract } from '../src/moneySplit.ts';

const amounts = (shares: { amount: number }[]) => shares.map(({ amount }) => amount);

test('shares add up, are fair, and mirror their negative', () => {
  for (const ratios of [[1], [1, 1], [1, 2, 3], [0, 1], [1, 0, 1, 0], [7, 0, 0, 3, 5], [0.5, 0.25, 0.25]])
    for (let amount = 0; amount < 60; amount++) {
      const shares = amounts(allocate(money(amount, 'USD'), ratios));
      assert.equal(shares.reduce((a, b) => a + b, 0), amount);
      const total = ratios.reduce((a, b) => a + b, 0);
      const floors = ratios.map((ratio) => Math.floor((amount * ratio) / total));
      let left = amount - floors.reduce((a, b) => a + b, 0);
      const expected = floors.map((share, index) => (ratios[index] !== 0 && left-- > 0 ? share + 1 : share));
      assert.deepEqual(shares, expected);
      assert.deepEqual(amounts(allocate(money(-amount, 'USD'), ratios)).map((share) => 0 - share), shares);
    }
  assert.deepEqual(amounts(split(money(10, 'JPY'), 4)), [3, 3, 2, 2]);
  for (const bad of [[], [0], [-1, 2], [3, -1]]) assert.throws(() => allocate(money(1, 'EUR'), bad), RangeError);
});

test('text and back', () => {
  for (const currency of ['EUR', 'JPY', 'KWD'])
    for (const amount of [0, 1, 9, 10, 99, 100, 101, 999, 1000, 1001, 99999, 100000, 1234567, 100200300]) {
      const text = format(money(amount, currency));
      assert.deepEqual(parseMoney(text.replaceAll(',', '').split(' ')[0] ?? '', currency), money(amount, currency));
      assert.match(text, /^\d{1,3}(,\d{3})*(\.\d+)? [A-Z]{3}$/);
      if (amount > 0) assert.equal(format(money(-amount, currency)), `-${text}`);
    }
  assert.equal(format(money(100200300, 'EUR')), '1,002,003.00 EUR');
  assert.equal(format(money(99900, 'EUR')), '999.00 EUR');
  assert.deepEqual(parseMoney(' 7.1 ', 'KWD'), money(7100, 'KWD'));
  for (const bad of ['', '.5', '5.', '1.2.3', '--1', '1e3', 'x']) assert.throws(() => parseMoney(bad, 'EUR'), SyntaxError);
  assert.throws(() => parseMoney('1.001', 'EUR'), RangeError);
  assert.deepEqual(parseMoney('0.29', 'EUR'), money(29, 'EUR'));
  assert.deepEqual(parseMoney('-0', 'EUR'), money(0, 'EUR'));
});

test('rounding', () => {
  for (let half = -20; half <= 20; half++) {
    const value = half + 0.5;
    const rounded = roundHalfEven(value);
    assert.ok(Math.abs(rounded - value) === 0.5 && Math.abs(rounded % 2) === 0, String(value));
    assert.equal(roundHalfEven(half), half);
    assert.equal(roundHalfEven(half + 0.25), half);
    assert.equal(roundHalfEven(half + 0.75), half + 1);
  }
  assert.deepEqual(multiply(money(35, 'EUR'), 0.5), money(18, 'EUR'));
  assert.deepEqual(multiply(money(-25, 'EUR'), 0.5), money(-12, 'EUR'));
});

test('sums', () => {
  assert.deepEqual(subtract(add(money(1, 'JPY'), money(2, 'JPY')), money(5, 'JPY')), money(-2, 'JPY'));
  assert.throws(() => subtract(money(1, 'JPY'), money(1, 'EUR')), TypeError);
  assert.throws(() => money(2 ** 60, 'EUR'), RangeError);
});

test('change against trying everything', () => {
  const fewest = (amount: number, coins: number[]): number => {
    if (amount === 0) return 0;
    return Math.min(...coins.filter((coin) => coin <= amount).map((coin) => 1 + fewest(amount - coin, coins)), Number.POSITIVE_INFINITY);
  };
  for (const coins of [[1, 2, 5], [1, 3, 4], [4, 9], [5, 7, 1], [6]])
    for (let amount = 0; amount <= 18; amount++) {
      const used = change(amount, coins);
      const best = fewest(amount, coins);
      if (best === Number.POSITIVE_INFINITY) assert.equal(used, undefined);
      else {
        assert.equal(used?.length, best);
        assert.equal(used?.reduce((a, b) => a + b, 0), amount);
        assert.deepEqual(used, [...(used ?? [])].sort((a, b) => b - a));
        assert.ok(used?.every((coin) => coins.includes(coin)));
      }
    }
});
