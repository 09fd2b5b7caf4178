import { CliBench } from './loopwrightCli.ts';

/** Arguments of a run that repairs without a model. */
export const none: readonly string[] = ['--model', 'none'];

/** Runs the body on a fresh copy of a fixture. */
export function on(fixture: string, body: (bench: CliBench) => Promise<void>) {
  return async () => {
    const bench = new CliBench(fixture);
    try {
      await body(bench);
    } finally {
      bench.dispose();
    }
  };
}
