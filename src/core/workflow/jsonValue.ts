/** A value of CEL as JSON: int becomes a number, times become text. `undefined` when something in it is no JSON. */
export function jsonOfCel(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (Array.isArray(value)) return listOf(value);
  if (value instanceof Map) return mapOf([...value]);
  if (typeof value === 'object' && isPlain(value)) return mapOf(Object.entries(value));
  return undefined;
}

function listOf(items: readonly unknown[]): unknown {
  // A list of the scope is handed on as it is: copying large outputs at each mention would cost more than the rest.
  const copied = items.map(jsonOfCel);
  if (copied.some((item) => item === undefined)) return undefined;
  return copied.every((item, index) => item === items[index]) ? items : copied;
}

function mapOf(entries: readonly (readonly [unknown, unknown])[]): unknown {
  const pairs: [string, unknown][] = [];
  for (const [key, value] of entries) {
    if (value === undefined) continue;
    const json = jsonOfCel(value);
    const name = typeof key === 'bigint' || typeof key === 'number' ? String(key) : key;
    if (json === undefined || typeof name !== 'string') return undefined;
    pairs.push([name, json]);
  }
  // fromEntries defines properties, so a key `__proto__` stays a key.
  return Object.fromEntries(pairs);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
