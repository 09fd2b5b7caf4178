/** A signal for work that nothing cancels; it still has to be named at the call. */
export function neverCancelled(): AbortSignal {
  return new AbortController().signal;
}
