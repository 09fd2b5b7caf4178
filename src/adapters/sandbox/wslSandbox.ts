import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { abortError } from '../../base/abort.ts';
import { CodedError, isCoded } from '../../base/errors.ts';
import type {
  InsidePaths,
  OutputListener,
  Sandbox,
  SandboxCommand,
  SandboxGap,
  SandboxPolicy,
  SandboxProbe,
  SandboxResult,
} from '../../core/sandbox/sandbox.ts';
import { parseBubblewrapVersion } from './bubblewrapHost.ts';
import { createCopyBaselines } from './copyBaselines.ts';
import { createCopyUsers } from './copyUsers.ts';
import { createFencedDependencies } from './fencedDependencies.ts';
import { removeTree } from './removeTree.ts';
import { makeRunFolder, removeLeftovers } from './runFolder.ts';
import { trialPolicy } from './trialPolicy.ts';
import { textFromWsl, type WslPlace, wslPath } from './wslPaths.ts';
import { runInWsl, type WslHost, wslEnvironment } from './wslRun.ts';
import { factsScript, parseFacts, wslFiles } from './wslScripts.ts';

/** What the back end takes from its host and from the person's settings. */
export interface WslSandboxOptions {
  readonly scratchRoot: string;
  readonly arch: string;
  /** wsl.exe, by its absolute path: a name would be looked for in the current folder first. */
  readonly program: string;
  /** undefined: the one that WSL has as its default. */
  readonly distribution: string | undefined;
}

/** Where Windows has it. */
export function wslProgram(env: Readonly<Record<string, string | undefined>>): string {
  return `${env.SystemRoot ?? 'C:\\Windows'}\\System32\\wsl.exe`;
}

const about = { name: 'wsl', isolated: true } as const;
const answerMs = 30_000;
const install = 'wsl.exe --install';

const gaps: readonly SandboxGap[] = [
  {
    text: 'Commands run on Linux, with Linux programs: native modules that were built for Windows do not load there.',
    remedy: 'npm ci',
  },
  {
    text: 'Memory, processor time and processes are limited for each process, not for all together: they cannot be watched from Windows.',
  },
];

/** Creates the Windows back end: bubblewrap inside a WSL 2 distribution, started by wsl.exe. */
export function createWslSandbox(options: WslSandboxOptions): Sandbox {
  return new WslSandbox(options);
}

interface Problem {
  readonly problem: string;
  readonly remedy: string;
}

