import type { TextView } from '../protocol/trace.ts';

/** How much of one text, and of all texts of a span, is sent before the person asks for more; UTF-16 units. */
const longestText = 6_000;
const longestAll = 400_000;

/**
 * Cuts the texts of a span to what a page shows at first, and finds one of them whole again by its key: the same span is
 * simply gone through once more, so that no text has to be kept for a page that may never ask.
 */
export class TextCutter {
  readonly #wanted: string | undefined;
  #left = longestAll;
  #last = 0;
  /** The whole text of the wanted key. */
  found: string | undefined;

  constructor(wanted?: string) {
    this.#wanted = wanted;
  }

  cut(text: string): TextView {
    const key = String(this.#last++);
    if (key === this.#wanted) this.found = text;
    const room = Math.min(longestText, this.#left);
    const shown = text.length > room ? text.slice(0, wholeUnits(text, room)) : text;
    this.#left -= shown.length;
    return { key, text: shown, length: text.length };
  }
}

/** The same length, or one less where it would cut a surrogate pair. */
export function wholeUnits(text: string, length: number): number {
  const code = text.charCodeAt(length - 1);
  return code >= 0xd800 && code <= 0xdbff ? Math.max(0, length - 1) : length;
}
