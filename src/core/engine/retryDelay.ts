import type { RetryDefinition } from '../workflow/definition.ts';

/**
 * Milliseconds to wait after a failed attempt (counted from 1): `baseMs`, or `baseMs * 2^(attempt - 1)`, spread by up to
 * ±`jitter`, at most `maxMs`. The spread depends on the run's seed, the node and the attempt alone, so that a run that is
 * resumed or replayed waits as it did. A wait that the other side asked for is taken as it is.
 */
export function retryDelayMs(
  policy: RetryDefinition,
  { seed, path, attempt, toldMs }: { seed: number; path: string; attempt: number; toldMs: number | undefined },
): number {
  if (toldMs !== undefined && Number.isFinite(toldMs) && toldMs >= 0) return toldMs;
  const growth = policy.backoff === 'exponential' ? 2 ** (attempt - 1) : 1;
  const spread = 1 + policy.jitter * (2 * unitOf(seed, `${path}#${attempt}`) - 1);
  return Math.max(0, Math.min(policy.maxMs, policy.baseMs * growth * spread));
}

/** Whether the policy tries a failure with this code again. No code listed: every operational failure. */
export function isRetried(policy: RetryDefinition, code: string): boolean {
  return policy.on.length === 0 || policy.on.includes(code);
}

/** A number in [0, 1): FNV-1a (Fowler, Noll, Vo) over the text, then the finaliser of MurmurHash3 (Appleby). */
function unitOf(seed: number, text: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
