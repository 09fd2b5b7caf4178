import { type ChildProcess, spawn } from 'node:child_process';
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
  #waiting = new Map<number, (reply: Reply | undefined) => void>();
  #next = 1;

  constructor(kind: 'script' | 'python') {
    this.#kind = kind;
  }

  /** The report of the case's tests on this source, up to the first that hangs if asked; undefined when the process died or ran out of time. */
  async run(repairCase: RepairCase, source: string, stopEarly = false): Promise<TestReport | undefined> {
    const id = this.#next++;
    const child = this.#ensureChild();
    const files = { [repairCase.sourceFile]: source, [repairCase.testFile]: repairCase.test };
    const reply = await new Promise<Reply | undefined>((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), 1500);
      this.#waiting.set(id, (got) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(got);
      });
      child.stdin?.write(`${JSON.stringify({ id, files, testFile: repairCase.testFile, stopEarly })}\n`);
    });
    return reply && reportOf(reply, repairCase);
  }

  dispose(): void {
    this.#child?.kill('SIGKILL');
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
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const reply = JSON.parse(line) as Reply;
      this.#waiting.get(reply.id)?.(reply);
    });
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
