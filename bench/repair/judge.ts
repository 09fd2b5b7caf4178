// Runs the suites of a project outside the tool: to prove the corpus, and to judge what the tool proposes.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { CorpusModule } from './corpus.ts';

export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  /** It could not be run, or did not come to its end in time. */
  readonly broken: boolean;
}

export const isGreen = ({ passed, failed, broken }: SuiteResult) => passed > 0 && failed === 0 && !broken;

const suiteSeconds = 20;

/** Runs suites; Python's in forks of one process that has loaded pytest, so that hundreds of them take seconds. */
export class Judge {
  #server: ChildProcess | undefined;
  #waiting: ((line: string) => void)[] = [];

  /** Runs the visible suite (`test` or `tests`) or the hidden one of a project that was written to `folder`. */
  run(module: CorpusModule, folder: string, suite: 'visible' | 'hidden'): Promise<SuiteResult> {
    const python = module.language === 'python';
    const tests = suite === 'hidden' ? 'hidden' : python ? 'tests' : 'test';
    return python ? this.#runPytest(folder, [tests]) : runNode(folder, tests);
  }

  async #runPytest(dir: string, paths: readonly string[]): Promise<SuiteResult> {
    const server = this.#server ?? this.#start();
    const line = await new Promise<string>((done) => {
      this.#waiting.push(done);
      server.stdin?.write(`${JSON.stringify({ dir, paths, seconds: suiteSeconds })}\n`);
    });
    return JSON.parse(line) as SuiteResult;
  }

  #start(): ChildProcess {
    const script = path.join(import.meta.dirname, 'pytest_server.py');
    const server = spawn('python3', ['-B', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: server.stdout }).on('line', (line) => this.#waiting.shift()?.(line));
    // Whoever still waits when it dies is told, instead of waiting for ever.
    server.on('close', () => {
      for (const waiting of this.#waiting.splice(0)) waiting('{"passed":0,"failed":0,"broken":true}');
    });
    this.#server = server;
    return server;
  }

  dispose(): void {
    this.#server?.stdin?.end();
    this.#server = undefined;
  }
}

async function runNode(folder: string, tests: string): Promise<SuiteResult> {
  const files = readdirSync(path.join(folder, tests)).filter((file) => /\.test\.[jt]s$/.test(file));
  const args = ['--test', '--test-isolation=none', '--test-reporter=tap', ...files.map((file) => `${tests}/${file}`)];
  const environment = { ...process.env };
  delete environment.NODE_TEST_CONTEXT;
  const child = spawn(process.execPath, args, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), suiteSeconds * 1000);
  const code = await new Promise<number | null>((done) => child.on('close', done));
  clearTimeout(timer);
  const count = (word: string) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const passed = count('pass');
  const failed = count('fail') + count('cancelled');
  return { passed, failed, broken: code === null || (code !== 0 && failed === 0) };
}
