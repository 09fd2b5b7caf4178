import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { abortError } from '../../base/abort.ts';
import { CodedError, isAbort, isCoded } from '../../base/errors.ts';
import type { NetworkGate } from '../../core/sandbox/networkGate.ts';
import { defaultSandboxLimits } from '../../core/sandbox/policy.ts';
import { readOnlyDependencies } from '../../core/sandbox/policyWords.ts';
import type {
  OutputListener,
  Sandbox,
  SandboxCommand,
  SandboxGap,
  SandboxPolicy,
  SandboxProbe,
  SandboxResult,
} from '../../core/sandbox/sandbox.ts';
import { type BubblewrapHost, findBubblewrapHost, parseBubblewrapVersion } from './bubblewrapHost.ts';
import { runInBubblewrap } from './bubblewrapRun.ts';
import { createCopyBaselines } from './copyBaselines.ts';
import { createCopyUsers } from './copyUsers.ts';
import { type EarlierTrial, openEarlierTrial } from './earlierTrial.ts';
import type { Identity } from './etcFiles.ts';
import { isWithin } from './mountPoints.ts';
import type { OverlayMethod } from './overlay.ts';
import { chooseContainer, installCommand, overlayRemedy } from './remedies.ts';
import { removeTree } from './removeTree.ts';
import { makeRunFolder, removeLeftovers } from './runFolder.ts';
import { type ScopeCandidate, type SystemdScope, sayHeld, trySystemdScope } from './systemdScope.ts';
import {
  baseInterpreters,
  discoverToolchain,
  projectFolders,
  standardPath,
  type Toolchain,
  type ToolchainHost,
} from './toolchain.ts';

/** What the back end takes from its host. */
export interface BubblewrapSandboxOptions {
  /** Folder of the sandbox's own files, outside every workspace, copy and scratch folder. Made when missing. */
  readonly scratchRoot: string;
  readonly platform: string;
  readonly arch: string;
  readonly identity: Identity;
  readonly toolchainHost: ToolchainHost;
  /** A trial of an earlier process counts as long as the machine is as it was then. */
  readonly trustsEarlier?: boolean;
  /** The way to hosts that a policy lists; absent: commands reach none. */
  readonly gate?: NetworkGate | undefined;
  /** A manager of systemd that may let the kernel hold limits, too; absent: none is asked. */
  readonly scope?: ScopeCandidate | undefined;
}

/** Where the copy of a trial lies inside; no PATH has a folder below it. */
const trialPath = '/workspace';
const nothing: OutputListener = () => undefined;
/** Enough for what the system has itself. */
const noToolchain: Toolchain = { readable: [], path: standardPath };

/** Creates the Linux back end: bubblewrap with our own argument vector, a seccomp filter and a watchdog. */
export function createBubblewrapSandbox(options: BubblewrapSandboxOptions): Sandbox {
  return new BubblewrapSandbox(options);
}

class BubblewrapSandbox implements Sandbox {
  readonly mountsCopy = true;
  readonly #options: BubblewrapSandboxOptions;
  readonly #toolchains = new Map<string, Promise<Toolchain>>();
  readonly #baselines = createCopyBaselines();
  readonly #users = createCopyUsers();
  readonly #earlier: EarlierTrial;
  #overlay: OverlayMethod | undefined;
  #scope: SystemdScope | undefined;
  #worked: SandboxProbe | undefined;

  constructor(options: BubblewrapSandboxOptions) {
    this.#options = options;
    this.#earlier = openEarlierTrial(options.scratchRoot, options.scope);
  }

  /** What has worked once is not tried again; what did not may have been repaired meanwhile. */
  async probe(signal: AbortSignal): Promise<SandboxProbe> {
    this.#worked ??= await this.#tryAll(signal);
    const probe = this.#worked;
    if (!probe.works) this.#worked = undefined;
    return probe;
  }

