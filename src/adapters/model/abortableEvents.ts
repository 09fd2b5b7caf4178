import { raceAbort, throwIfAborted } from '../../base/abort.ts';

/**
 * The same items, but the wait for the next one ends with AbortError as soon as the signal fires, whatever the source
 * does about it. The source is told to stop in every case; its cleanup is not waited for, because it may hang.
 */
export async function* abortableEvents<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      throwIfAborted(signal);
      const item = await raceAbort(iterator.next(), signal);
      if (item.done) return;
      yield item.value;
    }
  } finally {
    // Not awaited and its failure not shown: the reply is over either way.
    Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
