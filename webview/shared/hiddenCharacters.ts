/** A piece of a text: readable, or one character that cannot be seen, by its code point. */
export type TextPiece = { readonly text: string } | { readonly hidden: string };

// Control characters but tab and line feed, zero-width characters, and marks that turn the direction of what follows
// (CVE-2021-42574): none of them can be seen, and each can make a text read as something it is not.
const hidden =
  /(?![\t\n])\p{Cc}|[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|\p{Cs}/gu;

/** The text in pieces, what cannot be seen on its own; a carriage return in front of a line feed is left out. */
export function splitHidden(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const match of text.matchAll(hidden)) {
    const { index } = match;
    const [character] = match;
    if (index > at) pieces.push({ text: text.slice(at, index) });
    at = index + 1;
    if (character === '\r' && text[at] === '\n') continue;
    pieces.push({ hidden: `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}` });
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
