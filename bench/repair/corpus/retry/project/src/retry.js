const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs a task until it succeeds, with growing pauses; throws what the last attempt threw. */
export async function retry(task, options = {}) {
  const { attempts = 3, delay = 100, factor = 2, sleep = wait, retryable = () => true } = options;
  let pause = delay;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await task(attempt);
    } catch (error) {
      if (attempt >= attempts || !retryable(error)) throw error;
      await sleep(pause);
      pause *= factor;
    }
  }
}
