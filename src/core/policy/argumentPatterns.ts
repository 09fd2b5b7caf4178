import type { ArgumentPattern } from './policy.ts';

/**
 * Whether a command is the one that a rule declares: the same program, the same number of arguments, and each of them fits. Nothing
 * is read as the beginning of something longer, and no shell is consulted.
 */
export function fitsCommand(patterns: readonly ArgumentPattern[], command: readonly string[]): boolean {
  if (patterns.length !== command.length) return false;
  return patterns.every((pattern, at) => fitsArgument(pattern, command[at] ?? ''));
}

function fitsArgument(pattern: ArgumentPattern, argument: string): boolean {
  if (typeof pattern === 'string') return pattern === argument;
  return 'any' in pattern || pattern.oneOf.includes(argument);
}
