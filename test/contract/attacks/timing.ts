/** Runs an action and gives the milliseconds that it took. */
export async function timed(action: () => unknown): Promise<number> {
  const started = performance.now();
  await action();
  return performance.now() - started;
}

/** The longest time, in milliseconds, for which the event loop could not do anything else while the action ran. */
export async function longestStop(action: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 5);
  try {
    await action();
    return Math.max(longest, performance.now() - last);
  } finally {
    clearInterval(timer);
  }
}
