import { constants } from 'node:os';

/** `SIGSEGV` for 11; `SIG34` for one that has no name here. */
export function signalName(number: number): string {
  const named = Object.entries(constants.signals).find(([, value]) => value === number);
  return named?.[0] ?? `SIG${number}`;
}
