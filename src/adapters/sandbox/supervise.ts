import { type ChildProcess, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { abortError, throwIfAborted } from '../../base/abort.ts';
import type { OutputListener, SandboxLimits, SandboxResult } from '../../core/sandbox/sandbox.ts';
import type { DiskMeter } from './diskMeter.ts';
import { coverInheritedFds } from './inheritedFds.ts';
import { captureOutput, captureShort } from './outputCapture.ts';
import type { TreeSample } from './processTree.ts';
import { startWatchdog, type Watchdog } from './watchdog.ts';

/** What to spawn: detached, stdin closed or held. `inputFds` become descriptors 3 and up, then come `pipes` more to read from. */
export interface Launch {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly inputFds: readonly number[];
  readonly pipes: number;
  /** Its stdin is a pipe that nothing is written to, and that ends when this process ends, however that comes about. */
  readonly holdsStdin?: boolean;
}

/** How to see and to end the processes of a command, given the first one and the texts its extra pipes have carried so far. */
export interface ProcessControl {
  readonly sample: (rootPid: number, pipes: readonly string[]) => TreeSample | undefined;
  readonly kill: (rootPid: number, pipes: readonly string[]) => void;
  /** Ends what is left after the first process has been waited for; its number must not be used as a process any more. */
  readonly sweep: (rootPid: number, pipes: readonly string[]) => Promise<void>;
}

/** A supervised command. */
export interface Supervision {
  readonly launch: Launch;
  readonly control: ProcessControl;
  readonly limits: SandboxLimits;
  readonly disk: DiskMeter;
  readonly onOutput: OutputListener;
  readonly onStarted: (() => void) | undefined;
}

/** The ending as the host saw it; `pipes` are the texts of the extra pipes. */
export interface Ending extends SandboxResult {
  readonly pipes: readonly string[];
}

// Streams held open by a process that was killed but still sits in the kernel must not hold up the result for ever.
const streamGraceMs = { killed: 250, ended: 3_000 };
const abortGraceMs = 400;

/**
 * Runs a command under its limits until it and its streams have ended. Rejects with AbortError once the signal has
 * fired and the first process is dead, and with the spawn's own error when the program is missing.
 */
export async function supervise(supervision: Supervision, signal: AbortSignal): Promise<Ending> {
  throwIfAborted(signal);
  const { launch } = supervision;
  const startMs = performance.now();
  const child = spawnDetached(launch);
  const watch = new CommandWatch(child, supervision);
  if (supervision.onStarted) child.once('spawn', supervision.onStarted);
  const onAbort = (): void => watch.abandon(abortError(signal));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const ended = await watch.ended;
    throwIfAborted(signal);
    // A command may have ended by itself just after it had passed a limit.
    const limit = watch.limit ?? (await supervision.disk.check(true, signal));
    return {
      exitCode: limit ? undefined : ended.exitCode,
      signal: limit ? undefined : ended.signal,
      limit,
      stdout: watch.stdout(),
      stderr: watch.stderr(),
      wallMs: Math.round(performance.now() - startMs),
      stopMs: watch.stopMs(),
      peakMemoryBytes: watch.peakMemoryBytes(),
      pipes: watch.pipeTexts(),
    };
  } catch (error) {
    watch.kill();
    throw signal.aborted ? abortError(signal) : error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    watch.dispose();
  }
}

function spawnDetached(launch: Launch): ChildProcess {
  const stdin = launch.holdsStdin ? 'pipe' : 'ignore';
  const own = [stdin, 'pipe', 'pipe', ...launch.inputFds, ...Array<'pipe'>(launch.pipes).fill('pipe')] as const;
  const covered = coverInheritedFds(own.length);
  try {
    return spawn(launch.argv[0] ?? '', launch.argv.slice(1), {
      cwd: launch.cwd,
      env: { ...launch.env },
      detached: true,
      windowsHide: true,
      stdio: [...own, ...covered.stdio],
    });
  } finally {
    covered.dispose();
  }
}

