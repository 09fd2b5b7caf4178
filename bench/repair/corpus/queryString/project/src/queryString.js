// Query strings with nested keys: a[b]=1, list[]=2, list[0]=3.

function decode(text) {
  const spaced = text.replace(/\+/g, ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** "a[b][]" as ["a", "b", ""]; brackets below the depth stay one key. */
function keyPath(key, depth) {
  const open = key.indexOf('[');
  if (open <= 0) return [key];
  const path = [key.slice(0, open)];
  let rest = key.slice(open);
  for (let level = 0; level < depth; level++) {
    const match = /^\[([^\[\]]*)\]/.exec(rest);
    if (match === null) break;
    path.push(match[1]);
    rest = rest.slice(match[0].length);
  }
  if (rest !== '') path.push(rest);
  return path;
}

function isIndex(key, limit) {
  return /^\d+$/.test(key) && String(Number(key)) === key && Number(key) <= limit;
}

function assign(target, [key, ...rest], value, options) {
  if (key === '__proto__') return;
  const name = key === '' && Array.isArray(target) ? target.length : key;
  if (rest.length === 0) {
    const existing = Object.hasOwn(target, name) ? target[name] : undefined;
    if (existing === undefined) target[name] = value;
    else if (Array.isArray(existing)) existing.push(value);
    else target[name] = [existing, value];
    return;
  }
  if (!Object.hasOwn(target, name) || typeof target[name] !== 'object') {
    const [next] = rest;
    target[name] = next === '' || isIndex(next, options.arrayLimit) ? [] : {};
  } else if (Array.isArray(target[name]) && rest[0] !== '' && !isIndex(rest[0], options.arrayLimit)) {
    target[name] = { ...target[name] };
  }
  assign(target[name], rest, value, options);
}

/** Takes out the holes of arrays, so that list[5]=a is a list of one. */
function compact(value) {
  if (Array.isArray(value)) return value.filter((item) => item !== undefined).map(compact);
  if (value !== null && typeof value === 'object') {
    for (const key of Object.keys(value)) value[key] = compact(value[key]);
  }
  return value;
}

export function parse(text, { depth = 5, arrayLimit = 20, parameterLimit = 1000, strictNull = false } = {}) {
  const result = {};
  const query = text.startsWith('?') ? text.slice(1) : text;
  const parts = query.split('&').slice(0, parameterLimit);
  for (const part of parts) {
    if (part === '') continue;
    // "a[b=c]=d": the "=" that counts comes after the brackets.
    const closing = part.indexOf(']=');
    const equals = closing === -1 ? part.indexOf('=') : closing + 1;
    const key = decode(equals === -1 ? part : part.slice(0, equals));
    const value = equals === -1 ? (strictNull ? null : '') : decode(part.slice(equals + 1));
    if (key === '') continue;
    assign(result, keyPath(key, depth), value, { arrayLimit });
  }
  return compact(result);
}

const forms = {
  indices: (prefix, index) => `${prefix}[${index}]`,
  brackets: (prefix) => `${prefix}[]`,
  repeat: (prefix) => prefix,
};

/** The query string of an object; undefined is left out, null has no value. */
export function stringify(data, { arrayFormat = 'indices', skipNull = false, addPrefix = false, sort } = {}) {
  const parts = [];
  const keysOf = (value) => (sort === undefined ? Object.keys(value) : Object.keys(value).sort(sort));
  const visit = (prefix, value, ancestors) => {
    if (value === undefined || (skipNull && value === null)) return;
    if (value === null) {
      parts.push(encodeURIComponent(prefix));
    } else if (value instanceof Date) {
      parts.push(`${encodeURIComponent(prefix)}=${encodeURIComponent(value.toISOString())}`);
    } else if (typeof value === 'object') {
      if (ancestors.includes(value)) throw new RangeError('cyclic value');
      const inner = [...ancestors, value];
      if (Array.isArray(value)) value.forEach((item, index) => visit(forms[arrayFormat](prefix, index), item, inner));
      else for (const key of keysOf(value)) visit(`${prefix}[${key}]`, value[key], inner);
    } else {
      parts.push(`${encodeURIComponent(prefix)}=${encodeURIComponent(String(value))}`);
    }
  };
  for (const key of keysOf(data)) visit(key, data[key], [data]);
  const joined = parts.join('&');
  return addPrefix && joined !== '' ? `?${joined}` : joined;
}
