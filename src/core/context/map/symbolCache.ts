import type { FileSymbols } from './symbolGraph.ts';

/** What is read from a text alone: imports depend on which other files there are, and are worked out anew. */
export type TextSymbols = Pick<FileSymbols, 'definitions' | 'mentions'>;

/** Remembers what was read from texts. */
export interface SymbolCache {
  /** What this text says, read once. `language` and `text` together are the key. */
  get(
    key: { readonly language: string; readonly text: string },
    read: () => Promise<TextSymbols>,
  ): Promise<TextSymbols>;
}

/** Keeps what was read from the texts that were asked for last, by their content's hash (`hash` gives it). */
export function createSymbolCache({
  hash,
  mostTexts = 2_000,
}: {
  readonly hash: (text: string) => string;
  readonly mostTexts?: number;
}): SymbolCache {
  const known = new Map<string, Promise<TextSymbols>>();
  return {
    get({ language, text }, read) {
      const key = `${language}\0${hash(text)}`;
      const found = known.get(key);
      const reading = found ?? read();
      // Asked for last, it is forgotten last.
      known.delete(key);
      known.set(key, reading);
      if (!found) reading.catch(() => known.delete(key));
      for (const oldest of known.keys()) {
        if (known.size <= mostTexts) break;
        known.delete(oldest);
      }
      return reading;
    },
  };
}