/** One spawned command: its streams, its watchdog, its end. */
class CommandWatch {
  readonly ended: Promise<{ readonly exitCode: number | undefined; readonly signal: string | undefined }>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  limit: keyof SandboxLimits | undefined;
  readonly #child: ChildProcess;
  readonly #supervision: Supervision;
  readonly #pipes: readonly (() => string)[];
  readonly #watchdog: Watchdog;
  #fail: (error: unknown) => void = () => undefined;
  #exited = false;
  #stoppedAt: number | undefined;
  #killed = false;
  #abandoned: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess, supervision: Supervision) {
    this.#child = child;
    this.#supervision = supervision;
    this.ended = this.#end();
    this.stdout = this.#capture('stdout');
    this.stderr = this.#capture('stderr');
    const extra = (child.stdio as readonly unknown[]).slice(3).filter((stream) => stream instanceof Readable);
    // A program that ends early closes the pipe: that is no error of the run.
    child.stdin?.on('error', () => undefined);
    this.#pipes = extra.map((stream) => captureShort(stream.on('error', (error) => this.#fail(error))));
    this.#watchdog = startWatchdog({
      limits: supervision.limits,
      sample: () => this.#withPid(supervision.control.sample),
      disk: supervision.disk,
      onLimit: (limit) => this.#stopFor(limit),
      onError: (error) => this.#fail(error),
    });
  }

  pipeTexts(): readonly string[] {
    return this.#pipes.map((read) => read());
  }

  peakMemoryBytes(): number | undefined {
    return this.#watchdog.peakMemoryBytes();
  }

  /** How long ago a limit was seen to have been passed. */
  stopMs(): number | undefined {
    return this.#stoppedAt === undefined ? undefined : Math.round(performance.now() - this.#stoppedAt);
  }

  /** Ends the whole tree. Once the first process has been waited for, its number may belong to somebody else. */
  kill(): void {
    this.#killed = true;
    this.#withPid(this.#supervision.control.kill);
  }

  /** Ends the tree, and stops waiting for it soon even if the kernel does not let go of it. */
  abandon(why: Error): void {
    this.kill();
    this.#abandoned = setTimeout(() => this.#fail(why), abortGraceMs);
  }

  dispose(): void {
    clearTimeout(this.#abandoned);
    this.#watchdog.stop();
    for (const stream of this.#child.stdio) stream?.destroy();
  }

  #stopFor(limit: keyof SandboxLimits): void {
    if (this.#exited || this.limit) return;
    this.limit = limit;
    this.#stoppedAt = performance.now();
    this.kill();
  }

  #withPid<T>(act: (pid: number, pipes: readonly string[]) => T): T | undefined {
    const { pid } = this.#child;
    return pid === undefined || this.#exited ? undefined : act(pid, this.pipeTexts());
  }

  #capture(name: 'stdout' | 'stderr'): () => string {
    const stream = this.#child[name];
    // A program that could not be spawned has no streams; `ended` rejects then.
    if (!stream) return () => '';
    stream.on('error', (error) => this.#fail(error));
    const { limits, onOutput } = this.#supervision;
    const onFull = (): void => this.#stopFor('outputBytes');
    return captureOutput(stream, { name, outputBytes: limits.outputBytes, onOutput, onFull }).text;
  }

  #end(): CommandWatch['ended'] {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#child.on('error', reject);
      this.#child.on('exit', (code, by) => {
        this.#exited = true;
        this.#watchdog.stop();
        const settle = (): void => resolve({ exitCode: code ?? undefined, signal: by ?? undefined });
        const streamsClosed = new Promise<void>((closed) => {
          setTimeout(closed, this.#killed ? streamGraceMs.killed : streamGraceMs.ended).unref();
          this.#child.on('close', () => closed());
        });
        const { pid } = this.#child;
        const swept = pid === undefined ? undefined : this.#supervision.control.sweep(pid, this.pipeTexts());
        Promise.all([streamsClosed, swept]).then(settle, reject);
      });
    });
  }
}