class WslSandbox implements Sandbox {
  readonly mountsCopy = true;
  readonly insidePaths: InsidePaths = {
    toInside: (path) => wslPath(path, this.#place()),
    toHost: (text, policy) => textFromWsl(text, policy, this.#place()),
  };
  readonly #options: WslSandboxOptions;
  readonly #dependencies = createFencedDependencies();
  readonly #baselines = createCopyBaselines();
  readonly #users = createCopyUsers();
  #host: WslHost | undefined;

  constructor(options: WslSandboxOptions) {
    this.#options = options;
  }

  async probe(signal: AbortSignal): Promise<SandboxProbe> {
    const found = await this.#find(signal);
    if ('problem' in found) return { ...about, works: false, version: undefined, gaps: [], ...found };
    const { distribution } = this.#options;
    const where = distribution === undefined ? 'the default distribution' : distribution;
    return { ...about, works: true, version: `${found.facts.version} in ${where}`, gaps };
  }

  async run(
    command: SandboxCommand,
    policy: SandboxPolicy,
    onOutput: OutputListener,
    signal: AbortSignal,
  ): Promise<SandboxResult> {
    const found = await this.#find(signal);
    if ('problem' in found) throw new CodedError('sandbox.unavailable', found.problem, { hint: found.remedy });
    return await this.#runOnce(found, { command, policy, onOutput }, signal);
  }

  async #find(signal: AbortSignal): Promise<WslHost | Problem> {
    if (this.#host) return this.#host;
    const { scratchRoot } = this.#options;
    removeLeftovers(scratchRoot);
    const folder = makeRunFolder(scratchRoot, 'probe');
    try {
      const asked = await this.#ask(folder, signal);
      const problem = 'problem' in asked ? asked : await this.#try(asked, folder, signal);
      if (problem) return problem;
      if (!('problem' in asked)) this.#host = asked;
      return asked;
    } finally {
      removeTree(folder);
    }
  }

  /** What the distribution is made of, or why there is none that can be used. */
  async #ask(folder: string, signal: AbortSignal): Promise<WslHost | Problem> {
    const { program, arch } = this.#options;
    const prefix = this.#prefix();
    if (arch !== 'x64')
      return {
        problem: `The system call filter is written for x86-64 only; this machine is ${arch}.`,
        remedy: install,
      };
    if (!existsSync(program)) return { problem: 'WSL is not installed.', remedy: install };
    // Slashes: a backslash would be one of the shell that wsl.exe may put in between.
    const told = await ask(program, [...prefix, 'wslpath', '-a', '-u', folder.replaceAll('\\', '/')], signal);
    const inside = told.stdout.trim().split('\n').at(-1)?.trim() ?? '';
    if (told.failed || !inside.startsWith('/'))
      return { problem: `WSL runs nothing: ${(told.stdout + told.stderr).trim().slice(0, 300)}`, remedy: install };
    const drive = /^([A-Za-z]):/.exec(folder)?.[1]?.toLowerCase();
    const root = drive === undefined ? '/mnt' : (inside.split(`/${drive}/`)[0] ?? '/mnt');
    writeFileSync(join(folder, wslFiles.facts), factsScript);
    const script = posix.join(inside, wslFiles.facts);
    const facts = parseFacts((await ask(program, [...prefix, '/bin/bash', script], signal)).stdout, root);
    const version = parseBubblewrapVersion(facts.version);
    if (!version?.supported || facts.prlimitPath === '') {
      const missing = facts.bwrapPath === '' ? 'is not installed' : 'or util-linux is too old or missing';
      const on = this.#options.distribution === undefined ? '' : ` -d ${this.#options.distribution}`;
      return {
        problem: `bubblewrap 0.8 or later ${missing} in the distribution.`,
        remedy: `wsl.exe${on} -u root apt-get install -y bubblewrap util-linux`,
      };
    }
    const place = { root, distribution: this.#options.distribution };
    return { program, prefix, place, facts: { ...facts, version: `bubblewrap ${version.version}` } };
  }

  async #try(host: WslHost, folder: string, signal: AbortSignal): Promise<Problem | undefined> {
    const [hostPath, scratchPath] = [join(folder, 'copy'), join(folder, 'scratch')];
    for (const path of [hostPath, scratchPath]) mkdirSync(path);
    const policy = trialPolicy({ hostPath, mountPath: '/workspace' }, { scratchPath, wallMs: 20_000 });
    const command = { argv: ['touch', 'new'], cwd: '/workspace', env: {} };
    try {
      const result = await this.#runOnce(host, { command, policy, onOutput: () => undefined }, signal);
      if (result.exitCode === 0 && existsSync(join(hostPath, 'new'))) return undefined;
      return {
        problem: `bubblewrap in WSL cannot write into the copy: ${result.stderr.trim()}`,
        remedy: 'wsl.exe --update',
      };
    } catch (error) {
      if (!isCoded(error)) throw error;
      return { problem: error.message, remedy: error.hint ?? 'wsl.exe --update' };
    } finally {
      this.#baselines.forget(hostPath);
    }
  }

  async #runOnce(
    host: WslHost,
    given: { readonly command: SandboxCommand; readonly policy: SandboxPolicy; readonly onOutput: OutputListener },
    signal: AbortSignal,
  ): Promise<SandboxResult> {
    const { copy, scratchPath } = given.policy;
    // Said before anything is copied or made.
    for (const path of [copy.hostPath, copy.mountPath, scratchPath]) wslPath(path, host.place);
    this.#users.enter(copy.hostPath);
    try {
      await this.#dependencies.provide(given.policy, signal);
      const startUsage = await this.#baselines.of(copy.hostPath, scratchPath, signal);
      return await runInWsl({ ...given, host, runsFolder: this.#options.scratchRoot, startUsage }, signal);
    } finally {
      this.#users.leave(copy.hostPath);
    }
  }

  /** Where drives are, as the distribution has told; until then as it usually is. */
  #place(): WslPlace {
    return this.#host?.place ?? { root: '/mnt', distribution: this.#options.distribution };
  }

  /** Words between wsl.exe and a program. */
  #prefix(): readonly string[] {
    const { distribution } = this.#options;
    return [...(distribution === undefined ? [] : ['--distribution', distribution]), '--exec'];
  }
}

function ask(program: string, args: readonly string[], signal: AbortSignal) {
  return new Promise<{ readonly failed: boolean; readonly stdout: string; readonly stderr: string }>(
    (resolve, reject) => {
      const options = { env: wslEnvironment(process.env), timeout: answerMs, signal, encoding: 'utf8' as const };
      execFile(program, args, { ...options, windowsHide: true }, (error, stdout, stderr) => {
        if (signal.aborted) reject(abortError(signal));
        else resolve({ failed: error !== null, stdout, stderr });
      });
    },
  );
}
