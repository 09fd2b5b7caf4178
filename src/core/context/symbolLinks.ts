import type { CodeTokens } from './codeTokens.ts';

/**
 * Which chunks name what others define. A name that more than three chunks define, or that is no more than two letters, links nothing.
 */
export interface SymbolLinks {
  /** The chunks that name what this one defines, without those that define it too. */
  usersOf(slot: number): readonly number[];
  /** The chunks that define one of the terms, without those that define the same as `slot`. */
  definersOf(terms: readonly string[], slot: number): readonly number[];
}

/** What links are read from: names as chunks define them, empty where they define nothing. */
export interface NamedChunks {
  readonly slots: Iterable<number>;
  nameOf(slot: number): string;
  /** The chunks that have a term. */
  having(term: string): readonly number[];
}

const mostDefiners = 3;
const shortestTerm = 3;

/** The links of chunks as they are now: a name is known by the term that stands for it as a whole. */
export function symbolLinks({ slots, nameOf, having }: NamedChunks, tokens: CodeTokens): SymbolLinks {
  const definers = new Map<string, number[]>();
  const termOf = (slot: number) => {
    const name = nameOf(slot);
    return tokens.ofWord(name.slice(name.lastIndexOf('.') + 1))[0] ?? '';
  };
  for (const slot of slots) {
    const term = termOf(slot);
    if (term.length < shortestTerm) continue;
    const known = definers.get(term);
    if (known) known.push(slot);
    else definers.set(term, [slot]);
  }
  const few = (term: string) => {
    const found = definers.get(term) ?? [];
    return found.length <= mostDefiners ? found : [];
  };
  return {
    usersOf(slot) {
      const term = termOf(slot);
      const own = few(term);
      return own.length === 0 ? [] : having(term).filter((user) => !own.includes(user));
    },
    definersOf(terms, slot) {
      const found = terms.flatMap((term) => {
        const own = few(term);
        return own.includes(slot) ? [] : own;
      });
      return [...new Set(found)];
    },
  };
}
