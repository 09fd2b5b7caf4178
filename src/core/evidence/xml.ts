/** One piece of an XML text. */
export type XmlEvent =
  | {
      readonly type: 'open';
      readonly name: string;
      readonly attributes: ReadonlyMap<string, string>;
      readonly closed: boolean;
    }
  | { readonly type: 'close'; readonly name: string }
  | { readonly type: 'text'; readonly text: string };

/** A text that is not the plain XML this reader knows. */
export class XmlProblem extends Error {}

const maxTag = 200_000;
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The elements and texts of an XML document, one after the other, in one pass over it. A document type is refused, so no
 * entity is ever defined or expanded; only the five named ones and character numbers are known. Nesting is the caller's.
 */
export function* readXml(text: string): Generator<XmlEvent, void, undefined> {
  let at = 0;
  while (at < text.length) {
    const tag = text.indexOf('<', at);
    const end = tag === -1 ? text.length : tag;
    if (end > at) yield { type: 'text', text: decode(text.slice(at, end)) };
    if (tag === -1) return;
    if (text.startsWith('<!--', tag)) at = after(text, '-->', tag + 4);
    else if (text.startsWith('<![CDATA[', tag)) {
      at = after(text, ']]>', tag + 9);
      yield { type: 'text', text: text.slice(tag + 9, at - 3) };
    } else if (text.startsWith('<?', tag)) at = after(text, '?>', tag + 2);
    else if (text.startsWith('<!', tag)) throw new XmlProblem('a document type is not accepted');
    else {
      at = tagEnd(text, tag + 1);
      yield readTag(text.slice(tag + 1, at - 1));
    }
  }
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  if (at === -1) throw new XmlProblem('it was cut');
  return at + mark.length;
}

/** The index after the tag's '>', quoted attribute values passed over. */
function tagEnd(text: string, from: number): number {
  let quote = '';
  const limit = Math.min(text.length, from + maxTag);
  for (let at = from; at < limit; at++) {
    const unit = text.charAt(at);
    if (quote !== '') {
      if (unit === quote) quote = '';
    } else if (unit === '"' || unit === "'") quote = unit;
    else if (unit === '>') return at + 1;
  }
  throw new XmlProblem(limit === text.length ? 'it was cut' : 'a tag is too long');
}

function readTag(tag: string): XmlEvent {
  if (tag.startsWith('/')) return { type: 'close', name: tag.slice(1).trim() };
  const closed = tag.endsWith('/');
  const body = closed ? tag.slice(0, -1) : tag;
  const name = /^[^\s/]+/.exec(body)?.[0] ?? '';
  const attributes = new Map<string, string>();
  let at = name.length;
  while (at < body.length) {
    const equals = body.indexOf('=', at);
    if (equals === -1) break;
    const key = body.slice(at, equals).trim();
    const opening = body.slice(equals + 1, equals + 20).search(/["']/);
    if (opening === -1) throw new XmlProblem('an attribute has no quotes');
    const start = equals + 1 + opening;
    const end = body.indexOf(body.charAt(start), start + 1);
    if (end === -1) throw new XmlProblem('an attribute is not closed');
    attributes.set(key, decode(body.slice(start + 1, end)));
    at = end + 1;
  }
  return { type: 'open', name, attributes, closed };
}

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|[a-z]{2,4});/g, (whole: string, body: string) => {
    if (!body.startsWith('#')) return named[body] ?? whole;
    const code = body.startsWith('#x') ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}
