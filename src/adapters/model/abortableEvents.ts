import { raceAbort, throwIfAborted } from '../../base/abort.ts';
import { CodedError } from '../../base/errors.ts';

/**
 * The same items, but the wait for the next one ends with AbortError as soon as the signal fires, whatever the source
 * does about it, and with `model.timeout` when none comes for `stallMs`: bytes that never make an item do not count. The
 * source is told to stop in every case; its cleanup is not waited for, because it may hang.
 */
export async function* abortableEvents<T>(
  source: AsyncIterable<T>,
  stallMs: number,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      throwIfAborted(signal);
      const stalled = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(stall(stallMs)), stallMs);
      });
      const item = await raceAbort(Promise.race([iterator.next(), stalled]), signal);
      clearTimeout(timer);
      if (item.done) return;
      yield item.value;
    }
  } finally {
    clearTimeout(timer);
    // Not awaited and its failure not shown: the reply is over either way.
    Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

/** How long a stream may go on without saying anything, when bytes may pause for that long: it may think for a while. */
export function stallMsOf(idleTimeoutMs: number): number {
  return Math.max(idleTimeoutMs, Math.min(10 * idleTimeoutMs, longestStallMs));
}

const longestStallMs = 1_800_000;

function stall(stallMs: number): CodedError {
  return new CodedError(
    'model.timeout',
    `The model kept the connection open but said nothing for ${stallMs / 1000} seconds.`,
    {
      hint: 'Try again, or another model.',
      details: { stallMs },
    },
  );
}
