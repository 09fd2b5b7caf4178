import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../base/errors.ts';
import type { NetworkGate } from '../../core/sandbox/networkGate.ts';
import type { OutputListener, SandboxCommand, SandboxPolicy, SandboxResult } from '../../core/sandbox/sandbox.ts';
import { commandEnvironment } from './commandEnvironment.ts';
import { type ContainerMount, containerArgs, containerStarted } from './containerArgs.ts';
import { type ContainerEngine, engineEnvironment, hardProcessLimit, type ImageFacts } from './containerEngine.ts';
import { containerControl } from './containerProcesses.ts';
import { createDiskMeter } from './diskMeter.ts';
import type { DiskUsage } from './diskUsage.ts';
import { type Identity, writeEtcFiles } from './etcFiles.ts';
import { checkPolicy, isWithin, prepareMountPoints } from './mountPoints.ts';
import { type NetworkWay, openNetworkWay, relayPlace } from './networkRelay.ts';
import { chooseContainer } from './remedies.ts';
import { removeTree } from './removeTree.ts';
import { makeRunFolder } from './runFolder.ts';
import { seccompProfile } from './seccompProfile.ts';
import { signalName } from './signalName.ts';
import { type Ending, supervise } from './supervise.ts';

/** Everything one command in a container needs. Dependencies below the workspace are in the copy already, unless they are read-only. */
export interface ContainerRun {
  readonly engine: ContainerEngine;
  readonly image: string;
  readonly facts: ImageFacts;
  readonly capped: boolean;
  readonly identity: Identity;
  readonly label: string;
  /** Folder for the run's own files; commands must not be able to write to it. */
  readonly runsFolder: string;
  readonly command: SandboxCommand;
  readonly policy: SandboxPolicy;
  readonly startUsage: DiskUsage;
  /** The way to allowed hosts; absent: no command reaches any. */
  readonly gate: NetworkGate | undefined;
  readonly onOutput: OutputListener;
}

/** Runs one command; throws `sandbox.unavailable` when the engine did not get as far as starting it. */
export async function runInContainer(run: ContainerRun, signal: AbortSignal): Promise<SandboxResult> {
  const { engine, policy, command } = run;
  checkPolicy(command, policy, run.runsFolder);
  prepareMountPoints(policy);
  const folder = makeRunFolder(run.runsFolder, 'run');
  const statusFile = join(folder, 'status');
  const pidFile = engine.name === 'podman' ? join(folder, 'pid') : undefined;
  // The folder's name says whose it is, and cannot be guessed.
  const name = `loopwright-${folder.slice(folder.lastIndexOf('/run-') + 1)}`;
  let network: NetworkWay | undefined;
  try {
    network = await openNetworkWay(run, folder);
    writeFileSync(statusFile, '');
    const profile = seccompProfile(process.arch);
    const seccompFile = profile === undefined ? undefined : join(folder, 'seccomp.json');
    if (seccompFile !== undefined) writeFileSync(seccompFile, JSON.stringify(profile));
    const disk = createDiskMeter({
      roots: [policy.copy.hostPath, policy.scratchPath, folder],
      startUsage: run.startUsage,
      limits: policy.limits,
    });
    const ending = await supervise(
      {
        launch: {
          argv: [engine.path, ...argsFor(run, { folder, name, statusFile, seccompFile, pidFile, network })],
          env: engineEnvironment(process.env),
          cwd: '/',
          inputFds: [],
          pipes: 0,
          holdsStdin: true,
        },
        control: containerControl({ engine, name, pidFile, processes: policy.limits.processes }),
        limits: policy.limits,
        disk,
        onOutput: run.onOutput,
        onStarted: command.onStarted,
      },
      signal,
    );
    return resultOf(ending, startOf(statusFile), engine);
  } finally {
    network?.dispose();
    removeTree(folder);
  }
}

