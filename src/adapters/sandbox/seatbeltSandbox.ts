import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError, isCoded } from '../../base/errors.ts';
import type {
  OutputListener,
  Sandbox,
  SandboxCommand,
  SandboxGap,
  SandboxPolicy,
  SandboxProbe,
  SandboxResult,
} from '../../core/sandbox/sandbox.ts';
import { commandEnvironment } from './commandEnvironment.ts';
import { createCopyBaselines } from './copyBaselines.ts';
import { createDiskMeter } from './diskMeter.ts';
import { createFencedDependencies } from './fencedDependencies.ts';
import { groupControl } from './groupControl.ts';
import { mapCommand } from './mapCommand.ts';
import { checkPolicy, requireFolders } from './mountPoints.ts';
import { chooseContainer } from './remedies.ts';
import { removeTree } from './removeTree.ts';
import { makeRunFolder, removeLeftovers } from './runFolder.ts';
import { seatbeltArgs, seatbeltProfile } from './seatbeltProfile.ts';
import { supervise } from './supervise.ts';
import { discoverToolchain, type Toolchain, type ToolchainHost } from './toolchain.ts';
import { trialPolicy } from './trialPolicy.ts';

/** What the back end takes from its host. */
export interface SeatbeltSandboxOptions {
  readonly scratchRoot: string;
  readonly platform: NodeJS.Platform;
  readonly toolchainHost: ToolchainHost;
  /** The program that puts a command behind a profile. */
  readonly program: string;
}

/** Where macOS has it. */
export const sandboxExec = '/usr/bin/sandbox-exec';

const about = { name: 'seatbelt', version: undefined, isolated: true } as const;
const gaps: readonly SandboxGap[] = [
  {
    text: 'Commands find the copy at its own path, not at the workspace’s; dependencies are copied once per run (clones on APFS).',
    remedy: chooseContainer,
  },
  {
    text: 'No TCP or UDP at all, also not on the own machine: tests that open a server on localhost fail.',
    remedy: chooseContainer,
  },
  {
    text: 'Memory is watched by what is resident, several times a second; a program that leaves its group and hides its environment can outlive its run.',
    remedy: chooseContainer,
  },
  { text: 'macOS calls sandbox-exec deprecated; its profiles are what Apple’s own programs are fenced by.' },
];

/** Creates the macOS back end: `sandbox-exec` with a profile of our own, a watchdog, and resource limits. */
export function createSeatbeltSandbox(options: SeatbeltSandboxOptions): Sandbox {
  return new SeatbeltSandbox(options);
}

class SeatbeltSandbox implements Sandbox {
  readonly mountsCopy = false;
  readonly #options: SeatbeltSandboxOptions;
  readonly #dependencies = createFencedDependencies();
  readonly #baselines = createCopyBaselines();
  readonly #toolchains = new Map<string, Promise<Toolchain>>();
  #worked: SandboxProbe | undefined;

  constructor(options: SeatbeltSandboxOptions) {
    this.#options = options;
  }