  async #tryAll(signal: AbortSignal): Promise<SandboxProbe> {
    const reaches = this.#options.gate ? ({ reachesHosts: true } as const) : {};
    const about = { name: 'bubblewrap', isolated: true, ...reaches } as const;
    const host = this.#host();
    if ('problem' in host) return { ...about, ...host, works: false, version: undefined, gaps: [] };
    // Asking version managers takes longer than the trial, which needs none of their programs.
    this.#findToolchain(trialPath, signal).catch(() => undefined);
    removeLeftovers(this.#options.scratchRoot);
    const earlier = this.#options.trustsEarlier ? this.#earlier.read(host) : undefined;
    if (earlier) {
      const { scope } = this.#options;
      this.#overlay = earlier.overlay;
      this.#scope = scope && earlier.holds.length > 0 ? { ...scope, holds: earlier.holds } : undefined;
      return { ...about, ...this.#found(earlier) };
    }
    const told = parseBubblewrapVersion(await ask(host.bwrapPath, ['--version'], signal));
    const version = told?.version;
    if (!told?.supported) {
      const problem = `bubblewrap ${version ?? 'of an unknown version'} is too old: it must be 0.8 or later.`;
      return { ...about, works: false, version, gaps: [], problem, remedy: installCommand('bubblewrap') };
    }
    try {
      this.#overlay = await this.#findOverlay(host, told.overlay, signal);
      this.#scope = await this.#findScope(signal);
      const working = { version: told.version, overlay: this.#overlay, holds: this.#scope?.holds ?? [] };
      this.#earlier.keep(host, working);
      return { ...about, ...this.#found(working) };
    } catch (error) {
      if (!isCoded(error)) throw error;
      this.#earlier.forget();
      return { ...about, works: false, version, gaps: [], problem: error.message, remedy: error.hint ?? '' };
    }
  }

  #found({ version, overlay }: { readonly version: string; readonly overlay: OverlayMethod }) {
    return { works: true, version, gaps: this.#gaps(overlay), limitsHeld: sayHeld(this.#scope) } as const;
  }

  async run(
    command: SandboxCommand,
    policy: SandboxPolicy,
    onOutput: OutputListener,
    signal: AbortSignal,
  ): Promise<SandboxResult> {
    const host = this.#host();
    if ('problem' in host) throw new CodedError('sandbox.unavailable', host.problem, { hint: host.remedy });
    if (this.#overlay === undefined) {
      const told = parseBubblewrapVersion(await ask(host.bwrapPath, ['--version'], signal));
      this.#overlay = await this.#findOverlay(host, told?.overlay === true, signal);
      this.#scope = await this.#findScope(signal);
    }
    const toolchain = await this.#findToolchain(policy.copy.mountPath, signal);
    const given = { host, command, policy, onOutput, overlay: this.#overlay, toolchain };
    const scope = this.#scope;
    try {
      return await this.#runOnce({ ...given, scope }, signal);
    } catch (error) {
      if (!isCoded(error, 'sandbox.unavailable')) throw error;
      this.#earlier.forget();
      if (!scope) throw error;
      // Nothing of the command has run. A person's manager ends when they log out; the watchdog holds every limit without it.
      this.#scope = undefined;
      return await this.#runOnce(given, signal);
    }
  }

  async #findScope(signal: AbortSignal): Promise<SystemdScope | undefined> {
    const { scope } = this.#options;
    const name = `loopwright-probe-${randomBytes(6).toString('hex')}`;
    return scope && trySystemdScope(scope, { limits: defaultSandboxLimits, name }, signal);
  }

  /** The tools of the host as a workspace may see them, found once for all whose own folders are not on the PATH. */
  #findToolchain(workspacePath: string, signal: AbortSignal): Promise<Toolchain> {
    const { toolchainHost } = this.#options;
    const key = projectFolders(toolchainHost.path, workspacePath).join(':');
    const known = this.#toolchains.get(key);
    if (known) return known;
    const finding = discoverToolchain(toolchainHost, workspacePath, signal);
    this.#toolchains.set(key, finding);
    // Whoever asked may have been cancelled: the next one asks again.
    finding.catch(() => this.#toolchains.delete(key));
    return finding;
  }

  #host(): ReturnType<typeof findBubblewrapHost> {
    const { platform, arch, toolchainHost } = this.#options;
    return findBubblewrapHost(platform, arch, toolchainHost.path);
  }

  async #runOnce(
    run: {
      readonly host: BubblewrapHost;
      readonly command: SandboxCommand;
      readonly policy: SandboxPolicy;
      readonly onOutput: OutputListener;
      readonly overlay: OverlayMethod;
      readonly scope?: SystemdScope | undefined;
      readonly toolchain: Toolchain;
    },
    signal: AbortSignal,
  ): Promise<SandboxResult> {
    const { copy, scratchPath, dependencies } = run.policy;
    const { scratchRoot, identity, toolchainHost, gate } = this.#options;
    const bases = baseInterpreters(dependencies, { home: toolchainHost.home, workspace: copy.mountPath });
    const startUsage = await this.#baselines.of(copy.hostPath, scratchPath, signal);
    // The toolchain may have been found for another workspace, which lay elsewhere.
    const harmless = run.toolchain.readable.filter((path) => !isWithin(copy.mountPath, path));
    const shown = { ...run.toolchain, readable: [...harmless, ...bases] };
    this.#users.enter(copy.hostPath);
    try {
      return await runInBubblewrap(
        { ...run, identity, runsFolder: scratchRoot, toolchain: shown, startUsage, gate },
        signal,
      );
    } finally {
      this.#users.leave(copy.hostPath);
    }
  }

  /** The best method that really lets a command write to an overlay here. Throws what the plain vector throws. */
  async #findOverlay(host: BubblewrapHost, ownOverlay: boolean, signal: AbortSignal): Promise<OverlayMethod> {
    const methods: readonly OverlayMethod[] = ownOverlay ? ['bubblewrap', 'unshare', 'none'] : ['unshare', 'none'];
    for (const method of methods) if (await this.#tryOverlay(host, method, signal)) return method;
    throw new CodedError('sandbox.unavailable', 'The sandbox started, and could not run `true`.');
  }

  async #tryOverlay(host: BubblewrapHost, overlay: OverlayMethod, signal: AbortSignal): Promise<boolean> {
    const folder = makeRunFolder(this.#options.scratchRoot, 'probe');
    try {
      const [hostPath, scratchPath, source] = ['copy', 'scratch', 'dependency'].map((name) => join(folder, name));
      if (!hostPath || !scratchPath || !source) return false;
      for (const path of [hostPath, scratchPath, source]) mkdirSync(path);
      writeFileSync(join(source, 'original'), '');
      const mountPath = trialPath;
      const target = join(mountPath, 'dependency');
      // Not only `true`: where the mount works and writing does not, tests would fail for no visible reason.
      const argv = overlay === 'none' ? ['true'] : ['touch', join(target, 'original'), join(target, 'new')];
      const policy: SandboxPolicy = {
        copy: { hostPath, mountPath },
        dependencies: [{ source, target, mode: 'overlay' }],
        extraRead: [],
        scratchPath,
        network: 'none',
        env: {},
        limits: { ...defaultSandboxLimits, wallMs: 10_000 },
      };
      const command = { argv, cwd: mountPath, env: {} };
      const result = await this.#runOnce(
        { host, command, policy, onOutput: nothing, overlay, toolchain: noToolchain },
        signal,
      );
      return result.exitCode === 0;
    } catch (error) {
      if (isAbort(error) || overlay === 'none' || !isCoded(error, 'sandbox.unavailable')) throw error;
      return false;
    } finally {
      this.#baselines.forget(join(folder, 'copy'));
      removeTree(folder);
    }
  }

  #gaps(overlay: OverlayMethod): readonly SandboxGap[] {
    const gaps: SandboxGap[] = [];
    if (this.#options.identity.uid === 0)
      gaps.push({
        text: 'Running as root: /proc/sys is read-only inside, but a hole in the kernel would give away more than for another user.',
        remedy: 'su - USER',
      });
    if (overlay === 'none')
      gaps.push({
        text: readOnlyDependencies,
        remedy: overlayRemedy(),
      });
    const watched = 'watched every quarter of a second, not capped by the kernel: a fast command can pass';
    gaps.push(
      this.#scope?.holds.includes('memory')
        ? { text: `The disk is ${watched} its limit for a moment.` }
        : { text: `Memory and disk are ${watched} them for a moment.`, remedy: chooseContainer },
    );
    return gaps;
  }
}

function ask(program: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd: '/', env: {}, timeout: 5_000, signal }, (error, stdout) => {
      if (signal.aborted) reject(abortError(signal));
      else resolve(error ? '' : stdout);
    });
  });
}
