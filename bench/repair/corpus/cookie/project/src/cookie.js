// The Cookie header of a request, and Set-Cookie of a response.

const nameRule = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const valueRule = /^[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E]*$/;
const sameSiteWords = { strict: 'Strict', lax: 'Lax', none: 'None' };

function decodeValue(text) {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Names and values of a Cookie header. The first of a name counts; parts without "=" are left out. */
export function parse(header, { decode = decodeValue } = {}) {
  if (typeof header !== 'string') throw new TypeError('header must be a string');
  const cookies = Object.create(null);
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (equals === -1) continue;
    const name = part.slice(0, equals).trim();
    let value = part.slice(equals + 1).trim();
    if (value.startsWith('"') && value.endsWith('"') && value.length > 1) value = value.slice(1, -1);
    if (!(name in cookies)) cookies[name] = decode(value);
  }
  return cookies;
}

function serializeSameSite(value) {
  if (value === true) return '; SameSite=Strict';
  const word = typeof value === 'string' ? sameSiteWords[value.toLowerCase()] : undefined;
  if (word === undefined) throw new TypeError('sameSite is invalid');
  return `; SameSite=${word}`;
}

/** The text of a Set-Cookie header. */
export function serialize(name, value, options = {}) {
  if (!nameRule.test(name)) throw new TypeError('name is invalid');
  const encode = options.encode ?? encodeURIComponent;
  const encoded = encode(String(value));
  if (!valueRule.test(encoded)) throw new TypeError('value is invalid');
  let text = `${name}=${encoded}`;
  if (options.maxAge !== undefined) {
    if (!Number.isFinite(options.maxAge)) throw new TypeError('maxAge is invalid');
    text += `; Max-Age=${Math.floor(options.maxAge)}`;
  }
  if (options.domain) text += `; Domain=${options.domain}`;
  if (options.path) text += `; Path=${options.path}`;
  if (options.expires) {
    if (!(options.expires instanceof Date)) throw new TypeError('expires is invalid');
    text += `; Expires=${options.expires.toUTCString()}`;
  }
  if (options.httpOnly) text += '; HttpOnly';
  if (options.secure) text += '; Secure';
  if (options.sameSite) text += serializeSameSite(options.sameSite);
  return text;
}

/** Whether a cookie of that path goes with a request for this one. */
export function pathMatches(cookiePath, requestPath) {
  if (requestPath === cookiePath) return true;
  if (!requestPath.startsWith(cookiePath)) return false;
  return cookiePath.endsWith('/') || requestPath[cookiePath.length] === '/';
}

/** Whether a cookie of that domain goes with a request to this host. */
export function domainMatches(cookieDomain, host) {
  const domain = cookieDomain.replace(/^\./, '').toLowerCase();
  const name = host.toLowerCase();
  return name === domain || name.endsWith(`.${domain}`);
}
