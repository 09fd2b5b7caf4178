/** [g, x, y] where g is the greatest common divisor of a and b, and a * x + b * y = g. */
export function extendedGcd(a, b) {
  if (b === 0) return [a, 1, 0];
  const [g, x, y] = extendedGcd(b, a % b);
  return [g, y, x - Math.floor(a / b) * y];
}

/** The number below m that gives 1 (modulo m) when multiplied by a, or undefined when there is none. */
export function modInverse(a, m) {
  const positive = ((a % m) + m) % m;
  const [g, x] = extendedGcd(positive, m);
  if (g !== 1) return undefined;
  return ((x % m) + m) % m;
}
