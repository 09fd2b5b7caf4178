// Media types: "text/html; charset=utf-8" taken apart, put together and compared.

const tokenRule = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const quotedRule = /^[\t\x20-\x7e\x80-\xff]*$/;

class TextReader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  /** What the sticky expression fits to at this place, or undefined. */
  take(rule) {
    rule.lastIndex = this.at;
    const match = rule.exec(this.text);
    if (match === null) return undefined;
    this.at = rule.lastIndex;
    return match[0];
  }
}

function readValue(reader) {
  const quoted = reader.take(/"(?:[^"\\]|\\.)*"/y);
  if (quoted !== undefined) return quoted.slice(1, -1).replace(/\\(.)/g, '$1');
  return reader.take(/[^\s;"]+/y);
}

/** { type, subtype, suffix, parameters }, names in lower case. Throws a TypeError when it cannot be read. */
export function parse(text) {
  const reader = new TextReader(text.trim());
  const essence = reader.take(/[^;\s]+/y) ?? '';
  const slash = essence.indexOf('/');
  const [type, subtype] = [essence.slice(0, Math.max(0, slash)).toLowerCase(), essence.slice(slash + 1).toLowerCase()];
  if (!tokenRule.test(type) || !tokenRule.test(subtype)) throw new TypeError(`not a media type: ${text}`);
  const parameters = {};
  while (reader.take(/\s*;\s*/y) !== undefined) {
    const name = reader.take(/[^=;\s]+/y);
    if (name === undefined) continue;
    if (reader.take(/\s*=\s*/y) === undefined) throw new TypeError(`${name} has no value`);
    const value = readValue(reader);
    if (value === undefined || !tokenRule.test(name)) throw new TypeError(`not a parameter: ${name}`);
    if (!Object.hasOwn(parameters, name.toLowerCase())) parameters[name.toLowerCase()] = value;
  }
  if (reader.at < reader.text.length) throw new TypeError(`not a parameter: ${reader.text.slice(reader.at)}`);
  const plus = subtype.lastIndexOf('+');
  const suffix = plus > 0 && plus < subtype.length - 1 ? subtype.slice(plus + 1) : undefined;
  return { type, subtype, suffix, parameters };
}

/** The text of a media type, parameters by name, values quoted where they have to be. */
export function format({ type = '', subtype = '', parameters = {} }) {
  if (!tokenRule.test(type) || !tokenRule.test(subtype)) throw new TypeError('type and subtype must be tokens');
  let text = `${type}/${subtype}`;
  for (const name of Object.keys(parameters).sort()) {
    const value = String(parameters[name]);
    if (!tokenRule.test(name) || !quotedRule.test(value)) throw new TypeError(`not a parameter: ${name}`);
    text += `; ${name}=${tokenRule.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`}`;
  }
  return text;
}

/** Whether the type is of that kind: "text/html", "text/*", "json" for a subtype or suffix, "+xml" for a suffix. */
export function is(text, kind) {
  let parsed;
  try {
    parsed = parse(text);
  } catch {
    return false;
  }
  const wanted = kind.toLowerCase();
  if (wanted.startsWith('+')) return parsed.suffix === wanted.slice(1);
  if (!wanted.includes('/')) return parsed.subtype === wanted || parsed.suffix === wanted;
  const [type, subtype] = wanted.split('/');
  if (type !== '*' && type !== parsed.type) return false;
  if (subtype.startsWith('*+')) return parsed.suffix === subtype.slice(2);
  return subtype === '*' || subtype === parsed.subtype;
}

/** The same type with the same parameters, in whatever order; the charset in any case. */
export function equal(first, second) {
  const [a, b] = [parse(first), parse(second)];
  const names = Object.keys(a.parameters);
  return (
    a.type === b.type &&
    a.subtype === b.subtype &&
    names.length === Object.keys(b.parameters).length &&
    names.every((name) => Object.hasOwn(b.parameters, name) && sameValue(name, a.parameters[name], b.parameters[name]))
  );
}

const sameValue = (name, a, b) => (name === 'charset' ? a.toLowerCase() === b.toLowerCase() : a === b);

/** The charset in lower case; UTF-8 for text, JSON and XML that say none; undefined for others. */
export function charsetOf(text) {
  const { type, subtype, suffix, parameters } = parse(text);
  if (parameters.charset) return parameters.charset.toLowerCase();
  const isText = type === 'text' || ['json', 'xml'].includes(subtype) || ['json', 'xml'].includes(suffix);
  return isText ? 'utf-8' : undefined;
}

/** The same type with another charset. */
export function withCharset(text, charset) {
  const parsed = parse(text);
  return format({ ...parsed, parameters: { ...parsed.parameters, charset } });
}
