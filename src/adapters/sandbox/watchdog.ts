import type { SandboxLimits } from '../../core/sandbox/sandbox.ts';
import { sharedMemoryBytes } from './bubblewrapArgs.ts';
import type { DiskMeter } from './diskMeter.ts';
import { createHiddenMemory } from './hiddenMemory.ts';
import type { TreeSample } from './processTree.ts';

/** What the watchdog looks at. */
export interface WatchdogOptions {
  readonly limits: SandboxLimits;
  /** undefined where processes cannot be listed. */
  readonly sample: () => TreeSample | undefined;
  readonly disk: DiskMeter;
  /** Called at most once, with the first limit that was passed. */
  readonly onLimit: (limit: keyof SandboxLimits) => void;
  /** Called when looking itself fails. */
  readonly onError: (error: unknown) => void;
}

/** Looks at a command several times a second until it is stopped. */
export interface Watchdog {
  stop(): void;
  peakMemoryBytes(): number | undefined;
}

// Most bombs go off at once and most commands are short, so the first looks come quickly.
const firstLookMs = 20;
const earlyPauseMs = 60;
const earlyMs = 2_000;
const usualPauseMs = 250;
const closePauseMs = 30;

/** Starts watching. RLIMIT_AS and RLIMIT_DATA cannot cap what Node uses, and RLIMIT_NPROC does not bind root: hence this. */
export function startWatchdog({ limits, sample, disk, onLimit, onError }: WatchdogOptions): Watchdog {
  const startMs = performance.now();
  const stopped = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let peak: number | undefined;
  const hidden = createHiddenMemory(limits.tmpBytes + sharedMemoryBytes);
  const wall = setTimeout(() => found('wallMs'), limits.wallMs);

  const stop = (): void => {
    stopped.abort();
    clearTimeout(timer);
    clearTimeout(wall);
  };
  const found = (limit: keyof SandboxLimits): void => {
    if (stopped.signal.aborted) return;
    stop();
    onLimit(limit);
  };
  const withHidden = (now: TreeSample | undefined): TreeSample | undefined =>
    now && { ...now, memoryBytes: now.memoryBytes + hidden(now) };
  const look = async (): Promise<void> => {
    const now = withHidden(sample());
    if (now) peak = Math.max(peak ?? 0, now.memoryBytes);
    const limit = (now && passedLimit(now, limits)) ?? (await disk.check(false, stopped.signal));
    if (stopped.signal.aborted) return;
    if (limit) found(limit);
    else schedule(pauseAfter(now));
  };
  const pauseAfter = (now: TreeSample | undefined): number => {
    if (now && passedLimit(now, halved(limits))) return closePauseMs;
    return performance.now() - startMs < earlyMs ? earlyPauseMs : usualPauseMs;
  };
  const schedule = (pauseMs: number): void => {
    timer = setTimeout(() => {
      look().catch((error: unknown) => {
        if (!stopped.signal.aborted) onError(error);
      });
    }, pauseMs);
  };
  schedule(firstLookMs);
  return { stop, peakMemoryBytes: () => peak };
}

/** The first limit that the sample passes. */
export function passedLimit(
  now: TreeSample,
  limits: Pick<SandboxLimits, 'memoryBytes' | 'processes' | 'cpuSeconds'>,
): 'memoryBytes' | 'processes' | 'cpuSeconds' | undefined {
  if (now.memoryBytes > limits.memoryBytes) return 'memoryBytes';
  if (now.processes > limits.processes) return 'processes';
  return now.cpuSeconds > limits.cpuSeconds ? 'cpuSeconds' : undefined;
}

function halved(limits: SandboxLimits): Pick<SandboxLimits, 'memoryBytes' | 'processes' | 'cpuSeconds'> {
  return {
    memoryBytes: limits.memoryBytes / 2,
    processes: limits.processes / 2,
    cpuSeconds: limits.cpuSeconds - 1,
  };
}
