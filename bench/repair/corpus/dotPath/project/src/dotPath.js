// Properties by a path: "a.b[0].c", in which a backslash takes the meaning from what follows it.

const disallowed = new Set(['__proto__', 'prototype', 'constructor']);

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Names as texts and indices as numbers. A path that leads into a prototype has no parts. */
export function parsePath(path) {
  const parts = [];
  let name = '';
  let afterIndex = false;
  const push = () => {
    if (!afterIndex) parts.push(name);
    name = '';
    afterIndex = false;
  };
  for (let at = 0; at < path.length; at += 1) {
    const character = path[at];
    const index = character === '[' ? /^\[(\d+)\](?=[.[]|$)/.exec(path.slice(at)) : null;
    if (character === '\\' && at + 1 < path.length) {
      at += 1;
      name += path[at];
    } else if (character === '.') push();
    else if (index) {
      if (name !== '') push();
      parts.push(Number(index[1]));
      afterIndex = true;
      at += index[0].length - 1;
    } else name += character;
  }
  push();
  return parts.some((part) => disallowed.has(part)) ? [] : parts;
}

/** The path of these parts, with what has a meaning escaped. */
export function stringifyPath(parts) {
  return parts
    .map((part, place) => {
      if (typeof part === 'number') return `[${part}]`;
      const name = part.replace(/[\\.[]/g, '\\$&');
      return place === 0 ? name : `.${name}`;
    })
    .join('');
}

/** The value at the path, or the default when there is none. */
export function getProperty(object, path, defaultValue) {
  const parts = parsePath(path);
  if (!isObject(object) || parts.length === 0) return defaultValue;
  let value = object;
  for (const part of parts) {
    if (value === undefined || value === null) return defaultValue;
    value = value[part];
  }
  return value === undefined ? defaultValue : value;
}

/** Sets the value and gives back the object; what lies between is made, lists where an index follows. */
export function setProperty(object, path, value) {
  const parts = parsePath(path);
  if (!isObject(object) || parts.length === 0) return object;
  let target = object;
  for (const [place, part] of parts.entries()) {
    if (place === parts.length - 1) target[part] = value;
    else if (!isObject(target[part])) target[part] = typeof parts[place + 1] === 'number' ? [] : {};
    target = target[part];
  }
  return object;
}

/** Whether the object itself, not its prototype, has something at the path, be it undefined. */
export function hasProperty(object, path) {
  const parts = parsePath(path);
  if (parts.length === 0) return false;
  let value = object;
  for (const part of parts) {
    if (!isObject(value) || !Object.hasOwn(value, part)) return false;
    value = value[part];
  }
  return true;
}

/** Takes it away and says whether it was there; items of lists close up. */
export function deleteProperty(object, path) {
  if (!hasProperty(object, path)) return false;
  const parts = parsePath(path);
  const last = parts.pop();
  const target = parts.reduce((value, part) => value[part], object);
  if (Array.isArray(target) && typeof last === 'number') target.splice(last, 1);
  else delete target[last];
  return true;
}

/** The paths of all that is not an object or list itself, or is an empty one. */
export function deepKeys(object) {
  const paths = [];
  const visit = (value, parts) => {
    const entries = isObject(value) ? Object.entries(value) : [];
    if (entries.length === 0 && parts.length > 0) paths.push(stringifyPath(parts));
    for (const [key, item] of entries) visit(item, [...parts, Array.isArray(value) && /^\d+$/.test(key) ? Number(key) : key]);
  };
  visit(object, []);
  return paths;
}
