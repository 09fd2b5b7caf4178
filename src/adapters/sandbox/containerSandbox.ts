import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError, isCoded } from '../../base/errors.ts';
import type { NetworkGate } from '../../core/sandbox/networkGate.ts';
import type {
  OutputListener,
  Sandbox,
  SandboxCommand,
  SandboxGap,
  SandboxPolicy,
  SandboxProbe,
  SandboxResult,
} from '../../core/sandbox/sandbox.ts';
import type { EngineName } from './containerArgs.ts';
import { askImage, type ContainerEngine, type EngineProblem, findEngine, type ImageFacts } from './containerEngine.ts';
import { removeLeftContainers } from './containerProcesses.ts';
import { runInContainer } from './containerRun.ts';
import { createCopyBaselines } from './copyBaselines.ts';
import { createCopyUsers } from './copyUsers.ts';
import type { Identity } from './etcFiles.ts';
import { createFencedDependencies } from './fencedDependencies.ts';
import { cgroupRemedy, chooseContainer } from './remedies.ts';
import { removeTree } from './removeTree.ts';
import { makeRunFolder, removeLeftovers } from './runFolder.ts';
import { seccompProfile } from './seccompProfile.ts';
import { trialPolicy } from './trialPolicy.ts';

/** What the back end takes from its host and from the person's settings. */
export interface ContainerSandboxOptions {
  readonly scratchRoot: string;
  readonly platform: string;
  readonly identity: Identity;
  /** The person's PATH, on which the engine is looked for. */
  readonly searchPath: string;
  /** undefined: podman where it is installed, else docker. */
  readonly engine: EngineName | undefined;
  /** The image that commands see in place of this machine's system; undefined: none has been chosen, so nothing runs. */
  readonly image: string | undefined;
  /** The way to hosts that a policy lists; absent: commands reach none. */
  readonly gate?: NetworkGate | undefined;
}

/** An engine and an image that have run a command here. */
interface Working {
  readonly engine: ContainerEngine;
  readonly facts: ImageFacts;
  readonly capped: boolean;
}

const about = { name: 'container', isolated: true } as const;
const trialPath = '/workspace';
const uncapped = /limits? (are|is) not supported|does not support|limitation discarded|cgroup is not mounted/i;

/** Creates the back end that runs commands in containers of podman or docker, from an image that the person has chosen. */
export function createContainerSandbox(options: ContainerSandboxOptions): Sandbox {
  return new ContainerSandbox(options);
}

class ContainerSandbox implements Sandbox {
  readonly mountsCopy = true;
  readonly #options: ContainerSandboxOptions;
  readonly #dependencies = createFencedDependencies();
  readonly #baselines = createCopyBaselines();
  readonly #users = createCopyUsers();
  #working: Working | undefined;

  constructor(options: ContainerSandboxOptions) {
    this.#options = options;
  }

  async probe(signal: AbortSignal): Promise<SandboxProbe> {
    const found = await this.#find(signal);
    if ('problem' in found) return { ...about, works: false, version: undefined, gaps: [], ...found };
    const { engine } = found;
    const image = this.#options.image ?? '';
    return {
      ...about,
      ...(this.#gate() ? { reachesHosts: true as const } : {}),
      works: true,
      version: `${engine.name} ${engine.version}, image ${image}`,
      gaps: this.#gaps(found),
    };
  }

  async run(
    command: SandboxCommand,
    policy: SandboxPolicy,
    onOutput: OutputListener,
    signal: AbortSignal,
  ): Promise<SandboxResult> {
    const found = await this.#find(signal);
    if ('problem' in found) throw new CodedError('sandbox.unavailable', found.problem, { hint: found.remedy });
    return await this.#runOnce({ found, command, policy, onOutput }, signal);
  }

  /** A socket reaches into containers of this machine only, not into those of a virtual one. */
  #gate(): NetworkGate | undefined {
    return this.#options.platform === 'linux' ? this.#options.gate : undefined;
  }

  /** What has worked once is not tried again; what did not may have been repaired meanwhile. */
  async #find(signal: AbortSignal): Promise<Working | EngineProblem> {
    if (this.#working) return this.#working;
    const found = await this.#tryAll(signal);
    if (!('problem' in found)) this.#working = found;
    return found;
  }

