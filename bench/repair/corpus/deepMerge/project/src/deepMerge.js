// Equality, copies and merging of plain data.

function isPlain(value) {
  if (value === null || typeof value !== 'object') return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A copy that shares nothing with the original; cycles stay cycles. */
export function clone(value, seen = new Map()) {
  if (value === null || typeof value !== 'object') return value;
  if (seen.has(value)) return seen.get(value);
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof Map) {
    const copy = new Map();
    seen.set(value, copy);
    for (const [key, item] of value) copy.set(clone(key, seen), clone(item, seen));
    return copy;
  }
  if (value instanceof Set) {
    const copy = new Set();
    seen.set(value, copy);
    for (const item of value) copy.add(clone(item, seen));
    return copy;
  }
  const copy = Array.isArray(value) ? [] : Object.create(Object.getPrototypeOf(value));
  seen.set(value, copy);
  for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
  return copy;
}

/** Whether two values have the same structure; NaN equals NaN. */
export function equal(a, b) {
  if (Object.is(a, b) || a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Date) return Object.is(a.getTime(), b.getTime());
  if (a instanceof RegExp) return a.source === b.source && a.flags === b.flags;
  if (a instanceof Set) return a.size === b.size && [...a].every((item) => b.has(item));
  if (a instanceof Map) return a.size === b.size && [...a].every(([key, item]) => b.has(key) && equal(item, b.get(key)));
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

const joinArrays = (target, source) => [...target, ...source];

/** A new object of both; the second wins, plain objects are merged, arrays joined unless told otherwise. */
export function merge(target, source, { arrays = joinArrays } = {}) {
  const result = clone(target);
  for (const key of Object.keys(source)) {
    if (key === '__proto__' || key === 'constructor') continue;
    const value = source[key];
    const existing = Object.hasOwn(result, key) ? result[key] : undefined;
    if (value === undefined) continue;
    if (isPlain(existing) && isPlain(value)) result[key] = merge(existing, value, { arrays });
    else if (Array.isArray(existing) && Array.isArray(value)) result[key] = clone(arrays(existing, value));
    else result[key] = clone(value);
  }
  return result;
}

export function mergeAll(objects, options) {
  return objects.reduce((merged, each) => merge(merged, each, options), {});
}

/** What has to be merged into `from` to get `to`, and the paths that have to go. */
export function difference(from, to, path = []) {
  const changed = {};
  const removed = [];
  for (const key of Object.keys(to)) {
    if (isPlain(from[key]) && isPlain(to[key])) {
      const inner = difference(from[key], to[key], [...path, key]);
      if (Object.keys(inner.changed).length > 0) changed[key] = inner.changed;
      removed.push(...inner.removed);
    } else if (!Object.hasOwn(from, key) || !equal(from[key], to[key])) {
      changed[key] = clone(to[key]);
    }
  }
  for (const key of Object.keys(from)) {
    if (!Object.hasOwn(to, key)) removed.push([...path, key].join('.'));
  }
  return { changed, removed };
}

/** Freezes a value and all that it holds. */
export function deepFreeze(value) {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const item of Object.values(value)) deepFreeze(item);
  return value;
}
