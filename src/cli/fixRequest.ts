import type { FixRequest } from '../protocol/engine.ts';
import type { Arguments } from './command.ts';
import { readRunOptions } from './runOptions.ts';

/** The flags that a fix has beside those of every run. */
export const attemptOptions = { 'max-attempts': { type: 'string' } } as const;

/** They, for the help. */
export const attemptHelp = { 'max-attempts N': 'How many edits of a model are tried (default: 4).' } as const;

/** What a command line asks of a fix; what is not said is what is usual. */
export function readFixRequest(args: Arguments, of: Pick<FixRequest, 'workspace' | 'tests'>): FixRequest {
  const options = readRunOptions(args);
  return {
    ...options,
    ...of,
    budgetUsd: options.budgetUsd ?? 1,
    maxMinutes: options.maxMinutes ?? 15,
    maxAttempts: Math.ceil(args.number('max-attempts') ?? 4),
  };
}
