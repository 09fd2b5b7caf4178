/** Marks a message as what was expected; the sentence around it is written where the place in the file is known. */
export const expectedMark = '~';

/** A zod error that says what was expected, in words that follow "expected". */
export function expected(phrase: string): { readonly error: string } {
  return { error: `${expectedMark}${phrase}` };
}
