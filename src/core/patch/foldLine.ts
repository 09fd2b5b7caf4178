const singleQuotes = '\u2018\u2019\u201A\u201B\u2032\u2035\u02BC\uFF07';
const doubleQuotes = '\u201C\u201D\u201E\u201F\u2033\u2036\u00AB\u00BB\uFF02';
const dashes = '\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uFE58\uFE63\uFF0D';
const spaces = '\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000';

/** All signs above, and most lines of code have none of them. */
const beyondAscii = /[^\0-\x7F]/;
const typographic = new RegExp(`[${singleQuotes}${doubleQuotes}${dashes}${spaces}]`, 'g');

/** True when the text has a quote, dash or space that is not ASCII's. */
export function hasTypographic(text: string): boolean {
  return text.search(typographic) >= 0;
}

/** The text with typographic quotes, dashes and spaces made ASCII's, one character for one, so that positions stay. */
export function plainPunctuation(text: string): string {
  if (!beyondAscii.test(text)) return text;
  return text.replace(typographic, (sign) => {
    if (singleQuotes.includes(sign)) return "'";
    if (doubleQuotes.includes(sign)) return '"';
    return dashes.includes(sign) ? '-' : ' ';
  });
}

/** The parts two texts begin and end with alike once their punctuation is made plain: lengths, which never overlap. */
export function commonEnds(left: string, right: string): { readonly head: number; readonly tail: number } {
  const [a, b] = [plainPunctuation(left), plainPunctuation(right)];
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return { head, tail };
}