function argsFor(
  run: ContainerRun,
  own: {
    readonly folder: string;
    readonly name: string;
    readonly statusFile: string;
    readonly seccompFile: string | undefined;
    readonly pidFile: string | undefined;
    readonly network: NetworkWay | undefined;
  },
): readonly string[] {
  const { engine, identity, policy } = run;
  const { copy, scratchPath, dependencies, extraRead, limits } = policy;
  const etc = join(own.folder, 'etc');
  // Inside a rootless docker the person is root, whom the engine maps to the person's own account.
  const user = engine.name === 'docker' && engine.rootless ? { uid: 0, gid: 0 } : identity;
  const mounts: ContainerMount[] = [
    { kind: 'writable', source: copy.hostPath, target: copy.mountPath },
    { kind: 'writable', source: scratchPath, target: scratchPath },
    // A `.git` made by a command would be obeyed by any git that a person runs in the copy.
    { kind: 'readonly', source: join(copy.hostPath, '.git'), target: join(copy.mountPath, '.git') },
    ...dependencies
      .filter(({ mode, target }) => mode === 'readonly' || !isWithin(target, copy.mountPath))
      .map(({ source, target }) => ({ kind: 'readonly' as const, source, target })),
    ...extraRead.map((path) => ({ kind: 'readonly' as const, source: path, target: path })),
  ];
  const { network } = own;
  if (network) mounts.push({ kind: 'readonly', source: network.folder, target: relayPlace });
  return containerArgs({
    engine: engine.name,
    image: run.image,
    name: own.name,
    label: run.label,
    user,
    keepsUser: engine.name === 'podman' && engine.rootless,
    capped: run.capped,
    pidFile: own.pidFile,
    hardProcesses: hardProcessLimit(),
    etc: { folder: etc, names: writeEtcFiles(etc, user) },
    statusFile: own.statusFile,
    seccompFile: own.seccompFile,
    mounts,
    volumes: run.facts.volumes,
    env: commandEnvironment(run.command, policy, {
      path: run.facts.path.join(':'),
      home: '/tmp/home',
      temporary: '/tmp',
    }),
    cwd: run.command.cwd,
    limits,
    argv: network?.argv ?? run.command.argv,
  });
}

const statusBytes = 4096;

/** The first lines of the status file. A command can write to it, as much as it likes. */
function startOf(file: string): string {
  const opened = openSync(file, 'r');
  try {
    const start = Buffer.alloc(statusBytes);
    return start.toString('utf8', 0, readSync(opened, start, 0, statusBytes, 0));
  } finally {
    closeSync(opened);
  }
}

function resultOf({ pipes: _none, ...ending }: Ending, status: string, engine: ContainerEngine): SandboxResult {
  if (ending.limit) return ending;
  if (!status.startsWith(containerStarted))
    throw new CodedError(
      'sandbox.unavailable',
      `The container did not start: ${ending.stderr.trim() || 'no reason given'}`,
      { hint: remedyFor(ending.stderr, engine), details: { exitCode: ending.exitCode, signal: ending.signal } },
    );
  const { exitCode } = ending;
  // The shell's word on its stderr: see the wrapper in containerArgs.ts.
  const diedBySignal = exitCode !== undefined && exitCode > 128 && status.slice(containerStarted.length).trim() !== '';
  if (!diedBySignal) return ending;
  const signal = signalName(exitCode - 128);
  const limit = signal === 'SIGXFSZ' ? 'diskBytes' : signal === 'SIGXCPU' ? 'cpuSeconds' : undefined;
  return { ...ending, exitCode: undefined, signal: limit ? undefined : signal, limit };
}

/** What to type when the engine answers and starts nothing. */
export function remedyFor(stderr: string, engine: Pick<ContainerEngine, 'name'>): string {
  if (/subuid|subgid|newuidmap|user namespace/i.test(stderr))
    return 'sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 "$USER" && podman system migrate';
  if (/\/bin\/sh.*(no such file|not found)|executable file .* not found/i.test(stderr)) return chooseContainer;
  if (/cgroup/i.test(stderr) && engine.name === 'podman')
    return 'Let podman use another runtime: write [engine] runtime = "runc" and cgroup_manager = "cgroupfs" into containers.conf.';
  return `See what it says: ${engine.name} run --rm IMAGE true`;
}
