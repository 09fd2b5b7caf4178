import type { Limiter } from './limiter.ts';

export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers a request, unless its caller has made too many. */
export function respond(limiter: Limiter, caller: string, answer: () => string): Response {
  if (!limiter.allow(caller)) return { status: 429, headers: {}, body: 'Too many requests' };
  return { status: 200, headers: {}, body: answer() };
}
