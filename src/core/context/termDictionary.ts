/** Terms by number and back. Numbers begin at 1 and stay. */
export class TermDictionary {
  readonly #ids = new Map<string, number>();
  readonly #terms: (string | undefined)[] = [undefined];

  /** The largest number that is taken. */
  get last(): number {
    return this.#terms.length - 1;
  }

  idOf(term: string): number | undefined {
    return this.#ids.get(term);
  }

  termOf(id: number): string | undefined {
    return this.#terms[id];
  }

  /** Takes in a term under the next number. */
  add(term: string): number {
    this.#ids.set(term, this.#terms.length);
    this.#terms.push(term);
    return this.#terms.length - 1;
  }

  /** Forgets the terms above a number: their transaction came to nothing. */
  dropAfter(id: number): void {
    for (const term of this.#terms.splice(id + 1)) if (term !== undefined) this.#ids.delete(term);
  }
}
