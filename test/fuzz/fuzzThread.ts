import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { readCorpus, readDictionary } from './corpus.ts';
import { loadTarget, type OpenTarget, type TargetName } from './fuzzTarget.ts';
import { mutated } from './mutations.ts';
import { shrinkText } from './shrinkText.ts';

/** What a thread is started with. The input it works on lies in `input`, for whoever has to end the thread. */
export interface ThreadOrder {
  readonly target: TargetName;
  readonly seed: number;
  readonly ms: number;
  /** No more rounds of mutations than that, however fast the machine is. */
  readonly rounds?: number;
  /** Number of inputs begun, and length of the present one in UTF-16 units. */
  readonly counters: SharedArrayBuffer;
  readonly input: SharedArrayBuffer;
  /** Only this input, to see whether it fails. */
  readonly only?: string;
}

/** What a thread says. `done` and `failed` are the last. */
export type ThreadReport =
  | { readonly kind: 'new'; readonly text: string; readonly words: string; readonly fromCorpus: boolean }
  | { readonly kind: 'failed'; readonly text: string; readonly message: string; readonly seed: number }
  | { readonly kind: 'done'; readonly slowest: { readonly ms: number; readonly text: string } };

const order = workerData as ThreadOrder;
const counters = new Int32Array(order.counters);
const shared = Buffer.from(order.input);
const seen = new Set<string>();
const pool: string[] = [];
/** What is mutated: what is new in this run, and what it began with. */
const mostPool = 3_000;
const runsOfRound = 400;
let slowest = { ms: 0, text: '' };

const target = await loadTarget(order.target);
const open = await target.open();
const last = order.only === undefined ? await fuzz(open) : await once(open, order.only);
await open.close();
say(last);

function say(report: ThreadReport): void {
  parentPort?.postMessage(report);
}

async function once(reader: OpenTarget, text: string): Promise<ThreadReport> {
  const message = await failureOf(reader, text);
  return message === undefined ? { kind: 'done', slowest } : { kind: 'failed', text, message, seed: order.seed };
}

async function fuzz(reader: OpenTarget): Promise<ThreadReport> {
  const end = Date.now() + order.ms;
  const dictionary = readDictionary(order.target);
  pool.push('', ...readCorpus(order.target), ...target.seeds());
  for (const text of pool.slice()) {
    const message = await failureOf(reader, text);
    if (message !== undefined) return failed(reader, { text, message, seed: order.seed });
  }
  const lastSeed = order.seed + (order.rounds ?? Number.POSITIVE_INFINITY);
  for (let seed = order.seed; seed < lastSeed && Date.now() < end; seed++) {
    const inputs = fc.oneof(
      { weight: 12, arbitrary: mutated(pool, dictionary) },
      ...(target.generated ? [{ weight: 4, arbitrary: target.generated }] : []),
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
    );
    let message: string | undefined;
    const property = fc.asyncProperty(inputs, async (text) => {
      const found = await failureOf(reader, text);
      message = found ?? message;
      return found === undefined;
    });
    const result = await fc.check(property, {
      seed,
      numRuns: runsOfRound,
      interruptAfterTimeLimit: Math.max(1, end - Date.now()),
      markInterruptAsFailure: false,
    });
    const [text] = result.counterexample ?? [];
    if (result.failed && text !== undefined) return failed(reader, { text, message: message ?? '', seed });
  }
  return { kind: 'done', slowest };
}

/** A failure with the smallest input that can be found in twenty seconds. */
async function failed(
  reader: OpenTarget,
  { text, message, seed }: { readonly text: string; readonly message: string; readonly seed: number },
): Promise<ThreadReport> {
  const end = Date.now() + 20_000;
  const fails = async (candidate: string) => (await failureOf(reader, candidate)) !== undefined;
  const small = await shrinkText(text, fails, () => Date.now() < end);
  return { kind: 'failed', text: small, message: (await failureOf(reader, small)) ?? message, seed };
}

/** Why an input fails, or undefined. */
async function failureOf(reader: OpenTarget, text: string): Promise<string | undefined> {
  Atomics.store(counters, 1, Math.min(text.length, shared.length / 2));
  shared.write(text, 'utf16le');
  Atomics.add(counters, 0, 1);
  const from = performance.now();
  try {
    const words = await reader.check(text);
    if (!seen.has(words)) {
      seen.add(words);
      say({ kind: 'new', text, words, fromCorpus: pool.includes(text) });
      if (pool.length < mostPool) pool.push(text);
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    const ms = performance.now() - from;
    if (ms > slowest.ms) slowest = { ms, text };
  }
}
