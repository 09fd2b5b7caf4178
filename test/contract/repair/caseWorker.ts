import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestCase, TestReport } from '../../../src/core/evidence/testReport.ts';
import type { RepairCase } from './repairCase.ts';

interface Reply {
  readonly id: number;
  readonly error?: string | null;
  readonly results: readonly {
    readonly title: string;
    readonly suite?: string;
    readonly ok: boolean;
    readonly message?: string;
    readonly stack?: string;
    readonly expected?: string;
    readonly actual?: string;
  }[];
}

/** A child process that runs a case's tests on changed sources; started again when a candidate kills or hangs it. */
export class CaseWorker {
  readonly #kind: 'script' | 'python';
  #child: ChildProcess | undefined;
  #ready: Promise<void> = Promise.resolve();
  #waiting = new Map<number, (reply: Reply | undefined) => void>();
  #next = 1;
  #disposed = false;

  constructor(kind: 'script' | 'python') {
    this.#kind = kind;
  }

  /** The report of the case's tests on this source, up to the first that hangs if asked; undefined when the process died or ran out of time. */
  async run(repairCase: RepairCase, source: string, stopEarly = false): Promise<TestReport | undefined> {
    if (this.#disposed) return undefined;
    const id = this.#next++;
    const child = this.#ensureChild();
    // How long a process takes to start says nothing of the candidate.
    await this.#ready;
    const files = { [repairCase.sourceFile]: source, [repairCase.testFile]: repairCase.test };
    const reply = await new Promise<Reply | undefined>((resolve) => {
      const watch = watchFor(child);
      this.#waiting.set(id, (got) => {
        clearInterval(watch);
        this.#waiting.delete(id);
        resolve(got);
      });
      child.stdin?.write(`${JSON.stringify({ id, files, testFile: repairCase.testFile, stopEarly })}\n`);
    });
    return reply && reportOf(reply, repairCase);
  }

  /** Resolves once the process is gone, so that what it used is counted. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const child = this.#child;
    if (!child) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  #ensureChild(): ChildProcess {
    if (this.#child) return this.#child;
    const folder = import.meta.dirname;
    const child =
      this.#kind === 'python'
        ? spawn('python3', ['-u', '-W', 'ignore', join(folder, 'python_worker.py')], {
            stdio: ['pipe', 'pipe', 'ignore'],
          })
        : spawn(process.execPath, ['--no-warnings', '--max-old-space-size=512', join(folder, 'scriptWorker.mjs')], {
            stdio: ['pipe', 'pipe', 'ignore'],
          });
    let begin: () => void = () => undefined;
    this.#ready = new Promise((resolve) => {
      begin = resolve;
    });
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const reply = JSON.parse(line) as Reply | { readonly ready: true };
      if ('ready' in reply) begin();
      else this.#waiting.get(reply.id)?.(reply);
    });
    child.on('exit', () => begin());
    child.stdin?.on('error', () => this.#lose(child));
    child.on('exit', () => this.#lose(child));
    this.#child = child;
    return child;
  }

  #lose(child: ChildProcess): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    for (const waiting of [...this.#waiting.values()]) waiting(undefined);
  }
}

/** A candidate has so long; on a busy machine a process that waits for the processor has longer. */
const limitMs = 1_500;
const limitCpuMs = 1_000;
const longestMs = 30_000;

/** Kills the process when its candidate has had its time: of the processor, or of the clock while it only waits. */
function watchFor(child: ChildProcess): NodeJS.Timeout {
  const began = performance.now();
  const before = usageOf(child);
  return setInterval(() => {
    const ms = performance.now() - began;
    const now = usageOf(child);
    const isStarved =
      now !== undefined && before !== undefined && now.isRunnable && now.cpuMs - before.cpuMs < limitCpuMs;
    if (now && before && now.cpuMs - before.cpuMs >= limitCpuMs) child.kill('SIGKILL');
    else if (ms >= (isStarved ? longestMs : limitMs)) child.kill('SIGKILL');
  }, 100);
}

/** What the kernel says of a process (proc(5): the state, and utime and stime in ticks of 10 ms); undefined elsewhere than on Linux. */
function usageOf({ pid }: ChildProcess): { readonly cpuMs: number; readonly isRunnable: boolean } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { cpuMs: (Number(fields[11]) + Number(fields[12])) * 10, isRunnable: fields[0] === 'R' };
  } catch {
    return undefined;
  }
}

function reportOf(reply: Reply, repairCase: RepairCase): TestReport {
  const cases = reply.results.map((result): TestCase => {
    const path = result.suite ? [result.suite, result.title] : [result.title];
    const base = {
      id: [repairCase.testFile, ...path].join(' > '),
      file: repairCase.testFile,
      line: undefined,
      path,
      durationMs: undefined,
    };
    if (result.ok) return { ...base, state: 'passed' };
    const compared = result.expected === undefined ? {} : { expected: result.expected, actual: result.actual ?? '' };
    const failure = { message: result.message ?? '', stack: result.stack ?? '', ...compared };
    return { ...base, state: 'failed', failure };
  });
  return {
    runner: repairCase.language === 'python' ? 'unittest' : 'node:test',
    source: 'structured',
    cases,
    exitCode: undefined,
    durationMs: 0,
    errors: reply.error ? [reply.error] : [],
  };
}