  async #tryAll(signal: AbortSignal): Promise<Working | EngineProblem> {
    const { image, platform, searchPath, scratchRoot } = this.#options;
    if (platform === 'win32')
      return {
        problem: 'Containers are run by Loopwright inside a WSL 2 distribution, not on Windows itself.',
        remedy: 'wsl.exe --install',
      };
    if (image === undefined) return { problem: 'No image has been chosen for containers.', remedy: chooseContainer };
    if (!/^[A-Za-z0-9][\w./:@+-]*$/.test(image))
      return { problem: `${JSON.stringify(image)} is no name of an image.`, remedy: chooseContainer };
    const engine = await findEngine(this.#options.engine, searchPath, signal);
    if ('problem' in engine) return engine;
    const facts = await askImage(engine, image, signal);
    if ('problem' in facts) return facts;
    removeLeftovers(scratchRoot);
    await removeLeftContainers(engine, this.#label(), signal);
    let problem: EngineProblem | undefined;
    for (const capped of [true, false]) {
      const working = { engine, facts, capped };
      const tried = await this.#try(working, signal);
      // An engine that cannot cap anything says so, and runs the command all the same.
      if (tried === 'uncapped') continue;
      if (!tried) return working;
      problem = tried;
    }
    return problem ?? { problem: 'The container did not run a command.', remedy: `${engine.name} info` };
  }

  async #runOnce(
    run: {
      readonly found: Working;
      readonly command: SandboxCommand;
      readonly policy: SandboxPolicy;
      readonly onOutput: OutputListener;
    },
    signal: AbortSignal,
  ): Promise<SandboxResult> {
    const { found, ...given } = run;
    const { identity, image = '', scratchRoot } = this.#options;
    const { copy, scratchPath } = run.policy;
    this.#users.enter(copy.hostPath);
    try {
      await this.#dependencies.provide(run.policy, signal);
      const startUsage = await this.#baselines.of(copy.hostPath, scratchPath, signal);
      const own = { identity, image, label: this.#label(), runsFolder: scratchRoot, startUsage, gate: this.#gate() };
      return await runInContainer({ ...found, ...given, ...own }, signal);
    } finally {
      this.#users.leave(copy.hostPath);
    }
  }

  /** Whether a file that is written inside stands in the copy: an engine on another machine would run the command all the same. */
  async #try(found: Working, signal: AbortSignal): Promise<EngineProblem | 'uncapped' | undefined> {
    const folder = makeRunFolder(this.#options.scratchRoot, 'probe');
    try {
      const [hostPath, scratchPath] = [join(folder, 'copy'), join(folder, 'scratch')];
      for (const path of [hostPath, scratchPath]) mkdirSync(path);
      writeFileSync(join(hostPath, 'original'), '');
      const policy = trialPolicy({ hostPath, mountPath: trialPath }, { scratchPath, wallMs: 20_000 });
      const command = { argv: ['sh', '-c', 'test -f original && : >new && : >"$HOME/new"'], cwd: trialPath, env: {} };
      const result = await this.#runOnce({ found, command, policy, onOutput: () => undefined }, signal);
      if (found.capped && uncapped.test(result.stderr)) return 'uncapped';
      if (result.exitCode === 0 && existsSync(join(hostPath, 'new'))) return undefined;
      const why = result.stderr.trim() || 'it does not see the files of this machine';
      return {
        problem: `A container of ${found.engine.name} cannot write into the copy: ${why}`,
        remedy: `${found.engine.name} info`,
      };
    } catch (error) {
      if (!isCoded(error)) throw error;
      return { problem: error.message, remedy: error.hint ?? '' };
    } finally {
      this.#baselines.forget(join(folder, 'copy'));
      removeTree(folder);
    }
  }

  /** Tells our containers from those of another Loopwright with another data folder, or in another namespace of processes. */
  #label(): string {
    const space = existsSync('/proc/self/ns/pid') ? readlinkSync('/proc/self/ns/pid') : '';
    const owner = createHash('sha256').update(`${space}\0${this.#options.scratchRoot}`).digest('hex');
    return `loopwright.owner=${owner.slice(0, 16)}`;
  }

  #gaps({ engine, capped }: Working): readonly SandboxGap[] {
    const { identity, image = '', platform } = this.#options;
    const gaps: SandboxGap[] = [];
    if (platform === 'linux' && !engine.rootless)
      gaps.push(
        engine.name === 'docker'
          ? {
              text: 'The docker daemon runs as root: a hole in it gives away the machine.',
              remedy: 'dockerd-rootless-setuptool.sh install',
            }
          : {
              text: `podman runs as ${identity.uid === 0 ? 'root' : 'another user'}: a hole in the kernel would give away more than for another user.`,
              remedy: 'su - USER',
            },
      );
    if (!capped)
      gaps.push({
        text: `Memory and processes are watched, not capped: ${engine.name} cannot use cgroups for them here.`,
        remedy: cgroupRemedy(),
      });
    if (platform !== 'linux')
      gaps.push({
        text: 'Processor time is limited for each process only: containers run in a virtual machine that cannot be looked into.',
      });
    gaps.push(
      {
        text: `Programs are those of the image ${image}, not yours; dependencies of the workspace are copied once per run.`,
        remedy: 'loopwright doctor --use auto',
      },
      ...(seccompProfile(process.arch) ? [] : [{ text: `The system call filter is the one of ${engine.name}.` }]),
      {
        text: 'Disk and processor time are watched every quarter of a second, not capped by the kernel: a fast command can pass them for a moment.',
      },
    );
    return gaps;
  }
}
