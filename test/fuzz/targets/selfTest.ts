import type { FuzzTarget } from '../fuzzTarget.ts';

/** A reader with the defects that the fuzzer has to find: it hangs, eats memory and breaks at a word. */
export const target: FuzzTarget = {
  name: 'selfTest',
  seeds: () => ['some text of no meaning, quite a lot of it'],
  open: async () => ({ check, close: () => Promise.resolve() }),
};

function check(text: string): string {
  const held: string[][] = [];
  for (let round = 0; text === 'loop'; round++) if (round < 0) return 'never';
  while (text === 'memory') held.push(Array.from({ length: 100_000 }, (_, index) => `${index} of many`));
  if (text.includes('kaputt')) throw new Error('found the word');
  return text.slice(0, 1);
}
