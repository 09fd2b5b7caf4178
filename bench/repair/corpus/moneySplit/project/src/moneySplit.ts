// Amounts in the smallest unit of a currency, and how they are divided.

export interface Money {
  readonly amount: number;
  readonly currency: string;
}

const decimals: Readonly<Record<string, number>> = { EUR: 2, USD: 2, JPY: 0, KWD: 3 };

export function money(amount: number, currency: string): Money {
  if (!Number.isSafeInteger(amount)) throw new RangeError('an amount is a whole number');
  if (decimals[currency] === undefined) throw new RangeError(`unknown currency: ${currency}`);
  return { amount, currency };
}

function sameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new TypeError(`${a.currency} and ${b.currency}`);
}

export function add(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.amount + b.amount, a.currency);
}

export function subtract(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.amount - b.amount, a.currency);
}

/** To the nearest; a half goes to the even neighbour. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

export function multiply(a: Money, factor: number): Money {
  return money(roundHalfEven(a.amount * factor), a.currency);
}

/** "12.5" or "-0.05" as money; more places than the currency has are an error. */
export function parseMoney(text: string, currency: string): Money {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  const places = decimals[currency];
  if (match === null || places === undefined) throw new SyntaxError(`not an amount: ${text}`);
  const [, sign, whole = '', fraction = ''] = match;
  if (fraction.length > places) throw new RangeError(`${currency} has ${places} decimal places`);
  const units = Number(whole) * 10 ** places + Number(fraction.padEnd(places, '0') || '0');
  return money(sign === '-' ? 0 - units : units, currency);
}

/** "1,234.50 EUR" */
export function format(value: Money): string {
  const places = decimals[value.currency] ?? 0;
  const digits = String(Math.abs(value.amount)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = places === 0 ? '' : `.${digits.slice(-places)}`;
  return `${value.amount < 0 ? '-' : ''}${whole}${fraction} ${value.currency}`;
}

/** Shares by ratio that add up to the whole; what is left over goes to the first that have a ratio. */
export function allocate(value: Money, ratios: readonly number[]): Money[] {
  const total = ratios.reduce((sum, ratio) => sum + ratio, 0);
  if (total <= 0 || ratios.some((ratio) => ratio < 0)) throw new RangeError('ratios are not negative, and not all zero');
  const shares = ratios.map((ratio) => Math.trunc((value.amount * ratio) / total));
  let left = value.amount - shares.reduce((sum, share) => sum + share, 0);
  const step = Math.sign(left);
  for (let index = 0; left !== 0; index = (index + 1) % shares.length) {
    if (ratios[index] === 0) continue;
    shares[index] = (shares[index] ?? 0) + step;
    left -= step;
  }
  return shares.map((share) => money(share, value.currency));
}

export function split(value: Money, parts: number): Money[] {
  return allocate(value, new Array<number>(parts).fill(1));
}

/** The fewest coins of these that make the amount; undefined when they cannot. */
export function change(amount: number, coins: readonly number[]): number[] | undefined {
  const last: (number | undefined)[] = [];
  const count: number[] = [0];
  for (let sum = 1; sum <= amount; sum++) {
    count[sum] = Number.POSITIVE_INFINITY;
    for (const coin of coins) {
      const before = count[sum - coin];
      if (before !== undefined && before + 1 < (count[sum] ?? 0)) {
        count[sum] = before + 1;
        last[sum] = coin;
      }
    }
  }
  const used: number[] = [];
  for (let sum = amount; sum > 0; ) {
    const coin = last[sum];
    if (coin === undefined) return undefined;
    used.push(coin);
    sum -= coin;
  }
  return used.sort((a, b) => b - a);
}