  /** What has worked once is not tried again; what did not may have been repaired meanwhile. */
  async probe(signal: AbortSignal): Promise<SandboxProbe> {
    if (this.#worked) return this.#worked;
    const problem = this.#missing() ?? (await this.#try(signal));
    if (problem) return { ...about, works: false, gaps: [], ...problem };
    this.#worked = { ...about, works: true, gaps };
    return this.#worked;
  }

  async run(
    command: SandboxCommand,
    policy: SandboxPolicy,
    onOutput: OutputListener,
    signal: AbortSignal,
  ): Promise<SandboxResult> {
    const missing = this.#missing();
    if (missing) throw new CodedError('sandbox.unavailable', missing.problem, { hint: missing.remedy });
    checkPolicy(command, policy, this.#options.scratchRoot);
    requireFolders(policy);
    await this.#dependencies.provide(policy, signal);
    const { copy, scratchPath } = policy;
    const startUsage = await this.#baselines.of(copy.hostPath, scratchPath, signal);
    const disk = createDiskMeter({ roots: [copy.hostPath, scratchPath], startUsage, limits: policy.limits });
    const toolchain = await this.#findToolchain(copy.mountPath, signal);
    const launch = this.#launchOf(command, policy, toolchain);
    try {
      const { pipes: _none, ...result } = await supervise(
        {
          launch,
          control: groupControl(launch.mark, policy.limits.processes, this.#options.platform),
          limits: policy.limits,
          disk,
          onOutput,
          onStarted: command.onStarted,
        },
        signal,
      );
      return named(result);
    } catch (error) {
      throw error instanceof Error && 'syscall' in error
        ? new CodedError('sandbox.unavailable', `The command could not be started: ${error.message}`, { cause: error })
        : error;
    }
  }

  #launchOf(command: SandboxCommand, policy: SandboxPolicy, toolchain: Toolchain) {
    const { copy, scratchPath, limits } = policy;
    const moved = mapCommand(
      { ...command, env: { ...policy.env, ...command.env } },
      { from: copy.mountPath, to: copy.hostPath },
    );
    const home = join(scratchPath, 'home');
    const temporary = join(scratchPath, 'tmp');
    for (const path of [home, temporary]) mkdirSync(path, { recursive: true });
    const path = toolchain.path.join(':');
    const env = commandEnvironment(moved, { ...policy, env: {} }, { path, home, temporary });
    const readOnly = policy.dependencies.filter(({ mode }) => mode === 'readonly').map(({ source }) => source);
    const readable = [...new Set([...toolchain.readable, ...policy.extraRead, ...readOnly])].filter((at) =>
      existsSync(at),
    );
    const profile = seatbeltProfile({
      copy: realpathSync(copy.hostPath),
      scratch: realpathSync(scratchPath),
      readable: readable.map((at) => realpathSync(at)),
    });
    const mark = { name: 'LOOPWRIGHT_COMMAND', value: randomUUID() };
    return {
      argv: seatbeltArgs(this.#options.program, profile, limits, moved.argv),
      env: { ...env, [mark.name]: mark.value },
      mark: `${mark.name}=${mark.value}`,
      cwd: moved.cwd,
      inputFds: [],
      pipes: 0,
    };
  }

  #findToolchain(workspacePath: string, signal: AbortSignal): Promise<Toolchain> {
    const known = this.#toolchains.get(workspacePath);
    if (known) return known;
    const finding = discoverToolchain(this.#options.toolchainHost, workspacePath, signal);
    this.#toolchains.set(workspacePath, finding);
    // Whoever asked may have been cancelled: the next one asks again.
    finding.catch(() => this.#toolchains.delete(workspacePath));
    return finding;
  }

  #missing(): { readonly problem: string; readonly remedy: string } | undefined {
    if (isExecutable(this.#options.program)) return undefined;
    return {
      problem: 'There is no sandbox-exec here; macOS has it.',
      remedy: chooseContainer,
    };
  }

  /** A command that has to read the system and write to the copy, and must not write beside it. */
  async #try(signal: AbortSignal): Promise<{ readonly problem: string; readonly remedy: string } | undefined> {
    const { scratchRoot } = this.#options;
    removeLeftovers(scratchRoot);
    const folder = makeRunFolder(scratchRoot, 'probe');
    const remedy = chooseContainer;
    try {
      const [hostPath, scratchPath] = [join(folder, 'copy'), join(folder, 'scratch')];
      for (const path of [hostPath, scratchPath]) mkdirSync(path);
      writeFileSync(join(folder, 'beside'), 'beside');
      const script = ': >written || exit 3; cat ../beside >/dev/null 2>&1 && exit 4; : >../escaped 2>/dev/null; exit 0';
      const policy = trialPolicy({ hostPath, mountPath: hostPath }, { scratchPath, wallMs: 10_000 });
      const command = { argv: ['sh', '-c', script], cwd: hostPath, env: {} };
      const result = await this.run(command, policy, () => undefined, signal);
      if (result.exitCode === 4 || existsSync(join(folder, 'escaped')))
        return { problem: 'sandbox-exec runs commands and does not fence them.', remedy };
      if (result.exitCode === 0 && existsSync(join(hostPath, 'written'))) return undefined;
      return { problem: `sandbox-exec did not run a command: ${result.stderr.trim()}`, remedy };
    } catch (error) {
      if (!isCoded(error)) throw error;
      return { problem: error.message, remedy: error.hint ?? remedy };
    } finally {
      this.#baselines.forget(join(folder, 'copy'));
      removeTree(folder);
    }
  }
}

/** The kernel's own limits, by the name of ours. */
function named(result: SandboxResult): SandboxResult {
  const limit = result.signal === 'SIGXFSZ' ? 'diskBytes' : result.signal === 'SIGXCPU' ? 'cpuSeconds' : undefined;
  return limit === undefined || result.limit !== undefined ? result : { ...result, signal: undefined, limit };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
