import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { saveFailure } from './corpus.ts';
import type { TargetName } from './fuzzTarget.ts';
import type { ThreadOrder, ThreadReport } from './fuzzThread.ts';
import { shrinkText } from './shrinkText.ts';

/** What a run over one target came to. */
export interface FuzzOutcome {
  readonly target: TargetName;
  readonly seed: number;
  readonly executions: number;
  readonly ms: number;
  /** How many different things became of the inputs. */
  readonly kinds: number;
  readonly slowest: { readonly ms: number; readonly text: string };
  readonly failure?: FuzzFailure;
}

/** An input that breaks its target: `file` holds it, as small as it could be made. */
export interface FuzzFailure {
  readonly message: string;
  readonly seed: number;
  readonly text: string;
  readonly file: string;
}

export interface FuzzOptions {
  readonly target: TargetName;
  readonly seed: number;
  /** How long to go on. */
  readonly ms: number;
  /** Rounds of 400 mutated inputs at most. */
  readonly rounds?: number;
  /** Hears of each input that did something new, unless the run began with it. */
  readonly onNew?: (text: string, words: string) => void;
}

/** One input may take this long: a machine that is busy makes them slow, an endless loop never ends. */
const longestMs = 15_000;
/** A thread that needs more is ended, which is a failure. */
const limitMb = 700;
const longestInput = 1_000_000;

/** Runs a target in a thread of its own for a time, or until an input breaks it. Rejects only when the fuzzer itself is broken. */
export async function runTarget({ target, seed, ms, rounds, onNew }: FuzzOptions): Promise<FuzzOutcome> {
  const from = Date.now();
  let kinds = 0;
  const heard = (report: NewInput) => {
    kinds += 1;
    if (!report.fromCorpus) onNew?.(report.text, report.words);
  };
  const ended = await runThread({ target, seed, ms, ...(rounds === undefined ? {} : { rounds }) }, { onNew: heard });
  const outcome = { target, seed, executions: ended.executions, kinds, ms: Date.now() - from };
  if (ended.kind === 'done') return { ...outcome, slowest: ended.slowest };
  const text = ended.kind === 'stopped' ? await shrinkStopped(target, ended.text) : ended.text;
  const failure = { message: ended.message, seed: ended.seed, text, file: saveFailure(target, text) };
  return { ...outcome, slowest: { ms: 0, text: '' }, failure };
}

/** Runs one input and says why it fails; undefined when it does not. */
export async function runInput(
  target: TargetName,
  text: string,
  { limitMs = longestMs } = {},
): Promise<string | undefined> {
  const ended = await runThread({ target, seed: 0, ms: 0, only: text }, { limitMs });
  return ended.kind === 'done' ? undefined : ended.message;
}

type NewInput = Extract<ThreadReport, { kind: 'new' }>;

type Ended = { readonly executions: number } & (
  | Extract<ThreadReport, { kind: 'done' | 'failed' }>
  /** By us, or by its own death: the input it had begun is to blame. */
  | { readonly kind: 'stopped'; readonly text: string; readonly message: string; readonly seed: number }
);

async function runThread(
  order: Omit<ThreadOrder, 'counters' | 'input'>,
  { limitMs = longestMs, onNew }: { readonly limitMs?: number; readonly onNew?: (report: NewInput) => void },
): Promise<Ended> {
  const counters = new Int32Array(new SharedArrayBuffer(8));
  const input = new SharedArrayBuffer(2 * longestInput);
  const workerData: ThreadOrder = { ...order, counters: counters.buffer, input };
  const worker = new Worker(new URL('./fuzzThread.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: limitMb },
  });
  const stopped = (message: string): Ended => {
    const text = Buffer.from(input).toString('utf16le', 0, 2 * Atomics.load(counters, 1));
    return { kind: 'stopped', text, message, seed: order.seed, executions: Atomics.load(counters, 0) };
  };
  const ended = new Promise<Ended>((resolve) => {
    worker.on('message', (report: ThreadReport) => {
      if (report.kind === 'new') onNew?.(report);
      else resolve({ ...report, executions: Atomics.load(counters, 0) });
    });
    worker.once('error', (error) =>
      resolve(stopped(error instanceof Error ? (error.stack ?? error.message) : String(error))),
    );
    worker.once('exit', (code) => resolve(stopped(`the thread ended with code ${code}`)));
  });
  const watch = new AbortController();
  const hung = stalled(counters, limitMs, watch.signal).then(() =>
    stopped(`one input took more than ${limitMs / 1000} seconds`),
  );
  try {
    return await Promise.race([ended, hung]);
  } finally {
    watch.abort();
    await worker.terminate();
  }
}

/**
 * Settles when the number of inputs has stood still for the limit, or eight times as long where this process had no processor for
 * it; the thread needs time besides to load what it tests.
 */
async function stalled(counters: Int32Array, limitMs: number, signal: AbortSignal): Promise<void> {
  let begun = 0;
  let since = { at: Date.now(), cpuMs: cpuMs() };
  while (!signal.aborted) {
    await sleep(200);
    const now = Atomics.load(counters, 0);
    if (now !== begun) since = { at: Date.now(), cpuMs: cpuMs() };
    begun = now;
    const allowedMs = now === 0 ? 2 * longestMs + limitMs : limitMs;
    const stoodMs = Date.now() - since.at;
    if (stoodMs >= allowedMs && (cpuMs() - since.cpuMs >= allowedMs / 2 || stoodMs >= 8 * allowedMs)) return;
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What hangs or dies is tried in fresh threads, each of which may take the whole limit: only a few times. */
async function shrinkStopped(target: TargetName, text: string): Promise<string> {
  const end = Date.now() + 6 * longestMs;
  const fails = async (candidate: string) => (await runInput(target, candidate)) !== undefined;
  return shrinkText(text, fails, () => Date.now() < end);
}
