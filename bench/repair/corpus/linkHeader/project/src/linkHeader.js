// The Link header of RFC 8288: <https://example.com/?page=2>; rel="next", ...

const tokenRule = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Of these only the first of a link counts. */
const onlyOnce = new Set(['rel', 'type', 'media', 'title', 'title*']);

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  get done() {
    return this.at >= this.text.length;
  }

  skipSpace() {
    while (/[ \t]/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  /** Takes that character when it comes next, after spaces. */
  take(character) {
    this.skipSpace();
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  until(stops) {
    const start = this.at;
    while (!this.done && !stops.includes(this.text[this.at])) this.at += 1;
    return this.text.slice(start, this.at);
  }

  quoted() {
    let value = '';
    while (!this.done && this.text[this.at] !== '"') {
      if (this.text[this.at] === '\\') this.at += 1;
      value += this.text[this.at] ?? '';
      this.at += 1;
    }
    if (this.done) throw new SyntaxError('a quote has no end');
    this.at += 1;
    return value;
  }
}

function readParameter(reader) {
  reader.skipSpace();
  const name = reader.until('=;, \t').toLowerCase();
  if (!reader.take('=')) return [name, ''];
  if (reader.take('"')) return [name, reader.quoted()];
  return [name, reader.until(';, \t')];
}

/** Links as { uri, rel, ... } in order; a parameter of another name that comes again becomes a list. */
export function parse(header) {
  const reader = new Reader(header);
  const links = [];
  while (!reader.done) {
    if (reader.take(',') || reader.done) continue;
    if (!reader.take('<')) throw new SyntaxError(`a link begins with "<", at ${reader.at}`);
    const link = { uri: reader.until('>').trim() };
    if (!reader.take('>')) throw new SyntaxError('a link has no ">"');
    while (reader.take(';')) {
      const [name, value] = readParameter(reader);
      if (name === '') continue;
      if (!(name in link)) link[name] = value;
      else if (!onlyOnce.has(name)) link[name] = [link[name], value].flat();
    }
    links.push(link);
    if (!reader.take(',') && !reader.done) throw new SyntaxError(`links are separated by ",", at ${reader.at}`);
  }
  return links;
}

/** The links that have this relation, which may be one of several and in any case. */
export function byRelation(links, relation) {
  const wanted = relation.toLowerCase();
  return links.filter(({ rel = '' }) => rel.toLowerCase().split(/\s+/).includes(wanted));
}

/** The header for some links. */
export function format(links) {
  return links.map(formatLink).join(', ');
}

function formatLink({ uri, ...parameters }) {
  let text = `<${uri}>`;
  for (const [name, value] of Object.entries(parameters))
    for (const one of [value].flat()) {
      if (one === undefined || one === null) continue;
      text += `; ${name}=${tokenRule.test(one) && name !== 'rel' ? one : `"${String(one).replace(/["\\]/g, '\\$&')}"`}`;
    }
  return text;
}

/** The links of a page of a list: first and prev unless it is the first, next and last unless it is the last. */
export function pageLinks(base, { page, perPage, total }) {
  const last = Math.max(1, Math.ceil(total / perPage));
  const to = (number, rel) => {
    const url = new URL(base);
    url.searchParams.set('page', String(number));
    url.searchParams.set('per_page', String(perPage));
    return { uri: url.href, rel };
  };
  const links = [];
  if (page > 1) links.push(to(1, 'first'), to(Math.min(page - 1, last), 'prev'));
  if (page < last) links.push(to(page + 1, 'next'), to(last, 'last'));
  return links;
}
