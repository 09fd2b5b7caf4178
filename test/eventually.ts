/** Asks again until the answer is true (or any truthy value), and returns it. Fails with `what` after the time-out. */
export async function eventually<T>(ask: () => Promise<T> | T, what: string, timeoutMs = 30_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      const detail = last instanceof Error ? last.stack : JSON.stringify(last);
      throw new Error(`not within ${timeoutMs / 1000} s: ${what}; last: ${detail}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
