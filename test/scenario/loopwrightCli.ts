import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const cli = path.join(root, 'dist/cli.js');

/** What a finished command line left. */
export interface CliResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** A copy of a fixture with a data folder of its own, and the built command line over both. */
export class CliBench {
  readonly base = mkdtempSync(path.join(tmpdir(), 'lws-'));
  readonly workspace = path.join(this.base, 'ws');
  readonly home = path.join(this.base, 'data');

  readonly #kept: string[] = [];

  constructor(fixture: string) {
    cpSync(path.join(root, 'test/fixtures', fixture), this.workspace, { recursive: true });
  }

  /** The environment of a command: nothing of the tester's own but what programs need. */
  env(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
    const { PATH = '', LANG = 'C.UTF-8' } = process.env;
    return { PATH, LANG, HOME: this.base, LOOPWRIGHT_HOME: this.home, NO_COLOR: '1', ...extra };
  }

  /** Starts the command line; `wrapper` is a program and its arguments to run it with. */
  start(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    wrapper: readonly string[] = [],
  ): ChildProcess {
    assert.ok(existsSync(cli), 'dist/cli.js is missing: run npm run build first');
    const [program = '', ...rest] = [...wrapper, process.execPath, cli, ...args];
    return spawn(program, rest, {
      cwd: this.workspace,
      env: this.env(env),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  }

  run(args: readonly string[], env: Readonly<Record<string, string>> = {}, input = ''): Promise<CliResult> {
    return finished(this.start(args, env), input);
  }

  /** Runs `fix --json` and parses the one object it prints. */
  async fix(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    wrapper: readonly string[] = [],
  ): Promise<FixRun> {
    const result = await finished(this.start(['fix', '--json', ...args], env, wrapper));
    const lines = result.stdout.trim().split('\n');
    assert.equal(lines.length, 1, `stdout is one object:\n${result.stdout}\n${result.stderr}`);
    return { ...result, json: JSON.parse(lines[0] ?? '') as FixRun['json'] };
  }

  /** Every event of the newest run. */
  async events(): Promise<readonly { readonly type: string; readonly [key: string]: unknown }[]> {
    const { stdout } = await this.run(['show', '--json']);
    return (JSON.parse(stdout) as { events: { type: string }[] }).events;
  }

  read(file: string): string {
    return readFileSync(path.join(this.workspace, file), 'utf8');
  }

  /** A digest of every path, kind, mode and byte of the workspace. */
  fingerprint(): string {
    return fingerprint(this.workspace);
  }

  /** Whether any file of the data folder holds the text. */
  dataHolds(text: string): boolean {
    return filesBelow(this.home).some((file) => readFileSync(file).includes(text));
  }

  /** Keeps workspace and data folder as they are now; the answer puts them back at their places. */
  keep(): () => void {
    const kept = `${this.base}-kept`;
    const copy = (from: string, to: string) =>
      cpSync(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    copy(this.base, kept);
    this.#kept.push(kept);
    return () => {
      rmSync(this.base, { recursive: true, force: true, maxRetries: 5 });
      copy(kept, this.base);
    };
  }

  dispose(): void {
    for (const kept of this.#kept) rmSync(kept, { recursive: true, force: true, maxRetries: 5 });
    rmSync(this.base, { recursive: true, force: true, maxRetries: 5 });
  }
}

export interface FixRun extends CliResult {
  readonly json: {
    readonly ok: boolean;
    readonly runId: string;
    readonly outcome: string;
    readonly by: string | null;
    readonly isolated: boolean;
    readonly evidence: {
      readonly before: { failed: number; passed: number };
      readonly after: { failed: number; passed: number };
      readonly fixed: string[];
      readonly broken: string[];
      readonly flaky: string[];
    };
    readonly proposal: {
      readonly files: number;
      readonly hunks: number;
      readonly added: number;
      readonly removed: number;
      readonly patch: string;
      readonly testsChanged: boolean;
    } | null;
    readonly cost: {
      readonly usd: number | null;
      readonly tokensIn: number;
      readonly tokensOut: number;
      readonly calls: number;
    };
    readonly error: { readonly code: string; readonly message: string; readonly hint: string };
    readonly line: string;
    readonly wallMs: number;
  };
}

/** Waits for a process and collects what it printed. */
export function finished(child: ChildProcess, input = ''): Promise<CliResult> {
  const startMs = performance.now();
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdin?.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) =>
      resolve({ exitCode, signal, stdout, stderr, ms: performance.now() - startMs }),
    );
  });
}

/** A digest of a folder: every path, kind, mode and byte. */
export function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  const visit = (at: string) => {
    for (const name of readdirSync(at).sort()) {
      const file = path.join(at, name);
      const stat = lstatSync(file);
      hash.update(`${path.relative(folder, file)}\0${stat.mode}\0`);
      if (stat.isSymbolicLink()) hash.update(readlinkSync(file));
      else if (stat.isDirectory()) visit(file);
      else if (stat.isFile()) hash.update(readFileSync(file));
    }
  };
  visit(folder);
  return hash.digest('hex');
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
